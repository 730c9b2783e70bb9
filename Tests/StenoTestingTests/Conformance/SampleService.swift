import Foundation
import Steno
import StenoTesting
import Synchronization

/// A service in memory, with a client's view of what can go wrong on the way to it.
final class SampleService: Sendable {
    /// How a call ends that is not answered as it should be.
    enum Trouble: Error {
        case unreachable
        case refused(Int)
        case lost
        case unreadable
    }

    struct State {
        var jobs: [TranscriptionJob] = []
        var created = 0
        var sent = 0
        var jobsByKey: [String: (request: TranscriptionRequest, id: JobID)] = [:]
        var situations: Set<ConformanceSituation> = []
        var stalled: [CheckedContinuation<Void, Never>] = []
        var log = ""
    }

    private let state = Mutex(State())

    var created: Int { state.withLock { $0.created } }
    var sent: Int { state.withLock { $0.sent } }
    var log: String { state.withLock { $0.log } }

    func write(_ line: String) { state.withLock { $0.log += line + "\n" } }

    func arrange(_ situation: ConformanceSituation) { state.withLock { _ = $0.situations.insert(situation) } }

    func holds(_ situation: ConformanceSituation) -> Bool { state.withLock { $0.situations.contains(situation) } }

    /// Lets the jobs that can end do so.
    func proceed() {
        state.withLock { state in
            for index in state.jobs.indices where state.jobs[index].status == .queued {
                guard state.jobs[index].model != "endless" else { continue }
                let fails = state.jobs[index].model == "failing"
                state.jobs[index].status = fails ? .failed : .completed
                if fails {
                    state.jobs[index].failure = JobFailure(code: .invalidAudio, message: "The audio is damaged.")
                }
            }
        }
    }

    /// Answers one request.
    func answer<Value: Sendable>(_ handle: @Sendable (inout State) throws -> Value) async throws -> Value {
        let waits = try state.withLock { state in
            if state.situations.contains(.unreachable) { throw Trouble.unreachable }
            state.sent += 1
            if state.situations.contains(.keyRefused) { throw Trouble.refused(401) }
            if state.situations.contains(.rateLimited) { throw Trouble.refused(429) }
            if state.situations.remove(.rateLimitedOnce) != nil { throw Trouble.refused(429) }
            if state.situations.remove(.unavailableOnce) != nil { throw Trouble.refused(503) }
            return state.situations.contains(.noAnswer)
        }
        if waits { try await untilCancelled() }
        return try state.withLock { state in
            let value = try handle(&state)
            if state.situations.remove(.answerLostOnce) != nil { throw Trouble.lost }
            if state.situations.contains(.answersUnreadable) { throw Trouble.unreadable }
            return value
        }
    }

    private func untilCancelled() async throws {
        let (never, continuation) = AsyncStream<Never>.makeStream()
        for await _ in never {}
        continuation.finish()
        throw CancellationError()
    }

    /// Waits until ``release()``, cancelled or not.
    func stall() async {
        await withCheckedContinuation { continuation in
            state.withLock { state in
                state.sent += 1
                state.stalled.append(continuation)
            }
        }
    }

    func release() {
        let stalled = state.withLock { state in
            defer { state.stalled = [] }
            return state.stalled
        }
        for continuation in stalled { continuation.resume() }
    }
}
