public import Foundation
import Synchronization

/// A webhook store in memory, for one process, that does not outlive it.
///
/// What it holds is bounded. An id is forgotten when its event has had its effect and the time for which it must be
/// remembered is over, and never before: while there is no room for more, new events are refused, and services that are
/// told so deliver them again later. An event that has not had its effect is never forgotten.
///
/// A remembered id takes about 250 bytes. Recording, handing out and the rest take a time that grows with the logarithm
/// of what is remembered.
public final class InMemoryWebhookStore: WebhookStore {
    private let capacity: Int
    private let payloadCapacity: Int
    private let now: @Sendable () -> Date
    private let state = Mutex(WebhookMemory())

    /// An empty store.
    ///
    /// - Parameters:
    ///   - capacity: How many events are remembered at most.
    ///   - payloadCapacity: How many bytes the events that have not had their effect may take at most, by estimate: their
    ///     names, and the payloads and transcripts of jobs that came in signed deliveries.
    ///   - now: What time it is.
    public init(
        capacity: Int = 1_000_000,
        payloadCapacity: Int = 256 << 20,
        now: @escaping @Sendable () -> Date = { Date() }
    ) {
        self.capacity = capacity
        self.payloadCapacity = payloadCapacity
        self.now = now
    }

    /// How many events are remembered.
    public var count: Int { state.withLock { $0.count } }

    /// How many events have not had their effect yet.
    public var unfinishedCount: Int { state.withLock { $0.unfinishedCount } }

    /// Records an event, unless it is recorded already.
    ///
    /// - Throws: ``TranscriptionError`` with code `storage` where there is no room.
    public func record(_ event: WebhookEvent, for retention: Duration) throws -> Bool {
        let now = now()
        return try state.withLock { memory in
            memory.forget(at: now)
            guard !memory.noteAgain(event) else { return false }
            guard memory.count < capacity, memory.payload + event.payload <= payloadCapacity else {
                throw TranscriptionError(
                    .storage,
                    "The store of webhook events is full: \(memory.unfinishedCount) of \(memory.count) wait to be worked on.",
                    isRetryable: true
                )
            }
            memory.insert(event, at: now, until: now + retention)
            return true
        }
    }

    /// Hands out events that have not had their effect and that nobody works on.
    public func claim(upTo count: Int, for lease: Duration) -> [WebhookClaim] {
        let now = now()
        return state.withLock { $0.claim(upTo: count, at: now, until: now + lease) }
    }

    /// Notes that an event has had its effect.
    public func finish(_ claim: WebhookClaim) {
        state.withLock { $0.finish(claim.event) }
    }

    /// Lets an event that has not had its effect be handed out again after a while.
    public func postpone(_ claim: WebhookClaim, for delay: Duration) {
        let due = now() + delay
        state.withLock { $0.postpone(claim, until: due) }
    }

    /// Forgets an event that turned out to be none, unless it came again.
    public func release(_ claim: WebhookClaim) {
        let now = now()
        state.withLock { $0.release(claim, at: now) }
    }
}

extension WebhookEvent {
    /// The bytes it takes until it has had its effect, by estimate.
    var payload: Int {
        id.utf8.count + jobID.rawValue.utf8.count + (type?.utf8.count ?? 0) + (job?.payload ?? 0)
    }
}

extension Date {
    fileprivate static func + (date: Date, duration: Duration) -> Date {
        date.addingTimeInterval(duration / .seconds(1))
    }
}
