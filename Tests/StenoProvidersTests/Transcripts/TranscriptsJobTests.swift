import Foundation
import HTTPTypes
import Steno
import StenoProviders
import StenoTestSupport
import Testing

@Suite("Transcripts: jobs")
struct TranscriptsJobTests {
    private func job(_ fixture: String) async throws -> TranscriptionJob {
        try await TranscriptsHarness(try .transcripts(fixture)).transcripts.job(TranscriptsHarness.id)
    }

    // MARK: Get

    @Test("A transcript is asked for by its id, as one segment of the path")
    func address() async throws {
        let harness = TranscriptsHarness(try .transcripts("transcript-queued.json"))
        _ = try await harness.transcripts.job(TranscriptsHarness.id)
        _ = try await harness.transcripts.job("a/b?c")
        #expect(
            harness.calls == [
                "GET \(TranscriptsHarness.all)/transcript_abc123", "GET \(TranscriptsHarness.all)/a%2Fb%3Fc",
            ]
        )
        await #expect(throws: TranscriptionError.self) { try await harness.transcripts.job("..") }
        #expect(harness.calls.count == 2)
    }

    @Test(
        "Statuses: the documented words, and those in use elsewhere",
        arguments: [
            ("queued", .queued), ("completed", .completed), ("processing", .running), ("running", .running),
            ("in_progress", .running), ("failed", .failed), ("error", .failed), ("cancelled", .cancelled),
            ("canceled", .cancelled), (" Completed ", .completed), ("Diarizing", .unknown("Diarizing")),
            ("", .unknown("")),
        ] as [(String, JobStatus)]
    )
    func statuses(word: String, status: JobStatus) async throws {
        let harness = TranscriptsHarness(.json(#"{"id": "t", "status": "\#(word)"}"#))
        #expect(try await harness.transcripts.job("t").status == status)
    }

    @Test("Without a status a transcript just created is queued, and another unknown")
    func missingStatus() async throws {
        let harness = TranscriptsHarness(.json(#"{"id": "t"}"#))
        #expect(try await harness.transcripts.submit(TranscriptsHarness.request()).status == .queued)
        #expect(try await harness.transcripts.job("t").status == .unknown(""))
    }

    @Test("A completed transcript is a whole job")
    func completed() async throws {
        let job = try await job("transcript-completed.json")
        #expect(job.id == "transcript_abc123")
        #expect(job.provider == "transcripts")
        #expect(job.status == .completed)
        #expect(job.createdAt == Date(timeIntervalSince1970: 1_712_345_678))
        #expect(job.audioDuration == 142.3)
        #expect(job.model == "qwen3-asr")
        #expect(job.metadata == ["external_id": "call-55123"])
        #expect(job.clientReference == nil)
        #expect(try job.raw?.data == TranscriptsHarness.fixtures.data("transcript-completed.json"))
        #expect(
            job.transcript
                == Transcript(
                    text: "Thanks for calling Contoso, this is Alex. Hi, my number is [redacted].",
                    language: "en",
                    duration: 142.3,
                    segments: [
                        Segment(
                            start: 0,
                            end: 2.3,
                            text: "Thanks for calling Contoso, this is Alex.",
                            speaker: "0",
                            confidence: 0.94
                        ),
                        Segment(
                            start: 2.9,
                            end: 5,
                            text: "Hi, my number is [redacted].",
                            speaker: "1",
                            confidence: 0.91
                        ),
                    ],
                    words: [
                        Word(start: 0, end: 0.28, text: "Thanks", confidence: 0.98),
                        Word(start: 0.28, end: 0.4, text: "for", confidence: 0.99),
                    ],
                    speakers: [Speaker(label: "0"), Speaker(label: "1")],
                    redactions: [Redaction(kind: .health, start: 42.1, end: 44)]
                )
        )
    }

    @Test("What was not asked for is empty")
    func plain() async throws {
        let transcript = try await job("transcript-completed-plain.json").transcript
        #expect(transcript == Transcript(text: "Thanks for calling.", language: "en", duration: 3))
    }

    @Test("Unknown fields, missing ones and values of another kind cost nothing but themselves")
    func tolerance() async throws {
        let job = try await job("transcript-completed-tolerance.json")
        #expect(job.audioDuration == 3.5)
        #expect(job.metadata == ["count": "3", "flag": "true", "nested": #"{"a":1}"#])
        let transcript = try #require(job.transcript)
        #expect(transcript.text == "Second. First. untimed")
        #expect(
            transcript.segments == [
                Segment(start: 0, end: 1, text: "First."),
                Segment(start: 1, end: 1, text: "Second.", speaker: "agent"),
            ]
        )
        #expect(transcript.words == [])
        #expect(transcript.speakers == [Speaker(label: "agent")])
        #expect(transcript.redactions == [Redaction(kind: "address", start: 0, end: 0.5)])
    }

    @Test(
        "A failure is read where it may be told",
        arguments: ["transcript-failed.json", "transcript-failed-text.json"]
    )
    func failure(fixture: String) async throws {
        let job = try await job(fixture)
        #expect(job.status == .failed)
        #expect(job.failure?.message == "The audio could not be decoded.")
        #expect(job.failure?.providerCode == (fixture == "transcript-failed.json" ? "audio_unreadable" : nil))
    }

    @Test("The client reference is read back from the metadata")
    func clientReference() async throws {
        let job = try await job("transcript-queued.json")
        #expect(job.clientReference == "order-42")
        #expect(job.metadata == ["external_id": "call-55123"])
        let harness = TranscriptsHarness(try .transcripts("transcript-queued.json")) {
            $0.clientReferenceKey = "external_id"
        }
        #expect(try await harness.transcripts.job(TranscriptsHarness.id).clientReference == "call-55123")
    }

    @Test("The service's own form of a transcript has every field of the contract")
    func details() throws {
        let payload = RawPayload(try TranscriptsHarness.fixtures.data("transcript-completed.json"))
        let details = try TranscriptsTranscript(payload)
        #expect(details.id == "transcript_abc123")
        #expect(details.object == "transcript")
        #expect(details.status == "completed")
        #expect(details.created == Date(timeIntervalSince1970: 1_712_345_678))
        #expect(details.model == "qwen3-asr")
        #expect(details.language == "en")
        #expect(details.duration == 142.3)
        #expect(details.text?.hasPrefix("Thanks") == true)
        let utterance = try #require(details.utterances.last)
        #expect(utterance.speaker == "1")
        #expect(utterance.start == 2.9)
        #expect(utterance.end == 5)
        #expect(utterance.text == " Hi, my number is [redacted]. ")
        #expect(utterance.confidence == 0.91)
        let word = try #require(details.words.first)
        #expect(word.text == "Thanks")
        #expect(word.end == 0.28)
        #expect(word.confidence == 0.98)
        let redaction = try #require(details.redactions.first)
        #expect(redaction.entity == "phi")
        #expect(redaction.start == 42.1)
        #expect(redaction.end == 44)
        #expect(details.metadata == ["external_id": "call-55123"])
    }

    @Test(
        "An answer that is no transcript is an invalid response",
        arguments: ["", "{}", "[]", #"{"id": "a""#, "null"]
    )
    func invalid(body: String) async throws {
        let harness = TranscriptsHarness(.json(body))
        let error = await #expect(throws: TranscriptionError.self) { try await harness.transcripts.job("t") }
        #expect(error?.code == .invalidResponse)
        let create = await #expect(throws: TranscriptionError.self) {
            try await harness.transcripts.submit(TranscriptsHarness.request())
        }
        #expect(create?.code == .jobMayExist)
        #expect(create?.message.contains("with the idempotency key made-key") == true)
    }

    // MARK: Transcript

    @Test("The transcript of a completed job is that of the job")
    func transcript() async throws {
        let harness = TranscriptsHarness(try .transcripts("transcript-completed.json"))
        let transcript = try await harness.transcripts.transcript(TranscriptsHarness.id)
        #expect(try await harness.transcripts.job(TranscriptsHarness.id).transcript == transcript)
    }

    @Test(
        "A job that is not completed has no transcript",
        arguments: [
            ("transcript-queued.json", .invalidState), ("transcript-processing.json", .invalidState),
            ("transcript-unknown-status.json", .invalidState), ("transcript-failed.json", .providerFailure),
        ] as [(String, TranscriptionError.Code)]
    )
    func notCompleted(fixture: String, code: TranscriptionError.Code) async throws {
        let harness = TranscriptsHarness(try .transcripts(fixture))
        let error = await #expect(throws: TranscriptionError.self) {
            try await harness.transcripts.transcript(TranscriptsHarness.id)
        }
        #expect(error?.code == code)
        #expect(error?.job?.id != nil)
    }

    // MARK: Delete and cancel

    @Test("Deleting asks for nothing in return, and what is gone is deleted", arguments: [204, 200, 404])
    func delete(status: Int) async throws {
        let harness = TranscriptsHarness(.status(status))
        try await harness.transcripts.delete(TranscriptsHarness.id)
        #expect(harness.calls == ["DELETE \(TranscriptsHarness.all)/transcript_abc123"])
    }

    @Test("A transcript whose state does not allow deleting says so")
    func deleteTooEarly() async throws {
        let harness = TranscriptsHarness(try .transcripts("error-409-conflict.json"))
        let error = await #expect(throws: TranscriptionError.self) {
            try await harness.transcripts.delete(TranscriptsHarness.id)
        }
        #expect(error?.code == .invalidState)
        #expect(error?.providerCode == "transcript_processing")
    }

    @Test("A job cannot be ended, and no call is made")
    func cancel() async throws {
        let harness = TranscriptsHarness(try .transcripts("transcript-queued.json"))
        let error = await #expect(throws: TranscriptionError.self) {
            try await harness.transcripts.cancel(TranscriptsHarness.id)
        }
        #expect(error?.code == .unsupportedOperation)
        #expect(harness.calls == [])
        #expect(harness.transcripts.capabilities.support(for: .cancel) == .unsupported)
    }
}
