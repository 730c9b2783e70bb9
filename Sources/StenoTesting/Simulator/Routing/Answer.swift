import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import NIOCore
import Steno

/// What a service answers, before faults change it and before it is sent.
struct Answer: Sendable {
    enum Body: Sendable {
        case empty
        case json(JSONValue)
        case data(Data)
        /// Sent as it comes, without a known length.
        case stream(AsyncStream<String>)
    }

    var status: Int
    var fields: [(name: String, value: String)]
    var body: Body

    init(status: Int, fields: [(name: String, value: String)] = [], body: Body = .empty) {
        self.status = status
        self.fields = fields
        self.body = body
    }

    static func json(_ value: JSONValue, status: Int = 200, contentType: String = "application/json") -> Self {
        Self(status: status, fields: [("Content-Type", contentType)], body: .json(value))
    }

    static func text(_ text: String, status: Int = 200, contentType: String = "text/plain; charset=utf-8") -> Self {
        Self(status: status, fields: [("Content-Type", contentType)], body: .data(Data(text.utf8)))
    }

    /// Adds a header field, or replaces it.
    mutating func setField(_ name: String, _ value: String) {
        fields.removeAll { $0.name.lowercased() == name.lowercased() }
        fields.append((name, value))
    }

    func field(_ name: String) -> String? { fields.first { $0.name.lowercased() == name.lowercased() }?.value }

    /// The bytes of a body of known length.
    var data: Data? {
        switch body {
        case .empty: Data()
        case .json(let value): value.data
        case .data(let data): data
        case .stream: nil
        }
    }

    var head: (status: HTTPResponse.Status, fields: HTTPFields) {
        var headers = HTTPFields()
        for (name, value) in fields {
            if let name = HTTPField.Name(name) { headers.append(HTTPField(name: name, value: value)) }
        }
        return (HTTPResponse.Status(code: status), headers)
    }

    /// The answer as Hummingbird sends it.
    func response() -> Response {
        let (status, headers) = head
        if case .stream(let pieces) = body {
            return Response(
                status: status,
                headers: headers,
                body: ResponseBody(asyncSequence: pieces.map { ByteBuffer(string: $0) })
            )
        }
        let data = data ?? Data()
        guard !data.isEmpty else { return Response(status: status, headers: headers) }
        return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: data)))
    }
}
