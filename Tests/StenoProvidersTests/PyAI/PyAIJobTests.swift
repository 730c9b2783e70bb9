import Foundation
import Steno
import StenoProviders
import StenoTestSupport
import Testing

@Suite("PyAI: jobs")
struct PyAIJobTests {
    private func job(_ fixture: String) async throws -> TranscriptionJob {
        try await PyAIHarness(try .pyai(fixture)).pyai.job("job_aZ09")
    }

    @Test("A job is asked for by its id, as one segment of the path")
    func address() async throws {
        let harness = PyAIHarness(try .pyai("job-running.json"))
        _ = try await harness.pyai.job("job_aZ09")
        _ = try await harness.pyai.job("../me?x=/1")
        #expect(
            harness.calls == ["GET \(PyAIHarness.jobs)/job_aZ09", "GET \(PyAIHarness.jobs)/..%2Fme%3Fx%3D%2F1"]
        )
    }

    @Test("An id that is no segment is refused without a call", arguments: ["", ".", ".."])
    func badIDs(id: String) async throws {
        let harness = PyAIHarness(try .pyai("job-running.json"))
        let error = await #expect(throws: TranscriptionError.self) {
            try await harness.pyai.job(JobID(rawValue: id))
        }
        #expect(error?.code == .invalidRequest)
        #expect(harness.calls == [])
    }

    @Test(
        "Statuses are PyAI's own words",
        arguments: [
            ("job-created.json", .queued), ("job-running.json", .running),
            ("job-completed-speakers.json", .completed), ("job-failed.json", .failed),
            ("job-cancelled.json", .cancelled), ("job-unknown-status.json", .unknown("post_processing")),
            ("job-without-status.json", .unknown("")),
        ] as [(String, JobStatus)]
    )
    func statuses(fixture: String, status: JobStatus) async throws {
        #expect(try await job(fixture).status == status)
    }

    @Test(
        "Statuses are compared without regard to case and space",
        arguments: [("\"Queued\"", .queued), ("\" RUNNING \"", .running), ("null", .unknown(""))]
            as [(String, JobStatus)]
    )
    func spelling(word: String, status: JobStatus) async throws {
        let harness = PyAIHarness(.json(#"{"job_id": "job_1", "status": \#(word)}"#))
        #expect(try await harness.pyai.job("job_1").status == status)
    }

    @Test("A created job without a status is queued")
    func createdWithoutStatus() async throws {
        let harness = PyAIHarness(try .pyai("job-created-without-status.json", status: 202))
        #expect(try await harness.pyai.submit(PyAIHarness.request()).status == .queued)
    }

    @Test("Times are milliseconds; the end is the last change of an ended job")
    func times() async throws {
        let running = try await job("job-running.json")
        #expect(running.createdAt == Date(timeIntervalSince1970: 1_775_001_600))
        #expect(running.finishedAt == nil)
        let completed = try await job("job-completed-speakers.json")
        #expect(completed.finishedAt == Date(timeIntervalSince1970: 1_775_001_609.25))
        #expect(completed.audioDuration == 6.48)
    }

    @Test("A failure has the service's own words")
    func failure() async throws {
        let message = "The audio could not be decoded."
        #expect(try await job("job-failed.json").failure == JobFailure(code: .providerFailure, message: message))
        #expect(
            try await job("job-failed-error-object.json").failure
                == JobFailure(code: .providerFailure, message: message, providerCode: "decode_failed")
        )
    }

    @Test("The payload is kept as it came, with what nobody knows")
    func payload() async throws {
        let raw = try #require(try await job("job-unknown-status.json").raw)
        #expect(try raw.data == PyAIHarness.fixtures.data("job-unknown-status.json"))
    }

    @Test("The service's own form of a job has every field of the contract")
    func details() throws {
        let completed = try PyAIJob(RawPayload(PyAIHarness.fixtures.data("job-completed-speakers.json")))
        #expect(completed.id == "job_aZ09")
        #expect(completed.status == "completed")
        #expect(completed.createdAt == Date(timeIntervalSince1970: 1_775_001_600))
        #expect(completed.updatedAt == Date(timeIntervalSince1970: 1_775_001_609.25))
        let result = try #require(completed.result)
        #expect(result.text == "Thanks for calling Contoso, this is Alex. Hi, I have a question about my invoice.")
        #expect(result.speakerCount == 2)
        #expect(result.audioSeconds == 6.48)
        let segment = try #require(result.segments.last)
        #expect(segment.id == 1)
        #expect(segment.start == 2.8)
        #expect(segment.end == 6.4)
        #expect(segment.text == "Hi, I have a question about my invoice.")
        #expect(segment.speaker == "speaker_1")
        #expect(segment.channel == nil)

        let large = try PyAIJob(RawPayload(PyAIHarness.fixtures.data("job-completed-result-url.json")))
        #expect(large.result == nil)
        #expect(large.resultURL?.host() == "results.example.com")
        let failed = try PyAIJob(RawPayload(PyAIHarness.fixtures.data("job-failed.json")))
        #expect(failed.error == "The audio could not be decoded.")
    }

    @Test("A member of another kind than documented costs nothing but itself")
    func tolerance() async throws {
        let body = """
            {"job_id": 17, "status": "completed", "created_at": "1775001600000", "updated_at": {}, "error": [1],
             "result_url": 5, "call_id": "c", "model": "pyai-hear",
             "result": {"text": null, "speakers": "2", "audio_seconds": [], "words": {"a": 1}, "formats": [1],
               "segments": [null, 3, {"start": "1.5", "end": 2, "text": " b ", "speaker": 1, "channel": "x"},
                            {"id": {}, "start": 0, "text": "a"}]}}
            """
        let harness = PyAIHarness(.json(body))
        let job = try await harness.pyai.job("17")
        #expect(job.id == "17")
        #expect(job.createdAt == Date(timeIntervalSince1970: 1_775_001_600))
        #expect(job.finishedAt == nil)
        #expect(job.clientReference == "c")
        #expect(job.model == "pyai-hear")
        let transcript = try #require(job.transcript)
        #expect(transcript.text == "b a")
        #expect(
            transcript.segments == [
                Segment(start: 0, end: 0, text: "a"), Segment(start: 1.5, end: 2, text: "b", speaker: "1"),
            ]
        )
    }

    @Test(
        "An answer that is no job is an invalid response",
        arguments: ["", "{}", #"{"job_id": ""}"#, "[]", #"{"job_id": "a""#, "<html>", "null"]
    )
    func invalid(body: String) async throws {
        let harness = PyAIHarness(.json(body))
        let error = await #expect(throws: TranscriptionError.self) { try await harness.pyai.job("job_1") }
        #expect(error?.code == .invalidResponse)
        #expect(error?.provider == "pyai")
        #expect(throws: TranscriptionError.self) { try PyAIJob(RawPayload(Data(body.utf8))) }
    }

    @Test("A create whose answer is no job says that a job may exist, and how to get it")
    func createInvalid() async throws {
        let harness = PyAIHarness(.json(#"{"job_id": "job_a"#, status: 202))
        let error = await #expect(throws: TranscriptionError.self) {
            try await harness.pyai.submit(PyAIHarness.request())
        }
        #expect(error?.code == .jobMayExist)
        #expect(error?.message.contains("with the idempotency key made-key") == true)
        let uploading = PyAIHarness(.json("", status: 202))
        let other = await #expect(throws: TranscriptionError.self) {
            try await uploading.pyai.submit(.init(audio: PyAIHarness.upload))
        }
        #expect(other?.code == .jobMayExist)
        #expect(other?.message.contains("idempotency") == false)
    }

    @Test("A job can be neither ended nor deleted, and no call is made")
    func unsupportedOperations() async throws {
        let harness = PyAIHarness(try .pyai("job-running.json"))
        let cancel = await #expect(throws: TranscriptionError.self) { try await harness.pyai.cancel("job_1") }
        let delete = await #expect(throws: TranscriptionError.self) { try await harness.pyai.delete("job_1") }
        #expect(cancel?.code == .unsupportedOperation)
        #expect(delete?.code == .unsupportedOperation)
        #expect(harness.calls == [])
        for operation in [Capabilities.Operation.cancel, .delete] {
            #expect(harness.pyai.capabilities.support(for: operation) == .unsupported)
        }
    }
}
