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
            (try .fixture("SpeechIsCheap/error-410-gone.txt", status: 410, contentType: "text/plain"), .notFound),
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
