import Foundation
import Steno
import Synchronization

/// A provider of many jobs, which a test ends one by one or which end by themselves.
///
/// A job is called after its request, which is audio stored under a name, or hosted under one. Its states are pushed, so that no clock is needed.
final class BatchProvider: TranscriptionProvider {
    private struct Job {
        var snapshot: TranscriptionJob
        var watchers: [AsyncThrowingStream<TranscriptionJob, any Error>.Continuation] = []
    }

    private struct State {
        var jobs: [JobID: Job] = [:]
        var submitted: [String] = []
        var cancelled: [JobID] = []
        var endings: [JobID: JobStatus] = [:]
        var watchers: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []
    }

    let id: ProviderID = "batch"
    let capabilities: Capabilities
    /// Called before a job is made, with how often the request was submitted before.
    private let obstacle: @Sendable (TranscriptionRequest, Int) async throws -> Void
    /// How a job ends by itself, if it does.
    private let ending: @Sendable (JobID) async -> JobStatus?
    /// Called before a job is looked up.
    private let lookup: @Sendable (JobID) async throws -> Void
    /// Cancels a job, by calling what does so.
    private let cancelling: @Sendable (JobID, _ deed: () -> Void) async throws -> Void
    private let state = Mutex(State())

    init(
        _ capabilities: Capabilities = .batch,
        obstacle: @escaping @Sendable (TranscriptionRequest, Int) async throws -> Void = { _, _ in },
        ending: @escaping @Sendable (JobID) async -> JobStatus? = { _ in nil },
        lookup: @escaping @Sendable (JobID) async throws -> Void = { _ in },
        cancelling: @escaping @Sendable (JobID, _ deed: () -> Void) async throws -> Void = { _, deed in deed() }
    ) {
        self.capabilities = capabilities
        self.obstacle = obstacle
        self.ending = ending
        self.lookup = lookup
        self.cancelling = cancelling
    }

    var pollPolicy: PollPolicy { PollPolicy(deadline: nil) }

    /// The names of the requests submitted, in order, those refused too.
    var submitted: [String] { state.withLock { $0.submitted } }

    /// The jobs cancelled, in order.
    var cancelled: [JobID] { state.withLock { $0.cancelled } }

    /// The jobs made.
    var jobs: Set<JobID> { state.withLock { Set($0.jobs.keys) } }

    /// Waits until so many requests have been submitted.
    func untilSubmitted(_ count: Int) async {
        await withCheckedContinuation { continuation in
            let isThere = state.withLock { state in
                if state.submitted.count >= count { return true }
                state.watchers.append((count, continuation))
                return false
            }
            if isThere { continuation.resume() }
        }
    }

    /// Ends a job that has not ended, or as soon as it is made.
    func end(_ id: JobID, _ status: JobStatus = .completed) {
        let change = state.withLock { state -> Job? in
            guard let job = state.jobs[id] else {
                state.endings[id] = status
                return nil
            }
            guard !job.snapshot.status.isTerminal else { return nil }
            state.jobs[id]?.snapshot.status = status
            state.jobs[id]?.watchers = []
            return Job(snapshot: state.jobs[id]?.snapshot ?? job.snapshot, watchers: job.watchers)
        }
        guard let change else { return }
        for watcher in change.watchers {
            watcher.yield(change.snapshot)
            watcher.finish()
        }
    }

    /// Forgets a job.
    func forget(_ id: JobID) {
        state.withLock { $0.jobs[id] = nil }
    }

    func submit(_ request: TranscriptionRequest) async throws -> TranscriptionJob {
        let name = request.name
        guard !name.isEmpty else { throw TranscriptionError(.invalidRequest, "Not for this test.") }
        let (before, reached) = state.withLock { state in
            let before = state.submitted.count { $0 == name }
            state.submitted.append(name)
            let count = state.submitted.count
            let reached = state.watchers.filter { $0.count <= count }
            state.watchers.removeAll { $0.count <= count }
            return (before, reached.map(\.continuation))
        }
        for continuation in reached { continuation.resume() }
        try await obstacle(request, before)
        return state.withLock { state in
            let id = JobID(rawValue: request.idempotencyKey ?? (before == 0 ? name : "\(name) again"))
            if let made = state.jobs[id] { return made.snapshot }
            let status = state.endings[id] ?? .queued
            let job = TranscriptionJob(id: id, provider: self.id, status: status, audioDuration: 60)
            state.jobs[id] = Job(snapshot: job)
            return job
        }
    }

    func job(_ id: JobID) async throws -> TranscriptionJob {
        try await lookup(id)
        guard let job = state.withLock({ $0.jobs[id]?.snapshot }) else {
            throw TranscriptionError(.notFound, "No such job.")
        }
        return job
    }

    func transcript(_ id: JobID) async throws -> Transcript { Transcript(text: id.rawValue) }

    func cancel(_ id: JobID) async throws -> TranscriptionJob {
        state.withLock { $0.cancelled.append(id) }
        try await cancelling(id) { end(id, .cancelled) }
        return try await job(id)
    }

    func updates(of id: JobID) async throws -> AsyncThrowingStream<TranscriptionJob, any Error>? {
        let (stream, continuation) = AsyncThrowingStream.makeStream(of: TranscriptionJob.self)
        let snapshot = state.withLock { state in
            let snapshot = state.jobs[id]?.snapshot
            if let snapshot, !snapshot.status.isTerminal { state.jobs[id]?.watchers.append(continuation) }
            return snapshot
        }
        if let snapshot { continuation.yield(snapshot) }
        if snapshot?.status.isTerminal ?? true { continuation.finish() }
        Task { if let status = await ending(id) { end(id, status) } }
        return stream
    }
}

extension Capabilities {
    static var batch: Self {
        Capabilities(
            operations: .init(uniqueKeysWithValues: Operation.allCases.map { ($0, .supported) }),
            audioSources: [.stored, .url],
            options: [:]
        )
    }
}

extension TranscriptionRequest {
    static func stored(_ name: String, key: String? = nil) -> Self {
        Self(audio: .stored(id: name), idempotencyKey: key)
    }

    static func hosted(_ name: String, key: String? = nil) -> Self {
        var address = URLComponents()
        (address.scheme, address.host, address.path) = ("https", "example.com", "/\(name)")
        return Self(audio: address.url.map { .url($0) } ?? .stored(id: name), idempotencyKey: key)
    }

    /// What its audio is stored or hosted under.
    var name: String {
        switch audio {
        case .stored(let name): name
        case .url(let url): url.lastPathComponent
        default: ""
        }
    }
}

extension TranscriptionBatch {
    /// The results to the end.
    func all() async throws -> [BatchResult] {
        try await reduce(into: []) { $0.append($1) }
    }
}
