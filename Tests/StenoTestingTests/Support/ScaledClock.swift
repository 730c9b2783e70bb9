/// A clock that runs faster than real time, so that long deadlines strike soon.
struct ScaledClock: Clock {
    typealias Instant = ContinuousClock.Instant

    private let factor: Double
    private let start = ContinuousClock.now

    init(factor: Double) {
        self.factor = factor
    }

    var now: Instant { start.advanced(by: start.duration(to: .now) * factor) }

    var minimumResolution: Duration { .nanoseconds(1) }

    func sleep(until deadline: Instant, tolerance: Duration? = nil) async throws {
        let real = start.advanced(by: start.duration(to: deadline) / factor)
        try await ContinuousClock().sleep(until: real, tolerance: nil)
    }
}
