import Foundation
import Steno

/// What a ``JobRegistry`` knows.
///
/// A plain value: it is changed under the registry's lock and never blocks.
struct JobTable {
    typealias Work = @Sendable (JobRun) throws -> Transcript
    typealias JobStream = AsyncThrowingStream<TranscriptionJob, any Error>
    typealias SegmentStream = AsyncThrowingStream<Segment, any Error>

    struct Entry {
        var job: TranscriptionJob
        /// Gone when the job has ended, and the audio in memory with it.
        var run: JobRun?
        var work: Work?
        /// Told of the end, under the lock; must return at once.
        var ended: (@Sendable (TranscriptionJob) -> Void)?
        var segments: [Segment] = []
        var jobWatchers: [UUID: JobStream.Continuation] = [:]
        var segmentWatchers: [UUID: SegmentStream.Continuation] = [:]
    }

    var entries: [JobID: Entry] = [:]
    /// All jobs remembered, oldest first.
    var order: [JobID] = []
    var waiting: [JobID] = []
    /// The threads at work, also those of cancelled and deleted jobs until their native work has ended.
    var threads = 0
    var idleWaiters: [CheckedContinuation<Void, Never>] = []

    func entry(_ id: JobID) throws -> Entry {
        guard let entry = entries[id] else {
            throw TranscriptionError(
                .notFound,
                "There is no job \(id) on this machine; jobs of the local engine end with the process that made them.",
                provider: Whisper.id
            )
        }
        return entry
    }

    mutating func change(_ id: JobID, _ change: (inout TranscriptionJob) -> Void) {
        guard var entry = entries[id] else { return }
        let before = entry.job
        change(&entry.job)
        guard entry.job != before else { return }
        entries[id] = entry
        for watcher in entry.jobWatchers.values { watcher.yield(entry.job) }
    }

    mutating func finish(_ id: JobID, _ result: Result<Transcript, any Error>) {
        guard let job = entries[id]?.job, !job.status.isTerminal else { return }
        switch result {
        case .success(let transcript):
            end(id, status: .completed) { job in
                job.transcript = transcript
                job.audioDuration = transcript.duration ?? job.audioDuration
                job.progress = 1
            }
        case .failure(let error as PartialTranscript):
            end(id, status: .failed) { job in
                job.transcript = error.transcript
                job.failure = error.failure
            }
        case .failure(let error as TranscriptionError):
            end(id, status: .failed) { job in
                job.failure = JobFailure(code: error.code, message: error.message, providerCode: error.providerCode)
            }
        case .failure(let error):
            end(id, status: .failed) { $0.failure = JobFailure(code: .providerFailure, message: "\(error)") }
        }
    }

    mutating func end(
        _ id: JobID,
        status: JobStatus,
        _ change: (inout TranscriptionJob) -> Void = { _ in }
    ) {
        self.change(id) { job in
            job.status = status
            job.finishedAt = Date()
            change(&job)
        }
        guard var entry = entries[id] else { return }
        for watcher in entry.jobWatchers.values { watcher.finish() }
        for watcher in entry.segmentWatchers.values { watcher.finish(endOf: entry.job) }
        entry.jobWatchers = [:]
        entry.segmentWatchers = [:]
        entry.segments = []
        entry.run = nil
        entry.work = nil
        entry.ended?(entry.job)
        entry.ended = nil
        entries[id] = entry
    }

    mutating func forget(_ id: JobID) {
        entries[id] = nil
        order.removeAll { $0 == id }
    }

    mutating func forgetOldest(beyond limit: Int) {
        let ended = order.filter { entries[$0]?.job.status.isTerminal ?? true }
        for id in ended.dropLast(limit) { forget(id) }
    }
}

extension AsyncThrowingStream<Segment, any Error>.Continuation {
    func finish(endOf job: TranscriptionJob) {
        finish(throwing: job.status == .completed ? nil : TranscriptionError(endOf: job))
    }
}
