import Synchronization

/// A clock whose time passes only when a test says so.
///
/// A test first waits until the code under test sleeps, with ``untilSleeping(_:)``, and then advances: no yields, no real
/// time.
public final class ManualClock: Clock {
    /// A moment: the time passed since the clock was made.
    public struct Instant: InstantProtocol, CustomStringConvertible {
        /// The time passed since the clock was made.
        public var offset: Duration

        /// Describes a moment.
        public init(offset: Duration = .zero) {
            self.offset = offset
        }

        /// The moment after this one by a duration.
        public func advanced(by duration: Duration) -> Self { Self(offset: offset + duration) }

        /// How long after this moment another is.
        public func duration(to other: Self) -> Duration { other.offset - offset }

        /// Whether a moment comes before another.
        public static func < (one: Self, other: Self) -> Bool { one.offset < other.offset }

        /// The time passed.
        public var description: String { "\(offset)" }
    }

    private struct Sleeper {
        var id: Int
        var deadline: Instant
        var continuation: CheckedContinuation<Void, any Error>
    }

    private struct Watcher {
        var isSatisfied: @Sendable (State) -> Bool
        var continuation: CheckedContinuation<Void, Never>
    }

    private struct State {
        var now = Instant()
        var nextID = 0
        var sleepers: [Sleeper] = []
        var cancelled: Set<Int> = []
        var passed: [Duration] = []
        var watchers: [Watcher] = []

        mutating func satisfiedWatchers() -> [Watcher] {
            let present = self
            watchers.removeAll { $0.isSatisfied(present) }
            return present.watchers.filter { $0.isSatisfied(present) }
        }
    }

    private let state = Mutex(State())
    private let shortest: Duration?

    /// A clock that stands at zero.
    ///
    /// - Parameter shortest: Shorter sleeps pass at once, without the clock's time moving; with nil, none does.
    public init(shortest: Duration? = nil) {
        self.shortest = shortest
    }

    /// The sleeps that passed at once.
    public var passed: [Duration] { state.withLock { $0.passed } }

    /// The clock's moment.
    public var now: Instant { state.withLock { $0.now } }

    /// A nanosecond.
    public var minimumResolution: Duration { .nanoseconds(1) }

    /// How many tasks sleep on this clock.
    public var sleeperCount: Int { state.withLock { $0.sleepers.count } }

    /// Waits until exactly this many tasks sleep on this clock.
    public func untilSleeping(_ count: Int) async {
        await until { $0.sleepers.count == count }
    }

    /// Waits until a task sleeps on this clock that wakes within a duration from now.
    ///
    /// For code under test that also sleeps for long, to notice when something takes too much time.
    public func untilSleeping(within duration: Duration) async {
        await until { state in
            let limit = state.now.advanced(by: duration)
            return state.sleepers.contains { $0.deadline <= limit }
        }
    }

    private func until(_ isSatisfied: @escaping @Sendable (State) -> Bool) async {
        await withCheckedContinuation { continuation in
            let isSatisfied = state.withLock { state in
                if isSatisfied(state) { return true }
                state.watchers.append(Watcher(isSatisfied: isSatisfied, continuation: continuation))
                return false
            }
            if isSatisfied { continuation.resume() }
        }
    }

    /// Lets time pass and wakes every task whose time has come, the earliest first.
    public func advance(by duration: Duration) {
        change { state in
            state.now = state.now.advanced(by: duration)
        }
    }

    /// Lets time pass until the earliest sleeper wakes.
    ///
    /// Without sleepers nothing happens.
    ///
    /// - Returns: How much time passed.
    @discardableResult
    public func advanceToNextSleeper() -> Duration {
        var passed: Duration = .zero
        change { state in
            guard let next = state.sleepers.map(\.deadline).min() else { return }
            passed = state.now.duration(to: next)
            state.now = next
        }
        return passed
    }

    /// Sleeps until the clock is advanced to the deadline.
    ///
    /// - Throws: `CancellationError` when the task is cancelled.
    public func sleep(until deadline: Instant, tolerance: Duration? = nil) async throws {
        guard try !passesAtOnce(deadline) else { return await Task.yield() }
        let id = state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                fallAsleep(Sleeper(id: id, deadline: deadline, continuation: continuation))
            }
        } onCancel: {
            cancel(id)
        }
    }

    private func passesAtOnce(_ deadline: Instant) throws -> Bool {
        guard let shortest else { return false }
        try Task.checkCancellation()
        return state.withLock { state in
            let duration = state.now.duration(to: deadline)
            guard duration < shortest else { return false }
            state.passed.append(duration)
            return true
        }
    }

    private func fallAsleep(_ sleeper: Sleeper) {
        let (result, watchers): (Result<Void, any Error>?, [Watcher]) = state.withLock { state in
            if state.cancelled.remove(sleeper.id) != nil { return (.failure(CancellationError()), []) }
            if sleeper.deadline <= state.now { return (.success(()), []) }
            state.sleepers.append(sleeper)
            return (nil, state.satisfiedWatchers())
        }
        if let result { sleeper.continuation.resume(with: result) }
        for watcher in watchers { watcher.continuation.resume() }
    }

    private func cancel(_ id: Int) {
        let (sleeper, watchers): (Sleeper?, [Watcher]) = state.withLock { state in
            guard let index = state.sleepers.firstIndex(where: { $0.id == id }) else {
                state.cancelled.insert(id)
                return (nil, [])
            }
            let sleeper = state.sleepers.remove(at: index)
            return (sleeper, state.satisfiedWatchers())
        }
        sleeper?.continuation.resume(throwing: CancellationError())
        for watcher in watchers { watcher.continuation.resume() }
    }

    private func change(_ body: (inout State) -> Void) {
        let (woken, watchers) = state.withLock { state in
            body(&state)
            let now = state.now
            let woken = state.sleepers.filter { $0.deadline <= now }.sorted { $0.deadline < $1.deadline }
            state.sleepers.removeAll { $0.deadline <= now }
            return (woken, state.satisfiedWatchers())
        }
        for sleeper in woken { sleeper.continuation.resume() }
        for watcher in watchers { watcher.continuation.resume() }
    }
}
