import Foundation
import HTTPTypes
import Steno
import Testing

@Suite struct WebhookVerifierTests {
    /// Verifies a delivery of which anything is read.
    private func verify(_ event: WebhookEvent, _ proof: WebhookProof) throws(WebhookRefusal) -> WebhookEvent {
        let scheme = WebhookScheme { _, _ throws(WebhookRefusal) in proof }
        return try WebhookVerifier(provider: "acme", scheme: scheme) { _, _ throws(WebhookRefusal) in event }
            .verify(WebhookRequest(fields: [:], body: Data()))
    }

    private func event(id: String = "evt_1", job: JobID = "7", _ status: JobStatus? = nil) -> WebhookEvent {
        WebhookEvent(
            id: id,
            provider: "acme",
            jobID: job,
            status: status,
            proof: WebhookProof(.signature),
            job: TranscriptionJob(id: job, provider: "acme", status: .completed)
        )
    }

    @Test func `an id and a job count where they are signed`() throws {
        let proof = WebhookProof(.signature)
        #expect(try verify(event(), proof) == event())
    }

    @Test(arguments: [WebhookProof.Kind.header, .callback, .nothing])
    func `where nothing vouches for the body a job has four events, whatever it says`(kind: WebhookProof.Kind) throws {
        let proof = WebhookProof(kind, reference: "call:17 %")
        let words: [(JobStatus?, String)] = [
            (.completed, "ended"), (.failed, "ended"), (.cancelled, "ended"), (.queued, "queued"),
            (.running, "running"),
            (.unknown("a1"), "other"), (.unknown("ended"), "other"), (nil, "other"),
        ]
        for (status, word) in words {
            for id in ["evt_1", "evt_2"] {
                let verified = try verify(event(id: id, status), proof)
                #expect(verified.id == "7:\(word):call%3A17%20%25")
                #expect(verified.status == status)
                #expect(verified.proof == proof)
                #expect(verified.job == nil)
            }
        }
        #expect(try verify(event(.completed), WebhookProof(kind)).id == "7:ended")
    }

    @Test(arguments: [WebhookProof.Kind.signature, .callback])
    func `names that are none, or too long, are refused`(kind: WebhookProof.Kind) throws {
        let long = String(repeating: "n", count: 1025)
        var typed = event()
        typed.type = long
        for event in [event(id: ""), event(id: " \n"), event(id: long), event(job: ""), event(job: "\t"), typed]
            + [event(job: JobID(rawValue: long))]
        {
            let refusal = #expect(throws: WebhookRefusal.self) { try verify(event, WebhookProof(kind)) }
            #expect(refusal?.code == .malformedBody)
        }
        typed.type = String(long.dropLast())
        #expect(try verify(typed, WebhookProof(kind)).type == typed.type)
    }
}
