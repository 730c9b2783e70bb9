import Synchronization

/// Keeps the bodies that a receiver is reading within bounds.
final class WebhookBodies: Sendable {
    /// How many bytes of each body do not count: more than most deliveries have.
    static let freeSize = 64 << 10

    private let free: Mutex<Int>

    /// - Parameter capacity: How many bytes may be held at a time, beside what does not count.
    init(capacity: Int) {
        free = Mutex(max(capacity, 0))
    }

    /// Sets bytes aside for a body that grows.
    ///
    /// - Parameters:
    ///   - share: What is set aside for it already.
    ///   - size: How large the body is to be.
    /// - Returns: Whether there is room.
    func enlarge(_ share: inout Int, to size: Int) -> Bool {
        let more = max(size - Self.freeSize - share, 0)
        let hasRoom = free.withLock { free in
            guard more <= free else { return false }
            free -= more
            return true
        }
        if hasRoom { share += more }
        return hasRoom
    }

    /// Gives back what was set aside for a body.
    func giveBack(_ share: Int) {
        free.withLock { $0 += share }
    }
}
