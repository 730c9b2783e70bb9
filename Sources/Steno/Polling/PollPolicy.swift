/// When to ask for a job's state next, and for how long in all.
///
/// The longer a job has been waited for, the less often it is asked for: an ask comes when the wait has become
/// ``growth`` times as long as it was at the ask before, but not sooner than ``initialDelay`` after it and not later than
/// ``maximumDelay``. So a job's end is noticed late by no more than a fixed share of the time it took.
///
/// With the defaults a job of 10 seconds is seen within 2 seconds of its end and one of an hour needs about 40 asks. To see
/// long jobs end sooner at the price of more asks, lower ``maximumDelay``.
///
/// Values that make no sense are read as the nearest that do: delays as at least a millisecond and at most 30 years,
/// ``growth`` as at least 1, ``jitter`` as from 0 to 1, and a number that is none as no growth and no jitter.
public struct PollPolicy: Sendable, Hashable {
    /// The delay before the first ask, and the shortest one.
    public var initialDelay: Duration
    /// How many times as long as at the last ask the wait has become when the next is due.
    public var growth: Double
    /// The longest delay.
    public var maximumDelay: Duration
    /// The share of each delay that is left to chance, from 0 to 1, so that waits begun together do not ask together.
    ///
    /// It only shortens delays.
    public var jitter: Double
    /// How long to wait in all, also where the provider reports by itself; nil waits without limit.
    ///
    /// The last ask lands shortly before it: by a tenth of it, or by a second when that is less. A deadline of zero or less
    /// asks nothing: the wait succeeds only for a job that has already ended.
    public var deadline: Duration?

    /// Describes a policy.
    ///
    /// The defaults ask every 2 s for the first 10 s, then each time the wait has grown by a fifth, up to every 10
    /// minutes, for 4 hours.
    public init(
        initialDelay: Duration = .seconds(2),
        growth: Double = 1.2,
        maximumDelay: Duration = .seconds(600),
        jitter: Double = 0.1,
        deadline: Duration? = .seconds(4 * 3600)
    ) {
        self.initialDelay = initialDelay
        self.growth = growth
        self.maximumDelay = maximumDelay
        self.jitter = jitter
        self.deadline = deadline
    }
}

extension PollPolicy {
    /// The delays, one after the other, without end.
    func delays(using generator: any RandomNumberGenerator & Sendable) -> Delays {
        Delays(policy: self, generator: generator)
    }

    /// The deadline, and the moment of the last ask before it.
    var limits: (lastAsk: Duration, deadline: Duration)? {
        guard let deadline else { return nil }
        let end = Swift.min(deadline, Duration.longest)
        return (end - Swift.min(Duration.seconds(1), end / 10), end)
    }

    struct Delays: Sequence, IteratorProtocol, Sendable {
        private let shortest: Double
        private let longest: Double
        private let share: Double
        private let jitter: Double
        private var generator: any RandomNumberGenerator & Sendable
        private var waited = 0.0

        init(policy: PollPolicy, generator: any RandomNumberGenerator & Sendable) {
            longest = policy.maximumDelay.clampedSeconds
            shortest = Swift.min(policy.initialDelay.clampedSeconds, longest)
            share = policy.growth > 1 ? policy.growth - 1 : 0
            jitter = policy.jitter > 0 ? Swift.min(policy.jitter, 1) : 0
            self.generator = generator
        }

        mutating func next() -> Duration? {
            // An infinite share of no time at all is not a number; the first delay is the shortest.
            let ceiling = waited == 0 ? shortest : Swift.min(Swift.max(shortest, share * waited), longest)
            let seconds = ceiling * (1 - jitter * Double.random(in: 0..<1, using: &generator))
            let delay = Swift.max(Duration.milliseconds(1), Duration.seconds(seconds))
            waited += delay.seconds
            return delay
        }
    }
}

extension Duration {
    /// Longer than anyone waits, and far from where clocks overflow: about 30 years.
    fileprivate static let longest: Duration = .seconds(1_000_000_000)

    fileprivate var seconds: Double { self / .seconds(1) }

    fileprivate var clampedSeconds: Double {
        Swift.min(Swift.max(self, Duration.milliseconds(1)), Duration.longest).seconds
    }
}
