/// When to ask for a job's state next, and for how long in all.
///
/// Delays grow, because a job that has taken long will often take longer, and are drawn at random below a ceiling, so that
/// many waits begun together do not ask together.
public struct PollPolicy: Sendable, Hashable {
    /// The first ceiling.
    public var initialDelay: Duration
    /// What the ceiling grows by each time.
    public var growth: Double
    /// The highest ceiling.
    public var maximumDelay: Duration
    /// The share of the ceiling that is left to chance, from 0 to 1.
    public var jitter: Double
    /// How long to wait for the job's end; nil waits without limit.
    public var deadline: Duration?

    /// Describes a policy. The defaults ask after about 1 s, then ever more rarely up to every 20 s, for 4 hours.
    public init(
        initialDelay: Duration = .seconds(1),
        growth: Double = 1.5,
        maximumDelay: Duration = .seconds(20),
        jitter: Double = 0.2,
        deadline: Duration? = .seconds(4 * 3600)
    ) {
        self.initialDelay = initialDelay
        self.growth = growth
        self.maximumDelay = maximumDelay
        self.jitter = jitter
        self.deadline = deadline
    }

    /// The delays, one after the other, without end.
    func delays(using generator: some RandomNumberGenerator & Sendable) -> Delays {
        Delays(policy: self, ceiling: initialDelay, generator: generator)
    }

    struct Delays: Sequence, IteratorProtocol, Sendable {
        let policy: PollPolicy
        var ceiling: Duration
        var generator: any RandomNumberGenerator & Sendable

        mutating func next() -> Duration? {
            let now = Swift.min(ceiling, policy.maximumDelay)
            ceiling = Swift.min(ceiling * policy.growth, policy.maximumDelay)
            return now * (1 - policy.jitter * Double.random(in: 0...1, using: &generator))
        }
    }
}
