import Foundation
import Steno
import StenoProviders
import StenoTestSupport
import Testing

@Suite("Aitronos: webhooks")
struct AitronosWebhookTests {
    private let harness = DeliveryHarness.aitronos

    @Test(
        "Shapes that a delivery may have",
        arguments: [
            ("webhook-completed.json", .completed, "transcription.completed"),
            ("webhook-envelope.json", .completed, "transcription.completed"),
            ("webhook-failed.json", .failed, "transcription.failed"),
        ] as [(String, JobStatus, String)]
    )
    func shapes(fixture: String, status: JobStatus, type: String) throws {
        let expected = WebhookEvent(
            id: "\(aitronosJob):ended:call-17",
            provider: "aitronos",
            jobID: aitronosJob,
            status: status,
            type: type,
            proof: WebhookProof(.callback, reference: "call-17")
        )
        #expect(try harness.event(try aitronosFixtures.data(fixture)) == expected)
    }

    @Test(
        "Where the job's id is found",
        arguments: [
            #"{"transcription_id": "trans_1"}"#, #"{"id": "trans_1"}"#, #"{"data": {"id": "trans_1"}}"#,
            #"{"transcription": {"job": {"reference": "trans_1"}}}"#,
            #"{"id": "evt_7", "object_id": "trans_1"}"#,
            #"{"previous": "trans_0", "data": {"transcription_id": "trans_1"}}"#,
            #"{"data": {"parent": {"transcription_id": "trans_0"}, "transcription_id": "trans_1"}}"#,
            #"{"data": {"transcription_id": "trans_0"}, "transcription_id": "trans_1"}"#,
            #"{"data": {"deeper": {"id": "trans_0"}}, "id": "trans_1"}"#,
        ]
    )
    func places(body: String) throws {
        #expect(try harness.event(body).jobID == "trans_1")
    }

    @Test(
        "Where it is not",
        arguments: [
            #"{"id": "evt_7"}"#, #"{"data": ["trans_1"]}"#, #"{"trans_1": {}}"#, #"{"url": "https://e.com/trans_1"}"#,
            #"{"a": {"b": {"c": {"d": {"e": {"id": "trans_1"}}}}}}"#, #"{"transcription_id": 7}"#,
        ]
    )
    func elsewhere(body: String) throws {
        #expect(try harness.refusal(body)?.code == .malformedBody)
    }

    @Test(
        "What the event is called",
        arguments: [
            (#""event": "transcription.completed""#, "transcription.completed", .completed),
            (#""event": "completed""#, "completed", .completed), (#""event": "Error""#, "Error", .failed),
            (#""event": "summary.completed""#, "summary.completed", nil),
            (#""event_type": "a.b", "event": "c.d", "type": "e.f""#, "c.d", nil),
            (#""type": "e.f", "event_type": "a.b""#, "a.b", nil),
            (#""event": {"type": "transcription.failed"}"#, "transcription.failed", .failed),
            (#""data": {"event": "inner"}, "type": "outer""#, "outer", nil),
            (#""status": "processing""#, nil, .running), (#""status": "reviewing""#, nil, .unknown("reviewing")),
            (#""status": "ok", "data": {"status": "failed"}"#, nil, .failed),
            (#""status": "processing", "event": "transcription.completed""#, "transcription.completed", .completed),
            (#""event": "transcription.completed", "status": "failed""#, "transcription.completed", .failed),
            (#""event": "  ", "data": {"deeper": {"type": "audio/mpeg"}}"#, nil, nil),
        ] as [(String, String?, JobStatus?)]
    )
    func names(members: String, type: String?, status: JobStatus?) throws {
        let event = try harness.event(#"{"transcription_id": "trans_1", \#(members)}"#)
        #expect(event.type == type)
        #expect(event.status == status)
    }

    @Test("What tells of no end does not take the place of what does")
    func otherEvents() throws {
        func id(_ members: String) throws -> String {
            try harness.event(#"{"transcription_id": "trans_1", \#(members)}"#).id
        }
        let ended = try id(#""event": "transcription.completed""#)
        #expect(ended == "trans_1:ended:call-17")
        #expect(try id(#""event": "completed""#) == ended)
        for other in ["summary.completed", "ended", "trans_1:ended:call-17"] {
            #expect(try id(#""event": "\#(other)""#) == "trans_1:other:call-17")
        }
    }

    @Test("A text in the body is never taken for the transcript")
    func noJob() throws {
        let body = try aitronosFixtures.data("webhook-completed.json")
        for scheme in [WebhookScheme.unauthenticated, .callback(DeliveryHarness.signer, for: Aitronos.id)] {
            let event = try Aitronos.webhookVerifier(scheme: scheme)
                .verify(try harness.sign(body), at: DeliveryHarness.now)
            #expect(event.job == nil)
        }
    }
}
