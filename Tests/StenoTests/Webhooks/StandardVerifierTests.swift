import Foundation
import HTTPTypes
import StenoTestSupport
import Testing

@testable import Steno

@Suite struct StandardVerifierTests {
    private func event(_ body: String, provider: ProviderID = "acme") throws -> WebhookEvent {
        let body = Data(body.utf8)
        let fields = try WebhookSigner.standard(id: "msg_1", body: body, secret: Sending.secret, now: Sending.date)
        return try WebhookVerifier.standard(provider: provider, secrets: [Sending.secret])
            .verify(WebhookRequest(fields: fields, body: body), at: Sending.date)
    }

    @Test(
        arguments: [
            (#"{"type":"job.done","data":{"id":"7"}}"#, "7", nil, "job.done"),
            (#"{"data":{"job_id":"7","id":"evt"}}"#, "7", nil, nil),
            (#"{"type":"x","data":{"jobId":7}}"#, "7", nil, "x"),
            (
                #"{"type":"transcription.completed","data":{"transcription_id":"7"}}"#, "7", .completed,
                "transcription.completed"
            ),
            (#"{"type":"job.canceled","data":{"transcript_id":"7"}}"#, "7", .cancelled, "job.canceled"),
            (#"{"type":"failed","data":{"id":"7","status":"completed"}}"#, "7", .completed, "failed"),
            (#"{"type":3,"data":{"id":"","jobId":"7","status":"reviewing"}}"#, "7", .unknown("reviewing"), nil),
            (#"{"type":"","data":{"id":"7","status":null,"provider":5}}"#, "7", nil, ""),
        ] as [(String, String, JobStatus?, String?)]
    )
    func readsWhatItCanOfAnyonesBody(body: String, id: String, status: JobStatus?, type: String?) throws {
        let event = try event(body)
        #expect(event.jobID.rawValue == id)
        #expect(event.status == status)
        #expect(event.type == type)
        #expect(event.id == "msg_1")
        #expect(event.provider == "acme")
        #expect(event.job == nil)
    }

    @Test(arguments: [
        "", "[]", "7", "{}", #"{"data":{}}"#, #"{"data":[]}"#, #"{"data":{"id":""}}"#, #"{"data":{"id":null}}"#,
        #"{"id":"7","type":"x"}"#, #"{"data":{"id":"7"}"#, "\u{0}\u{1}",
    ])
    func refusesWhatNamesNoJob(body: String) {
        #expect { try event(body) } throws: { ($0 as? WebhookRefusal)?.code == .malformedBody }
    }

    @Test func theJobIsTheProvidersWhateverTheBodySays() throws {
        let body = #"{"type":"transcription.completed","data":{"id":"7","provider":"soniox","status":"completed"}}"#
        let event = try event(body)
        #expect(event.provider == "acme")
        #expect(event.job?.provider == "acme")
        #expect(event.job?.id == "7")
    }

    @Test func aJobOfAnotherIDIsNotTheOneTheEventIsAbout() throws {
        let body = #"{"data":{"job_id":"7","id":"evt","provider":"soniox","status":"completed"}}"#
        #expect(try event(body).job == nil)
    }

    @Test func nothingIsReadThatIsNotGenuine() throws {
        let transportBody = Data("no JSON at all".utf8)
        var fields = try WebhookSigner.standard(
            id: "msg_1",
            body: Data("other".utf8),
            secret: Sending.secret,
            now: Sending.date
        )
        let verifier = Sending.verifier
        #expect {
            try verifier.verify(WebhookRequest(fields: fields, body: transportBody), at: Sending.date)
        } throws: {
            ($0 as? WebhookRefusal)?.code == .wrongSignature
        }
        fields = try WebhookSigner.standard(id: "msg_1", body: transportBody, secret: Sending.secret, now: Sending.date)
        #expect {
            try verifier.verify(WebhookRequest(fields: fields, body: transportBody), at: Sending.date)
        } throws: {
            ($0 as? WebhookRefusal)?.code == .malformedBody
        }
        #expect {
            try WebhookVerifier.standard(provider: "acme", secrets: [])
                .verify(WebhookRequest(fields: fields, body: transportBody), at: Sending.date)
        } throws: {
            ($0 as? WebhookRefusal)?.code == .noSecret
        }
    }
}
