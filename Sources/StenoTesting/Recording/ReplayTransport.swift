import Foundation
public import HTTPTypes
public import Steno
import Synchronization

/// A transport that answers from a recording, without a network.
///
/// A request is answered by the first exchange not used yet that has its method, path and query; the host does not count, nor
/// do fields and body, as some of them are made by chance. Secrets in the query count as equal.
public final class ReplayTransport: HTTPTransport {
    private let unused: Mutex<[HTTPRecording.Exchange]>

    /// Answers from a recording.
    public init(_ recording: HTTPRecording) {
        unused = Mutex(recording.exchanges)
    }

    /// The exchanges that nobody has asked for yet.
    public var remaining: [HTTPRecording.Exchange] { unused.withLock { $0 } }

    /// Gives the recorded answer.
    ///
    /// - Throws: ``TranscriptionError`` with code `connection` where the recording has none, naming the request; what the
    ///   body throws.
    public func send(_ request: HTTPRequest, body: HTTPRequestBody?) async throws -> HTTPStreamedResponse {
        if let body { for try await _ in try body.open() {} }
        let target = Self.target(RecordingScrubber([], request: request).url(of: request))
        let method = request.method.rawValue
        let found: HTTPRecording.Answer? = unused.withLock { unused in
            let index = unused.firstIndex { exchange in
                exchange.request.method == method && Self.target(exchange.request.url) == target
            }
            return index.map { unused.remove(at: $0).answer }
        }
        guard let found else {
            throw TranscriptionError(
                .connection,
                "The recording has no more answers to \(method) \(target).",
                underlying: HTTPTransportFailure.neverSent()
            )
        }
        var head = HTTPResponse(status: .init(code: found.status))
        for field in found.fields {
            if let name = HTTPField.Name(field.name) {
                head.headerFields.append(HTTPField(name: name, value: field.value))
            }
        }
        head.headerFields[.contentLength] = "\(found.body.data.count)"
        return HTTPStreamedResponse(head: head, body: HTTPBody(OnePiece(data: found.body.data)))
    }

    /// The path and the query of an address.
    private static func target(_ url: String) -> String {
        guard let scheme = url.range(of: "://") else { return url }
        let rest = url[scheme.upperBound...]
        return rest.firstIndex(of: "/").map { String(rest[$0...]) } ?? "/"
    }
}
