import Foundation
import HTTPTypes
import Steno
import StenoTestSupport
import Synchronization
import Testing

/// Many deliveries at once, a fifth of them repeated and a fifth forged, in any order.
@Suite(.timeLimit(.minutes(10))) struct WebhookBurstTests {
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

    /// How often each job's event had an effect.
    private final class Effects: Sendable {
        private let counts = Mutex<[String: Int]>([:])

        var all: [String: Int] { counts.withLock { $0 } }

        /// Counts an effect.
        ///
        /// - Returns: How many jobs' events had one so far.
        func count(_ job: JobID) -> Int {
            counts.withLock { counts in
                counts[job.rawValue, default: 0] += 1
                return counts.count
            }
        }
    }

    private struct Tally {
        var new = 0
        var repeated = 0
        var refused = 0
        var other = 0

        static func + (one: Self, two: Self) -> Self {
            Self(
                new: one.new + two.new,
                repeated: one.repeated + two.repeated,
                refused: one.refused + two.refused,
                other: one.other + two.other
            )
        }

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
        let effects = Effects()
        let finished = Happenings<Bool>()

        let running = Task {
            try await receiver.run { event in
                let isLast = effects.count(event.jobID) == count * 3 / 5
                await Task.yield()
                if isLast { finished.note(true) }
            }
        }
        let senders = 8
        let counts = await withTaskGroup(of: Tally.self) { group in
            for sender in 0..<senders {
                group.addTask {
                    var tally = Tally()
                    for index in stride(from: sender, to: burst.count, by: senders) {
                        tally.count(await receiver.receive(burst[index].request, from: SampleWebhooks.provider))
                    }
                    return tally
                }
            }
            return await group.reduce(Tally()) { $0 + $1 }
        }
        await finished.until(true)
        receiver.shutDown()
        try await running.value

        #expect(counts.new == count * 3 / 5)
        #expect(counts.repeated == count / 5)
        #expect(counts.refused == count / 5)
        #expect(counts.other == 0)
        let expected = Dictionary(uniqueKeysWithValues: (0..<count * 3 / 5).map { ("\($0)", 1) })
        #expect(effects.all == expected)
        #expect(store.unfinishedCount == 0)
        #expect(store.count == count * 3 / 5)
    }
}
