/// When a ``WebhookSender`` tries again, and how far it goes.
///
/// Values that make no sense are read as the nearest that do.
public struct WebhookSenderSettings: Sendable, Hashable {
    /// The pauses before the second attempt and all that follow: 5 seconds, 30 seconds, 2 minutes, 10 minutes, 30 minutes
    /// and 2 hours.
    ///
    /// So there are seven attempts in at most two hours and three quarters. The schedule of the Standard Webhooks
    /// specification goes on for three days, which is longer than the memory of a process can be relied on.
    public var pauses: [Duration] = [
        .seconds(5), .seconds(30), .seconds(120), .seconds(600), .seconds(1_800), .seconds(7_200),
    ]
    /// By what share of itself a pause may be shorter, drawn evenly, so that deliveries that failed together do not come back
    /// together: 0.25, from 0 to 1.
    public var jitter = 0.25
    /// The longest `Retry-After` that is waited for, before the pause itself; a longer one counts as this: an hour.
    public var longestRetryAfter: Duration = .seconds(3_600)
    /// How long the receiver may take to answer an attempt: 15 seconds.
    public var attemptTimeout: Duration = .seconds(15)
    /// How many attempts may be under way at once; the others wait for their turn: 16, at least 1.
    public var attemptsAtOnce = 16
    /// The largest body in bytes: 10 MiB, which is also what a ``WebhookReceiver`` takes, and enough for the transcript of some
    /// hours.
    ///
    /// A job that is larger, or too large for a receiver that says so, is delivered without its transcript and its raw
    /// payload; see ``WebhookSender``.
    public var maximumBodySize = 10 << 20
    /// Whether plain `http` is allowed to any host; loopback addresses need no permission.
    ///
    /// The signature protects a delivery from being changed, not from being read.
    public var allowsInsecureHTTP = false
    /// Whether only hosts with a public name are delivered to: no address in digits, no name without a full stop, such as
    /// `localhost`, and none below `localhost`, `local`, `internal` or `home.arpa`.
    ///
    /// Set it where addresses come from users, who could otherwise have this machine call its own network. Where a name
    /// leads is not looked at: against public names of inner hosts only a firewall or a proxy helps.
    public var requiresPublicHost = false

    /// The defaults.
    public init() {}
}

extension WebhookSenderSettings {
    /// Draws the pause after an attempt, the first of which has the number 1; nil after the last.
    func pause(after attempt: Int, using generator: inout any RandomNumberGenerator & Sendable) -> Duration? {
        guard pauses.indices.contains(attempt - 1) else { return nil }
        let share = jitter.isFinite ? min(max(jitter, 0), 1) : 0
        return pauses[attempt - 1].sensible * (1 - share * Double.random(in: 0..<1, using: &generator))
    }
}
