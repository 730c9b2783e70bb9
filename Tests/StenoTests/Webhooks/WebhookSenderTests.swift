import Foundation
import HTTPTypes
import StenoTestSupport
import Synchronization
import Testing

@testable import Steno

@Suite(.timeLimit(.minutes(10))) struct WebhookSenderTests {
    @Test func whatItSendsIsReadBackAsItWas() async throws {
        let transport = ScriptedTransport(.status(204))
        let sender = try Sending.sender(transport)
        try await sender.deliver(Sending.job, to: Sending.webhook)
        let sent = try #require(transport.sent.first)
        #expect(sent.request.method == .post)
        #expect(sent.url == "https://example.org/hooks/7?token=a-token-nobody-may-see")
        #expect(sent.request.headerFields[.contentType] == "application/json")
        let event = try Sending.verifier.verify(sent.asReceived, at: Sending.date)
        #expect(event.id.hasPrefix("msg_"))
        #expect(event.type == "transcription.completed")
        #expect(event.status == .completed)
        #expect(event.jobID == Sending.job.id)
        #expect(event.job == Sending.job)
        #expect(event.proof.kind == .signature)
        let body = try sent.json()
        guard case .object(let members) = body else {
            Issue.record("\(body)")
            return
        }
        #expect(members.keys.sorted() == ["data", "timestamp", "type"])
        #expect(members["timestamp"] == .string("2026-08-01T09:30:00.250Z"))
    }

    @Test(arguments: [(JobStatus.failed, "transcription.failed"), (.cancelled, "transcription.cancelled")])
    func tellsEveryEnd(status: JobStatus, type: String) async throws {
        let transport = ScriptedTransport(.status(200))
        var job = Sending.job
        job.status = status
        job.transcript = nil
        try await Sending.sender(transport).deliver(job, to: Sending.webhook)
        let event = try Sending.verifier.verify(#require(transport.sent.first).asReceived, at: Sending.date)
        #expect(event.type == type)
        #expect(event.job == job)
    }

    @Test func twoDeliveriesHaveTwoIDs() async throws {
        let transport = ScriptedTransport(.status(200))
        let sender = try Sending.sender(transport)
        for _ in 0..<2 { try await sender.deliver(Sending.job, to: Sending.webhook) }
        #expect(Set(transport.sent.compactMap(\.webhookID)).count == 2)
    }

    @Test func refusesAJobThatGoesOn() async throws {
        let transport = ScriptedTransport(.status(200))
        var job = Sending.job
        job.status = .running
        let sender = try Sending.sender(transport)
        let error = await #expect(throws: TranscriptionError.self) {
            try await sender.deliver(job, to: Sending.webhook)
        }
        #expect(error?.code == .invalidState)
        #expect(transport.sent.isEmpty)
    }

    @Test(arguments: ["", "whsec_", "whsec_not base64!", "  "])
    func refusesASecretThatIsNone(secret: String) throws {
        let error = #expect(throws: TranscriptionError.self) { _ = try WebhookSender(secret: Secret(secret)) }
        #expect(error?.code == .invalidRequest)
    }

    @Test func noMoreAttemptsAtOnceThanAllowed() async throws {
        let running = Mutex((now: 0, most: 0))
        let transport = ScriptedTransport { _ in
            running.withLock { running in
                running.now += 1
                running.most = max(running.most, running.now)
            }
            for _ in 0..<20 { await Task.yield() }
            running.withLock { $0.now -= 1 }
            return .status(200)
        }
        var settings = WebhookSenderSettings()
        settings.attemptsAtOnce = 3
        let sender = try Sending.sender(transport, settings)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<30 { group.addTask { try await sender.deliver(Sending.job, to: Sending.webhook) } }
            try await group.waitForAll()
        }
        #expect(transport.sent.count == 30)
        #expect(running.withLock { $0.most } <= 3)
    }

    @Test func neitherAddressNorSecretIsInAnErrorOrTheLog() async throws {
        let log = CollectedLog()
        let transport = ScriptedTransport(
            .status(500),
            .error(URLError(.cannotConnectToHost, userInfo: [NSURLErrorKey: Sending.webhook.url])),
            .text("a page that repeats token=a-token-nobody-may-see", status: 502),
            .status(410)
        )
        let sender = try Sending.sender(transport, log: log)
        var webhook = Sending.webhook
        webhook.header = Webhook.Header(name: "Authorization", value: "Bearer a-value-nobody-may-see")
        let caught = await #expect(throws: TranscriptionError.self) {
            try await sender.deliver(Sending.job, to: webhook)
        }
        let error = try #require(caught)
        #expect(error.code == .notFound)
        #expect(transport.sent.count == 4)
        #expect(log.lines.count == 3)
        #expect(log.text.contains("example.org"))
        var dumped = ""
        dump(error, to: &dumped)
        dump(sender.settings, to: &dumped)
        for text in [log.text, "\(error)", dumped] {
            #expect(!text.contains("nobody-may-see"), "\(text)")
            #expect(!text.contains("/hooks"), "\(text)")
            #expect(!text.contains(Sending.secretText), "\(text)")
        }
    }
}

/// What the tests of sending share.
enum Sending {
    static let secretText = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    static let secret = Secret(secretText)
    static let date = Date(timeIntervalSince1970: 1_785_576_600)
    static let webhook = Webhook(
        url: URL(string: "https://example.org/hooks/7?token=a-token-nobody-may-see") ?? URL(filePath: "/")
    )
    static let verifier = WebhookVerifier.standard(provider: "whisper", secrets: [secret])

    static let job = TranscriptionJob(
        id: "5f0c6f2e",
        provider: "whisper",
        status: .completed,
        progress: 1,
        finishedAt: Date(timeIntervalSince1970: 1_785_576_600.25),
        audioDuration: 2.5,
        clientReference: "mine",
        metadata: ["call": "7"],
        transcript: Transcript(text: "Grüße", segments: [Segment(start: 0, end: 1.5, text: "Grüße")])
    )

    /// A sender that waits for its pauses in no time, and for answers for ever.
    static func sender(
        _ transport: any HTTPTransport,
        _ settings: WebhookSenderSettings = .init(),
        clock: any Clock<Duration> = HurriedClock(limit: .seconds(24 * 3600)),
        generator: any RandomNumberGenerator & Sendable = ConstantGenerator(0),
        date: @escaping @Sendable () -> Date = { Sending.date },
        log: CollectedLog = .init()
    ) throws -> WebhookSender {
        var settings = settings
        if clock is HurriedClock { settings.attemptTimeout = .seconds(48 * 3600) }
        return try WebhookSender(
            secret: secret,
            settings: settings,
            transport: transport,
            clock: clock,
            generator: generator,
            date: date,
            logger: log.logger
        )
    }
}

extension ScriptedTransport.Sent {
    /// The request as its receiver sees it.
    var asReceived: WebhookRequest {
        WebhookRequest(fields: request.headerFields, body: body ?? Data(), target: request.path ?? "")
    }

    var webhookID: String? { HTTPField.Name("webhook-id").flatMap { request.headerFields[$0] } }
    var webhookTimestamp: String? { HTTPField.Name("webhook-timestamp").flatMap { request.headerFields[$0] } }
}
