/// What to transcribe and how.
public struct TranscriptionRequest: Sendable, Hashable, Codable {
    /// The audio.
    public var audio: AudioSource
    /// How to transcribe it.
    public var options: TranscriptionOptions
    /// Where the provider reports that the job has ended.
    public var webhook: Webhook?
    /// Pairs the provider returns with the job.
    public var metadata: [String: String]
    /// The caller's own name for the job. Returned with it; need not be unique.
    public var clientReference: String?
    /// A key that makes a repeated create return the first job, where the provider supports it.
    public var idempotencyKey: String?

    /// Describes a request.
    public init(
        audio: AudioSource,
        options: TranscriptionOptions = .init(),
        webhook: Webhook? = nil,
        metadata: [String: String] = [:],
        clientReference: String? = nil,
        idempotencyKey: String? = nil
    ) {
        self.audio = audio
        self.options = options
        self.webhook = webhook
        self.metadata = metadata
        self.clientReference = clientReference
        self.idempotencyKey = idempotencyKey
    }
}
