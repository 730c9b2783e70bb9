import Foundation
import Steno

/// The events of a job that is transcribed while one listens, from ``SpeechIsCheap/stream(_:)``.
///
/// It can be read once. Letting go of it ends the connection; whether the service then goes on with the job is not
/// documented, so cancel a job that is not wanted any more.
public struct SpeechIsCheapStream: AsyncSequence, Sendable {
    /// The element: an event.
    public typealias Element = SpeechIsCheapEvent

    private let body: HTTPBody
    private let warnings: [JobWarning]

    init(body: HTTPBody, warnings: [JobWarning]) {
        self.body = body
        self.warnings = warnings
    }

    /// Begins to read.
    public func makeAsyncIterator() -> Iterator {
        Iterator(body: body.makeAsyncIterator(), assembly: SpeechIsCheapAssembly(warnings: warnings))
    }

    /// Reads the events in order.
    public struct Iterator: AsyncIteratorProtocol {
        private var body: HTTPBody.Iterator
        private var parser = ServerSentEventParser()
        private var assembly: SpeechIsCheapAssembly
        private var waiting: ArraySlice<ServerSentEvent> = []
        private var hasEnded = false

        init(body: HTTPBody.Iterator, assembly: SpeechIsCheapAssembly) {
            self.body = body
            self.assembly = assembly
        }

        /// The next event, or nil after the final one.
        ///
        /// - Throws: ``TranscriptionError``: `jobMayExist` where the stream breaks off before the initial event. Where it
        ///   breaks off later the error holds the job, which goes on: ask for it with ``SpeechIsCheap/job(_:)``.
        public mutating func next() async throws -> SpeechIsCheapEvent? {
            try await next(isolation: #isolation)
        }

        /// The next event, or nil after the final one.
        ///
        /// - Throws: ``TranscriptionError``: `jobMayExist` where the stream breaks off before the initial event. Where it
        ///   breaks off later the error holds the job, which goes on: ask for it with ``SpeechIsCheap/job(_:)``.
        public mutating func next(isolation actor: isolated (any Actor)?) async throws -> SpeechIsCheapEvent? {
            do {
                while !assembly.isFinished {
                    if let event = waiting.popFirst() { return try take(event) }
                    if hasEnded { throw Self.brokeOff }
                    try await read(isolation: actor)
                }
                return nil
            } catch {
                hasEnded = true
                throw explained(error)
            }
        }

        private mutating func take(_ event: ServerSentEvent) throws -> SpeechIsCheapEvent {
            do {
                return try assembly.take(Data(event.data.utf8))
            } catch is JSONReadingError where hasEnded {
                // The stream ended in the middle of this event.
                throw Self.brokeOff
            }
        }

        private mutating func read(isolation actor: isolated (any Actor)?) async throws {
            if let piece = try await body.next(isolation: actor) {
                waiting += try parser.append(piece)
            } else {
                hasEnded = true
                if let event = parser.finish() { waiting.append(event) }
            }
        }

        private static var brokeOff: TranscriptionError {
            TranscriptionError(.connection, "The stream of \(SpeechIsCheap.id) broke off.", isRetryable: true)
        }

        /// An error as a transcription error that holds the job.
        private func explained(_ error: any Error) -> TranscriptionError {
            var result: TranscriptionError
            switch error {
            case let error as TranscriptionError:
                result = error
            case is CancellationError:
                result = TranscriptionError(.cancelled, "Listening to \(SpeechIsCheap.id) was cancelled.")
            default:
                result = TranscriptionError(
                    .invalidResponse,
                    "\(SpeechIsCheap.id) streamed something else than was expected.",
                    underlying: error
                )
            }
            result.provider = SpeechIsCheap.id
            result.job = result.job ?? assembly.job
            if assembly.job == nil {
                result.code = .jobMayExist
                result.isRetryable = false
                result.message = "The stream ended before the service told which job it made. \(result.message)"
            }
            return result
        }
    }
}
