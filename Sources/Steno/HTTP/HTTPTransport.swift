public import Foundation
public import HTTPTypes

/// Sends one HTTP request and hands the answer over as it arrives.
///
/// It knows nothing of providers.
public protocol HTTPTransport: Sendable {
    /// Sends a request and returns once the head of the answer is there.
    ///
    /// Redirects are not followed: their answer is returned, so that the caller decides which hosts to trust. A status
    /// that reports a failure is an answer like any other, also where it comes before the body was sent to its end.
    ///
    /// The transport sets `Content-Length` from the body's length, and sends the body as it is read: never whole in memory,
    /// never chunked. Cancelling the task, and an error of the body, end the transfer at once.
    /// - Parameters:
    ///   - request: The request, with scheme, authority and path.
    ///   - body: Its body, or nil for none.
    /// - Returns: The head of the answer, and its body as it arrives.
    /// - Throws: ``TranscriptionError`` with ``TranscriptionError/Code/connection`` or
    ///   ``TranscriptionError/Code/timeout`` where no answer came; its ``TranscriptionError/underlying`` error is a
    ///   ``HTTPTransportFailure``, which tells whether the request may have reached the server. What the body throws is
    ///   passed on. `CancellationError` where the task was cancelled.
    func send(_ request: HTTPRequest, body: HTTPRequestBody?) async throws -> HTTPStreamedResponse
}

extension HTTPTransport {
    /// Sends a request without a body.
    ///
    /// See ``send(_:body:)``.
    public func send(_ request: HTTPRequest) async throws -> HTTPStreamedResponse {
        try await send(request, body: nil)
    }
}

/// The head of an answer, and its body as it arrives.
public struct HTTPStreamedResponse: Sendable {
    /// Status and header fields.
    public var head: HTTPResponse
    /// The bytes that follow.
    ///
    /// Letting go of it ends the transfer.
    public var body: HTTPBody

    /// Puts an answer together.
    public init(head: HTTPResponse, body: HTTPBody) {
        self.head = head
        self.body = body
    }
}

/// The body of a request or an answer, in pieces of any size.
///
/// It can be read once, by one reader.
public struct HTTPBody: AsyncSequence, Sendable {
    private let chunks: any AsyncSequence<Data, any Error> & Sendable

    /// Wraps a sequence of pieces.
    public init(_ chunks: any AsyncSequence<Data, any Error> & Sendable) {
        self.chunks = chunks
    }

    /// Starts reading.
    public func makeAsyncIterator() -> Iterator {
        Iterator(base: chunks.makeAsyncIterator())
    }

    /// Reads the pieces in order.
    public struct Iterator: AsyncIteratorProtocol {
        var base: any AsyncIteratorProtocol<Data, any Error>

        /// The next piece, nil at the end.
        public mutating func next() async throws -> Data? {
            try await next(isolation: #isolation)
        }

        /// The next piece, nil at the end.
        public mutating func next(isolation actor: isolated (any Actor)?) async throws -> Data? {
            try await base.next(isolation: actor)
        }
    }
}
