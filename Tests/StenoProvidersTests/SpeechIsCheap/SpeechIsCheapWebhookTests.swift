import Foundation
import Steno
import StenoProviders
import StenoTestSupport
import Testing

@Suite("SpeechIsCheap: webhooks")
struct SpeechIsCheapWebhookTests {
    private let harness = DeliveryHarness.speechIsCheap

    @Test(
        "The three ends documented; of the job in the body nothing is taken but its id and state",
        arguments: [
            ("webhook-completed.json", .completed), ("webhook-failed.json", .failed),
            ("webhook-canceled.json", .cancelled),
        ] as [(String, JobStatus)]
    )
    func ends(fixture: String, status: JobStatus) throws {
        let expected = WebhookEvent(
            id: "\(speechIsCheapJob):ended:call-17",
            provider: "speechischeap",
            jobID: speechIsCheapJob,
            status: status,
            proof: WebhookProof(.callback, reference: "call-17")
        )
        #expect(try harness.event(try speechIsCheapFixtures.data(fixture)) == expected)
    }

    @Test("A body signed by a gateway is not taken for the job either")
    func gateway() throws {
        let secret: Secret = "whsec_c3Rlbm8tdGVzdC1zZWNyZXQtb2YtMzItYnl0ZXMhISE="
        let body = try speechIsCheapFixtures.data("webhook-completed.json")
        let fields = try WebhookSigner.standard(id: "msg_1", body: body, secret: secret, now: DeliveryHarness.now)
        let verifier = SpeechIsCheap.webhookVerifier(scheme: .standard(secrets: [secret]))
        let event = try verifier.verify(WebhookRequest(fields: fields, body: body), at: DeliveryHarness.now)
        #expect(event.proof.kind == .signature)
        #expect(event.jobID == speechIsCheapJob)
        #expect(event.job == nil)
    }

    @Test(
        "States that are new or missing",
        arguments: [
            (#"{"id": "j", "status": "REVIEWING"}"#, .unknown("REVIEWING"), "j:other:call-17"),
            (#"{"id": "j", "status": " completed "}"#, .completed, "j:ended:call-17"),
            (#"{"id": "j", "status": null}"#, nil, "j:other:call-17"), (#"{"id": "j"}"#, nil, "j:other:call-17"),
        ] as [(String, JobStatus?, String)]
    )
    func otherStates(body: String, status: JobStatus?, id: String) throws {
        let event = try harness.event(body)
        #expect(event.status == status)
        #expect(event.id == id)
    }

    @Test("A URL that was not signed here, or too long ago, is refused")
    func token() throws {
        let body = try speechIsCheapFixtures.data("webhook-completed.json")
        var request = try harness.sign(body)
        let verifier = SpeechIsCheap.webhookVerifier(signer: CallbackSigner(secrets: ["another"]))
        let wrong = #expect(throws: WebhookRefusal.self) { try verifier.verify(request, at: DeliveryHarness.now) }
        #expect(wrong?.code == .wrongToken)
        let late = DeliveryHarness.now.addingTimeInterval(48 * 3600 + 1)
        let expired = #expect(throws: WebhookRefusal.self) { try harness.verifier.verify(request, at: late) }
        #expect(expired?.code == .expiredToken)
        request.target = "/webhooks/speechischeap"
        let absent = #expect(throws: WebhookRefusal.self) {
            try harness.verifier.verify(request, at: DeliveryHarness.now)
        }
        #expect(absent?.code == .malformedToken)
    }
}
