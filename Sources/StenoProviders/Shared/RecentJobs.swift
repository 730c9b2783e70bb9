import Steno
import Synchronization

/// Remembers something about the newest jobs while the program runs.
///
/// When there are more than the limit, the oldest are forgotten.
final class RecentJobs<Value: Sendable>: Sendable {
    private struct State {
        var values: [JobID: Value] = [:]
        var order: [JobID] = []
    }

    private let limit: Int
    private let state = Mutex(State())

    init(limit: Int) {
        self.limit = limit
    }

    subscript(id: JobID) -> Value? {
        state.withLock { $0.values[id] }
    }

    /// Remembers a value in place of what was known of the job.
    func remember(_ value: Value, of id: JobID) {
        state.withLock { state in
            if state.values.updateValue(value, forKey: id) == nil { state.order.append(id) }
            guard state.order.count > limit else { return }
            state.values[state.order.removeFirst()] = nil
        }
    }

    /// Forgets a job.
    ///
    /// - Returns: What was known of it.
    @discardableResult
    func forget(_ id: JobID) -> Value? {
        state.withLock { state in
            guard let value = state.values.removeValue(forKey: id) else { return nil }
            state.order.removeAll { $0 == id }
            return value
        }
    }
}
