public import Foundation
public import HTTPTypes

/// Sends one HTTP request and hands the answer over as it arrives.
///
/// It knows nothing of providers.
public protocol HTTPTransport: Sendable {
    /// Sends a request and returns once the head of the answer is there.
    ///
    /// Redirects are not followed: their answer is returned, so that the caller decides which hosts to trust. A status
    /// that reports a failure is an answer like any other.
    /// - Parameter request: The request, with scheme, authority and path.
    /// - Returns: The head of the answer, and its body as it arrives.
    /// - Throws: ``TranscriptionError`` where no answer came, `CancellationError` where the task was cancelled.
    func send(_ request: HTTPRequest) async throws -> HTTPStreamedResponse
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

/// The body of an answer, in pieces of any size.
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
