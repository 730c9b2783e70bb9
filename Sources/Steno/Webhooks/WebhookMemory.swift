import Foundation
import HeapModule

/// What ``InMemoryWebhookStore`` remembers: a table of events, and two queues into it by time.
///
/// An entry of a queue is left where it is when its event moves on, and passed over when its turn comes. A queue is
/// cleaned when more than half of it is such entries, so it stays as large as what it stands for.
struct WebhookMemory {
    private struct Key: Hashable {
        var provider: ProviderID
        var id: String

        init(_ event: WebhookEvent) {
            provider = event.provider
            id = event.id
        }
    }

    private struct Entry {
        /// Tells this event from one of the same id that was released.
        var number: UInt64
        /// Nil once it has had its effect.
        var event: WebhookEvent?
        var attempt = 0
        /// Whether an event of this id was delivered while this one waited for its effect.
        var cameAgain = false
        /// Which of its entries among the due ones counts.
        var turn: UInt64
        var isExpired = false
    }

    /// An event's place in a queue; of two with the same time the one that was put in first comes first.
    private struct Place: Comparable {
        var time: Date
        var number: UInt64
        var key: Key

        static func < (one: Self, other: Self) -> Bool {
            (one.time, one.number) < (other.time, other.number)
        }

        static func == (one: Self, other: Self) -> Bool {
            one.number == other.number
        }
    }

    private var entries: [Key: Entry] = [:]
    private var due = Heap<Place>()
    private var expiries = Heap<Place>()
    private var lastNumber: UInt64 = 0

    /// How many events have not had their effect yet.
    private(set) var unfinishedCount = 0
    /// The bytes they take.
    private(set) var payload = 0

    /// How many events are remembered.
    var count: Int { entries.count }

    /// Notes that an event came again, where one of its id is remembered.
    ///
    /// - Returns: Whether one is.
    mutating func noteAgain(_ event: WebhookEvent) -> Bool {
        let key = Key(event)
        guard entries[key] != nil else { return false }
        entries[key]?.cameAgain = true
        return true
    }

    /// Remembers a new event that is due at once.
    mutating func insert(_ event: WebhookEvent, at now: Date, until expiry: Date) {
        let key = Key(event)
        let number = nextNumber()
        entries[key] = Entry(number: number, event: event, turn: number)
        due.insert(Place(time: now, number: number, key: key))
        expiries.insert(Place(time: expiry, number: number, key: key))
        unfinishedCount += 1
        payload += event.payload
    }

    /// Takes what is due, and makes it due again when the claim runs out.
    mutating func claim(upTo count: Int, at now: Date, until expiry: Date) -> [WebhookClaim] {
        var claims: [WebhookClaim] = []
        var handedOut: [Key] = []
        while claims.count < count, let first = due.min, first.time <= now {
            due.removeMin()
            guard isCurrent(first), let event = entries[first.key]?.event else { continue }
            entries[first.key]?.attempt += 1
            claims.append(WebhookClaim(event: event, attempt: entries[first.key]?.attempt ?? 1))
            handedOut.append(first.key)
        }
        for key in handedOut { enqueue(key, at: expiry) }
        return claims
    }

    /// Keeps the id of an event that has had its effect, and nothing else.
    mutating func finish(_ event: WebhookEvent) {
        let key = Key(event)
        guard let entry = entries[key], let kept = entry.event else { return }
        unfinishedCount -= 1
        payload -= kept.payload
        if entry.isExpired {
            entries[key] = nil
        } else {
            entries[key]?.event = nil
        }
        cleanDue()
    }

    /// Makes an event due later, or sooner.
    mutating func postpone(_ claim: WebhookClaim, until time: Date) {
        guard unfinished(claim) != nil else { return }
        enqueue(Key(claim.event), at: time)
        cleanDue()
    }

    /// Forgets an event that has not had its effect, or makes it due where it came again.
    mutating func release(_ claim: WebhookClaim, at now: Date) {
        guard let entry = unfinished(claim), let kept = entry.event else { return }
        let key = Key(claim.event)
        if entry.cameAgain {
            entries[key]?.cameAgain = false
            enqueue(key, at: now)
        } else {
            entries[key] = nil
            unfinishedCount -= 1
            payload -= kept.payload
            cleanExpiries()
        }
        cleanDue()
    }

    /// Forgets the ids whose time is over, but no event that has not had its effect.
    mutating func forget(at now: Date) {
        while let first = expiries.min, first.time <= now {
            expiries.removeMin()
            guard let entry = entries[first.key], entry.number == first.number else { continue }
            if entry.event == nil {
                entries[first.key] = nil
            } else {
                entries[first.key]?.isExpired = true
            }
        }
    }

    /// What is known of an event that has not had its effect, where it is still this claim's.
    private func unfinished(_ claim: WebhookClaim) -> Entry? {
        guard let entry = entries[Key(claim.event)], entry.event != nil, entry.attempt == claim.attempt else {
            return nil
        }
        return entry
    }

    private mutating func enqueue(_ key: Key, at time: Date) {
        let turn = nextNumber()
        entries[key]?.turn = turn
        due.insert(Place(time: time, number: turn, key: key))
    }

    private mutating func nextNumber() -> UInt64 {
        lastNumber += 1
        return lastNumber
    }

    private func isCurrent(_ place: Place) -> Bool {
        guard let entry = entries[place.key] else { return false }
        return entry.event != nil && entry.turn == place.number
    }

    private mutating func cleanDue() {
        guard due.count > 2 * unfinishedCount + 1_024 else { return }
        due = Heap(due.unordered.filter(isCurrent))
    }

    private mutating func cleanExpiries() {
        guard expiries.count > 2 * entries.count + 1_024 else { return }
        let entries = entries
        expiries = Heap(expiries.unordered.filter { entries[$0.key]?.number == $0.number })
    }
}
