import Synchronization

/// What happened, in order, for a test to wait on.
public final class Happenings<Happening: Sendable & Equatable>: Sendable {
    private struct Watcher {
        var isSatisfied: @Sendable ([Happening]) -> Bool
        var continuation: CheckedContinuation<Void, Never>
    }

    private struct State {
        var happened: [Happening] = []
        var watchers: [Watcher] = []
    }

    private let state = Mutex(State())

    /// Nothing has happened yet.
    public init() {}

    /// What happened so far.
    public var all: [Happening] { state.withLock { $0.happened } }

    /// How often something happened so far.
    public func count(of happening: Happening) -> Int { all.count { $0 == happening } }

    /// Notes that something happens.
    public func note(_ happening: Happening) {
        let satisfied = state.withLock { state in
            state.happened.append(happening)
            let watchers = state.watchers
            state.watchers = watchers.filter { !$0.isSatisfied(state.happened) }
            return watchers.filter { $0.isSatisfied(state.happened) }
        }
        for watcher in satisfied { watcher.continuation.resume() }
    }

    /// Waits until something has happened so many times.
    public func until(_ happening: Happening, times: Int = 1) async {
        await until { happened in happened.count { $0 == happening } >= times }
    }

    /// Waits until so many things have happened.
    public func untilCount(_ count: Int) async {
        await until { $0.count >= count }
    }

    private func until(_ isSatisfied: @escaping @Sendable ([Happening]) -> Bool) async {
        await withCheckedContinuation { continuation in
            let isSatisfied = state.withLock { state in
                if isSatisfied(state.happened) { return true }
                state.watchers.append(Watcher(isSatisfied: isSatisfied, continuation: continuation))
                return false
            }
            if isSatisfied { continuation.resume() }
        }
    }
}
