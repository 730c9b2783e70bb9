public import Steno

/// What becomes of a job, and when.
public struct JobScript: Sendable, Hashable {
    /// How a job ends.
    public enum Outcome: Sendable, Hashable {
        /// The configuration's transcriber makes the transcript or, without one, the built-in conversation is used.
        case automatic
        /// This transcript, brought into the shape of the service.
        case transcript(Transcript)
        /// The built-in conversation, repeated until it is this many seconds long.
        case longTranscript(seconds: Double)
        /// A result written out in the shape the service documents: Soniox's transcript, PyAI's `result`, SpeechIsCheap's
        /// `output`, and for Transcripts and Aitronos the members to add to the transcript object or to `data`.
        case payload(JSONValue)
        /// The job fails. The code is used where a service has one.
        case failure(code: String, message: String)
        /// The service itself cancels the job, where it has such a status; elsewhere the job fails.
        case cancelled
        /// The job runs and never ends.
        case none
    }

    /// How long it waits in the queue, in simulated time.
    public var queued: Duration
    /// How long it runs, in simulated time.
    public var running: Duration
    /// How it ends.
    public var outcome: Outcome

    /// Describes what becomes of a job.
    public init(queued: Duration = .seconds(1), running: Duration = .seconds(2), outcome: Outcome = .automatic) {
        self.queued = queued
        self.running = running
        self.outcome = outcome
    }
}
