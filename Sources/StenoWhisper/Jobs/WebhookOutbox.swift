import Logging
import Steno
import Synchronization

/// The webhooks of ended jobs on their way to their receivers.
///
/// Nobody waits for them: a job has ended before its delivery begins, whatever becomes of it.
final class WebhookOutbox: Sendable {
    /// How many deliveries may be on their way; one more takes the place of the one that has been on its way the longest,
    /// which is given up.
    static let capacity = 1000

    private struct State {
        var deliveries: [Int: Task<Void, Never>] = [:]
        /// The deliveries that wait for their next attempt.
        var paused: Set<Int> = []
        var nextNumber = 0
        var isClosing = false
    }

    private let state = Mutex(State())
    private let sender: WebhookSender
    private let capacity: Int
    private let logger: Logger

    init(_ sender: WebhookSender, capacity: Int = WebhookOutbox.capacity, logger: Logger) {
        self.sender = sender
        self.capacity = capacity
        self.logger = logger
    }

    /// Refuses a webhook that cannot be delivered to.
    func validate(_ webhook: Webhook) throws {
        try sender.validate(webhook)
    }

    /// How many deliveries are on their way.
    var count: Int { state.withLock { $0.deliveries.count } }

    /// Begins to deliver what became of a job, and returns at once.
    func post(_ job: TranscriptionJob, to webhook: Webhook) {
        guard webhook.events.isEmpty || webhook.events.contains(WebhookMessage.eventType(job.status)) else { return }
        let oldest: Task<Void, Never>? = state.withLock { state in
            let number = state.nextNumber
            state.nextNumber += 1
            // Under the lock, so that the task finds itself among the deliveries when it ends.
            state.deliveries[number] = Task { await self.deliver(job, to: webhook, number) }
            guard state.deliveries.count > capacity else { return nil }
            return state.deliveries.keys.min().flatMap { state.deliveries.removeValue(forKey: $0) }
        }
        oldest?.cancel()
    }

    /// Lets the attempts under way end, for as long as one may take, and gives up what they do not deliver.
    func shutDown() async {
        let (paused, all) = state.withLock { state in
            state.isClosing = true
            return (state.paused.compactMap { state.deliveries[$0] }, Array(state.deliveries.values))
        }
        for delivery in paused { delivery.cancel() }
        let sender = sender
        let limit = Task {
            try await sender.sleep(sender.settings.attemptTimeout)
            for delivery in all { delivery.cancel() }
        }
        for delivery in all { await delivery.value }
        limit.cancel()
    }

    private func deliver(_ job: TranscriptionJob, to webhook: Webhook, _ number: Int) async {
        do {
            try await sender.deliver(job, to: webhook) { try await self.pause($0, number) }
        } catch {
            let reason = (error as? TranscriptionError)?.message ?? "It was not repeated any longer."
            logger.warning("a webhook was given up", metadata: ["job": "\(job.id)", "reason": "\(reason)"])
        }
        state.withLock { _ = $0.deliveries.removeValue(forKey: number) }
    }

    private func pause(_ duration: Duration, _ number: Int) async throws {
        let goesOn = state.withLock { state in
            if !state.isClosing { state.paused.insert(number) }
            return !state.isClosing
        }
        guard goesOn else { throw CancellationError() }
        defer { state.withLock { _ = $0.paused.remove(number) } }
        try await sender.sleep(duration)
    }
}
