import Foundation
import HTTPTypes
import StenoProviders
import StenoTestSupport
import Testing

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
