import AsyncHTTPClient
import Foundation
import NIOCore
import NIOFoundationCompat
import Steno
import Synchronization

/// What is known of the sending of a body.
final class UploadRecord: Sendable {
    private let state = Mutex<(hasBegun: Bool, failure: (any Error)?)>((false, nil))
    private let length: Int64

    init(length: Int64) {
        self.length = length
    }

    func begin() {
        state.withLock { $0.hasBegun = true }
    }

    func fail(_ error: any Error) {
        state.withLock { $0.failure = $0.failure ?? error }
    }

    /// The error to throw for one of the client's.
    func meaning(of error: any Error, host: String?) -> any Error {
        let (hasBegun, failure) = state.withLock { $0 }
        if let error = error as? TranscriptionError { return failure ?? error }
        if error is CancellationError || (error as? HTTPClientError) == .cancelled {
            return Task.isCancelled ? CancellationError() : failure ?? CancellationError()
        }
        if let failure { return failure }
        return TranscriptionError(asyncHTTPClient: error, host: host, hasSentBody: length > 0 ? hasBegun : nil)
    }
}

/// A request's body as the client wants it.
struct UploadPieces: AsyncSequence, Sendable {
    let body: HTTPBody
    let upload: UploadRecord

    func makeAsyncIterator() -> Iterator { Iterator(body: body.makeAsyncIterator(), upload: upload) }

    struct Iterator: AsyncIteratorProtocol {
        var body: HTTPBody.Iterator
        let upload: UploadRecord

        mutating func next() async throws -> ByteBuffer? {
            do {
                guard let piece = try await body.next() else { return nil }
                upload.begin()
                return ByteBuffer(data: piece)
            } catch {
                upload.fail(error)
                throw error
            }
        }
    }
}

/// An answer's body as Steno wants it.
struct AnswerPieces: AsyncSequence, Sendable {
    typealias Failure = any Error

    let body: HTTPClientResponse.Body
    let host: String?
    let upload: UploadRecord

    func makeAsyncIterator() -> Iterator {
        Iterator(body: body.makeAsyncIterator(), host: host, upload: upload)
    }

    struct Iterator: AsyncIteratorProtocol {
        var body: HTTPClientResponse.Body.AsyncIterator
        let host: String?
        let upload: UploadRecord

        mutating func next() async throws -> Data? { try await next(isolation: #isolation) }

        mutating func next(isolation actor: isolated (any Actor)?) async throws -> Data? {
            do {
                return try await body.next(isolation: actor).map { Data(buffer: $0) }
            } catch {
                throw upload.meaning(of: error, host: host)
            }
        }
    }
}
