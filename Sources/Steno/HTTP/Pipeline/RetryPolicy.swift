/// When failed calls are sent again, and after what pause.
///
/// Pauses grow exponentially and are drawn evenly between nothing and their ceiling ("full jitter"), so that clients that
/// failed together do not come back together. A service that says how long to wait is waited for that long, and the drawn
/// pause after it.
///
/// All calls of a pipeline to one host share a budget of repetitions, so that a service in trouble is not given more work: a
/// repetition takes one from it, and only success gives something back.
///
/// Values that make no sense are read as the nearest that do.
public struct RetryPolicy: Sendable, Hashable {
    /// How often a call is sent at most, the first time included: 3.
    public var maximumAttempts: Int
    /// The ceiling of the first pause: 500 milliseconds.
    ///
    /// It doubles with each further one.
    public var baseDelay: Duration
    /// The highest ceiling: 20 seconds.
    public var maximumDelay: Duration
    /// How many repetitions the budget holds, and begins with: 100.
    public var budget: Int
    /// How much of a repetition each success gives back to the budget: 0.1.
    ///
    /// So a service that is in trouble for long has a tenth more work at most.
    public var budgetRefund: Double

    /// Describes a policy.
    public init(
        maximumAttempts: Int = 3,
        baseDelay: Duration = .milliseconds(500),
        maximumDelay: Duration = .seconds(20),
        budget: Int = 100,
        budgetRefund: Double = 0.1
    ) {
        self.maximumAttempts = maximumAttempts
        self.baseDelay = baseDelay
        self.maximumDelay = maximumDelay
        self.budget = budget
        self.budgetRefund = budgetRefund
    }

    /// Sends each call once.
    public static let never = RetryPolicy(maximumAttempts: 1)
}

extension RetryPolicy {
    /// The longest pause before a repetition, the first of which has the number 0.
    func ceiling(ofRepetition number: Int) -> Duration {
        let highest = maximumDelay.sensible
        let base = min(baseDelay.sensible, highest)
        // Beyond thirty doublings of anything that is not nothing, the highest is reached.
        return number < 30 ? min(base * (1 << max(number, 0)), highest) : (base == .zero ? .zero : highest)
    }

    /// Draws a pause before a repetition, evenly between nothing and its ceiling.
    func pause(
        beforeRepetition number: Int,
        using generator: inout any RandomNumberGenerator & Sendable
    ) -> Duration {
        ceiling(ofRepetition: number) * Double.random(in: 0..<1, using: &generator)
    }
}

extension Duration {
    /// From nothing to about 30 years, with which clocks can count.
    var sensible: Duration { min(max(self, .zero), .seconds(1_000_000_000)) }
}
