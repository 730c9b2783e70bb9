/// When to ask for a job's state next, how often for all jobs together, and for how long in all.
///
/// The longer a job has been waited for, the less often it is asked for: an ask comes when the time since the first has become
/// ``growth`` times as long as it was at the ask before, but not sooner than ``initialDelay`` after it and not later than
/// ``maximumDelay``. So a job's end is noticed late by no more than a fixed share of the time it took, and by no more than
/// ``maximumDelay``.
///
/// With the defaults a job of 10 seconds is seen within 2 seconds of its end, and a job of an hour within 4 minutes after at
/// most 40 asks: 5 in the first 10 seconds, 22 until the delay is 4 minutes and the time since the first ask 16 (ln 120 /
/// ln 1.25), 11 in the other 44 minutes, and 2 because jitter shortens delays. Less growth or a lower ``maximumDelay`` means
/// that jobs are seen to end sooner, at the price of more asks.
///
/// Where a provider's list of jobs is good for it (``Capabilities/listing``) and many jobs are waited for, pages of the list
/// take the place of asking for one job after the other, which is cheap enough to look more often than the policy says.
///
/// Values that make no sense are read as the nearest that do: delays as at least a millisecond and at most 30 years,
/// ``growth`` and ``relaxation`` as at least 1, ``jitter`` as from 0 to 1, shares and counts as at least 0, a rate as at
/// least one ask in 1,000 seconds, and a number that is none as no growth, no jitter, no share and no limit.
public struct PollPolicy: Sendable, Hashable {
    /// The delay before the first ask, and the shortest one.
    public var initialDelay: Duration
    /// How many times as long as at the last ask the time since the first has become when the next is due.
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
    /// The share of the audio's length to wait before the first ask, where that length is known and the share of it is longer
    /// than ``initialDelay``.
    ///
    /// The default, 0.005, first asks for an hour of audio after 18 seconds.
    public var audioShare: Double
    /// How many asks a client sends in a second at most, for all jobs together; nil for any number.
    ///
    /// A page of a list counts as one. Asks that are due sooner wait for their turn.
    public var asksPerSecond: Double?
    /// How many times as long delays are for jobs with a webhook, while deliveries come.
    ///
    /// Asking is a safety net then. As soon as a job is found to have ended without a delivery having told it, all jobs are
    /// asked for as if they had no webhook, until a delivery comes again.
    public var relaxation: Double
    /// How many asks for a job may fail one after the other, with errors that may pass by themselves, before its wait ends
    /// with the last of them; nil for any number until the deadline.
    ///
    /// After a failure delays at least double with each further one, up to ``maximumDelay``, and are never shorter than the
    /// provider asks for.
    public var failuresAllowed: Int?

    /// Describes a policy.
    ///
    /// The defaults ask every 2 s for the first 10 s, then each time that time has grown by a quarter, up to every 4 minutes,
    /// for 4 hours; 50 times a second at most for all jobs together, and five times less often where webhooks tell.
    public init(
        initialDelay: Duration = .seconds(2),
        growth: Double = 1.25,
        maximumDelay: Duration = .seconds(240),
        jitter: Double = 0.1,
        deadline: Duration? = .seconds(4 * 3600),
        audioShare: Double = 0.005,
        asksPerSecond: Double? = 50,
        relaxation: Double = 5,
        failuresAllowed: Int? = nil
    ) {
        self.initialDelay = initialDelay
        self.growth = growth
        self.maximumDelay = maximumDelay
        self.jitter = jitter
        self.deadline = deadline
        self.audioShare = audioShare
        self.asksPerSecond = asksPerSecond
        self.relaxation = relaxation
        self.failuresAllowed = failuresAllowed
    }
}
