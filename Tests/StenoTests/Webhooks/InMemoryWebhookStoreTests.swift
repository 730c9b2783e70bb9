import Foundation
import Steno
import StenoTestSupport
import Testing

@Suite struct InMemoryWebhookStoreTests {
    let clock = ManualClock()

    private func store(capacity: Int = 1_000, payloadCapacity: Int = 1_000) -> InMemoryWebhookStore {
        InMemoryWebhookStore(capacity: capacity, payloadCapacity: payloadCapacity, now: { [clock] in clock.date })
    }

    private func record(_ job: String, in store: InMemoryWebhookStore) throws -> Bool {
        try store.record(SampleWebhooks.event(job), for: .seconds(100))
    }

    /// A claim to the event of a job.
    private func claim(_ job: String, attempt: Int = 1) -> WebhookClaim {
        WebhookClaim(event: SampleWebhooks.event(job), attempt: attempt)
    }

    private func claimed(_ count: Int, from store: InMemoryWebhookStore) -> [String] {
        store.claim(upTo: count, for: .seconds(10)).map(\.event.jobID.rawValue)
    }

    @Test func `an event is new once`() throws {
        let store = store()
        #expect(try record("a", in: store))
        #expect(try !record("a", in: store))
        #expect(claimed(5, from: store) == ["a"])
        #expect(try !record("a", in: store))
        store.finish(claim("a"))
        #expect(try !record("a", in: store))
    }

    @Test func `a finished event is forgotten when its time is over, and not before`() throws {
        let store = store()
        #expect(try record("a", in: store))
        store.finish(claim("a"))
        clock.advance(by: .seconds(99.999))
        #expect(try !record("a", in: store))
        clock.advance(by: .seconds(0.001))
        #expect(try record("a", in: store))
    }

    @Test func `an event without its effect is never forgotten`() throws {
        let store = store()
        #expect(try record("a", in: store))
        clock.advance(by: .seconds(1_000_000))
        #expect(try !record("a", in: store))
        #expect(claimed(5, from: store) == ["a"])
        // Once it has had it, its time is over already.
        store.finish(claim("a"))
        #expect(store.count == 0)
    }

    @Test func `nothing still to be remembered makes room`() throws {
        let store = store(capacity: 2)
        #expect(try record("a", in: store))
        clock.advance(by: .seconds(1))
        #expect(try record("b", in: store))
        store.finish(claim("a"))
        let error = try #require(throws: TranscriptionError.self) { try record("c", in: store) }
        #expect(error.code == .storage)
        #expect(error.isRetryable)
        #expect(try !record("a", in: store))
        clock.advance(by: .seconds(99))
        #expect(try record("c", in: store))
        #expect(throws: TranscriptionError.self) { try record("d", in: store) }
    }

    @Test func `what events take is bounded until they have had their effect`() throws {
        let store = store(payloadCapacity: 100_000)
        func isRecorded(_ event: WebhookEvent) -> Bool { (try? store.record(event, for: .seconds(100))) ?? false }
        #expect(isRecorded(SampleWebhooks.event("a", payload: 60_000)))
        #expect(!isRecorded(SampleWebhooks.event("b", payload: 40_000)))
        #expect(isRecorded(SampleWebhooks.event("b", payload: 36_000)))
        #expect(claimed(2, from: store) == ["a", "b"])
        store.finish(claim("a"))
        #expect(isRecorded(SampleWebhooks.event("c", payload: 60_000)))
        #expect(claimed(1, from: store) == ["c"])
        store.release(claim("c"))
        #expect(isRecorded(SampleWebhooks.event("d", payload: 60_000)))
    }

    @Test func `transcripts and names count`() throws {
        func isRecorded(_ change: (inout WebhookEvent) -> Void) -> Bool {
            var event = SampleWebhooks.event("a", payload: 0)
            change(&event)
            return (try? store(payloadCapacity: 10_000).record(event, for: .seconds(100))) ?? false
        }
        let text = String(repeating: "word ", count: 100)
        #expect(isRecorded { _ in })
        #expect(!isRecorded { $0.job?.transcript = Transcript(text: text) })
        #expect(!isRecorded { $0.type = String(repeating: "t", count: 10_000) })
        #expect(!isRecorded { $0.id = String(repeating: "i", count: 10_000) })
    }

    @Test func `events are handed out in order, and once`() throws {
        let store = store()
        for job in ["a", "b", "c"] { #expect(try record(job, in: store)) }
        #expect(claimed(2, from: store) == ["a", "b"])
        #expect(claimed(2, from: store) == ["c"])
        #expect(claimed(2, from: store) == [])
    }

    @Test func `what was handed out and not heard of again is handed out again`() throws {
        let store = store()
        #expect(try record("a", in: store))
        #expect(store.claim(upTo: 1, for: .seconds(10)).first?.attempt == 1)
        clock.advance(by: .seconds(9.999))
        #expect(store.claim(upTo: 1, for: .seconds(10)).isEmpty)
        clock.advance(by: .seconds(0.001))
        #expect(store.claim(upTo: 1, for: .seconds(10)).first?.attempt == 2)
    }

    @Test func `a postponed event is handed out when it is due`() throws {
        let store = store()
        for job in ["a", "b"] { #expect(try record(job, in: store)) }
        #expect(claimed(2, from: store) == ["a", "b"])
        store.postpone(claim("a"), for: .seconds(60))
        store.postpone(claim("b"), for: .seconds(5))
        clock.advance(by: .seconds(5))
        #expect(claimed(2, from: store) == ["b"])
        store.finish(claim("b"))
        // The time of the claim it was postponed by does not count any more.
        clock.advance(by: .seconds(54))
        #expect(claimed(2, from: store) == [])
        clock.advance(by: .seconds(1))
        #expect(claimed(2, from: store) == ["a"])
    }

    @Test func `a released event is new, and what had its effect is not released`() throws {
        let store = store()
        #expect(try record("a", in: store))
        #expect(claimed(1, from: store) == ["a"])
        store.release(claim("a"))
        #expect(store.count == 0)
        #expect(try record("a", in: store))
        #expect(claimed(1, from: store) == ["a"])
        store.finish(claim("a"))
        store.release(claim("a"))
        store.postpone(claim("a"), for: .zero)
        #expect(claimed(1, from: store) == [])
        #expect(try !record("a", in: store))
    }

    @Test func `an event that came again is handed out again when it is released, once`() throws {
        let store = store()
        #expect(try record("a", in: store))
        #expect(claimed(1, from: store) == ["a"])
        #expect(try !record("a", in: store))
        store.release(claim("a"))
        #expect(store.unfinishedCount == 1)
        #expect(store.claim(upTo: 1, for: .seconds(10)) == [claim("a", attempt: 2)])
        store.release(claim("a", attempt: 2))
        #expect(store.count == 0)
    }

    @Test func `who had an event before does not settle it for who has it now`() throws {
        let store = store()
        #expect(try record("a", in: store))
        #expect(claimed(1, from: store) == ["a"])
        clock.advance(by: .seconds(10))
        #expect(store.claim(upTo: 1, for: .seconds(10)) == [claim("a", attempt: 2)])
        store.release(claim("a"))
        store.postpone(claim("a"), for: .zero)
        #expect(store.unfinishedCount == 1)
        #expect(claimed(1, from: store) == [])
        // What had its effect has had it, whoever saw to it.
        store.finish(claim("a"))
        store.release(claim("a", attempt: 2))
        store.postpone(claim("a", attempt: 2), for: .zero)
        #expect(store.unfinishedCount == 0)
        #expect(try !record("a", in: store))
    }

    @Test func `an event recorded again is remembered for its own time`() throws {
        let store = store()
        #expect(try record("a", in: store))
        #expect(claimed(1, from: store) == ["a"])
        store.release(claim("a"))
        clock.advance(by: .seconds(50))
        #expect(try record("a", in: store))
        store.finish(claim("a"))
        clock.advance(by: .seconds(50))
        #expect(try !record("a", in: store))
        clock.advance(by: .seconds(50))
        #expect(try record("a", in: store))
    }

    @Test(arguments: 0..<20) func `whatever is done, the store says what a plain list says`(seed: Int) throws {
        var generator = SeededGenerator(seed: UInt64(seed))
        let store = store(capacity: 30)
        var plain = PlainWebhookList(capacity: 30)
        for _ in 0..<2_000 {
            let event = SampleWebhooks.event("\(Int.random(in: 0..<50, using: &generator))")
            let delay = Duration.seconds(Int.random(in: 0..<20, using: &generator))
            let claim = WebhookClaim(event: event, attempt: Int.random(in: 1...3, using: &generator))
            switch Int.random(in: 0..<7, using: &generator) {
            case 0, 1:
                let isNew = try? store.record(event, for: delay)
                let expected = plain.record(event, until: clock.date + delay / .seconds(1), at: clock.date)
                #expect(isNew == expected)
            case 2:
                let count = Int.random(in: 0..<4, using: &generator)
                let claims = store.claim(upTo: count, for: delay)
                let expected = plain.claim(count, at: clock.date, until: clock.date + delay / .seconds(1))
                #expect(claims == expected)
            case 3:
                store.finish(claim)
                plain.finish(claim)
            case 4:
                store.postpone(claim, for: delay)
                plain.postpone(claim, until: clock.date + delay / .seconds(1))
            case 5:
                store.release(claim)
                plain.release(claim, at: clock.date)
            default:
                clock.advance(by: .seconds(Int.random(in: 0..<4, using: &generator)))
            }
            #expect(store.unfinishedCount == plain.unfinishedCount)
        }
    }
}

/// The rules of a webhook store over an array, without any cleverness.
private struct PlainWebhookList {
    private struct Entry {
        var event: WebhookEvent
        var expiry: Date
        var due: Date
        var turn: Int
        var attempt = 0
        var cameAgain = false
        var isFinished = false

        func isUnfinished(_ claim: WebhookClaim) -> Bool {
            event == claim.event && attempt == claim.attempt && !isFinished
        }
    }

    private let capacity: Int
    private var entries: [Entry] = []
    private var lastTurn = 0

    init(capacity: Int) {
        self.capacity = capacity
    }

    var unfinishedCount: Int { entries.count { !$0.isFinished } }

    mutating func record(_ event: WebhookEvent, until expiry: Date, at now: Date) -> Bool? {
        entries.removeAll { $0.isFinished && $0.expiry <= now }
        if let index = entries.firstIndex(where: { $0.event == event }) {
            entries[index].cameAgain = true
            return false
        }
        guard entries.count < capacity else { return nil }
        lastTurn += 1
        entries.append(Entry(event: event, expiry: expiry, due: now, turn: lastTurn))
        return true
    }

    mutating func claim(_ count: Int, at now: Date, until expiry: Date) -> [WebhookClaim] {
        let due = entries.filter { !$0.isFinished && $0.due <= now }.sorted { ($0.due, $0.turn) < ($1.due, $1.turn) }
        return due.prefix(count).compactMap { one in
            guard let index = entries.firstIndex(where: { $0.event == one.event }) else { return nil }
            lastTurn += 1
            entries[index].attempt += 1
            entries[index].due = expiry
            entries[index].turn = lastTurn
            return WebhookClaim(event: one.event, attempt: entries[index].attempt)
        }
    }

    mutating func finish(_ claim: WebhookClaim) {
        for index in entries.indices where entries[index].event == claim.event { entries[index].isFinished = true }
    }

    mutating func postpone(_ claim: WebhookClaim, until due: Date) {
        for index in entries.indices where entries[index].isUnfinished(claim) { enqueue(index, at: due) }
    }

    mutating func release(_ claim: WebhookClaim, at now: Date) {
        entries.removeAll { $0.isUnfinished(claim) && !$0.cameAgain }
        for index in entries.indices where entries[index].isUnfinished(claim) {
            entries[index].cameAgain = false
            enqueue(index, at: now)
        }
    }

    private mutating func enqueue(_ index: Int, at due: Date) {
        lastTurn += 1
        entries[index].due = due
        entries[index].turn = lastTurn
    }
}
