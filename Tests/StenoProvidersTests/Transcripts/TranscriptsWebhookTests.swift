import Foundation
import HTTPTypes
import Steno
import StenoProviders
import StenoTestSupport
import Testing

@Suite("Transcripts: webhooks")
struct TranscriptsWebhookTests {
    private let harness = DeliveryHarness.transcripts

    private func event(_ fixture: String) throws -> WebhookEvent {
        try harness.event(try TranscriptsHarness.fixtures.data(fixture))
    }

    @Test("The envelope, with the transcript's id alone")
    func envelope() throws {
        let expected = WebhookEvent(
            id: "evt_9",
            provider: "transcripts",
            jobID: "transcript_abc123",
            status: .completed,
            type: "transcript.completed",
            proof: WebhookProof(.signature, signedAt: DeliveryHarness.now)
        )
        #expect(try event("webhook-completed.json") == expected)
    }

    @Test(
        "The transcript as the data, or inside it",
        arguments: ["webhook-completed-transcript.json", "webhook-completed-nested.json"]
    )
    func transcript(fixture: String) throws {
        let event = try event(fixture)
        let job = try #require(event.job)
        #expect(event.jobID == "transcript_abc123")
        #expect(job.id == event.jobID)
        #expect(job.status == .completed)
        #expect(job.transcript?.text == "Thanks for calling.")
        #expect(job.createdAt == Date(timeIntervalSince1970: 1_712_345_678))
        #expect(try TranscriptsTranscript(try #require(job.raw)).object == "transcript")
    }

    @Test("The client reference is found where the configuration puts it")
    func clientReference() throws {
        let body = try TranscriptsHarness.fixtures.data("webhook-completed-transcript.json")
        #expect(try harness.event(body).job?.clientReference == "call-17")
        var configuration = TranscriptsConfiguration()
        configuration.webhookSecret = DeliveryHarness.secret
        configuration.clientReferenceKey = "other"
        let verifier = Transcripts(apiKey: "k", configuration: configuration).webhookVerifier
        let job = try verifier.verify(try harness.sign(body), at: DeliveryHarness.now).job
        #expect(job?.clientReference == nil)
        #expect(job?.metadata == ["client_reference": "call-17"])
    }

    @Test("A failure, which is not documented")
    func failure() throws {
        let event = try event("webhook-failed.json")
        #expect(event.status == .failed)
        #expect(event.job?.failure?.providerCode == "audio_unreadable")
    }

    @Test(
        "A transcript that is not whole is not taken",
        arguments: [
            #"{"id": "t"}"#, #"{"id": "t", "object": "transcript", "status": "completed"}"#,
            #"{"id": "t", "status": "completed", "text": "a"}"#,
            #"{"id": "t", "object": "transcript", "status": "processing", "text": "a"}"#,
            #"{"id": "t", "object": "transcript", "status": "failed"}"#,
            #"{"transcript_id": "t", "transcript": {"id": "u", "object": "transcript", "status": "completed", "text": "a"}}"#,
            #"{"transcript_id": "t", "id": "u", "object": "transcript", "status": "completed", "text": "a"}"#,
        ]
    )
    func partOfATranscript(data: String) throws {
        let event = try harness.event(#"{"id": "evt_1", "type": "transcript.completed", "data": \#(data)}"#)
        #expect(event.job == nil)
        #expect(event.jobID == "t")
        #expect(event.status == (data.contains("failed") ? .failed : .completed))
    }

    @Test("An event of a call names its transcript, and tells nothing of its state")
    func call() throws {
        let event = try event("webhook-call-completed.json")
        #expect(event.jobID == "transcript_abc123")
        #expect(event.status == nil)
        #expect(event.type == "call.completed")
        #expect(event.job == nil)
    }

    @Test("An event without a transcript is none")
    func noTranscript() throws {
        let body = try TranscriptsHarness.fixtures.text("webhook-call-started.json")
        #expect(try harness.refusal(body)?.code == .malformedBody)
    }

    @Test("A type that is newer")
    func newType() throws {
        let event = try harness.event(#"{"id": "evt_1", "type": "transcript.archived", "data": {"id": "t"}}"#)
        #expect(event.jobID == "t")
        #expect(event.status == nil)
        #expect(event.type == "transcript.archived")
    }

    @Test(
        "The event's id and type have to be there",
        arguments: [
            #"{"type": "transcript.completed", "data": {"transcript_id": "t"}}"#,
            #"{"id": "", "type": "transcript.completed", "data": {"transcript_id": "t"}}"#,
            #"{"id": 7, "type": "transcript.completed", "data": {"transcript_id": "t"}}"#,
            #"{"id": "evt_1", "data": {"transcript_id": "t"}}"#,
            #"{"id": "evt_1", "type": ["transcript.completed"], "data": {"transcript_id": "t"}}"#,
            #"{"id": "evt_1", "type": "transcript.completed"}"#,
            #"{"id": "evt_1", "type": "transcript.completed", "data": "t"}"#,
            #"{"id": "evt_1", "type": "transcript.completed", "data": [{"transcript_id": "t"}]}"#,
        ]
    )
    func malformed(body: String) throws {
        #expect(try harness.refusal(body)?.code == .malformedBody)
    }

    @Test("No job is taken from deliveries that are not signed, such as a job's own may be")
    func callback() throws {
        let address = webAddress("https://hooks.example.com/transcripts?tenant=7")
        let signed = try DeliveryHarness.signer.sign(
            address,
            provider: Transcripts.id,
            reference: "call-17",
            now: DeliveryHarness.now
        )
        let verifier = Transcripts.webhookVerifier(scheme: .callback(DeliveryHarness.signer, for: Transcripts.id))
        let body = try TranscriptsHarness.fixtures.data("webhook-completed-transcript.json")
        let request = WebhookRequest(fields: [:], body: body, target: "/transcripts?\(signed.query() ?? "")")
        let event = try verifier.verify(request, at: DeliveryHarness.now)
        #expect(event.proof == WebhookProof(.callback, reference: "call-17"))
        #expect(event.jobID == "transcript_abc123")
        #expect(event.job == nil)
    }

    @Test("The secret is taken literally; without one every delivery is refused")
    func secrets() throws {
        let request = try harness.sign(Data(harness.body(#""t""#).utf8))
        func code(_ secrets: [Secret]) -> WebhookRefusal.Code? {
            do {
                _ = try Transcripts.webhookVerifier(secrets: secrets).verify(request, at: DeliveryHarness.now)
                return nil
            } catch {
                return error.code
            }
        }
        #expect(code([DeliveryHarness.secret]) == nil)
        #expect(code(["another", DeliveryHarness.secret]) == nil)
        #expect(code(["a-secret-of-the-tests"]) == .wrongSignature)
        #expect(code([]) == .noSecret)
        let unset = Transcripts(apiKey: "k").webhookVerifier
        #expect(throws: WebhookRefusal.self) { try unset.verify(request, at: DeliveryHarness.now) }
    }
}
