import Foundation
import Synchronization

/// What the transfer should do after a piece was taken in.
enum HTTPBodyPressure: Sendable, Equatable {
    case goOn
    case pause
    case stop
}

/// The pieces that came in and were not read yet: at most a fixed number of bytes.
///
/// A transfer that can pause is paused when half of the room is used. One that cannot is ended when all of it is: the
/// reader gets what had come and then an error that allows a retry from there.
final class HTTPBodyChannel: Sendable {
    fileprivate struct State {
        var chunks: [Data] = []
        var next = 0
        var bytes = 0
        var isPaused = false
        var end: Result<Void, any Error>?
        var reader: CheckedContinuation<Data?, any Error>?
    }

    private let state = Mutex(State())
    private let capacity: Int
    private let resume: (@Sendable () -> Void)?

    /// Makes a channel.
    ///
    /// Without a way to resume, the transfer is never asked to pause.
    init(capacity: Int, resume: (@Sendable () -> Void)?) {
        self.capacity = capacity
        self.resume = resume
    }

    func push(_ chunk: Data) -> HTTPBodyPressure {
        let (pressure, reader): (HTTPBodyPressure, CheckedContinuation<Data?, any Error>?) = state.withLock { state in
            guard state.end == nil, !chunk.isEmpty else { return (.goOn, nil) }
            if let reader = state.reader {
                state.reader = nil
                return (.goOn, reader)
            }
            guard state.bytes + chunk.count <= capacity else {
                state.end = .failure(
                    TranscriptionError(
                        .connection,
                        "The answer came faster than it could be taken in, and the transfer was ended.",
                        isRetryable: true
                    )
                )
                return (.stop, nil)
            }
            state.chunks.append(chunk)
            state.bytes += chunk.count
            guard resume != nil, state.bytes > capacity / 2, !state.isPaused else { return (.goOn, nil) }
            state.isPaused = true
            return (.pause, nil)
        }
        reader?.resume(returning: chunk)
        return pressure
    }

    func finish(throwing error: (any Error)? = nil) {
        let reader = state.withLock { state -> CheckedContinuation<Data?, any Error>? in
            guard state.end == nil else { return nil }
            state.end = error.map { .failure($0) } ?? .success(())
            defer { state.reader = nil }
            return state.reader
        }
        if let error { reader?.resume(throwing: error) } else { reader?.resume(returning: nil) }
    }

    /// Drops what has not been read.
    func abandon() {
        let reader = state.withLock { state -> CheckedContinuation<Data?, any Error>? in
            let reader = state.reader
            state = State(end: .failure(CancellationError()))
            return reader
        }
        reader?.resume(throwing: CancellationError())
    }

    func read() async throws -> Data? {
        try await withCheckedThrowingContinuation { continuation in
            let (result, mayResume): (Result<Data?, any Error>?, Bool) = state.withLock { state in
                if state.next < state.chunks.count {
                    return (.success(state.pop()), state.resumes(below: capacity / 8))
                }
                if let end = state.end { return (end.map { nil }, false) }
                state.reader = continuation
                return (nil, false)
            }
            if mayResume { resume?() }
            if let result { continuation.resume(with: result) }
        }
    }
}

extension HTTPBodyChannel.State {
    /// The next pieces, joined up to half a MiB, so that a reader that lags behind catches up.
    fileprivate mutating func pop() -> Data {
        var chunk = take()
        while next < chunks.count, chunk.count + chunks[next].count <= 512 << 10 { chunk += take() }
        bytes -= chunk.count
        if next == chunks.count {
            chunks.removeAll(keepingCapacity: true)
            next = 0
        }
        return chunk
    }

    private mutating func take() -> Data {
        let chunk = chunks[next]
        chunks[next] = Data()
        next += 1
        return chunk
    }

    fileprivate mutating func resumes(below mark: Int) -> Bool {
        guard isPaused, bytes <= mark else { return false }
        isPaused = false
        return true
    }
}

/// The reader's side of a channel.
///
/// Letting go of it, or cancelling the reading task, ends the transfer.
final class HTTPBodyReader: AsyncSequence, Sendable {
    private let channel: HTTPBodyChannel
    private let cancel: @Sendable () -> Void

    init(channel: HTTPBodyChannel, cancel: @escaping @Sendable () -> Void) {
        self.channel = channel
        self.cancel = cancel
    }

    deinit {
        cancel()
    }

    func makeAsyncIterator() -> Iterator {
        Iterator(reader: self)
    }

    struct Iterator: AsyncIteratorProtocol {
        let reader: HTTPBodyReader

        func next() async throws -> Data? {
            try await next(isolation: #isolation)
        }

        func next(isolation actor: isolated (any Actor)?) async throws -> Data? {
            try await withTaskCancellationHandler {
                try await reader.channel.read()
            } onCancel: {
                reader.channel.abandon()
                reader.cancel()
            }
        }
    }
}
