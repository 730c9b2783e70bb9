import Foundation
import Steno
import StenoTestSupport
import Synchronization

/// A provider whose jobs are in memory and do what the test says, and which writes down what it is asked.
final class MemoryProvider: TranscriptionProvider {
    private typealias Watcher = AsyncThrowingStream<TranscriptionJob, any Error>.Continuation

    private struct State {
        var jobs: [TranscriptionJob] = []
        var requests: [TranscriptionRequest] = []
        var calls: [String] = []
        var errors: [any Error] = []
        var watchers: [JobID: [Watcher]] = [:]
        var callWatchers: [(call: String, continuation: CheckedContinuation<Void, Never>)] = []
        var isHeld = false
        var held: [AsyncStream<Never>.Continuation] = []
        var pageSeed: UInt64?
    }

    let id: ProviderID
    let capabilities: Capabilities
    private let state = Mutex(State())
    private let pushes: Bool

    /// A provider without jobs; `pushes` says whether it reports their states by itself.
    init(_ id: ProviderID, capabilities: Capabilities = .everything, pushes: Bool = true) {
        self.id = id
        self.capabilities = capabilities
        self.pushes = pushes
    }

    // MARK: What the test does

    var requests: [TranscriptionRequest] { state.withLock { $0.requests } }

    /// The calls in order, such as `cancel one-1`.
    var calls: [String] { state.withLock { $0.calls } }

    /// Has the next submission fail.
    func failNext(_ error: any Error) { state.withLock { $0.errors.append(error) } }

    /// Has submissions from now on wait until they are cancelled or released.
    func hold() { state.withLock { $0.isHeld = true } }

    /// Lets submissions go on.
    func release() {
        let held = state.withLock { state in
            defer { state.held = [] }
            state.isHeld = false
            return state.held
        }
        for continuation in held { continuation.finish() }
    }

    /// Gives shorter pages than asked for, each always of the same size.
    func shortenPages(seed: UInt64) { state.withLock { $0.pageSeed = seed } }

    /// Adds a job as the newest.
    func put(_ job: TranscriptionJob) { state.withLock { $0.jobs.insert(job, at: 0) } }

    /// Changes the newest job, or the one named.
    func set(_ status: JobStatus, failure: JobFailure? = nil, of id: JobID? = nil) {
        let (job, watchers): (TranscriptionJob?, [Watcher]) = state.withLock { state in
            let named = id.map { id in state.jobs.firstIndex { $0.id == id } } ?? state.jobs.indices.first
            guard let index = named else { return (nil, []) }
            state.jobs[index].status = status
            state.jobs[index].failure = failure
            return (state.jobs[index], state.watchers[state.jobs[index].id] ?? [])
        }
        guard let job else { return }
        for watcher in watchers {
            watcher.yield(job)
            if job.status.isTerminal { watcher.finish() }
        }
    }

    /// Waits until a call has been made.
    func untilCalled(_ call: String) async {
        await withCheckedContinuation { continuation in
            let isMade = state.withLock { state in
                if state.calls.contains(call) { return true }
                state.callWatchers.append((call, continuation))
                return false
            }
            if isMade { continuation.resume() }
        }
    }

    private func note(_ call: String) {
        let made = state.withLock { state in
            state.calls.append(call)
            let made = state.callWatchers.filter { $0.call == call }
            state.callWatchers.removeAll { $0.call == call }
            return made
        }
        for watcher in made { watcher.continuation.resume() }
    }

    // MARK: What a provider does

    func submit(_ request: TranscriptionRequest) async throws -> TranscriptionJob {
        let (honoured, warnings) = try request.honoured(by: capabilities, of: id)
        state.withLock { $0.requests.append(request) }
        let (gate, continuation) = AsyncStream<Never>.makeStream()
        state.withLock { state in
            if state.isHeld { state.held.append(continuation) } else { continuation.finish() }
        }
        note("submit")
        for await _ in gate {}
        if Task.isCancelled { throw TranscriptionError(.cancelled, "The call was cancelled.", provider: id) }
        return try state.withLock { state in
            if !state.errors.isEmpty { throw state.errors.removeFirst() }
            let name = JobID(rawValue: "\(id)-\(state.jobs.count + 1)")
            var job = TranscriptionJob(id: name, provider: id, status: .queued, warnings: warnings)
            job.clientReference = honoured.clientReference
            state.jobs.insert(job, at: 0)
            return job
        }
    }

    func job(_ id: JobID) async throws -> TranscriptionJob {
        note("job \(id)")
        return try find(id)
    }

    func transcript(_ id: JobID) async throws -> Transcript {
        let job = try find(id)
        if job.status == .failed || job.status == .cancelled { throw TranscriptionError(endOf: job) }
        guard job.status == .completed else {
            throw TranscriptionError(.invalidState, "Not yet.", provider: self.id, job: job)
        }
        return Transcript(text: "\(id)")
    }

    func cancel(_ id: JobID) async throws -> TranscriptionJob {
        defer { note("cancel \(id)") }
        guard capabilities.support(for: .cancel) != .unsupported else {
            throw TranscriptionError(.unsupportedOperation, "\(self.id) cannot cancel.", provider: self.id)
        }
        let job = try find(id)
        if !job.status.isTerminal { set(.cancelled, of: id) }
        return try find(id)
    }

    func delete(_ id: JobID) async throws {
        note("delete \(id)")
        state.withLock { $0.jobs.removeAll { $0.id == id } }
    }

    /// As some services have no filter, jobs in another state are left out of the page, which may be empty then.
    func list(_ query: JobQuery) async throws -> JobPage {
        note("list")
        return state.withLock { state in
            // Counted from the oldest, so that new jobs do not move the place.
            let start = query.cursor.flatMap(Int.init).map { max(0, state.jobs.count - $0) } ?? 0
            var size = query.limit ?? 3
            if let seed = state.pageSeed {
                var generator = SeededGenerator(seed: seed &+ UInt64(start))
                size = Int.random(in: 1...size, using: &generator)
            }
            let end = min(start + size, state.jobs.count)
            let page = state.jobs[start..<end].filter { query.status == nil || $0.status == query.status }
            return JobPage(jobs: page, nextCursor: end < state.jobs.count ? "\(state.jobs.count - end)" : nil)
        }
    }

    func updates(of id: JobID) async throws -> AsyncThrowingStream<TranscriptionJob, any Error>? {
        guard pushes else { return nil }
        let (stream, continuation) = AsyncThrowingStream<TranscriptionJob, any Error>.makeStream()
        let job = try state.withLock { state in
            guard let job = state.jobs.first(where: { $0.id == id }) else { throw missing(id) }
            state.watchers[id, default: []].append(continuation)
            return job
        }
        continuation.yield(job)
        if job.status.isTerminal { continuation.finish() }
        return stream
    }

    private func find(_ id: JobID) throws -> TranscriptionJob {
        guard let job = state.withLock({ $0.jobs.first { $0.id == id } }) else { throw missing(id) }
        return job
    }

    private func missing(_ id: JobID) -> TranscriptionError {
        TranscriptionError(.notFound, "\(self.id) has no job \(id).", provider: self.id)
    }
}

extension TranscriptionRequest {
    /// A request that any provider takes.
    static let plain = TranscriptionRequest(audio: .stored(id: "audio"))
}
