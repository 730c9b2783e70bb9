/// A poll policy worked out: delays in seconds, with values that make no sense replaced by the nearest that do.
struct PollSchedule: Sendable {
    /// What is known of a wait when its next delay is drawn.
    struct Situation: Sendable {
        /// How long the wait has lasted, in seconds.
        var waited: Double
        /// Whether the delay is the one before the first ask.
        var isFirst = false
        /// The length of the audio in seconds, where it is known.
        var audioDuration: Double?
        /// How many asks have failed one after the other.
        var failures = 0
        /// Whether webhooks tell, and asking is a safety net.
        var isRelaxed = false
    }

    /// The shortest delay in seconds.
    let shortest: Double
    private let longest: Double
    private let share: Double
    private let jitter: Double
    private let audioShare: Double
    private let relaxation: Double

    init(_ policy: PollPolicy) {
        longest = policy.maximumDelay.clampedSeconds
        shortest = min(policy.initialDelay.clampedSeconds, longest)
        share = policy.growth > 1 ? policy.growth - 1 : 0
        jitter = policy.jitter > 0 ? min(policy.jitter, 1) : 0
        audioShare = policy.audioShare > 0 ? policy.audioShare : 0
        relaxation = policy.relaxation > 1 ? policy.relaxation : 1
    }

    /// The longest the next delay can be, in seconds.
    func ceiling(in situation: Situation) -> Double {
        // An infinite share of no time at all is not a number.
        let since = situation.isFirst ? 0 : situation.waited - shortest
        var ceiling = since > 0 ? max(shortest, share * since) : shortest
        if situation.isFirst, let audioDuration = situation.audioDuration, audioDuration.isFinite {
            ceiling = max(ceiling, audioShare * audioDuration)
        }
        if situation.failures > 1 {
            // Beyond sixty doublings of a millisecond, any delay is the longest.
            ceiling = max(ceiling, shortest * Double(1 << min(situation.failures - 1, 60)))
        }
        ceiling = min(ceiling, longest)
        return situation.isRelaxed ? min(ceiling * relaxation, Duration.longest.seconds) : ceiling
    }

    /// Draws the next delay.
    func delay(
        in situation: Situation,
        using generator: inout any RandomNumberGenerator & Sendable
    ) -> Duration {
        let seconds = ceiling(in: situation) * (1 - jitter * Double.random(in: 0..<1, using: &generator))
        return max(.milliseconds(1), .seconds(seconds))
    }
}

extension PollPolicy {
    /// The delays of a single wait in which nothing fails, one after the other, without end.
    func delays(using generator: any RandomNumberGenerator & Sendable) -> Delays {
        Delays(schedule: PollSchedule(self), generator: generator)
    }

    /// The deadline, and the moment of the last ask before it.
    var limits: (lastAsk: Duration, deadline: Duration)? {
        guard let deadline else { return nil }
        let end = Swift.min(deadline, Duration.longest)
        return (end - Swift.min(Duration.seconds(1), end / 10), end)
    }

    struct Delays: Sequence, IteratorProtocol, Sendable {
        private let schedule: PollSchedule
        private var generator: any RandomNumberGenerator & Sendable
        private var waited = 0.0

        init(schedule: PollSchedule, generator: any RandomNumberGenerator & Sendable) {
            self.schedule = schedule
            self.generator = generator
        }

        mutating func next() -> Duration? {
            let delay = schedule.delay(in: .init(waited: waited, isFirst: waited == 0), using: &generator)
            waited += delay.seconds
            return delay
        }
    }
}

extension Duration {
    /// Longer than anyone waits, and far from where clocks overflow: about 30 years.
    fileprivate static let longest: Duration = .seconds(1_000_000_000)

    /// The duration in seconds.
    var seconds: Double { self / .seconds(1) }

    fileprivate var clampedSeconds: Double {
        Swift.min(Swift.max(self, Duration.milliseconds(1)), Duration.longest).seconds
    }
}
