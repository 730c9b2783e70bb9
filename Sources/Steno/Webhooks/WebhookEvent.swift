/// What a verified delivery says of a job.
public struct WebhookEvent: Sendable, Hashable, Codable {
    /// What makes the event one of its own: deliveries of the same event have the same id.
    ///
    /// Where the service gives events ids it is that one, otherwise the job's id and what is said of it.
    public var id: String
    /// Whose job it is.
    public var provider: ProviderID
    /// The job.
    public var jobID: JobID
    /// What the delivery says of the job's state; nil where it says nothing.
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
