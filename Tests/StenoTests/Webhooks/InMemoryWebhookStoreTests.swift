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

    private func claimed(_ count: Int, from store: InMemoryWebhookStore) -> [String] {
        store.claim(upTo: count, for: .seconds(10)).map(\.event.jobID.rawValue)
    }

    @Test func `an event is new once`() throws {
        let store = store()
        #expect(try record("a", in: store))
        #expect(try !record("a", in: store))
        #expect(claimed(5, from: store) == ["a"])
        #expect(try !record("a", in: store))
        store.finish(SampleWebhooks.event("a"))
        #expect(try !record("a", in: store))
    }

    @Test func `a finished event is forgotten when its time is over, and not before`() throws {
        let store = store()
        #expect(try record("a", in: store))
        store.finish(SampleWebhooks.event("a"))
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
        store.finish(SampleWebhooks.event("a"))
        #expect(store.count == 0)
    }

    @Test func `nothing still to be remembered makes room`() throws {
        let store = store(capacity: 2)
        #expect(try record("a", in: store))
        clock.advance(by: .seconds(1))
        #expect(try record("b", in: store))
        store.finish(SampleWebhooks.event("a"))
        let error = try #require(throws: TranscriptionError.self) { try record("c", in: store) }
        #expect(error.code == .storage)
        #expect(error.isRetryable)
        #expect(try !record("a", in: store))
        clock.advance(by: .seconds(99))
        #expect(try record("c", in: store))
        #expect(throws: TranscriptionError.self) { try record("d", in: store) }
    }

    @Test func `payloads are bounded until their events have had their effect`() throws {
        let store = store(payloadCapacity: 100)
        let large = SampleWebhooks.event("a", payload: 60)
        #expect(try store.record(large, for: .seconds(100)))
        #expect(throws: TranscriptionError.self) {
            try store.record(SampleWebhooks.event("b", payload: 41), for: .seconds(100))
        }
        #expect(try store.record(SampleWebhooks.event("b", payload: 40), for: .seconds(100)))
        store.finish(large)
        #expect(try store.record(SampleWebhooks.event("c", payload: 60), for: .seconds(100)))
        store.release(SampleWebhooks.event("c"))
        #expect(try store.record(SampleWebhooks.event("d", payload: 60), for: .seconds(100)))
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
        store.postpone(SampleWebhooks.event("a"), for: .seconds(60))
        store.postpone(SampleWebhooks.event("b"), for: .seconds(5))
        clock.advance(by: .seconds(5))
        #expect(claimed(2, from: store) == ["b"])
        store.finish(SampleWebhooks.event("b"))
        // The claim it had when it was postponed is none any more.
        clock.advance(by: .seconds(54))
        #expect(claimed(2, from: store) == [])
        clock.advance(by: .seconds(1))
        #expect(claimed(2, from: store) == ["a"])
    }

    @Test func `a released event is new, and what had its effect is not released`() throws {
        let store = store()
        #expect(try record("a", in: store))
        #expect(claimed(1, from: store) == ["a"])
        store.release(SampleWebhooks.event("a"))
        #expect(store.count == 0)
        #expect(try record("a", in: store))
        #expect(claimed(1, from: store) == ["a"])
        store.finish(SampleWebhooks.event("a"))
        store.release(SampleWebhooks.event("a"))
        store.postpone(SampleWebhooks.event("a"), for: .zero)
        #expect(claimed(1, from: store) == [])
        #expect(try !record("a", in: store))
    }

    @Test func `an event recorded again is remembered for its own time`() throws {
        let store = store()
        #expect(try record("a", in: store))
        store.release(SampleWebhooks.event("a"))
        clock.advance(by: .seconds(50))
        #expect(try record("a", in: store))
        store.finish(SampleWebhooks.event("a"))
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
                store.finish(event)
                plain.finish(event)
            case 4:
                store.postpone(event, for: delay)
                plain.postpone(event, until: clock.date + delay / .seconds(1))
            case 5:
                store.release(event)
                plain.release(event)
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
        var isFinished = false
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
        guard !entries.contains(where: { $0.event == event }) else { return false }
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

    mutating func finish(_ event: WebhookEvent) {
        change(event) { $0.isFinished = true }
    }

    mutating func postpone(_ event: WebhookEvent, until due: Date) {
        lastTurn += 1
        let turn = lastTurn
        change(event) { entry in
            entry.due = due
            entry.turn = turn
        }
    }

    mutating func release(_ event: WebhookEvent) {
        entries.removeAll { $0.event == event && !$0.isFinished }
    }

    private mutating func change(_ event: WebhookEvent, _ body: (inout Entry) -> Void) {
        for index in entries.indices where entries[index].event == event && !entries[index].isFinished {
            body(&entries[index])
        }
    }
}
