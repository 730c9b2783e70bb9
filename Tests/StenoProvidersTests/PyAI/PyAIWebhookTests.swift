import Foundation
import HTTPTypes
import Steno
import StenoProviders
import StenoTestSupport
import Testing

@Suite("PyAI: webhooks")
struct PyAIWebhookTests {
    private let harness = DeliveryHarness.pyai

    private func event(_ fixture: String) throws -> WebhookEvent {
        try harness.event(try PyAIHarness.fixtures.data(fixture))
    }

    @Test("The event documented: a type and the job's id")
    func documented() throws {
        let expected = WebhookEvent(
            id: "job_aZ09:completed",
            provider: "pyai",
            jobID: "job_aZ09",
            status: .completed,
            type: "transcription.job.completed",
            proof: WebhookProof(.signature, signedAt: DeliveryHarness.now)
        )
        #expect(try event("webhook-completed.json") == expected)
    }

    @Test("A whole job that has ended is taken from the signed body")
    func wholeJob() throws {
        let event = try event("webhook-completed-job.json")
        let job = try #require(event.job)
        #expect(job.id == event.jobID)
        #expect(job.status == .completed)
        #expect(job.transcript?.text == "Good morning.")
        #expect(job.finishedAt == Date(timeIntervalSince1970: 1_785_576_641.5))
        #expect(try PyAIJob(try #require(job.raw)).result?.speakerCount == 1)
        #expect(event.id == "job_aZ09:completed")
    }

    @Test("Failures and cancellations, whose types are not documented")
    func otherEnds() throws {
        let failed = try event("webhook-failed.json")
        #expect(failed.status == .failed)
        #expect(failed.job?.failure?.message == "The audio could not be decoded.")
        let cancelled = try event("webhook-cancelled.json")
        #expect(cancelled.status == .cancelled)
        #expect(cancelled.job?.status == .cancelled)
        #expect(cancelled.id == "job_aZ09:cancelled")
    }

    @Test(
        "A job that is not whole is not taken",
        arguments: [
            #"{"job_id": "j"}"#, #"{"job_id": "j", "status": "completed"}"#, #"{"job_id": "j", "status": "failed"}"#,
            #"{"job_id": "j", "status": "running", "result": {"text": "a"}}"#, #"{"job_id": "j", "result": {}}"#,
            #"{"job_id": "j", "status": "completed", "result": null}"#,
        ]
    )
    func partOfAJob(data: String) throws {
        let event = try harness.event(#"{"type": "transcription.job.completed", "data": \#(data)}"#)
        #expect(event.job == nil)
        #expect(event.jobID == "j")
    }

    @Test("A job whose result is behind an address is whole")
    func resultURL() throws {
        let data = #"{"job_id": "j", "status": "completed", "result_url": "https://results.example.com/r?sig=1"}"#
        let event = try harness.event(#"{"type": "transcription.job.completed", "data": \#(data)}"#)
        #expect(event.job?.status == .completed)
        #expect(event.job?.transcript == nil)
    }

    @Test(
        "What the type's last word tells, where it is about the job",
        arguments: [
            ("transcription.job.completed", .completed), ("transcription.job.failed", .failed),
            ("transcription.job.canceled", .cancelled), ("Transcription.Job.Running", .running),
            ("transcription.completed", .completed), ("transcription.job.archived", nil), ("recap.completed", nil),
            ("completed", nil), ("transcription.job.", nil), (".", nil),
        ] as [(String, JobStatus?)]
    )
    func types(type: String, status: JobStatus?) throws {
        let event = try harness.event(#"{"type": "\#(type)", "data": {"job_id": "j"}}"#)
        #expect(event.status == status)
        #expect(event.type == type)
        #expect(event.id == status.map { "j:\($0)" } ?? "j::\(type)")
    }

    @Test("A job that has ended tells its state better than the type, and one that goes on does not")
    func disagreement() throws {
        func status(_ type: String, _ word: String) throws -> JobStatus? {
            try harness.event(#"{"type": "\#(type)", "data": {"job_id": "j", "status": "\#(word)"}}"#).status
        }
        #expect(try status("transcription.job.completed", "failed") == .failed)
        #expect(try status("transcription.job.completed", "running") == .completed)
        #expect(try status("transcription.job.updated", "running") == .running)
        #expect(try status("transcription.job.updated", "reviewing") == .unknown("reviewing"))
    }

    @Test("Of something else than a job's state no state is told")
    func somethingElse() throws {
        let event = try event("webhook-other.json")
        #expect(event.status == nil)
        #expect(event.type == "recap.completed")
        #expect(event.id == "job_aZ09::recap.completed")
    }

    @Test(
        "A type and a job have to be there",
        arguments: [
            #"{"data": {"job_id": "j"}}"#, #"{"type": "", "data": {"job_id": "j"}}"#, #"{"type": "t"}"#,
            #"{"type": "t", "data": null}"#, #"{"type": "t", "data": []}"#, #"{"type": "t", "data": "j"}"#,
            #"{"type": "t", "data": {}}"#, #"{"type": "t", "job_id": "j"}"#,
        ]
    )
    func malformed(body: String) throws {
        #expect(try harness.refusal(body)?.code == .malformedBody)
    }

    @Test("No job is taken from a body that nothing vouches for")
    func unsigned() throws {
        let body = try PyAIHarness.fixtures.data("webhook-completed-job.json")
        let event = try PyAI.webhookVerifier(scheme: .unauthenticated).verify(WebhookRequest(fields: [:], body: body))
        #expect(event.job == nil)
        #expect(event.status == .completed)
        #expect(event.proof.kind == .nothing)
    }

    @Test("The configuration's secret, and none")
    func configured() throws {
        let request = try harness.sign(Data(harness.body(#""j""#).utf8))
        var configuration = PyAIConfiguration()
        let closed = #expect(throws: WebhookRefusal.self) {
            try PyAI(apiKey: "k", configuration: configuration).webhookVerifier.verify(request, at: DeliveryHarness.now)
        }
        #expect(closed?.code == .noSecret)
        configuration.webhookSecret = DeliveryHarness.secret
        let verifier = PyAI(apiKey: "k", configuration: configuration).webhookVerifier
        #expect(try verifier.verify(request, at: DeliveryHarness.now).jobID == "j")
    }

    @Test("The window of time is 300 seconds unless said otherwise")
    func window() throws {
        let request = try harness.sign(Data(harness.body(#""j""#).utf8))
        func isTaken(_ verifier: WebhookVerifier, after seconds: Double) -> Bool {
            (try? verifier.verify(request, at: DeliveryHarness.now.addingTimeInterval(seconds))) != nil
        }
        #expect([300, -300, 301, -301].map { isTaken(harness.verifier, after: $0) } == [true, true, false, false])
        let narrow = PyAI.webhookVerifier(secrets: ["other", DeliveryHarness.secret], tolerance: .seconds(10))
        #expect([10, 11].map { isTaken(narrow, after: $0) } == [true, false])
    }
}
