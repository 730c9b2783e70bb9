import Foundation
public import HTTPTypes
import HTTPTypesFoundation

#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

/// Sends requests with Foundation's `URLSession`.
///
/// There is no cache, and neither cookies nor credentials are stored. Bodies of requests are read as they are sent, with
/// their exact length; one that a function makes is written to a temporary file first. What has come in of an answer and is not read yet is bounded: where the platform can pause a
/// transfer it is paused, and on Linux, where pausing one starts it again from the beginning, it ends with a retryable
/// ``TranscriptionError/Code/connection``.
///
/// A request with a body is never sent a second time behind the caller's back, as libcurl would do where a connection
/// that was kept turns out to be dead: it fails instead.
public final class URLSessionTransport: HTTPTransport {
    /// A transport with the default settings, for use all over a program.
    public static let shared = URLSessionTransport()

    private let lane: URLSessionLane

    /// Makes a transport.
    ///
    /// Make few: each holds a session of its own.
    /// - Parameters:
    ///   - idleLimit: How long a request may go without a single byte before it fails with
    ///     ``TranscriptionError/Code/timeout``. On Linux it is rounded up to whole seconds.
    ///   - bufferSize: How many bytes may wait for the reader of a body.
    public init(idleLimit: Duration = .seconds(60), bufferSize: Int = 16 << 20) {
        lane = URLSessionLane(idleLimit: idleLimit, bufferSize: bufferSize)
    }

    /// Sends a request and returns once the head of the answer is there.
    public func send(_ request: HTTPRequest, body: HTTPRequestBody?) async throws -> HTTPStreamedResponse {
        guard let urlRequest = URLRequest(httpRequest: request) else {
            throw TranscriptionError(.invalidRequest, "The request has no valid address.")
        }
        try Task.checkCancellation()
        guard let body, body.length > 0 else { return try await lane.send(urlRequest) }
        return try await lane.send(urlRequest, upload: try await Upload(body))
    }
}
