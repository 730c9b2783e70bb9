/// The settings of the simulated PyAI.
///
/// The documents give none of these values.
public struct PyAISettings: Sendable, Hashable {
    /// The longest result that is sent inline, in bytes; a longer one is offered at a signed address.
    public var inlineResultSize = 256 << 10
    /// How long the signed address of a result holds, in simulated time.
    public var resultLifetime: Duration = .seconds(3600)
    /// How long an idempotency key is remembered, in simulated time.
    public var idempotencyLifetime: Duration = .seconds(24 * 3600)
    /// The secret that webhooks are signed with, used as text; nil for deliveries without a signature.
    public var webhookSecret: String? = "pyai-simulator-webhook-secret"
    /// The pauses before the second and later attempts at a webhook.
    public var webhookPauses: [Duration] = [.seconds(5), .seconds(30), .seconds(300)]

    /// The settings assumed.
    public init() {}
}
