import Synchronization

/// Values collected from closures.
final class Collected<Value: Sendable>: Sendable {
    private let state = Mutex<[Value]>([])

    /// What was collected, in order.
    var values: [Value] { state.withLock { $0 } }

    func append(_ value: Value) {
        state.withLock { $0.append(value) }
    }
}
