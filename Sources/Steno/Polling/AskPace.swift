/// Spreads asks over time: never more in a second than are allowed, and not many more than are due on average, so that what
/// became due together is not sent together.
struct AskPace: Sendable {
    /// How many asks a second are never held back for the sake of spreading.
    private static let ease = 10.0
    /// How many times as many asks as are due on average may be sent.
    private static let headroom = 1.25
    /// How late a clock may wake without time being lost.
    private static let slack: Duration = .milliseconds(5)
    /// Longer pauses are not kept to, as in the calls themselves.
    private static let longestPause: Duration = .seconds(60)

    private let maximum: Double

    /// How many asks a second all waiting jobs come to, by their delays.
    var demand = 0.0

    /// When the next ask may be sent.
    private(set) var next: Duration = .zero

    init(asksPerSecond: Double?) {
        maximum = asksPerSecond.map { $0.isNaN ? .infinity : max($0, 0.001) } ?? .infinity
    }

    /// Notes that an ask is sent.
    mutating func take(at now: Duration) {
        let rate = min(maximum, max(Self.ease, Self.headroom * demand))
        next = (next + Self.slack > now ? next : now) + .seconds(1 / rate)
    }

    /// Sends nothing for a while, as the service asked.
    mutating func pause(for duration: Duration, at now: Duration) {
        next = max(next, now + min(duration, Self.longestPause))
    }
}
