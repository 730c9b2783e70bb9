import Steno
import StenoTestSupport
import Synchronization

/// A store that notes what is asked of it, and fails when told to.
final class WatchedWebhookStore: WebhookStore {
    enum Call: Hashable, Sendable {
        case record(Duration)
        case claim
        case finish(String)
        case postpone(String, Duration)
        case release(String)
        case failed(Step)
    }

    enum Step: Sendable {
        case record
        case claim
        case finish
    }

    let memory: InMemoryWebhookStore
    let calls = Happenings<Call>()
    private let failures = Mutex<[Step: Int]>([:])

    init(_ memory: InMemoryWebhookStore) {
        self.memory = memory
    }

    /// Lets the next calls fail.
    func fail(_ step: Step, times: Int = 1) {
        failures.withLock { $0[step] = times }
    }

    func record(_ event: WebhookEvent, for retention: Duration) async throws -> Bool {
        calls.note(.record(retention))
        try failWhereTold(.record)
        return try memory.record(event, for: retention)
    }

    func claim(upTo count: Int, for lease: Duration) async throws -> [WebhookClaim] {
        calls.note(.claim)
        try failWhereTold(.claim)
        return memory.claim(upTo: count, for: lease)
    }

    func finish(_ claim: WebhookClaim) async throws {
        try failWhereTold(.finish)
        memory.finish(claim)
        calls.note(.finish(claim.event.id))
    }

    func postpone(_ claim: WebhookClaim, for delay: Duration) async throws {
        memory.postpone(claim, for: delay)
        calls.note(.postpone(claim.event.id, delay))
    }

    func release(_ claim: WebhookClaim) async throws {
        memory.release(claim)
        calls.note(.release(claim.event.id))
    }

    private func failWhereTold(_ step: Step) throws {
        let fails = failures.withLock { failures in
            guard let left = failures[step], left > 0 else { return false }
            failures[step] = left - 1
            return true
        }
        guard fails else { return }
        calls.note(.failed(step))
        throw TranscriptionError(.storage, "The disk is full.", isRetryable: true)
    }
}
