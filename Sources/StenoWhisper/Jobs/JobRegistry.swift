import Foundation
import Steno
import Synchronization

/// The jobs of one provider on this machine: those in line, those at work, and those that ended.
///
/// All methods return at once. The work of a job runs on a thread of its own.
final class JobRegistry: Sendable {
    private let state = Mutex(JobTable())
    private let running: Int
    private let remembered: Int
    private let model: String

    init(running: Int, remembered: Int, model: String) {
        self.running = running
        self.remembered = remembered
        self.model = model
    }

    /// Takes a job in.
    ///
    /// - Parameters:
    ///   - request: What to transcribe.
    ///   - warnings: What the caller should know.
    ///   - ended: Told once of the job's end, whatever it is; must return at once.
    ///   - work: Transcribes.
    /// - Returns: The job, which waits for its turn.
    func submit(
        _ request: TranscriptionRequest,
        warnings: [JobWarning],
        ended: (@Sendable (TranscriptionJob) -> Void)? = nil,
        work: @escaping JobTable.Work
    ) -> TranscriptionJob {
        let id = JobID(rawValue: UUID().uuidString.lowercased())
        let job = TranscriptionJob(
            id: id,
            provider: Whisper.id,
            status: .queued,
            progress: 0,
            createdAt: Date(),
            model: model,
            clientReference: request.clientReference,
            metadata: request.metadata,
            warnings: warnings
        )
        let run = JobRun(audio: request.audio) { [weak self] in self?.apply($0, to: id) }
        state.withLock { state in
            state.entries[id] = JobTable.Entry(job: job, run: run, work: work, ended: ended)
            state.order.append(id)
            state.waiting.append(id)
        }
        startWaiting()
        return job
    }

    func job(_ id: JobID) throws -> TranscriptionJob {
        try state.withLock { try $0.entry(id).job }
    }

    func cancel(_ id: JobID) throws -> TranscriptionJob {
        try state.withLock { state in
            let job = try state.entry(id).job
            guard !job.status.isTerminal else { return job }
            state.entries[id]?.run?.cancel()
            state.waiting.removeAll { $0 == id }
            state.end(id, status: .cancelled)
            return try state.entry(id).job
        }
    }

    func delete(_ id: JobID) {
        _ = try? cancel(id)
        state.withLock { $0.forget(id) }
    }

    func list(_ query: JobQuery) throws -> JobPage {
        try state.withLock { state in
            var newestFirst = state.order.reversed()[...]
            if let cursor = query.cursor {
                guard let at = newestFirst.firstIndex(of: JobID(rawValue: cursor)) else {
                    throw TranscriptionError(
                        .invalidRequest,
                        "The cursor of the list is not of this list, or its job was deleted; begin again without one.",
                        provider: Whisper.id
                    )
                }
                newestFirst = newestFirst[newestFirst.index(after: at)...]
            }
            let limit = max(1, query.limit ?? 100)
            let fitting = newestFirst.compactMap { state.entries[$0]?.job }
                .filter { query.status == nil || $0.status == query.status }
            let page = Array(fitting.prefix(limit))
            return JobPage(jobs: page, nextCursor: fitting.count > limit ? page.last?.id.rawValue : nil)
        }
    }

    func updates(of id: JobID) throws -> JobTable.JobStream {
        let (stream, continuation) = JobTable.JobStream.makeStream(bufferingPolicy: .bufferingNewest(16))
        let key = UUID()
        continuation.onTermination = { [weak self] reason in
            // A stream finished from here is finished under the lock.
            guard case .cancelled = reason else { return }
            self?.later { $0.entries[id]?.jobWatchers[key] = nil }
        }
        try state.withLock { state in
            let job = try state.entry(id).job
            continuation.yield(job)
            guard !job.status.isTerminal else { return continuation.finish() }
            state.entries[id]?.jobWatchers[key] = continuation
        }
        return stream
    }

    func segments(of id: JobID) throws -> JobTable.SegmentStream {
        let (stream, continuation) = JobTable.SegmentStream.makeStream()
        let key = UUID()
        continuation.onTermination = { [weak self] reason in
            // A stream finished from here is finished under the lock.
            guard case .cancelled = reason else { return }
            self?.later { $0.entries[id]?.segmentWatchers[key] = nil }
        }
        try state.withLock { state in
            let entry = try state.entry(id)
            let soFar = entry.job.status.isTerminal ? entry.job.transcript?.segments ?? [] : entry.segments
            for segment in soFar { continuation.yield(segment) }
            guard !entry.job.status.isTerminal else { return continuation.finish(endOf: entry.job) }
            state.entries[id]?.segmentWatchers[key] = continuation
        }
        return stream
    }

    /// Changes the state in a task of its own.
    ///
    /// For what a stream calls when its reader is cancelled: that holds a lock of the reader's task, for which those who tell
    /// it something wait under the lock here.
    private func later(_ change: @escaping @Sendable (inout JobTable) -> Void) {
        Task.detached { self.state.withLock { change(&$0) } }
    }

    func shutDown() async {
        for id in state.withLock({ $0.order }) {
            _ = try? cancel(id)
        }
        await withCheckedContinuation { continuation in
            let isIdle = state.withLock { state in
                guard state.threads > 0 else { return true }
                state.idleWaiters.append(continuation)
                return false
            }
            if isIdle { continuation.resume() }
        }
    }

    /// Starts jobs in line as long as there is room.
    private func startWaiting() {
        let starting = state.withLock { state in
            var starting: [(JobID, JobRun, JobTable.Work)] = []
            while state.threads < running, !state.waiting.isEmpty {
                let id = state.waiting.removeFirst()
                guard let entry = state.entries[id], let run = entry.run, let work = entry.work else { continue }
                state.threads += 1
                state.change(id) { job in
                    job.status = .running
                    job.startedAt = Date()
                }
                starting.append((id, run, work))
            }
            return starting
        }
        for (id, run, work) in starting {
            // The registry stays alive until the thread has ended, because the thread counts itself out here.
            BackgroundThread.start("steno.job") { self.perform(id, run, work) }
        }
    }

    private func perform(_ id: JobID, _ run: JobRun, _ work: JobTable.Work) {
        let result = Result { try work(run) }
        let isLast = state.withLock { state in
            state.finish(id, result)
            state.forgetOldest(beyond: remembered)
            return state.threads == 1 && state.waiting.isEmpty
        }
        if isLast { FreedMemory.giveBack() }
        let idle = state.withLock { state in
            state.threads -= 1
            guard state.threads == 0 else { return [CheckedContinuation<Void, Never>]() }
            defer { state.idleWaiters = [] }
            return state.idleWaiters
        }
        for waiter in idle { waiter.resume() }
        startWaiting()
    }

    private func apply(_ report: JobRun.Report, to id: JobID) {
        state.withLock { state in
            guard let entry = state.entries[id], !entry.job.status.isTerminal else { return }
            switch report {
            case .began(let duration):
                state.change(id) { $0.audioDuration = duration }
            case .progress(let share):
                state.change(id) { $0.progress = max($0.progress ?? 0, min(1, share)) }
            case .warning(let message):
                state.change(id) { $0.warnings.append(JobWarning(message: message)) }
            case .made(let segments):
                state.entries[id]?.segments += segments
                for watcher in entry.segmentWatchers.values {
                    for segment in segments { watcher.yield(segment) }
                }
            }
        }
    }
}
