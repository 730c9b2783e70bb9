/// How hard a ``WebhookReceiver`` works on the events it recorded.
///
/// Values that make no sense are read as the nearest that do.
public struct WebhookEffort: Sendable, Hashable {
    /// How many events are worked on at a time: 16.
    public var concurrency: Int
    /// How long one may take before it is cancelled and tried again later: 5 minutes.
    ///
    /// One that does not end when it is cancelled for as long again may be begun a second time.
    public var timeLimit: Duration
    /// The pause before an event whose effect failed is tried again: 1 second.
    ///
    /// It doubles with each further failure.
    public var baseDelay: Duration
    /// The longest pause, and the one after an error that is not said to go away: 1 hour.
    public var maximumDelay: Duration
    /// How often the store is asked, while there is nothing to do, for what is due again and for what hosts that share it
    /// left behind: every second.
    public var interval: Duration

    /// Describes an effort.
    public init(
        concurrency: Int = 16,
        timeLimit: Duration = .seconds(300),
        baseDelay: Duration = .seconds(1),
        maximumDelay: Duration = .seconds(3600),
        interval: Duration = .seconds(1)
    ) {
        self.concurrency = concurrency
        self.timeLimit = timeLimit
        self.baseDelay = baseDelay
        self.maximumDelay = maximumDelay
        self.interval = interval
    }
}

extension WebhookEffort {
    /// How often a provider is asked for what it does not confirm: for about two minutes, in which a copy of its data that
    /// lags behind comes up with the others.
    static let doubtsAllowed = 8

    /// For how long events are handed out: longer than one may take, for clocks and stores that are slow.
    var lease: Duration { timeLimit.sensible * 2 }

    /// The pause after an effect failed.
    func pause(after error: any Error, attempt: Int) -> Duration {
        guard let error = error as? TranscriptionError else { return ceiling(attempt) }
        guard error.isRetryable else { return maximumDelay.sensible }
        return max(ceiling(attempt), error.retryAfter ?? .zero)
    }

    /// The pause after a provider did not confirm an event; nil where it has had time enough to.
    ///
    /// An event that came again is worked on after that too, and has as many attempts again.
    func pause(afterDoubtOfAttempt attempt: Int) -> Duration? {
        attempt.isMultiple(of: Self.doubtsAllowed) ? nil : ceiling(attempt % Self.doubtsAllowed)
    }

    private func ceiling(_ attempt: Int) -> Duration {
        RetryPolicy(baseDelay: baseDelay, maximumDelay: maximumDelay).ceiling(ofRepetition: attempt - 1)
    }
}
