import Foundation
import HTTPTypes
import StenoProviders
import StenoTestSupport
import Testing

@Suite("SpeechIsCheap: cancelling")
struct SpeechIsCheapCancelTests {
    private func transport(deleting: ScriptedTransport.Answer, job: String) -> ScriptedTransport {
        ScriptedTransport { sent in
            sent.request.method == .delete ? deleting : try .fixture("SpeechIsCheap/\(job)")
        }
    }

    private func cancelled() throws -> ScriptedTransport.Answer {
        try .fixture("SpeechIsCheap/cancel-ok.txt", contentType: "text/plain")
    }

    private func notFound() throws -> ScriptedTransport.Answer {
        try .fixture("SpeechIsCheap/error-404-not-found.txt", status: 404, contentType: "text/plain")
    }

    @Test("A pending job")
    func pending() async throws {
        let transport = transport(deleting: try cancelled(), job: "job-canceled.json")
        let job = try await SpeechIsCheap.scripted(transport).cancel(speechIsCheapJob)
        #expect(job.status == .cancelled)
        #expect(transport.sent[0].url == "https://api.speechischeap.com/v2/jobs/\(speechIsCheapJob)")
        #expect(transport.sent.map { $0.request.headerFields[.authorization] } == ["Bearer secret-key", nil])
    }

    @Test(
        "A job that has ended stays as it is, though the service does not find it",
        arguments: [("webhook-completed.json", JobStatus.completed), ("job-canceled.json", .cancelled)]
    )
    func ended(fixture: String, status: JobStatus) async throws {
        let transport = transport(deleting: try notFound(), job: fixture)
        #expect(try await SpeechIsCheap.scripted(transport).cancel(speechIsCheapJob).status == status)
    }

    @Test("A pending job the service does not find is another customer's")
    func foreign() async throws {
        let transport = transport(deleting: try notFound(), job: "job-pending.json")
        let error = await #expect(throws: TranscriptionError.self) {
            try await SpeechIsCheap.scripted(transport).cancel(speechIsCheapJob)
        }
        #expect(error?.code == .notFound)
        #expect(error?.job?.status == .queued)
    }

    @Test("A job that is not there")
    func missing() async throws {
        let transport = ScriptedTransport(try notFound())
        let error = await #expect(throws: TranscriptionError.self) {
            try await SpeechIsCheap.scripted(transport).cancel(speechIsCheapJob)
        }
        #expect(error?.code == .notFound)
    }

    @Test("A refused key is tried once more")
    func transientRefusal() async throws {
        let refusal = ScriptedTransport.Answer.text("Unauthorized", status: 401)
        let transport = ScriptedTransport(refusal, try cancelled(), try .fixture("SpeechIsCheap/job-canceled.json"))
        #expect(try await SpeechIsCheap.scripted(transport).cancel(speechIsCheapJob).status == .cancelled)
        #expect(transport.sent.map(\.request.method) == [.delete, .delete, .get])
    }
}
