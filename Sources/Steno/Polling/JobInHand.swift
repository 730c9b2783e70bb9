import Synchronization

/// A snapshot that those who need it share instead of copying it.
final class JobSnapshot: Sendable {
    let job: TranscriptionJob

    init(_ job: TranscriptionJob) {
        self.job = job
    }
}

/// A job someone holds a handle to.
final class JobInHand: Sendable {
    /// The job as it was when the handle was made.
    let first: JobSnapshot
    /// Whether the provider was asked to call a webhook when the job ends.
    let expectsDelivery: Bool
    private let last = Mutex<JobSnapshot?>(nil)

    init(_ job: TranscriptionJob, expectsDelivery: Bool = false) {
        first = JobSnapshot(job)
        self.expectsDelivery = expectsDelivery
    }

    /// The job's id.
    var id: JobID { first.job.id }

    /// The terminal snapshot, once it is known.
    var ended: JobSnapshot? { last.withLock { $0 } ?? (first.job.status.isTerminal ? first : nil) }

    /// Keeps the terminal snapshot, so that whoever waits with the same handle again need not.
    func keep(_ snapshot: JobSnapshot) {
        last.withLock { $0 = snapshot }
    }
}
