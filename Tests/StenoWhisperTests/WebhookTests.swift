import Foundation
import HTTPTypes
import StenoDemoModel
import StenoHTTPTestSupport
import StenoTestSupport
import Synchronization
import Testing

@testable import StenoWhisper

/// The real engine tells a receiver on this machine that jobs have ended.
@Suite(.timeLimit(.minutes(10))) struct WebhookTests {
    private func whisper(_ settings: WebhookSenderSettings = .init(), log: CollectedLog = .init()) async throws
        -> Whisper
    {
        try await Whisper(
            model: .demo,
            configuration: .init(threads: 1),
            webhooks: WebhookSender(secret: Receiver.secret, settings: settings, logger: log.logger),
            logger: log.logger
        )
    }

    private func request(to url: URL, audio: AudioSource = .file(DemoModel.sample)) -> TranscriptionRequest {
        TranscriptionRequest(audio: audio, webhook: Webhook(url: url))
    }

    @Test func aCompletedJobIsDeliveredOnceWithItsTranscript() async throws {
        let receiver = Receiver()
        try await receiver.serve { url in
            let whisper = try await whisper()
            let job = try await whisper.submit(request(to: url))
            let event = try #require(await receiver.next())
            #expect(event.jobID == job.id)
            #expect(event.status == .completed)
            #expect(event.type == "transcription.completed")
            #expect(event.job?.transcript?.text == sampleText)
            let form = try JSONEncoder.steno.encode(try await whisper.job(job.id))
            #expect(try JSONDecoder.steno.decode(TranscriptionJob.self, from: form) == event.job)
            await whisper.shutDown()
        }
        #expect(receiver.count == 1)
    }

    @Test func aFailedJobIsDelivered() async throws {
        let receiver = Receiver()
        try await receiver.serve { url in
            let whisper = try await whisper()
            let noAudio = AudioSource.data(Data("no audio at all, just words".utf8), name: "call.mp3")
            let job = try await whisper.submit(request(to: url, audio: noAudio))
            let event = try #require(await receiver.next())
            #expect(event.jobID == job.id)
            #expect(event.status == .failed)
            #expect(event.job?.failure?.code == .invalidAudio)
            await whisper.shutDown()
        }
    }

    @Test func aCancelledJobIsDelivered() async throws {
        let receiver = Receiver()
        let recording = try Audio.longRecording()
        try await receiver.serve { url in
            let whisper = try await whisper()
            // Behind another one, so that it cannot have ended by itself.
            let first = try await whisper.submit(.init(audio: .data(recording, name: nil)))
            let job = try await whisper.submit(request(to: url))
            try await whisper.cancel(job.id)
            try await whisper.cancel(job.id)
            let event = try #require(await receiver.next())
            #expect(event.jobID == job.id)
            #expect(event.status == .cancelled)
            try await whisper.cancel(first.id)
            await whisper.shutDown()
        }
        #expect(receiver.count == 1)
    }

    @Test func aReceiverInTroubleIsToldAgain() async throws {
        let receiver = Receiver(statuses: [500, 503])
        var settings = WebhookSenderSettings()
        settings.pauses = [.milliseconds(1), .milliseconds(1)]
        try await receiver.serve { url in
            let whisper = try await whisper(settings)
            _ = try await whisper.submit(request(to: url))
            let ids = try await [receiver.next(), receiver.next(), receiver.next()].map { try #require($0).id }
            #expect(Set(ids).count == 1)
            await whisper.shutDown()
        }
        #expect(receiver.count == 3)
    }

    @Test func aReceiverThatIsNotThereNeitherDelaysNorFailsAJob() async throws {
        let log = CollectedLog()
        let whisper = try await whisper(log: log)
        try await withClosedPort { port in
            let url = try #require(URL(string: "http://127.0.0.1:\(port)/hook?token=a-token-nobody-may-see"))
            let transcript = try await TranscriptionClient(provider: whisper).transcribe(request(to: url))
            #expect(transcript.text == sampleText)
            // Long before the next attempt, which is given up.
            await whisper.shutDown()
        }
        #expect(log.lines.contains { $0.message == "a webhook was given up" })
        #expect(!log.text.contains("nobody-may-see"))
    }

    @Test func shutDownDeliversWhatItCancels() async throws {
        let receiver = Receiver()
        let recording = try Audio.longRecording()
        try await receiver.serve { url in
            let whisper = try await whisper()
            _ = try await whisper.submit(.init(audio: .data(recording, name: nil)))
            let job = try await whisper.submit(request(to: url))
            await whisper.shutDown()
            #expect(receiver.count == 1)
            #expect(await receiver.next()?.jobID == job.id)
        }
    }

    @Test func onlyTheEventsAskedForAreDelivered() async throws {
        let receiver = Receiver()
        try await receiver.serve { url in
            let whisper = try await whisper()
            var one = request(to: url)
            one.webhook?.events = ["transcription.failed"]
            _ = try await TranscriptionClient(provider: whisper).transcribe(one)
            one.webhook?.events = ["transcription.completed"]
            let job = try await whisper.submit(one)
            #expect(await receiver.next()?.jobID == job.id)
            await whisper.shutDown()
        }
        #expect(receiver.count == 1)
    }

    @Test func withoutASenderAWebhookIsRefused() async throws {
        let whisper = try await Whisper.demo()
        #expect(whisper.capabilities.support(for: .webhook) == .unsupported)
        #expect(whisper.capabilities.webhookAuthentication == nil)
        let url = try #require(URL(string: "https://example.org/hook"))
        let error = await #expect(throws: TranscriptionError.self) { try await whisper.submit(request(to: url)) }
        #expect(error?.code == .unsupportedOption)
    }

    @Test func withASenderItSaysSoAndRefusesWhatCannotBeDelivered() async throws {
        let whisper = try await whisper()
        #expect(whisper.capabilities.support(for: .webhook) == .supported)
        #expect(whisper.capabilities.webhookAuthentication == .signature)
        let url = try #require(URL(string: "http://example.org/hook"))
        let error = await #expect(throws: TranscriptionError.self) { try await whisper.submit(request(to: url)) }
        #expect(error?.code == .invalidRequest)
        #expect(try await whisper.list(.init()).jobs.isEmpty)
    }
}

/// Takes deliveries on this machine and verifies them.
private final class Receiver: Sendable {
    static let secret: Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

    private let verified = Mutex<[WebhookEvent]>([])
    private let statuses: Mutex<[Int]>
    private let events: AsyncStream<WebhookEvent>
    private let continuation: AsyncStream<WebhookEvent>.Continuation

    init(statuses: [Int] = []) {
        self.statuses = Mutex(statuses)
        (events, continuation) = AsyncStream.makeStream()
    }

    /// How many genuine deliveries came.
    var count: Int { verified.withLock { $0.count } }

    /// The next genuine delivery.
    func next() async -> WebhookEvent? {
        for await event in events { return event }
        return nil
    }

    func serve(_ body: (URL) async throws -> Void) async throws {
        try await LoopbackServer.with { connection in
            while let request = try await connection.head() {
                let body = Data(try await connection.body())
                try await connection.reply(.init(status: self.take(request, body)))
            }
        } _: { server in
            try await body(server.url("/hook"))
        }
    }

    private func take(_ request: LoopbackRequest, _ body: Data) -> Int {
        var fields = HTTPFields()
        for field in request.fields {
            if let name = HTTPField.Name(field.name) { fields.append(.init(name: name, value: field.value)) }
        }
        let verifier = WebhookVerifier.standard(provider: Whisper.id, secrets: [Self.secret])
        do {
            let event = try verifier.verify(WebhookRequest(fields: fields, body: body, target: request.path))
            verified.withLock { $0.append(event) }
            continuation.yield(event)
        } catch {
            Issue.record("\(error)")
        }
        return statuses.withLock { $0.isEmpty ? 204 : $0.removeFirst() }
    }
}
