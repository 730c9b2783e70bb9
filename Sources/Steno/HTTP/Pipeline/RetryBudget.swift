import Synchronization

/// The repetitions that calls to one host may still make, together.
///
/// Counted in thousandths, so that many small refunds add up exactly.
final class RetryBudget: Sendable {
    private let capacity: Int
    private let refund: Int
    private let tokens: Mutex<Int>

    init(_ policy: RetryPolicy) {
        capacity = 1_000 * min(max(policy.budget, 0), 1_000_000_000)
        refund = policy.budgetRefund > 0 ? Int(1_000 * min(policy.budgetRefund, 1_000_000)) : 0
        tokens = Mutex(capacity)
    }

    /// Takes one repetition, where there is one.
    func take() -> Bool {
        tokens.withLock { tokens in
            guard tokens >= 1_000 else { return false }
            tokens -= 1_000
            return true
        }
    }

    /// Gives a part of one back after a success.
    func refill() {
        tokens.withLock { $0 = min(capacity, $0 + refund) }
    }
}
