import Foundation
import HTTPTypes
import StenoProviders
import StenoTestSupport
import Testing

@Suite("SpeechIsCheap: reading jobs")
struct SpeechIsCheapJobTests {
    private func job(_ fixture: String) async throws -> TranscriptionJob {
        let transport = ScriptedTransport(try .fixture("SpeechIsCheap/\(fixture)"))
        return try await SpeechIsCheap.scripted(transport).job(speechIsCheapJob)
    }

    @Test(
        "Statuses",
        arguments: [
            ("job-pending.json", JobStatus.queued), ("webhook-completed.json", .completed),
            ("job-failed.json", .failed), ("job-canceled.json", .cancelled), ("webhook-canceled.json", .cancelled),
            ("job-unknown.json", .unknown("UNKNOWN")), ("job-completed-new-fields.json", .completed),
            ("job-completed-as-failure.json", .failed),
        ]
    )
    func statuses(fixture: String, status: JobStatus) async throws {
        let job = try await job(fixture)
        #expect(job.status == status)
        #expect(job.id == speechIsCheapJob)
        #expect((job.transcript != nil) == (status == .completed))
        #expect(job.raw?.data == (try speechIsCheapFixtures.data(fixture)))
    }

    @Test("Reading sends no key, and no slash at the end")
    func call() async throws {
        let transport = ScriptedTransport(try .fixture("SpeechIsCheap/job-pending.json"))
        _ = try await SpeechIsCheap.scripted(transport) { $0.baseURL = "https://api.speechischeap.com/v2/" }
            .job("a/b-sic")
        #expect(transport.sent[0].url == "https://api.speechischeap.com/v2/jobs/a%2Fb-sic")
        #expect(transport.sent[0].request.headerFields[.authorization] == nil)
        #expect(!transport.sent[0].request.headerFields.contains { $0.value.contains("secret-key") })
    }

    @Test(
        "Why a job failed, where it is told",
        arguments: [
            ("webhook-failed.json", "Some error message"), ("job-failed-reason.json", "Some error message"),
            ("job-completed-as-failure.json", "Audio could not be decoded"),
            ("job-failed.json", "speechischeap gave no reason; it tells it to the job's webhook only."),
        ]
    )
    func failures(fixture: String, message: String) async throws {
        #expect(try await job(fixture).failure == JobFailure(code: .providerFailure, message: message))
    }

    @Test("The reference's completed job")
    func completed() async throws {
        let job = try await job("webhook-completed.json")
        let transcript = try #require(job.transcript)
        #expect(transcript.text == "This is an example of some transcribed text output.")
        #expect(transcript.language == "en")
        #expect(abs((transcript.languageConfidence ?? 0) - 0.9995) < 1e-9)
        #expect(transcript.duration == nil)
        #expect(transcript.words.isEmpty)
        #expect(
            transcript.segments == [
                Segment(start: 1.234, end: 12.345, text: transcript.text, language: "en", confidence: 0.987)
            ]
        )
        let segment = try #require(try SpeechIsCheapOutput(of: job).segments?.first)
        #expect(segment.id == 1)
        #expect(segment.language == "en (99.95%)")
        #expect(segment.processingDuration == 0.321)
        #expect(segment.seek == 1234.5)
        #expect(segment.words == nil)
    }

    @Test("Speakers, words and sounds")
    func addOns() async throws {
        let job = try await job("job-completed-add-ons.json")
        let transcript = try #require(job.transcript)
        #expect(job.audioDuration == 10.25)
        #expect(transcript.duration == 10.25)
        #expect(transcript.text == "hi there bonjour welcome back")
        #expect(transcript.segments.map(\.speaker) == [nil, "A", "B", "A"])
        #expect(transcript.segments.map(\.sound) == ["music", nil, nil, nil])
        #expect(transcript.segments.map(\.language) == [nil, "en", "fr", "en"])
        #expect(transcript.segments.map(\.confidence) == [0.8, 0.9, 0.9, 0.9])
        #expect(transcript.speakers == [Speaker(label: "A"), Speaker(label: "B")])
        #expect(
            transcript.words == [
                Word(start: 2.345, end: 2.567, text: "hi", speaker: "A"),
                Word(start: 2.6, end: 2.6, text: "there", speaker: "A"),
                Word(start: 4.6, end: 5.4, text: "bonjour", speaker: "B"),
                Word(start: 5.6, end: 6, text: "welcome", speaker: "A"),
                Word(start: 6, end: 6.5, text: "back", speaker: "A"),
            ]
        )
        #expect(transcript.language == "en")
        let output = try SpeechIsCheapOutput(of: job)
        #expect(output.segments?.map(\.label) == ["music", "speech", "speech", "speech"])
        #expect(output.segments?.first?.speakerID == "")
        #expect(output.segments?.first?.words == [])
        #expect(output.segments?[1].words?.first?.text == "hi")
    }

    @Test("The request as the service repeats it")
    func echo() async throws {
        let request = try #require(try SpeechIsCheapOutput(of: try await job("job-completed-private.json")).request)
        #expect(request.inputURL == "https://speechischeap.com/redacted")
        #expect(request.isPrivate == true)
        #expect(request.labelsAudio == true)
        #expect(request.parsesSpeakers == true)
        #expect(request.parsesWords == true)
        #expect(request.streamsOutput == false)
        #expect(request.isSplitChannel == false)
        #expect(request.language == "en")
        #expect(request.minimumConfidence == 0.5)
        #expect(request.segmentDuration == 30)
        #expect(request.outputFormat == "")
        #expect(request.hotwords == "AI")
        #expect(request.prompt == "A talk.")
        #expect(request.userAgent == "Steno/1")
        #expect(request.webhookURL == "")
        let old = try SpeechIsCheapOutput(of: try await job("job-completed-old-echo.json")).request
        #expect(old?.inputURL == "https://example.com/audio-file.mp3")
        #expect(old?.language == nil)
    }

    @Test("Members that are new are kept, and odd types do not lose the job")
    func newFields() async throws {
        let job = try await job("job-completed-new-fields.json")
        let output = try SpeechIsCheapOutput(of: job)
        #expect(output.duration == nil)
        #expect(output.other["cost"] == .object(["usd": .number(0.01)]))
        #expect(output.request?.other["model"] == .string("new"))
        #expect(output.segments?.first?.other["temperature"] == .number(0.1))
        #expect(output.segments?.first?.words?.first?.other["confidence"] == .number(0.5))
        #expect(job.transcript?.words.map(\.text) == ["This"])
    }

    @Test("A job all of whose segments were left out")
    func empty() async throws {
        let job = try await job("job-completed-empty.json")
        #expect(job.status == .completed)
        #expect(job.transcript == Transcript(text: "", duration: 7))
    }

    @Test("A payload that is none")
    func noPayload() {
        let job = TranscriptionJob(id: "a", provider: "speechischeap", status: .queued)
        let error = #expect(throws: TranscriptionError.self) { try SpeechIsCheapOutput(of: job) }
        #expect(error?.code == .invalidResponse)
    }

    @Test("Errors of reading")
    func errors() async throws {
        let cases: [(ScriptedTransport.Answer, TranscriptionError.Code)] = [
            (try .fixture("SpeechIsCheap/error-404-not-found.txt", status: 404, contentType: "text/plain"), .notFound),
            (try .fixture("SpeechIsCheap/error-410-gone.txt", status: 410, contentType: "text/plain"), .invalidRequest),
            (
                try .fixture("SpeechIsCheap/error-502-proxy.html", status: 502, contentType: "text/html"),
                .providerFailure
            ),
            (.json(#"{"id": "a", "status"#), .invalidResponse),
        ]
        for (answer, code) in cases {
            let error = await #expect(throws: TranscriptionError.self) {
                try await SpeechIsCheap.scripted(ScriptedTransport(answer)).job(speechIsCheapJob)
            }
            #expect(error?.code == code)
        }
    }
}

@Suite("SpeechIsCheap: transcripts and subtitles")
struct SpeechIsCheapTranscriptTests {
    private func srt() throws -> ScriptedTransport.Answer {
        try .fixture("SpeechIsCheap/subtitles-srt.txt", contentType: "text/plain")
    }

    @Test(
        "A job that is not completed has no transcript and no subtitles",
        arguments: [
            ("job-pending.json", TranscriptionError.Code.invalidState), ("job-unknown.json", .invalidState),
            ("job-failed-reason.json", .providerFailure), ("job-canceled.json", .cancelled),
        ]
    )
    func notCompleted(fixture: String, code: TranscriptionError.Code) async throws {
        let transport = ScriptedTransport(try .fixture("SpeechIsCheap/\(fixture)"))
        let provider = SpeechIsCheap.scripted(transport)
        let transcript = await #expect(throws: TranscriptionError.self) {
            try await provider.transcript(speechIsCheapJob)
        }
        let subtitles = await #expect(throws: TranscriptionError.self) {
            try await provider.subtitles(of: speechIsCheapJob, as: .srt)
        }
        #expect(transcript?.code == code)
        #expect(subtitles?.code == code)
        #expect(subtitles?.job?.id == speechIsCheapJob)
    }

    @Test("Subtitles", arguments: [SubtitleFormat.srt, .vtt, .webvtt])
    func subtitles(format: SubtitleFormat) async throws {
        let file = format == .srt ? "subtitles-srt.txt" : "subtitles-vtt.txt"
        let transport = ScriptedTransport(try .fixture("SpeechIsCheap/\(file)", contentType: "text/plain"))
        let text = try await SpeechIsCheap.scripted(transport).subtitles(of: speechIsCheapJob, as: format)
        #expect(text == (try speechIsCheapFixtures.text(file)))
        #expect(
            transport.sent[0].url
                == "https://api.speechischeap.com/v2/jobs/\(speechIsCheapJob)?output_format=\(format)"
        )
        #expect(transport.sent[0].request.headerFields[.authorization] == nil)
    }

    @Test("A format the service does not have")
    func format() async throws {
        let transport = ScriptedTransport()
        let error = await #expect(throws: TranscriptionError.self) {
            try await SpeechIsCheap.scripted(transport).subtitles(of: speechIsCheapJob, as: "txt")
        }
        #expect(error?.code == .unsupportedOption)
        #expect(transport.sent.isEmpty)
    }

    @Test("Subtitles the request asked for come with the transcript")
    func asked() async throws {
        let transport = ScriptedTransport { sent in
            if sent.request.method == .post { return try .fixture("SpeechIsCheap/job-pending.json", status: 202) }
            if sent.url.hasSuffix("output_format=srt") {
                return try .fixture("SpeechIsCheap/subtitles-srt.txt", contentType: "text/plain")
            }
            if sent.url.hasSuffix("output_format=vtt") {
                return try .fixture("SpeechIsCheap/subtitles-vtt.txt", contentType: "text/plain")
            }
            return try .fixture("SpeechIsCheap/webhook-completed.json")
        }
        let provider = SpeechIsCheap.scripted(transport)
        let created = try await provider.submit(.audioFile(.init(subtitles: [.srt, .vtt])))
        #expect(transport.sent[0].text.contains("output_format") == false)
        let job = try await provider.job(created.id)
        #expect(job.status == .completed)
        #expect(job.transcript == nil)
        let transcript = try await provider.transcript(created.id)
        #expect(transcript.text == "This is an example of some transcribed text output.")
        #expect(
            transcript.subtitles == [
                .srt: try speechIsCheapFixtures.text("subtitles-srt.txt"),
                .vtt: try speechIsCheapFixtures.text("subtitles-vtt.txt"),
            ]
        )
    }

    @Test("A job of another program tells the format it was created with")
    func told() async throws {
        let transport = ScriptedTransport(try .fixture("SpeechIsCheap/job-completed-subtitles.json"), try srt())
        let transcript = try await SpeechIsCheap.scripted(transport).transcript(speechIsCheapJob)
        #expect(transcript.subtitles == [.srt: try speechIsCheapFixtures.text("subtitles-srt.txt")])
    }

    @Test("A job answered in its output format is asked for as JSON")
    func answeredAsText() async throws {
        let transport = ScriptedTransport(try srt(), try .fixture("SpeechIsCheap/webhook-completed.json"))
        let job = try await SpeechIsCheap.scripted(transport).job(speechIsCheapJob)
        #expect(job.status == .completed)
        #expect(transport.sent[1].url.hasSuffix("?output_format=json"))
    }
}

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
