import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import NIOCore
import Steno

/// One request to a simulated service, as its handlers see it.
struct Exchange: Sendable {
    let request: Request
    /// The route, as documented: `GET /v1/transcriptions/{id}`.
    let route: Route
    /// The values of the route's placeholders, in order, with percent-encoding undone.
    let parameters: [String]
    /// The path after the service's prefix.
    let path: String
    /// The query, with percent-encoding undone; of repeated names the first.
    let query: [String: String]
    /// The id of this request, as answers name it.
    let requestID: String
    let configuration: SimulatorConfiguration

    var method: HTTPRequest.Method { request.method }

    /// The first segment of the whole path.
    var prefix: Substring { (request.head.path ?? "").dropFirst().prefix { $0 != "/" } }

    /// Scheme and authority that the client used, such as `http://127.0.0.1:8080`.
    var origin: String { "http://" + (request.head.authority ?? "127.0.0.1") }

    func field(_ name: String) -> String? {
        HTTPField.Name(name).flatMap { request.headers[$0] }
    }

    /// The key in `Authorization: Bearer`; nil when there is none.
    var bearerKey: String? {
        guard let value = request.headers[.authorization] else { return nil }
        let parts = value.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
        let key = parts[1].trimmingCharacters(in: .whitespaces)
        return key.isEmpty ? nil : key
    }

    /// The key of the first of these places that has one, if it is one that is accepted.
    func acceptedKey(orField name: String? = nil) -> String? {
        let key = bearerKey ?? name.flatMap { field($0) }.flatMap { $0.isEmpty ? nil : $0 }
        return key == configuration.refusedKey ? nil : key
    }

    /// The media type of the request's body, in lower case and without parameters.
    var mediaType: String {
        (request.headers[.contentType] ?? "").split(separator: ";").first
            .map { $0.trimmingCharacters(in: .whitespaces).lowercased() } ?? ""
    }

    /// The request's body, of at most 4 MiB; a longer one is refused with 413.
    func body() async throws -> Data {
        do {
            let buffer = try await request.body.collect(upTo: 4 << 20)
            return Data(buffer.readableBytesView)
        } catch is NIOTooManyBytesError {
            throw Refusal(413, "payload_too_large", "The request body is too large.")
        }
    }

    /// The request's body as a JSON object; nil when it is something else.
    func jsonObject() async throws -> JSONValue? {
        guard let value = JSONValue.parse(try await body()), value.object != nil else { return nil }
        return value
    }

    /// A query parameter as a whole number within a range.
    func int(_ name: String, _ range: ClosedRange<Int>, default value: Int) throws(InvalidParameter) -> Int {
        guard let text = query[name] else { return value }
        guard let number = Int(text), range.contains(number) else {
            throw InvalidParameter(
                name: name,
                message: "must be a whole number from \(range.lowerBound) to \(range.upperBound)"
            )
        }
        return number
    }
}

/// A query parameter that cannot be used.
struct InvalidParameter: Error {
    var name: String
    var message: String
}
