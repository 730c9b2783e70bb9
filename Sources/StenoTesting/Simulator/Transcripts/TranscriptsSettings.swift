/// The settings of the simulated Transcripts service.
///
/// Except for the time a key is remembered, the documents give none of these values.
public struct TranscriptsSettings: Sendable, Hashable {
    /// How long an idempotency key is remembered, in simulated time: 24 hours, as documented.
    public var idempotencyLifetime: Duration = .seconds(24 * 3600)
    /// The status of a successful create; both 200 and 201 are documented as success, not which.
    public var createdStatus = 201
    /// The secret that deliveries to a job's own `webhook_url` are signed with; nil for none.
    ///
    /// Whether those are signed, and with what, is not documented. Registered endpoints have their own secrets.
    public var webhookSecret: String? = "whsec_transcripts_simulator"
    /// The model a job runs on that names none.
    public var defaultModel = "qwen3-asr"

    /// The settings assumed.
    public init() {}
}
