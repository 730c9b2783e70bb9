/// The time passed since a moment, on any clock of real durations.
struct PassedTime: Sendable {
    private let measure: @Sendable () -> Duration
    private let pause: @Sendable (Duration) async throws -> Void

    /// Begins now.
    init(_ clock: some Clock<Duration>) {
        let start = clock.now
        measure = { start.duration(to: clock.now) }
        pause = { try await clock.sleep(until: start.advanced(by: $0), tolerance: nil) }
    }

    /// How much time has passed.
    var elapsed: Duration { measure() }

    /// Sleeps until this much time has passed in all.
    ///
    /// - Throws: `CancellationError` when the task is cancelled.
    func sleep(until elapsed: Duration) async throws {
        try await pause(elapsed)
    }
}
