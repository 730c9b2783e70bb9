/// The settings of the simulated Aitronos.
///
/// The documents give none of these values.
public struct AitronosSettings: Sendable, Hashable {
    /// The status of a successful create.
    public var createdStatus = 201
    /// The synapses an organisation has; a create that costs more than is left is refused with 402.
    public var synapses = 1_000_000
    /// The synapses a second of audio costs.
    public var synapsesPerSecond = 10
    /// How long the signed address of redacted audio holds, in simulated time.
    public var redactedAudioLifetime: Duration = .seconds(3600)
    /// The pauses before the second and later attempts at a webhook.
    public var webhookPauses: [Duration] = [.seconds(10), .seconds(60)]

    /// The settings assumed.
    public init() {}
}
