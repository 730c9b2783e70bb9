import Synchronization

/// Lets the calls to one host begin in the order they came: so many at once, and no more than the service says it takes.
final class RequestLimiter: Sendable {
    /// Longer pauses are not kept to: a count that begins anew tomorrow is the service's to enforce.
    private static let longestPause: Duration = .seconds(60)

    /// What the service still takes until a moment.
    fileprivate struct Window {
        var remaining: Int
        let end: Duration
        /// How many it takes in a window, and how long one lasts, where that is known.
        let next: (limit: Int, span: Duration)?
    }

    fileprivate struct State {
        var running = 0
        var window: Window?
        var waiting: [Int: CheckedContinuation<Void, any Error>] = [:]
        var cancelled: Set<Int> = []
        var nextTicket = 0
        /// Nobody with a lower ticket waits.
        var head = 0
        var alarm: (moment: Duration, task: Task<Void, Never>)?
    }

    private let atOnce: Int
    private let time: PassedTime
    private let state = Mutex(State())

    /// Makes a limiter; without a number, any number of requests may be under way.
    init(atOnce: Int?, time: PassedTime) {
        self.atOnce = max(atOnce ?? .max, 1)
        self.time = time
    }

    /// How many requests are under way.
    var running: Int { state.withLock { $0.running } }

    /// How many wait for their turn.
    var waiting: Int { state.withLock { $0.waiting.count } }

    /// Waits for a turn.
    ///
    /// - Parameter deadline: The moment by which the turn has to come, as time passed.
    /// - Returns: The turn; letting go of it ends it.
    /// - Throws: `rateLimited` at once where the service takes no request before the deadline, `CancellationError` where the
    ///   task is cancelled.
    func turn(before deadline: Duration) async throws -> Turn {
        let ticket = state.withLock { state in
            defer { state.nextTicket += 1 }
            return state.nextTicket
        }
        defer { state.withLock { _ = $0.cancelled.remove(ticket) } }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { enter(ticket, $0, deadline) }
        } onCancel: {
            leave(ticket)
        }
        return Turn(limiter: self)
    }

    /// Takes note of what the service says it still takes.
    func note(_ report: RateLimitReport) {
        guard report.reset > .zero, report.reset <= Self.longestPause else { return }
        change { state, now in
            let next = report.limit.map { (limit: $0, span: report.reset) }
            state.replaceWindow(Window(remaining: report.remaining, end: now + report.reset, next: next), now: now)
        }
    }

    /// Lets nothing begin for a while, as the service asked.
    func pause(for duration: Duration) {
        guard duration > .zero, duration <= Self.longestPause else { return }
        change { state, now in
            state.replaceWindow(Window(remaining: 0, end: now + duration, next: nil), now: now)
        }
    }

    private func enter(_ ticket: Int, _ continuation: CheckedContinuation<Void, any Error>, _ deadline: Duration) {
        let now = time.elapsed
        let refusal: (any Error)? = state.withLock { state in
            if state.cancelled.remove(ticket) != nil { return CancellationError() }
            if let window = state.window, window.remaining <= 0, window.end > now, window.end >= deadline {
                return TranscriptionError(
                    .rateLimited,
                    "The service takes no request for another \((window.end - now).inSeconds), and the call ends before.",
                    isRetryable: true,
                    retryAfter: window.end - now
                )
            }
            state.waiting[ticket] = continuation
            state.head = min(state.head, ticket)
            return nil
        }
        if let refusal { continuation.resume(throwing: refusal) } else { change() }
    }

    private func leave(_ ticket: Int) {
        let waiting = state.withLock { state in
            let waiting = state.waiting.removeValue(forKey: ticket)
            if waiting == nil { state.cancelled.insert(ticket) }
            return waiting
        }
        waiting?.resume(throwing: CancellationError())
        change()
    }

    fileprivate func end() {
        change { state, _ in state.running -= 1 }
    }

    /// Changes something and lets begin what may begin then.
    private func change(_ body: (inout State, Duration) -> Void = { _, _ in }) {
        let now = time.elapsed
        let admitted = state.withLock { state in
            body(&state, now)
            var admitted: [CheckedContinuation<Void, any Error>] = []
            while state.running < atOnce, let ticket = state.first, state.takes(at: now) {
                state.running += 1
                if let continuation = state.waiting.removeValue(forKey: ticket) { admitted.append(continuation) }
            }
            setAlarm(&state)
            return admitted
        }
        for continuation in admitted { continuation.resume() }
    }

    /// Wakes the first in the queue when the service takes requests again.
    private func setAlarm(_ state: inout State) {
        let moment = state.running < atOnce && state.first != nil ? state.window?.end : nil
        guard state.alarm?.moment != moment else { return }
        state.alarm?.task.cancel()
        state.alarm = moment.map { moment in
            let task = Task {
                do { try await time.sleep(until: moment) } catch { return }
                change { state, _ in if state.alarm?.moment == moment { state.alarm = nil } }
            }
            return (moment, task)
        }
    }

    /// The right to have one request under way.
    final class Turn: Sendable {
        private let limiter: RequestLimiter
        private let isOver = Mutex(false)

        fileprivate init(limiter: RequestLimiter) {
            self.limiter = limiter
        }

        /// Ends it; later calls do nothing.
        func end() {
            let wasOver = isOver.withLock { isOver in
                defer { isOver = true }
                return isOver
            }
            if !wasOver { limiter.end() }
        }

        deinit {
            end()
        }
    }
}

extension RequestLimiter.State {
    /// Who has waited longest.
    fileprivate var first: Int? {
        mutating get {
            if waiting.isEmpty { return nil }
            while waiting[head] == nil { head += 1 }
            return head
        }
    }

    /// Counts one request more, where the service takes it.
    fileprivate mutating func takes(at now: Duration) -> Bool {
        if let ended = window, ended.end <= now {
            // Not known is whether the next window is like the last; for one more it is taken to be.
            window = ended.next.map { next in
                RequestLimiter.Window(remaining: next.limit, end: now + next.span, next: nil)
            }
        }
        guard let remaining = window?.remaining else { return true }
        guard remaining > 0 else { return false }
        window?.remaining = remaining - 1
        return true
    }

    /// Keeps to a new window, but never to one that lets go sooner of a pause the service asked for.
    fileprivate mutating func replaceWindow(_ new: RequestLimiter.Window, now: Duration) {
        if let old = window, old.end > now, old.remaining <= 0, old.end > new.end { return }
        window = new
    }
}

extension Duration {
    /// The duration in seconds, for a sentence.
    var inSeconds: String {
        let seconds = self / .seconds(1)
        let isWhole = seconds.rounded() == seconds && abs(seconds) < 1e15
        return isWhole ? "\(Int(seconds)) s" : "\((seconds * 10).rounded() / 10) s"
    }
}
