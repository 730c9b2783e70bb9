import Synchronization

/// A clock on which short sleeps are over at once, and long ones never are.
///
/// For code that pauses between tries under a deadline: the pauses take no time, the deadlines do not strike. The time
/// that passes is that of the pauses.
public final class HurriedClock: Clock {
    /// A moment: the time passed since the clock was made.
    public typealias Instant = ManualClock.Instant

    private struct State {
        var now = Instant()
        var pauses: [Duration] = []
    }

    private let limit: Duration
    private let state = Mutex(State())

    /// A clock that stands at zero.
    ///
    /// - Parameter limit: The longest sleep that is over at once.
    public init(limit: Duration = .seconds(10)) {
        self.limit = limit
    }

    /// The clock's moment.
    public var now: Instant { state.withLock { $0.now } }

    /// A nanosecond.
    public var minimumResolution: Duration { .nanoseconds(1) }

    /// The sleeps that were over at once, in order.
    public var pauses: [Duration] { state.withLock { $0.pauses } }

    /// Passes the time at once or, for a long sleep, when the task is cancelled.
    ///
    /// - Throws: `CancellationError` when the task is cancelled.
    public func sleep(until deadline: Instant, tolerance: Duration? = nil) async throws {
        try Task.checkCancellation()
        let isShort = state.withLock { state in
            let pause = state.now.duration(to: deadline)
            guard pause <= limit else { return false }
            state.pauses.append(pause)
            state.now = max(state.now, deadline)
            return true
        }
        if isShort { return }
        let (never, continuation) = AsyncStream<Never>.makeStream()
        for await _ in never {}
        continuation.finish()
        throw CancellationError()
    }
}
