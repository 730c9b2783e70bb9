/// What a verified delivery says of a job.
public struct WebhookEvent: Sendable, Hashable, Codable {
    /// What makes the event one of its own: deliveries of the same event have the same id.
    ///
    /// Where the service gives events ids, and signs them, it is that one, otherwise the job's id and what is said of it.
    ///
    /// Where nothing vouches for the body, a job has one event for each of its being `queued`, `running`, `ended` and
    /// anything else (`other`), and for each reference that a URL called was signed for: whoever comes by such a URL makes
    /// no more of them, whatever the bodies say.
    public var id: String
    /// Whose job it is.
    public var provider: ProviderID
    /// The job.
    public var jobID: JobID
    /// What the delivery says of the job's state, to be believed as far as the proof goes; nil where it says nothing.
    public var status: JobStatus?
    /// The service's own name for what happened, such as `transcript.completed`.
    public var type: String?
    /// How the delivery was told from a forgery, which is also how far it can be believed.
    public var proof: WebhookProof
    /// The job as the delivery holds it, where the body is signed and holds it.
    public var job: TranscriptionJob?

    /// Describes an event.
    public init(
        id: String,
        provider: ProviderID,
        jobID: JobID,
        status: JobStatus? = nil,
        type: String? = nil,
        proof: WebhookProof,
        job: TranscriptionJob? = nil
    ) {
        self.id = id
        self.provider = provider
        self.jobID = jobID
        self.status = status
        self.type = type
        self.proof = proof
        self.job = job
    }
}

extension WebhookEvent {
    /// The id of an event for whose body nothing vouches.
    ///
    /// No two events have the same by chance or by design: the reference cannot hold a colon here, and the word is one of
    /// four.
    var unvouchedID: String {
        let word =
            switch status {
            case .queued: "queued"
            case .running: "running"
            case .completed, .failed, .cancelled: "ended"
            case .unknown, nil: "other"
            }
        return "\(jobID):\(word)" + (proof.reference.map { ":\($0.percentEncoded)" } ?? "")
    }
}
