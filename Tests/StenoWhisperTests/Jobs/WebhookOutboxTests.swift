import Foundation
import HTTPTypes
import StenoTestSupport
import Testing

@testable import StenoWhisper

@Suite(.timeLimit(.minutes(10))) struct WebhookOutboxTests {
    private let webhook = Webhook(url: URL(string: "https://example.org/hook") ?? URL(filePath: "/"))
    private let clock = ManualClock()
    private let log = CollectedLog()

    private func outbox(
        _ transport: ScriptedTransport,
        capacity: Int = 1000,
        settings: WebhookSenderSettings = .init(),
        clock: (any Clock<Duration>)? = nil
    ) throws -> WebhookOutbox {
        let sender = try WebhookSender(
            secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            settings: settings,
            transport: transport,
            clock: clock ?? self.clock,
            generator: ConstantGenerator(0),
            logger: log.logger
        )
        return WebhookOutbox(sender, capacity: capacity, logger: log.logger)
    }

    private func job(_ id: String) -> TranscriptionJob {
        TranscriptionJob(id: JobID(rawValue: id), provider: Whisper.id, status: .completed)
    }

    private var givenUp: [String] {
        log.lines.filter { $0.message == "a webhook was given up" }.compactMap { $0.metadata["job"] }
    }

    @Test func postingReturnsAtOnce() async throws {
        let transport = ScriptedTransport(.hang)
        let outbox = try outbox(transport)
        outbox.post(job("a"), to: webhook)
        #expect(outbox.count == 1)
        await transport.untilSent(1)
    }

    @Test func goesOnUntilItIsTaken() async throws {
        let transport = ScriptedTransport(.status(500), .status(500), .status(200))
        let clock = HurriedClock(limit: .seconds(60))
        var settings = WebhookSenderSettings()
        settings.attemptTimeout = .seconds(61)
        let outbox = try outbox(transport, settings: settings, clock: clock)
        outbox.post(job("a"), to: webhook)
        await transport.untilSent(3)
        await outbox.shutDown()
        #expect(clock.pauses == [.seconds(5), .seconds(30)])
        #expect(givenUp == [])
        #expect(outbox.count == 0)
    }

    @Test func theOldestMakesRoomForTheNewest() async throws {
        let transport = ScriptedTransport(.status(500))
        let outbox = try outbox(transport, capacity: 2)
        for (number, id) in ["a", "b", "c"].enumerated() {
            outbox.post(job(id), to: webhook)
            await transport.untilSent(number + 1)
        }
        #expect(outbox.count == 2)
        while givenUp.isEmpty { await Task.yield() }
        #expect(givenUp == ["a"])
        await outbox.shutDown()
        #expect(givenUp.sorted() == ["a", "b", "c"])
    }

    @Test func shuttingDownGivesUpWhatWouldWait() async throws {
        let transport = ScriptedTransport(.status(500))
        let outbox = try outbox(transport)
        outbox.post(job("a"), to: webhook)
        await transport.untilSent(1)
        // The time does not move: nothing waits for it.
        await outbox.shutDown()
        #expect(givenUp == ["a"])
        #expect(transport.sent.count == 1)
        #expect(outbox.count == 0)
    }

    @Test func shuttingDownWaitsForAnAttemptAndNoLonger() async throws {
        let transport = ScriptedTransport(.hang)
        let outbox = try outbox(transport)
        outbox.post(job("a"), to: webhook)
        await transport.untilSent(1)
        let closing = Task { await outbox.shutDown() }
        await clock.untilSleeping(2)
        clock.advance(by: .seconds(15))
        await closing.value
        #expect(givenUp == ["a"])
    }
}
