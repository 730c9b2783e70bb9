import Foundation
import HTTPTypes
import Steno
import StenoTestSupport
import Synchronization
import Testing

/// Many deliveries at once, a fifth of them repeated and a fifth forged, in any order.
@Suite(.timeLimit(.minutes(1))) struct WebhookBurstTests {
    private enum Delivery {
        case genuine(Int)
        case forged(Int)

        var request: WebhookRequest {
            switch self {
            case .genuine(let number): SampleWebhooks.request("\(number)")
            case .forged(let number): SampleWebhooks.request("forged-\(number)", proof: "forged")
            }
        }
    }

    private struct Tally {
        var new = 0
        var repeated = 0
        var refused = 0
        var other = 0

        mutating func count(_ reply: WebhookReply) {
            switch (reply.status, reply.event) {
            case (.noContent, .some): new += 1
            case (.noContent, nil): repeated += 1
            case (.forbidden, nil): refused += 1
            default: other += 1
            }
        }
    }

    private static func burst(of count: Int, seed: UInt64) -> [Delivery] {
        var generator = SeededGenerator(seed: seed)
        let genuine = (0..<count * 3 / 5).map(Delivery.genuine)
        let repeated = genuine.shuffled(using: &generator).prefix(count / 5)
        return (genuine + repeated + (0..<count / 5).map(Delivery.forged)).shuffled(using: &generator)
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func `each genuine event has one effect, and nothing else has any`(seed: UInt64) async throws {
        let count = 5_000
        let burst = Self.burst(of: count, seed: seed)
        let store = InMemoryWebhookStore()
        let log = CollectedLog()
        let receiver = WebhookReceiver([SampleWebhooks.verifier()], store: store, logger: log.logger)
        let effects = Mutex<[String: Int]>([:])
        let finished = Happenings<Bool>()

        let running = Task {
            try await receiver.run { event in
                let isLast = effects.withLock { effects in
                    effects[event.jobID.rawValue, default: 0] += 1
                    return effects.count == count * 3 / 5
                }
                await Task.yield()
                if isLast { finished.note(true) }
            }
        }
        let next = Mutex(0)
        let tally = Mutex(Tally())
        await withTaskGroup { group in
            for _ in 0..<8 {
                group.addTask {
                    while true {
                        let index = next.withLock { next in
                            defer { next += 1 }
                            return next
                        }
                        guard index < burst.count else { return }
                        let reply = await receiver.receive(burst[index].request, from: SampleWebhooks.provider)
                        tally.withLock { $0.count(reply) }
                    }
                }
            }
        }
        await finished.until(true)
        receiver.shutDown()
        try await running.value

        let counts = tally.withLock { $0 }
        #expect(counts.new == count * 3 / 5)
        #expect(counts.repeated == count / 5)
        #expect(counts.refused == count / 5)
        #expect(counts.other == 0)
        let expected = Dictionary(uniqueKeysWithValues: (0..<count * 3 / 5).map { ("\($0)", 1) })
        #expect(effects.withLock { $0 } == expected)
        #expect(store.unfinishedCount == 0)
        #expect(store.count == count * 3 / 5)
    }
}
