import HTTPTypes
import Steno
import Synchronization

/// Counts the requests that pass through it.
final class CountingTransport: HTTPTransport {
    private let base: any HTTPTransport
    private let counted = Mutex(0)

    init(_ base: any HTTPTransport) {
        self.base = base
    }

    var count: Int { counted.withLock { $0 } }

    func send(_ request: HTTPRequest, body: HTTPRequestBody?) async throws -> HTTPStreamedResponse {
        counted.withLock { $0 += 1 }
        return try await base.send(request, body: body)
    }
}
