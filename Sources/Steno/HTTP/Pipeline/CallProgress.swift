import Synchronization

/// How far a call has come, as everyone who may end it has to know.
final class CallProgress: Sendable {
    private struct State {
        /// How many attempts have begun.
        var attempts = 0
        /// Whether the last of them is still under way.
        var isOpen = false
        /// Whether a request of it left and its answer is not there.
        var isUnanswered = false
        /// Whether an attempt ended without an answer, after its request had left.
        var hasLostAnswer = false
        var transferred: Int64 = 0
    }

    private let state = Mutex(State())

    /// The bytes sent and received so far, in all attempts.
    var transferred: Int64 { state.withLock { $0.transferred } }

    func transfer(_ bytes: Int64) {
        state.withLock { $0.transferred += bytes }
    }

    /// Begins an attempt.
    ///
    /// - Returns: Its number; the first has the number 1.
    func beginAttempt() -> Int {
        state.withLock { state in
            state.attempts += 1
            state.isOpen = true
            return state.attempts
        }
    }

    /// Takes note that a request leaves now.
    ///
    /// - Throws: `CancellationError` where the attempt is over already: then nothing may be sent any more.
    func willSend(attempt: Int) throws {
        try state.withLock { state in
            guard state.isOpen, state.attempts == attempt else { throw CancellationError() }
            state.isUnanswered = true
        }
    }

    /// Takes note that the service did nothing.
    ///
    /// What an attempt finds out after its end does not count.
    func isSettled(attempt: Int) {
        state.withLock { state in
            if state.isOpen, state.attempts == attempt { state.isUnanswered = false }
        }
    }

    /// Ends the attempt under way, and with it the sending, until another one begins.
    ///
    /// - Returns: Whether any request left so far of which it is not known what it did.
    @discardableResult
    func endAttempt() -> Bool {
        state.withLock { state in
            state.hasLostAnswer = state.hasLostAnswer || state.isUnanswered
            state.isUnanswered = false
            state.isOpen = false
            return state.hasLostAnswer
        }
    }
}

/// Turns the growing sum of one transfer into what each report adds.
final class CountedBytes: Sendable {
    private let sum = Mutex<Int64>(0)

    func added(_ total: Int64) -> Int64 {
        sum.withLock { sum in
            defer { sum = total }
            return max(total - sum, 0)
        }
    }
}
