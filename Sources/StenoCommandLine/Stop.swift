import Synchronization

/// A wish to stop that a thread looks at.
final class Stop: Sendable {
    private let requested = Atomic<Bool>(false)

    /// Whether it was asked for.
    var isRequested: Bool { requested.load(ordering: .relaxed) }

    /// Asks for it; false when it was asked for before.
    @discardableResult
    func request() -> Bool {
        !requested.exchange(true, ordering: .relaxed)
    }
}
