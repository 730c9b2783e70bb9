import Synchronization

/// Something a test waits for: it happens once, and stays so.
public final class Event: Sendable {
    private let state = Mutex<(hasHappened: Bool, waiters: [CheckedContinuation<Void, Never>])>((false, []))

    /// An event that has not happened.
    public init() {}

    /// Lets it happen.
    public func happen() {
        let waiters = state.withLock { state in
            defer { state = (true, []) }
            return state.waiters
        }
        for waiter in waiters { waiter.resume() }
    }

    /// Waits for it, or until the task is cancelled.
    public func wait() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let hasHappened = state.withLock { state in
                    if !state.hasHappened { state.waiters.append(continuation) }
                    return state.hasHappened
                }
                if hasHappened { continuation.resume() }
            }
        } onCancel: {
            happen()
        }
    }
}

/// A number several tasks change.
public final class Counter: Sendable {
    private let state = Mutex(0)

    /// A counter at zero.
    public init() {}

    /// The number.
    public var value: Int { state.withLock { $0 } }

    /// Adds to it.
    ///
    /// - Parameter count: How much.
    /// - Returns: The new number.
    @discardableResult
    public func add(_ count: Int = 1) -> Int {
        state.withLock { state in
            state += count
            return state
        }
    }

    /// Makes it no less than another number.
    public func raise(to number: Int) {
        state.withLock { $0 = max($0, number) }
    }
}
