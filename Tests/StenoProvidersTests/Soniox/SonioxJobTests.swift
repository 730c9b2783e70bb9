import Foundation
import Steno
import StenoTestSupport
import Testing

@testable import StenoProviders

@Suite("Soniox: jobs")
struct SonioxJobTests {
    private static let get = "GET \(SonioxHarness.jobPath)"
    private static let delete = "DELETE \(SonioxHarness.jobPath)"

    private func job(_ fixture: String) async throws -> TranscriptionJob {
        try await SonioxHarness([Self.get: [try .soniox(fixture)]]).soniox.job(SonioxHarness.jobID)
    }

    // MARK: Reading a job

    @Test("Every field of a queued job")
    func queued() async throws {
        let job = try await job("transcription-queued.json")
        #expect(job.id == SonioxHarness.jobID)
        #expect(job.provider == "soniox")
        #expect(job.status == .queued)
        #expect(job.createdAt == (try Date("2026-08-01T09:30:00Z", strategy: .iso8601)))
        #expect(job.model == "stt-async-v5")
        #expect(job.audioDuration == nil)
        #expect(job.clientReference == "call-17")
        #expect(job.failure == nil && job.transcript == nil && job.progress == nil)
        #expect(job.raw?.data == (try SonioxHarness.fixtures.data("transcription-queued.json")))

        let own = try SonioxTranscription(of: job)
        #expect(own.id == job.id.rawValue)
        #expect(own.status == .queued)
        #expect(own.createdAt == job.createdAt)
        #expect(own.model == "stt-async-v5")
        #expect(own.audioURL == "https://example.com/call.mp3")
        #expect(own.fileID == nil)
        #expect(own.filename == "call.mp3")
        #expect(own.languageHints == ["en", "fr"])
        #expect(own.enableSpeakerDiarization == true)
        #expect(own.enableLanguageIdentification == false)
        #expect(own.context == SonioxContext(text: "A call about an order."))
        #expect(own.audioDurationMilliseconds == 0)
        #expect(own.errorType == nil && own.errorMessage == nil)
        #expect(own.webhookURL == "https://example.com/webhook")
        #expect(own.webhookAuthHeaderName == "Authorization")
        #expect(own.webhookAuthHeaderValue == "******************")
        #expect(own.webhookStatusCode == nil)
        #expect(own.clientReferenceID == "call-17")
    }

    @Test("A job with the required fields alone")
    func required() async throws {
        let own = try SonioxTranscription(of: try await job("transcription-required-fields.json"))
        #expect(own.enableSpeakerDiarization == false)
        #expect(own.enableLanguageIdentification == nil)
        #expect(own.languageHints.isEmpty && own.context == nil && own.clientReferenceID == nil)
    }

    @Test("A job at work has a length; a finished one the receiver's answer")
    func processing() async throws {
        let processing = try await job("transcription-processing.json")
        #expect(processing.status == .running)
        #expect(processing.audioDuration == 16.079)
        let completed = try await job("transcription-completed.json")
        #expect(completed.status == .completed)
        #expect(try SonioxTranscription(of: completed).webhookStatusCode == 200)
        let created = try #require(completed.createdAt).timeIntervalSince1970
        #expect(abs(created.truncatingRemainder(dividingBy: 1) - 0.263) < 0.001)
    }

    @Test("A context object")
    func contextObject() async throws {
        let own = try SonioxTranscription(of: try await job("transcription-context-object.json"))
        #expect(
            own.context
                == SonioxContext(
                    general: ["domain": "Healthcare"],
                    text: "A visit.",
                    terms: ["stent"],
                    translationTerms: ["stent": "Stent"]
                )
        )
    }

    @Test("A failed job tells why, with and without the type of the failure")
    func failed() async throws {
        let job = try await job("transcription-error.json")
        #expect(job.status == .failed)
        #expect(job.failure?.code == .invalidAudio)
        #expect(job.failure?.providerCode == "invalid_audio_file")
        #expect(job.failure?.message == "soniox could not transcribe the audio: The audio file could not be decoded.")
        let own = try SonioxTranscription(of: job)
        #expect(own.errorType == "invalid_audio_file")
        #expect(own.errorMessage == "The audio file could not be decoded.")
        #expect(own.fileID == SonioxHarness.fileID)
        let older = try await self.job("transcription-error-reference.json")
        #expect(older.failure?.code == .providerFailure)
        #expect(older.failure?.message.contains("The audio could not be fetched.") == true)
    }

    @Test(
        "What failed is told by the type of the failure",
        arguments: [
            ("file_not_found", TranscriptionError.Code.notFound), ("file_download_timeout", .invalidAudio),
            ("organization_balance_exhausted", .paymentRequired),
            ("project_monthly_budget_exhausted", .paymentRequired), ("internal_error", .providerFailure),
            ("transcription_output_too_long", .providerFailure), ("something_new", .providerFailure),
        ]
    )
    func failureTypes(type: String, code: TranscriptionError.Code) async throws {
        let body = #"{"id":"x","status":"error","error_type":"\#(type)","error_message":null}"#
        let job = try await SonioxHarness([Self.get: [.json(body)]]).soniox.job(SonioxHarness.jobID)
        #expect(job.failure?.code == code)
        #expect(job.failure?.message.contains(type) == true)
    }

    @Test("A state, fields and types that are new end nothing and break nothing")
    func newer() async throws {
        let job = try await job("transcription-new-status.json")
        #expect(job.status == .unknown("postprocessing"))
        #expect(!job.status.isTerminal)
        #expect(job.audioDuration == nil)
        #expect(job.clientReference == "call-17")
        let raw = try #require(job.raw).decode(JSONValue.self)
        guard case .object(let members) = raw else { return #expect(Bool(false), "no object") }
        #expect(members["priority"] == .string("high"))
    }

    @Test("A state is read in any case", arguments: [("Completed", JobStatus.completed), (" PROCESSING ", .running)])
    func statusCase(word: String, status: JobStatus) async throws {
        let body = #"{"id":"x","status":"\#(word)"}"#
        let job = try await SonioxHarness([Self.get: [.json(body)]]).soniox.job(SonioxHarness.jobID)
        #expect(job.status == status)
    }

    @Test("A created job without a state is queued; asked for, its state is unknown")
    func missingStatus() async throws {
        let harness = SonioxHarness([
            "POST /v1/transcriptions": [.json(#"{"id":"x"}"#, status: 201)],
            "GET /v1/transcriptions/x": [.json(#"{"id":"x"}"#)],
        ])
        let job = try await harness.soniox.submit(.init(audio: .url(SonioxHarness.audioURL)))
        #expect(job.status == .queued)
        #expect(try await harness.soniox.job("x").status == .unknown(""))
    }

    @Test("A job of another payload is refused")
    func otherPayload() throws {
        let job = TranscriptionJob(id: "x", provider: "soniox", status: .queued, raw: RawPayload(Data("[]".utf8)))
        #expect(throws: TranscriptionError.self) { try SonioxTranscription(of: job) }
        #expect(throws: TranscriptionError.self) {
            try SonioxTranscription(of: TranscriptionJob(id: "x", provider: "soniox", status: .queued))
        }
    }

    @Test("An id from outside is one segment of the path")
    func strangeID() async throws {
        let harness = SonioxHarness([
            "GET /v1/transcriptions/..%2Ffiles%3Fa": [try .soniox("transcription-queued.json")]
        ])
        _ = try await harness.soniox.job("../files?a")
        #expect(harness.calls == ["GET /v1/transcriptions/..%2Ffiles%3Fa"])
        #expect(await failure { try await harness.soniox.job("") }?.code == .invalidRequest)
        #expect(await failure { try await harness.soniox.delete("..") }?.code == .invalidRequest)
    }

    // MARK: Creating

    @Test("An answer to a creation that cannot be understood says that there may be a job")
    func garbledCreation() async throws {
        for answer in [
            try ScriptedTransport.Answer.soniox("truncated.json.txt", status: 201),
            try .fixture("Soniox/error-502-proxy.html", status: 200, contentType: "text/html"),
            .json("{}", status: 201),
        ] {
            let harness = SonioxHarness(["POST /v1/transcriptions": [answer]])
            let error = await failure { try await harness.soniox.submit(.init(audio: .url(SonioxHarness.audioURL))) }
            #expect(error?.code == .jobMayExist)
            #expect(harness.calls.count == 1)
        }
    }

    // MARK: Listing

    @Test("Pages follow each other, and each job keeps its own payload")
    func list() async throws {
        let harness = SonioxHarness([
            "GET /v1/transcriptions": [
                try .soniox("transcription-list.json"), try .soniox("transcription-list-last.json"),
            ]
        ])
        var jobs: [TranscriptionJob] = []
        for try await job in harness.soniox.jobs(.init(limit: 2)) { jobs.append(job) }
        #expect(jobs.map(\.status) == [.completed, .queued, .failed])
        #expect(jobs[1].id == "11111111-2222-4333-8444-555555555555")
        #expect(try SonioxTranscription(of: jobs[1]).id == jobs[1].id.rawValue)
        #expect(try SonioxTranscription(of: jobs[2]).errorType == "file_not_found")
        #expect(harness.calls == ["GET /v1/transcriptions?limit=2", "GET /v1/transcriptions?limit=2&cursor=cursor-2"])
    }

    @Test("A repeated cursor ends the listing with an error")
    func repeatedCursor() async throws {
        let harness = SonioxHarness(["GET /v1/transcriptions": [try .soniox("transcription-list.json")]])
        var count = 0
        let error = await failure { for try await _ in harness.soniox.jobs() { count += 1 } }
        #expect(error?.code == .invalidResponse)
        #expect(count == 4)
    }

    @Test("Jobs in another state than asked for are left out")
    func filtered() async throws {
        let harness = SonioxHarness(["GET /v1/transcriptions": [try .soniox("transcription-list-last.json")]])
        #expect(try await harness.soniox.list(.init(status: .completed)).jobs.isEmpty)
        #expect(try await harness.soniox.list(.init(status: .failed)).jobs.count == 1)
    }

    @Test("The size of a page is checked before any call", arguments: [0, 1001, -5])
    func pageSize(limit: Int) async throws {
        let harness = SonioxHarness([:])
        let error = try #require(await failure { try await harness.soniox.list(.init(limit: limit)) })
        #expect(error.code == .invalidRequest)
        #expect(error.message.contains("`limit` must be from 1 to 1000, and is \(limit)"))
        #expect(harness.transport.sent.isEmpty)
    }

    @Test("Jobs are counted")
    func count() async throws {
        let harness = SonioxHarness(["GET /v1/transcriptions/count": [try .soniox("transcription-count.json")]])
        let count = try await harness.soniox.transcriptionCount()
        #expect(count == .init(total: 50, publicAPI: 42, playground: 8))
    }

    // MARK: Deleting and cancelling

    @Test("Deleting succeeds, also for what is gone already")
    func deletion() async throws {
        let harness = SonioxHarness([Self.delete: [.gone, try .soniox("error-404-transcription-not-found.json")]])
        try await harness.soniox.delete(SonioxHarness.jobID)
        try await harness.soniox.delete(SonioxHarness.jobID)
        #expect(harness.calls == [Self.delete, Self.delete])
    }

    @Test("Deleting a job with its file asks for the file first")
    func deletionWithFile() async throws {
        let harness = SonioxHarness([
            Self.get: [
                try .soniox("transcription-completed-file.json"), try .soniox("error-404-transcription-not-found.json"),
            ],
            Self.delete: [.gone], "DELETE \(SonioxHarness.filePath)": [.gone],
        ])
        try await harness.soniox.delete(SonioxHarness.jobID, withFile: true)
        #expect(harness.calls == [Self.get, Self.delete, "DELETE \(SonioxHarness.filePath)"])
        try await harness.soniox.delete(SonioxHarness.jobID, withFile: true)
        #expect(harness.calls.count == 4)
    }

    @Test("A job being processed cannot be deleted")
    func deletionRefused() async throws {
        let harness = SonioxHarness([Self.delete: [try .soniox("error-409-transcription-processing.json")]])
        let error = await failure { try await harness.soniox.delete(SonioxHarness.jobID) }
        #expect(error?.code == .invalidState)
        #expect(error?.providerCode == "transcription_invalid_state")
        #expect(harness.calls.count == 1)
    }

    @Test("A job that waits for its turn is cancelled by deleting it")
    func cancelQueued() async throws {
        let harness = SonioxHarness([Self.get: [try .soniox("transcription-queued-file.json")], Self.delete: [.gone]])
        let job = try await harness.soniox.cancel(SonioxHarness.jobID)
        #expect(job.status == .cancelled)
        #expect(harness.calls == [Self.get, Self.delete])
    }

    @Test("A job being processed cannot be cancelled, and goes on")
    func cancelProcessing() async throws {
        let harness = SonioxHarness([
            Self.get: [try .soniox("transcription-processing.json")],
            Self.delete: [try .soniox("error-409-transcription-processing.json")],
        ])
        let error = try #require(await failure { try await harness.soniox.cancel(SonioxHarness.jobID) })
        #expect(error.code == .invalidState)
        #expect(error.job?.status == .running)
        #expect(error.message.contains("goes on"))
        #expect(harness.soniox.capabilities.support(for: .cancel) == .unknown)
    }

    @Test("A job that has ended stays as it is when cancelled")
    func cancelEnded() async throws {
        let harness = SonioxHarness([Self.get: [try .soniox("transcription-completed.json")]])
        #expect(try await harness.soniox.cancel(SonioxHarness.jobID).status == .completed)
        #expect(harness.calls == [Self.get])
    }
}
