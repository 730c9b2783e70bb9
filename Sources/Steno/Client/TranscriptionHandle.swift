/// A submitted job to wait for.
///
/// Waiting is cheap: however many jobs a client waits for, it asks for all of them together, and however many wait for one
/// job, it is asked for once. So the spans of such calls have no parent, and are part of nobody's trace: they belong to all
/// who wait.
public struct TranscriptionHandle: Sendable {
    private let client: TranscriptionClient
    private let inHand: JobInHand

    /// The job as it was when the handle was made.
    public var job: TranscriptionJob { inHand.first.job }

    /// The job's id.
    public var id: JobID { job.id }

    init(client: TranscriptionClient, inHand: JobInHand) {
        self.client = client
        self.inHand = inHand
    }

    /// The job's snapshots: what is known at once, then each that differs, ending with the terminal one, whatever it is.
    ///
    /// Snapshots carry the warnings given when the job was submitted. Each stream has the poll policy's deadline to itself,
    /// from when it is made. Leaving the loop or cancelling the task ends the loop and the waiting; the job goes on.
    ///
    /// - Throws (while iterating): ``TranscriptionError`` with the job's last state. `waitTimedOut` when the poll policy's
    ///   deadline passes, `notFound` when the provider no longer has the job. Errors that may pass by themselves do not end
    ///   the wait before the deadline, unless the policy allows only so many; others do at once.
    public var updates: AsyncThrowingStream<TranscriptionJob, any Error> { client.poller.changes(of: inHand) }

    /// Waits for the transcript: until the provider is asked and says that the job has ended, or until a delivery says so
    /// that ``TranscriptionClient/deliver(_:)`` is given, whichever comes first.
    ///
    /// Cancelling the task ends the waiting at once, even while a call to the provider hangs; the job goes on.
    ///
    /// - Throws: ``TranscriptionError`` with the job's last state: the job's own failure, `cancelled` when the job or this
    ///   task was, `notFound` when the provider no longer has the job, or `waitTimedOut` when the poll policy's deadline
    ///   passes. Errors that may pass by themselves do not end the wait before the deadline, unless the policy allows only
    ///   so many; others do at once.
    public func transcript() async throws -> Transcript {
        let wait = JobWait.begin(for: inHand, in: client.poller)
        let ended = try await wait.end()
        return try await TranscriptFetch(client: client, job: ended, begun: wait.begun).transcript()
    }

    /// Ends the job.
    ///
    /// - Throws: What ``TranscriptionProvider/cancel(_:)`` throws.
    @discardableResult
    public func cancel() async throws -> TranscriptionJob {
        let request = client.poller.nextNumber()
        do {
            let job = try await client.provider.cancel(id).keepingWarnings(of: job)
            client.poller.note(job, request: request)
            return job
        } catch {
            throw TranscriptionError(error, of: client.provider, job: job)
        }
    }
}
