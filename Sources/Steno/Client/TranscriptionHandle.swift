/// A submitted job to wait for.
public struct TranscriptionHandle: Sendable {
    private let client: TranscriptionClient

    /// The job as it was when the handle was made.
    public let job: TranscriptionJob

    /// The job's id.
    public var id: JobID { job.id }

    init(client: TranscriptionClient, job: TranscriptionJob) {
        self.client = client
        self.job = job
    }

    /// The job's snapshots: the first at once, then each that differs, ending with the terminal one, whatever it is.
    ///
    /// Snapshots carry the warnings given when the job was submitted. Each stream waits by itself, from when it is made.
    /// Leaving the loop or cancelling the task ends the loop and the waiting; the job goes on.
    ///
    /// - Throws (while iterating): ``TranscriptionError`` with the job's last state. `waitTimedOut` when the poll policy's
    ///   deadline passes. Errors that may pass by themselves do not end the wait before that; others do at once.
    public var updates: AsyncThrowingStream<TranscriptionJob, any Error> {
        AsyncThrowingStream { continuation in
            let wait = JobWait(client: client, job: job) { continuation.yield($0) }
            let task = Task {
                do {
                    _ = try await wait.end()
                    continuation.finish()
                } catch {
                    continuation.finish(throwing: error)
                }
            }
            continuation.onTermination = { _ in task.cancel() }
        }
    }

    /// Waits for the transcript.
    ///
    /// Cancelling the task ends the waiting at once, even while a call to the provider hangs; the job goes on.
    ///
    /// - Throws: ``TranscriptionError`` with the job's last state: the job's own failure, `cancelled` when the job or this
    ///   task was, or `waitTimedOut` when the poll policy's deadline passes. Errors that may pass by themselves do not end
    ///   the wait before that; others do at once.
    public func transcript() async throws -> Transcript {
        try await JobWait(client: client, job: job) { _ in }.transcript()
    }

    /// Ends the job.
    ///
    /// - Throws: What ``TranscriptionProvider/cancel(_:)`` throws.
    @discardableResult
    public func cancel() async throws -> TranscriptionJob {
        do {
            return try await client.provider.cancel(id).keepingWarnings(of: job)
        } catch {
            throw TranscriptionError(error, of: client.provider, job: job)
        }
    }
}
