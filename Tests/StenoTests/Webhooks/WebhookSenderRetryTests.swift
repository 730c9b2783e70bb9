import Foundation
import HTTPTypes
import StenoTestSupport
import Synchronization
import Testing

@testable import Steno

@Suite(.timeLimit(.minutes(10))) struct WebhookSenderRetryTests {
    private func pauses(_ transport: ScriptedTransport, _ settings: WebhookSenderSettings = .init()) async throws
        -> (pauses: [Duration], error: TranscriptionError?)
    {
        let clock = HurriedClock(limit: .seconds(24 * 3600))
        let sender = try Sending.sender(transport, settings, clock: clock)
        do {
            try await sender.deliver(Sending.job, to: Sending.webhook)
            return (clock.pauses, nil)
        } catch let error as TranscriptionError {
            return (clock.pauses, error)
        }
    }

    @Test func keepsToTheScheduleUntilItIsTaken() async throws {
        let transport = ScriptedTransport(
            .status(500),
            .status(404),
            .unreachable,
            .brokenOff,
            .status(302),
            .status(429),
            .status(202)
        )
        let (pauses, error) = try await pauses(transport)
        #expect(error == nil)
        #expect(pauses == [5, 30, 120, 600, 1_800, 7_200].map { .seconds($0) })
    }

    @Test func repetitionsHaveTheSameIDAndANewTime() async throws {
        let transport = ScriptedTransport(.status(500), .status(500), .status(200))
        let now = Mutex(Sending.date)
        let sender = try Sending.sender(transport) {
            now.withLock { now in
                now += 100
                return now
            }
        }
        var job = Sending.job
        job.finishedAt = nil
        try await sender.deliver(job, to: Sending.webhook)
        #expect(transport.sent.count == 3)
        #expect(Set(transport.sent.map(\.webhookID)).count == 1)
        #expect(Set(transport.sent.map(\.body)).count == 1)
        #expect(Set(transport.sent.map(\.webhookTimestamp)).count == 3)
        for sent in transport.sent {
            let seconds = try #require(sent.webhookTimestamp.flatMap { Double($0) })
            _ = try Sending.verifier.verify(sent.asReceived, at: Date(timeIntervalSince1970: seconds))
        }
    }

    @Test func whatIsTooLargeForTheReceiverIsSentWithoutTheTranscript() async throws {
        let transport = ScriptedTransport(.status(413), .status(413), .status(500), .status(200))
        let (pauses, error) = try await pauses(transport)
        #expect(error == nil)
        #expect(pauses.count == 3)
        let jobs = try transport.sent.map { try Sending.verifier.verify($0.asReceived, at: Sending.date).job }
        #expect(jobs.map { $0?.transcript != nil } == [true, false, false, false])
        #expect(jobs.map { $0?.metadata.isEmpty } == [false, false, true, true])
        #expect(Set(jobs.map { $0?.status }) == [.completed])
    }

    @Test func givesUpAfterTheLastAttempt() async throws {
        let transport = ScriptedTransport(.status(503))
        let (pauses, error) = try await pauses(transport)
        #expect(error?.code == .invalidResponse)
        #expect(error?.httpStatus == 503)
        #expect(pauses.count == 6)
        #expect(transport.sent.count == 7)
    }

    @Test func aReceiverThatIsGoneIsNotAskedAgain() async throws {
        let transport = ScriptedTransport(.status(410))
        let (pauses, error) = try await pauses(transport)
        #expect(error?.code == .notFound)
        #expect(pauses == [])
        #expect(transport.sent.count == 1)
    }

    @Test(arguments: [301, 302, 303, 307, 308]) func followsNoRedirection(status: Int) async throws {
        let elsewhere = HTTPFields([HTTPField(name: .location, value: "https://elsewhere.example/")])
        let transport = ScriptedTransport(.status(status, fields: elsewhere), .status(200))
        let (pauses, error) = try await pauses(transport)
        #expect(error == nil)
        #expect(pauses == [.seconds(5)])
        #expect(Set(transport.sent.map(\.url)) == [Sending.webhook.url.absoluteString])
    }

    @Test(arguments: [
        ("7", 12.0), ("0", 5.0), ("-3", 5.0), ("soon", 5.0), ("999999999999", 3_605.0),
        ("Sat, 01 Aug 2026 09:31:00 GMT", 65.0),
        ("Sat, 01 Aug 2020 09:31:00 GMT", 5.0),
    ])
    func waitsAsLongAsItIsAskedTo(value: String, seconds: Double) async throws {
        let fields = HTTPFields([HTTPField(name: .retryAfter, value: value)])
        let transport = ScriptedTransport(.status(503, fields: fields), .status(200))
        #expect(try await pauses(transport).pauses == [.seconds(seconds)])
    }

    @Test func drawsItsPauses() throws {
        let settings = WebhookSenderSettings()
        var generator: any RandomNumberGenerator & Sendable = SeededGenerator(seed: 7)
        let drawn = (0..<1000).compactMap { _ in settings.pause(after: 2, using: &generator) }
        #expect(drawn.count == 1000)
        #expect(drawn.allSatisfy { .seconds(22.5) < $0 && $0 <= .seconds(30) })
        #expect(Set(drawn).count > 900)
        #expect(settings.pause(after: 7, using: &generator) == nil)
        #expect(settings.pause(after: 0, using: &generator) == nil)
    }

    @Test(arguments: [-1.0, 2.0, Double.nan, Double.infinity]) func makesSenseOfSettings(jitter: Double) throws {
        var settings = WebhookSenderSettings()
        settings.jitter = jitter
        settings.pauses = [.seconds(-5), .seconds(8)]
        var generator: any RandomNumberGenerator & Sendable = SeededGenerator(seed: 7)
        #expect(settings.pause(after: 1, using: &generator) == .zero)
        let pause = try #require(settings.pause(after: 2, using: &generator))
        #expect(.zero <= pause && pause <= .seconds(8))
    }

    @Test func anAnswerThatDoesNotComeCountsAsNone() async throws {
        let clock = ManualClock()
        var settings = WebhookSenderSettings()
        settings.pauses = []
        let transport = ScriptedTransport(.hang)
        let sender = try Sending.sender(transport, settings, clock: clock)
        let delivering = Task { try await sender.deliver(Sending.job, to: Sending.webhook) }
        await clock.untilSleeping(1)
        clock.advance(by: .seconds(14))
        #expect(clock.sleeperCount == 1)
        clock.advance(by: .seconds(1))
        let error = await #expect(throws: TranscriptionError.self) { try await delivering.value }
        #expect(error?.code == .timeout)
        #expect(error?.message == "The receiver of the webhook at example.org did not answer in time.")
    }

    @Test func aBodyThatNeverEndsIsNotWaitedFor() async throws {
        let transport = ScriptedTransport(.stalledBody(HTTPResponse(status: .ok)))
        #expect(try await pauses(transport).error == nil)
    }

    @Test func endsAtOnceWhenItIsCancelled() async throws {
        let clock = ManualClock()
        let transport = ScriptedTransport(.status(500))
        let sender = try Sending.sender(transport, clock: clock)
        let delivering = Task { try await sender.deliver(Sending.job, to: Sending.webhook) }
        await transport.untilSent(1)
        await clock.untilSleeping(within: .seconds(5))
        delivering.cancel()
        await #expect(throws: CancellationError.self) { try await delivering.value }
        #expect(transport.sent.count == 1)
    }

    @Test func anAttemptEndsAtOnceWhenItIsCancelled() async throws {
        let transport = ScriptedTransport(.hang)
        let sender = try Sending.sender(transport)
        let delivering = Task { try await sender.deliver(Sending.job, to: Sending.webhook) }
        await transport.untilSent(1)
        delivering.cancel()
        await #expect(throws: CancellationError.self) { try await delivering.value }
    }
}
