import Foundation
import StenoTesting
import Testing

#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

/// Sends requests written out by hand, as the documents show them.
struct PlainClient: Sendable {
    struct Answer: Sendable {
        var status: Int
        var fields: [String: String]
        var data: Data

        var text: String { String(decoding: data, as: UTF8.self) }
        var json: JSON { JSON(data) }

        subscript(field name: String) -> String? { fields[name.lowercased()] }
    }

    let base: URL
    var key: String? = "sk_test_key"

    private static let session: URLSession = {
        let configuration = URLSessionConfiguration.ephemeral
        configuration.timeoutIntervalForRequest = 180
        configuration.urlCache = nil
        return URLSession(configuration: configuration)
    }()

    func get(_ path: String, fields: [String: String] = [:]) async throws -> Answer {
        try await send("GET", path, fields: fields)
    }

    func delete(_ path: String) async throws -> Answer { try await send("DELETE", path) }

    func post(_ path: String, json: String, fields: [String: String] = [:]) async throws -> Answer {
        let fields = fields.merging(["Content-Type": "application/json"]) { old, _ in old }
        return try await send("POST", path, body: Data(json.utf8), fields: fields)
    }

    func post(_ path: String, form: Form) async throws -> Answer {
        try await send("POST", path, body: form.data, fields: ["Content-Type": form.contentType])
    }

    func send(
        _ method: String,
        _ path: String,
        body: Data? = nil,
        fields: [String: String] = [:]
    ) async throws -> Answer {
        let url = try #require(URL(string: path.hasPrefix("http") ? path : base.absoluteString + path))
        var request = URLRequest(url: url)
        request.httpMethod = method
        request.httpBody = body
        if let key { request.setValue("Bearer \(key)", forHTTPHeaderField: "Authorization") }
        for (name, value) in fields { request.setValue(value, forHTTPHeaderField: name) }
        let (data, response) = try await Self.session.data(for: request)
        let http = try #require(response as? HTTPURLResponse)
        var answered: [String: String] = [:]
        for case (let name as String, let value as String) in http.allHeaderFields {
            answered[name.lowercased()] = value
        }
        return Answer(status: http.statusCode, fields: answered, data: data)
    }

    /// A form as RFC 7578 writes it.
    struct Form {
        private(set) var data = Data()
        private let boundary = "----plain-client-boundary"

        var contentType: String { "multipart/form-data; boundary=\"\(boundary)\"" }

        init(fields: [(String, String)] = [], file: (name: String, fileName: String, data: Data)? = nil) {
            for (name, value) in fields {
                append("--\(boundary)\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n\(value)\r\n")
            }
            if let file {
                append("--\(boundary)\r\nContent-Disposition: form-data; name=\"\(file.name)\"; ")
                append("filename=\"\(file.fileName)\"\r\nContent-Type: audio/wav\r\n\r\n")
                data += file.data
                append("\r\n")
            }
            append("--\(boundary)--\r\n")
        }

        private mutating func append(_ text: String) { data += Data(text.utf8) }

        /// The form without its end, as an upload that was broken off.
        mutating func breakOff() { data = data.dropLast(boundary.utf8.count + 12) }
    }
}
