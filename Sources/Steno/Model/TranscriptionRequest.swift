/// What to transcribe and how.
public struct TranscriptionRequest: Sendable, Hashable {
    /// The audio.
    public var audio: AudioSource
    /// How to transcribe it.
    public var options: TranscriptionOptions
    /// Where the provider reports that the job has ended.
    public var webhook: Webhook?
    /// Pairs the provider returns with the job.
    public var metadata: [String: String]
    /// The caller's own name for the job.
    ///
    /// Returned with it; need not be unique.
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

/// The JSON form has one member for each property; only `audio` is required when reading.
extension TranscriptionRequest: Codable {
    /// Reads the JSON form.
    public init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            audio: try members.decode(AudioSource.self, forKey: .audio),
            options: try members.decodeIfPresent(TranscriptionOptions.self, forKey: .options) ?? .init(),
            webhook: try members.decodeIfPresent(Webhook.self, forKey: .webhook),
            metadata: try members.decodeIfPresent([String: String].self, forKey: .metadata) ?? [:],
            clientReference: try members.decodeIfPresent(String.self, forKey: .clientReference),
            idempotencyKey: try members.decodeIfPresent(String.self, forKey: .idempotencyKey)
        )
    }
}
