import Foundation
import StenoDemoModel
import StenoTestSupport
import Testing

@testable import StenoWhisper

/// Voice activity detection with the Silero model that the set-up unpacks.
@Suite(.enabled(if: FileManager.default.fileExists(atPath: VoiceActivityModelFileTests.silero.path)))
struct VoiceActivityTests {
    private let activity = VoiceActivity(model: VoiceActivityModelFileTests.silero)

    /// Noise as of a quiet room, in which nobody speaks.
    private func room(_ seconds: Double) -> [Float] {
        var generator = SeededGenerator(seed: 3)
        return (0..<Int(seconds * Double(Audio.rate))).map { _ in Float.random(in: -0.002...0.002, using: &generator) }
    }

    @Test func realSpeechIsFoundAndTheRoomIsNot() throws {
        let detector = try SpeechDetector(activity, threads: 1)
        let recording = VoiceActivityModelFileTests.silero.deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "samples/jfk.wav")
        let bytes = try Data(contentsOf: recording).dropFirst(44)
        let speech = stride(from: bytes.startIndex, to: bytes.endIndex - 1, by: 2).map {
            Float(Int16(littleEndian: Int16(bytes[$0]) | Int16(bytes[$0 + 1]) << 8)) / 32_768
        }
        let found = try detector.speech(in: room(5) + speech + room(5))
        #expect(try detector.speech(in: room(10)).isEmpty)
        let first = try #require(found.first)
        let last = try #require(found.last)
        #expect(abs(Double(first.lowerBound) / Double(Audio.rate) - 5.3) < 0.5)
        #expect(Double(last.upperBound) / Double(Audio.rate) < 16.8)
        #expect(found.map(\.count).reduce(0, +) > speech.count / 2)
    }

    @Test func timesAreThoseOfTheWholeRecording() async throws {
        let whisper = try await Whisper.demo()
        let sample = try Audio.sample()
        let recording = Audio.wav(room(20) + sample + room(40) + sample + room(10))
        let options = TranscriptionOptions(
            wordTiming: true,
            provider: .init(WhisperOptions(voiceActivity: activity))
        )
        let transcript = try await whisper.transcribe(.data(recording, name: nil), options)
        #expect(wordErrors(sampleText + " " + sampleText, transcript.text) <= 4, "\(transcript.text)")
        let starts = transcript.segments.filter { $0.text.hasPrefix("This is Anna") }.map(\.start)
        try #require(starts.count == 2)
        #expect(abs(starts[0] - 20.1) < 0.6)
        #expect(abs(starts[1] - 71.8) < 0.6)
        let spoken = [20.0...32.5, 71.0...84.5]
        #expect(transcript.words.allSatisfy { word in spoken.contains { $0.contains(word.start) } })
        await whisper.shutDown()
    }

    @Test func aRoomWithoutSpeechIsAnEmptyTranscript() async throws {
        let whisper = try await Whisper.demo()
        let options = TranscriptionOptions(provider: .init(WhisperOptions(voiceActivity: activity)))
        #expect(try await whisper.transcribe(.data(Audio.wav(room(45)), name: nil), options).text.isEmpty)
        await whisper.shutDown()
    }

    @Test func aMissingOrDamagedDetectorFailsTheJob() async throws {
        let whisper = try await Whisper.demo()
        for (model, code) in [
            (URL(fileURLWithPath: "/nowhere/silero.bin"), TranscriptionError.Code.modelNotFound),
            (DemoModel.file, .invalidModel),
        ] {
            let options = TranscriptionOptions(provider: .init(WhisperOptions(voiceActivity: .init(model: model))))
            let error = await #expect(throws: TranscriptionError.self) {
                try await whisper.transcribe(.file(DemoModel.sample), options)
            }
            #expect(error?.code == code)
        }
        await whisper.shutDown()
    }
}
