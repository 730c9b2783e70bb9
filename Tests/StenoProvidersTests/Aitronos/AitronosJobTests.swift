import Foundation
import HTTPTypes
import StenoProviders
import StenoTestSupport
import Testing

@Suite("Aitronos: reading jobs")
struct AitronosJobTests {
    private func job(_ fixture: String) async throws -> TranscriptionJob {
        let transport = ScriptedTransport(try .fixture("Aitronos/\(fixture)"))
        return try await Aitronos.scripted(transport).job(aitronosJob)
    }

    @Test(
        "Statuses",
        arguments: [
            ("transcription-queued.json", JobStatus.queued), ("transcription-processing.json", .running),
            ("transcription-completed.json", .completed), ("transcription-failed.json", .failed),
            ("transcription-cancelled.json", .cancelled), ("transcription-new-status.json", .unknown("reviewing")),
            ("transcription-odd-types.json", .completed),
        ]
    )
    func statuses(fixture: String, status: JobStatus) async throws {
        let job = try await job(fixture)
        #expect(job.status == status)
        #expect(job.id == aitronosJob)
        #expect(job.raw?.data == (try aitronosFixtures.data(fixture)))
    }

    @Test("The call")
    func call() async throws {
        let transport = ScriptedTransport(try .fixture("Aitronos/transcription-queued.json"))
        _ = try await Aitronos.scripted(transport).job("trans_a/../b")
        #expect(transport.sent[0].url == "https://api.aitronos.com/v1/audio/transcribe/trans_a%2F..%2Fb")
        #expect(transport.sent[0].request.method == .get)
        #expect(transport.sent[0].request.headerFields[.ifNoneMatch] == nil)
    }

    @Test("An id that could leave the path is refused", arguments: ["", ".", ".."])
    func ids(id: String) async throws {
        let transport = ScriptedTransport()
        let error = await #expect(throws: TranscriptionError.self) {
            try await Aitronos.scripted(transport).job(JobID(rawValue: id))
        }
        #expect(error?.code == .invalidRequest)
        #expect(transport.sent.isEmpty)
    }

    @Test("A completed job")
    func completed() async throws {
        let job = try await job("transcription-completed.json")
        #expect(job.audioDuration == 12.5)
        #expect(job.model == "FVT-1")
        #expect(job.createdAt == Date(timeIntervalSince1970: 1_785_576_600))
        #expect(job.finishedAt == Date(timeIntervalSince1970: 1_785_576_641.5))
        #expect(job.billing == Billing(amount: 3, unit: "synapses"))
        #expect(job.failure == nil)
        let details = try AitronosDetails(of: job)
        #expect(details.transcription.text == " Good morning. Shall we begin? ")
        #expect(details.transcription.updatedAt == Date(timeIntervalSince1970: 1_785_576_641.5))
        #expect(details.transcription.completedAt == job.finishedAt)
        #expect(details.transcription.processingTime == 41.5)
        #expect(details.metadata?.isUpstreamRefreshed == true)
        #expect(
            Set(details.actions.keys) == [
                "get_paragraphs", "get_sentences", "get_subtitles_srt", "get_subtitles_vtt", "get_subtitles_txt",
                "search",
                "redacted_audio",
            ]
        )
    }

    @Test("Failures")
    func failures() async throws {
        let failed = try await job("transcription-failed.json")
        #expect(
            failed.failure
                == JobFailure(
                    code: .providerFailure,
                    message: "The audio could not be fetched.",
                    providerCode: "download_failed"
                )
        )
        #expect(failed.billing == Billing(amount: 2, unit: "synapses"))
        let unexplained = try await job("transcription-failed-no-reason.json")
        #expect(unexplained.failure?.message == "aitronos gave no reason.")
    }

    @Test("Members that are new are kept")
    func newFields() async throws {
        let details = try AitronosDetails(of: try await job("transcription-new-fields.json"))
        #expect(details.transcription.other["summary"] == .string("A greeting."))
        #expect(details.transcription.other["sentiment"] == .object(["overall": .string("positive")]))
        #expect(details.transcription.other["highlights"] == .null)
        #expect(details.transcription.other["audio_metadata.channels"] == .integer(2))
        #expect(details.billing?.multipliers == ["base": 1, "night": 0.5])
        #expect(details.metadata?.other["region"] == .string("eu"))
    }

    @Test("Other types than documented do not lose the job")
    func oddTypes() async throws {
        let job = try await job("transcription-odd-types.json")
        #expect(job.model == nil)
        #expect(job.audioDuration == nil)
        #expect(job.createdAt == nil)
        #expect(job.billing == nil)
    }

    @Test("Details of a job of another provider are refused")
    func foreignDetails() throws {
        let foreign = TranscriptionJob(id: "a", provider: "other", status: .queued, raw: RawPayload(Data("{}".utf8)))
        let bare = TranscriptionJob(id: "a", provider: "aitronos", status: .queued)
        let odd = TranscriptionJob(id: "a", provider: "aitronos", status: .queued, raw: RawPayload(Data("[]".utf8)))
        #expect(throws: TranscriptionError.self) { try AitronosDetails(of: foreign) }
        #expect(throws: TranscriptionError.self) { try AitronosDetails(of: bare) }
        let error = #expect(throws: TranscriptionError.self) { try AitronosDetails(of: odd) }
        #expect(error?.code == .invalidResponse)
    }

    @Test("What has not changed is not sent again")
    func conditional() async throws {
        let tag: HTTPFields = [.eTag: "\"v1\""]
        let transport = ScriptedTransport(
            try .fixture("Aitronos/transcription-processing.json", fields: tag),
            .status(304, fields: tag),
            try .fixture("Aitronos/transcription-completed.json", fields: [.eTag: "\"v2\""]),
            .status(304)
        )
        let provider = Aitronos.scripted(transport)
        let first = try await provider.job(aitronosJob)
        let second = try await provider.job(aitronosJob)
        let third = try await provider.job(aitronosJob)
        let fourth = try await provider.job(aitronosJob)
        #expect(first.status == .running)
        #expect(second == first)
        #expect(third.status == .completed)
        #expect(fourth == third)
        #expect(transport.sent.map { $0.request.headerFields[.ifNoneMatch] } == [nil, "\"v1\"", "\"v1\"", "\"v2\""])
    }

    @Test("Each job has a tag of its own, and an answer without one is not remembered")
    func tags() async throws {
        let transport = ScriptedTransport(
            try .fixture("Aitronos/transcription-queued.json", fields: [.eTag: "\"v1\""]),
            try .fixture("Aitronos/transcription-queued.json"),
            try .fixture("Aitronos/transcription-processing.json"),
            try .fixture("Aitronos/transcription-processing.json")
        )
        let provider = Aitronos.scripted(transport)
        _ = try await provider.job(aitronosJob)
        _ = try await provider.job("trans_other")
        _ = try await provider.job(aitronosJob)
        _ = try await provider.job(aitronosJob)
        #expect(transport.sent.map { $0.request.headerFields[.ifNoneMatch] } == [nil, nil, "\"v1\"", nil])
    }

    @Test("A state that has no name is asked for anew")
    func unknownState() async throws {
        let tag: HTTPFields = [.eTag: "\"v1\""]
        let transport = ScriptedTransport(
            try .fixture("Aitronos/transcription-new-status.json", fields: tag),
            try .fixture("Aitronos/transcription-completed.json", fields: tag)
        )
        let provider = Aitronos.scripted(transport)
        _ = try await provider.job(aitronosJob)
        #expect(try await provider.job(aitronosJob).status == .completed)
        #expect(transport.sent.allSatisfy { $0.request.headerFields[.ifNoneMatch] == nil })
    }

    @Test("An answer that nobody asked for conditionally is no answer")
    func unaskedNotModified() async throws {
        let provider = Aitronos.scripted(ScriptedTransport(.status(304)))
        let error = await #expect(throws: TranscriptionError.self) { try await provider.job(aitronosJob) }
        #expect(error?.code == .invalidResponse)
    }

    @Test("The service is not asked more often than it looks itself")
    func policy() {
        let policy = Aitronos.scripted(ScriptedTransport()).pollPolicy
        #expect(policy.initialDelay <= .seconds(11))
        #expect(policy.initialDelay * (1 - policy.jitter) > .seconds(10))
    }

    @Test("Errors of reading")
    func errors() async throws {
        let missing = ScriptedTransport(try .fixture("Aitronos/error-404-transcription-not-found.json", status: 404))
        let absent = await #expect(throws: TranscriptionError.self) {
            try await Aitronos.scripted(missing).job(aitronosJob)
        }
        #expect(absent?.code == .notFound)
        let proxy = ScriptedTransport(
            try .fixture("Aitronos/error-502-proxy.html", status: 502, contentType: "text/html")
        )
        let failing = await #expect(throws: TranscriptionError.self) {
            try await Aitronos.scripted(proxy).job(aitronosJob)
        }
        #expect(failing?.code == .providerFailure)
        #expect(failing?.isRetryable == true)
        let broken = ScriptedTransport(.json(#"{"success": true, "data": {"transcription_id": "trans_1", "sta"#))
        let unreadable = await #expect(throws: TranscriptionError.self) {
            try await Aitronos.scripted(broken).job(aitronosJob)
        }
        #expect(unreadable?.code == .invalidResponse)
    }
}
