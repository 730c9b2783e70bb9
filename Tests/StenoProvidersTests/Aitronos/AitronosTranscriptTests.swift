import Foundation
import StenoProviders
import StenoTestSupport
import Testing

@Suite("Aitronos: transcripts")
struct AitronosTranscriptTests {
    private static let missing = ScriptedTransport.Answer.json("{}", status: 404)

    private func answers(_ files: [String: ScriptedTransport.Answer]) -> ScriptedTransport {
        ScriptedTransport { sent in
            let path = sent.url.split(separator: "/").last.map(String.init) ?? ""
            return files[path] ?? Self.missing
        }
    }

    @Test("The job's text, with a segment for each sentence")
    func text() async throws {
        let transport = answers([
            aitronosJob.rawValue: try .fixture("Aitronos/transcription-completed.json"),
            "sentences": try .fixture("Aitronos/sentences.json"),
        ])
        let transcript = try await Aitronos.scripted(transport).transcript(aitronosJob)
        #expect(transcript.text == "Good morning. Shall we begin?")
        #expect(transcript.language == "en")
        #expect(transcript.duration == 12.5)
        #expect(
            transcript.segments == [
                Segment(start: 0.25, end: 1.75, text: "Good morning."),
                Segment(start: 2, end: 4.5, text: "Shall we begin?"),
            ]
        )
        #expect(endings(transport) == [aitronosJob.rawValue, "sentences"])
    }

    @Test("Without a text in the job: the plain text, in one line")
    func plainText() async throws {
        let transport = answers([
            aitronosJob.rawValue: try .fixture("Aitronos/transcription-completed-no-text.json"),
            "sentences": try .fixture("Aitronos/sentences.json"),
            "txt": try .fixture("Aitronos/subtitles-txt.txt", contentType: "text/plain"),
        ])
        let transcript = try await Aitronos.scripted(transport).transcript(aitronosJob)
        #expect(transcript.text == "Good morning. Shall we begin?")
        #expect(endings(transport) == [aitronosJob.rawValue, "sentences", "txt"])
    }

    @Test("Without either: the sentences, joined")
    func sentences() async throws {
        let transport = answers([
            aitronosJob.rawValue: try .fixture("Aitronos/transcription-completed-no-text.json"),
            "sentences": try .fixture("Aitronos/sentences-speakers.json"),
        ])
        let transcript = try await Aitronos.scripted(transport).transcript(aitronosJob)
        #expect(transcript.text == "Good morning. Shall we begin?")
        #expect(transcript.segments.map(\.speaker) == ["A", "1"])
        #expect(transcript.segments[1] == Segment(start: 2, end: 2, text: "Shall we begin?", speaker: "1"))
        #expect(transcript.speakers == [Speaker(label: "A"), Speaker(label: "1")])
    }

    @Test("A job without sentences still has its text")
    func noSentences() async throws {
        let transport = answers([aitronosJob.rawValue: try .fixture("Aitronos/transcription-completed.json")])
        let transcript = try await Aitronos.scripted(transport).transcript(aitronosJob)
        #expect(transcript.text == "Good morning. Shall we begin?")
        #expect(transcript.segments.isEmpty)
    }

    @Test("Subtitles the request asked for")
    func subtitles() async throws {
        let transport = answers([
            "transcribe": try .fixture("Aitronos/transcription-created.json"),
            aitronosJob.rawValue: try .fixture("Aitronos/transcription-completed.json"),
            "sentences": try .fixture("Aitronos/sentences.json"),
            "srt": try .fixture("Aitronos/subtitles-srt.txt", contentType: "text/plain"),
            "vtt": try .fixture("Aitronos/subtitles-vtt.txt", contentType: "text/vtt"),
        ])
        let provider = Aitronos.scripted(transport)
        let job = try await provider.submit(.meeting(.init(subtitles: [.srt, .vtt])))
        let transcript = try await provider.transcript(job.id)
        #expect(
            transcript.subtitles == [
                .srt: try aitronosFixtures.text("subtitles-srt.txt"),
                .vtt: try aitronosFixtures.text("subtitles-vtt.txt"),
            ]
        )
    }

    @Test(
        "A job that is not completed has none",
        arguments: [
            ("transcription-queued.json", TranscriptionError.Code.invalidState),
            ("transcription-processing.json", .invalidState), ("transcription-new-status.json", .invalidState),
            ("transcription-failed.json", .providerFailure), ("transcription-cancelled.json", .cancelled),
        ]
    )
    func notCompleted(fixture: String, code: TranscriptionError.Code) async throws {
        let transport = ScriptedTransport(try .fixture("Aitronos/\(fixture)"))
        let error = await #expect(throws: TranscriptionError.self) {
            try await Aitronos.scripted(transport).transcript(aitronosJob)
        }
        #expect(error?.code == code)
        #expect(error?.job?.id == aitronosJob)
        #expect(transport.sent.count == 1)
    }

    @Test("A failure to fetch the sentences is not hidden")
    func failingSentences() async throws {
        let transport = answers([
            aitronosJob.rawValue: try .fixture("Aitronos/transcription-completed.json"),
            "sentences": try .fixture("Aitronos/error-409-conflict.json", status: 409),
        ])
        let error = await #expect(throws: TranscriptionError.self) {
            try await Aitronos.scripted(transport).transcript(aitronosJob)
        }
        #expect(error?.code == .conflict)
    }
}
