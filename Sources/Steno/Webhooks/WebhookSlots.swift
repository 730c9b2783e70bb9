import Synchronization

/// How many more events may be worked on at the moment.
final class WebhookSlots: Sendable {
    private let count: Mutex<Int>

    /// At least one.
    init(_ count: Int) {
        self.count = Mutex(max(count, 1))
    }

    var free: Int { count.withLock { $0 } }

    func take() { count.withLock { $0 -= 1 } }

    func giveBack() { count.withLock { $0 += 1 } }
}
