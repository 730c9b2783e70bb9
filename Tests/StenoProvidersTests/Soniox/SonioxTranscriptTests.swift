import Foundation
import Steno
import StenoProviders
import StenoTestSupport
import Testing

@Suite("Soniox: fetching the transcript")
struct SonioxTranscriptTests {
    private static let get = "GET \(SonioxHarness.jobPath)"
    private static let transcript = "GET \(SonioxHarness.jobPath)/transcript"

    private func result(_ fixture: String) async throws -> SonioxResult {
        let harness = SonioxHarness([
            Self.get: [try .soniox("transcription-completed.json")], Self.transcript: [try .soniox(fixture)],
        ])
        return try await harness.soniox.result(SonioxHarness.jobID)
    }

    @Test("Tokens, payload, job and unified transcript")
    func everything() async throws {
        let result = try await result("transcript.json")
        #expect(result.tokens.id == SonioxHarness.jobID.rawValue)
        #expect(result.tokens.text == "Hello")
        #expect(
            result.tokens.tokens == [
                SonioxToken(text: "Hel", startMilliseconds: 10, endMilliseconds: 90, confidence: 0.95),
                SonioxToken(text: "lo", startMilliseconds: 110, endMilliseconds: 160, confidence: 0.98),
            ]
        )
        #expect(result.raw.data == (try SonioxHarness.fixtures.data("transcript.json")))
        #expect(result.job.status == .completed)
        #expect(result.transcript.text == "Hello")
        #expect(result.transcript.duration == 16.079)
        #expect(result.transcript.words == [Word(start: 0.01, end: 0.16, text: "Hello", confidence: 0.965)])
    }

    @Test("Every field of a token")
    func tokenFields() async throws {
        let tokens = try await result("transcript-one-way-translation.json").tokens.tokens
        let translation = try #require(tokens.first { $0.translationStatus == .translation })
        #expect(translation.text == "Bon")
        #expect(translation.startMilliseconds == nil && translation.endMilliseconds == nil)
        #expect(translation.speaker == "1")
        #expect(translation.language == "fr")
        #expect(translation.sourceLanguage == "en")
        #expect(tokens.first?.translationStatus == .original)
        let events = try await result("transcript-audio-event.json").tokens.tokens
        #expect(events.map(\.isAudioEvent) == [false, true, false])
    }

    @Test("Optional members that are null are absent, and a confidence of 1 is a whole number")
    func nulls() async throws {
        let tokens = try await result("transcript-nulls.json").tokens.tokens
        #expect(tokens.allSatisfy { $0.speaker == nil && $0.language == nil && $0.isAudioEvent == nil })
        #expect(tokens.allSatisfy { $0.translationStatus == nil })
        #expect(tokens[3].confidence == 1)
    }

    @Test("Members in any order, new ones, and values of other types break nothing")
    func newer() async throws {
        let token = try #require(try await result("transcript-new-fields.json").tokens.tokens.first)
        #expect(
            token
                == SonioxToken(
                    text: "Hi",
                    startMilliseconds: 10,
                    endMilliseconds: 90,
                    speaker: "1",
                    translationStatus: "machine",
                    isFinal: true
                )
        )
    }

    @Test("Silence has an empty transcript")
    func empty() async throws {
        let transcript = try await result("transcript-empty.json").transcript
        #expect(transcript == Transcript(text: "", duration: 16.079))
    }

    @Test(
        "A body without a text is not a transcript",
        arguments: ["{}", "[]", #"{"tokens":{}}"#, #"{"tokens":[{"#, ""]
    )
    func noTranscript(body: String) async throws {
        let harness = SonioxHarness([
            Self.get: [try .soniox("transcription-completed.json")], Self.transcript: [.json(body)],
        ])
        let error = await failure { try await harness.soniox.transcript(SonioxHarness.jobID) }
        #expect(error?.code == .invalidResponse)
    }

    @Test("The moment after completion in which there is no transcript yet is waited for")
    func raced() async throws {
        let notReady = try ScriptedTransport.Answer.soniox("error-409-transcript-not-ready.json")
        let harness = SonioxHarness([
            Self.get: [try .soniox("transcription-completed.json")],
            Self.transcript: [notReady, notReady, try .soniox("transcript.json")],
        ])
        #expect(try await harness.soniox.transcript(SonioxHarness.jobID).text == "Hello")
        #expect(harness.clock.pauses == [.milliseconds(250), .milliseconds(500)])
    }

    @Test("That wait ends, and may be begun again")
    func racedForever() async throws {
        let harness = SonioxHarness([
            Self.get: [try .soniox("transcription-completed.json")],
            Self.transcript: [try .soniox("error-409-transcript-not-ready.json")],
        ])
        let error = try #require(await failure { try await harness.soniox.transcript(SonioxHarness.jobID) })
        #expect(error.code == .invalidState)
        #expect(error.isRetryable)
        #expect(error.job?.status == .completed)
        #expect(harness.calls.count == 6)
        #expect(harness.clock.pauses.reduce(.zero, +) < .seconds(4))
    }

    @Test("A job that has not ended has no transcript, and is not asked for one")
    func notEnded() async throws {
        for fixture in ["transcription-queued.json", "transcription-processing.json", "transcription-new-status.json"] {
            let harness = SonioxHarness([Self.get: [try .soniox(fixture)]])
            let error = await failure { try await harness.soniox.transcript(SonioxHarness.jobID) }
            #expect(error?.code == .invalidState)
            #expect(error?.job?.id == SonioxHarness.jobID)
            #expect(harness.calls == [Self.get])
        }
    }

    @Test("A failed job throws its own failure")
    func failed() async throws {
        let harness = SonioxHarness([Self.get: [try .soniox("transcription-error.json")]])
        let error = await failure { try await harness.soniox.transcript(SonioxHarness.jobID) }
        #expect(error?.code == .invalidAudio)
        #expect(error?.providerCode == "invalid_audio_file")
    }

    @Test("From audio in memory to the transcript, by the client")
    func fromEndToEnd() async throws {
        let harness = SonioxHarness([
            "POST /v1/files": [try .soniox("file.json", status: 201)],
            "POST /v1/transcriptions": [try .soniox("transcription-queued-file.json", status: 201)],
            Self.get: [
                try .soniox("transcription-processing-file.json"), try .soniox("transcription-completed-file.json"),
            ],
            Self.transcript: [try .soniox("transcript.json")],
            "DELETE \(SonioxHarness.jobPath)": [.gone], "DELETE \(SonioxHarness.filePath)": [.gone],
        ]) { $0.cleanup = .everything }
        let client = TranscriptionClient(provider: harness.soniox, clock: HurriedClock())
        let transcript = try await client.transcribe(.init(audio: SonioxHarness.audio))
        #expect(transcript.text == "Hello")
        #expect(
            harness.calls == [
                "POST /v1/files", "POST /v1/transcriptions", Self.get, Self.get, Self.get, Self.transcript,
                "DELETE \(SonioxHarness.jobPath)", "DELETE \(SonioxHarness.filePath)",
            ]
        )
    }
}
