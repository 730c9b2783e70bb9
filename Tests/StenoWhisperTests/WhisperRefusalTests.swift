import Foundation
import StenoDemoModel
import StenoTestSupport
import Testing

@testable import StenoWhisper

/// What the engine refuses, and how it says so.
@Suite struct WhisperRefusalTests {
    private func refusal(
        _ options: TranscriptionOptions,
        audio: AudioSource = .file(DemoModel.sample)
    ) async throws -> TranscriptionError {
        let whisper = try await Whisper.demo()
        return try #require(
            await #expect(throws: TranscriptionError.self) {
                try await whisper.submit(.init(audio: audio, options: options))
            }
        )
    }

    @Test func anEnglishModelRefusesOtherLanguagesAndTranslation() async throws {
        for options in [
            TranscriptionOptions(language: .strict(["de"])), .init(language: .hints(["en", "fr"])),
            .init(translation: .oneWay(to: "en")),
        ] {
            let error = try await refusal(options)
            #expect(error.code == .unsupportedOption)
            #expect(error.message.contains("whisper"))
        }
        let whisper = try await Whisper.demo()
        let regional = TranscriptionOptions(language: .strict(["en-US"]))
        #expect(try await whisper.transcribe(.file(DemoModel.sample), regional).text == sampleText)
        await whisper.shutDown()
    }

    @Test func speakersByVoiceAreRefusedOrReported() async throws {
        #expect(try await refusal(.init(diarization: .speakers())).message.contains("diarization"))
        let whisper = try await Whisper.demo()
        let options = TranscriptionOptions(diarization: .speakers(), unsupported: .bestEffort)
        let job = try await whisper.submit(.init(audio: .file(DemoModel.sample), options: options))
        #expect(job.warnings.map(\.option) == [.speakerDiarization])
        await whisper.shutDown()
    }

    @Test func anAddressIsRefused() async throws {
        let url = try #require(URL(string: "https://example.com/a.mp3"))
        let error = try await refusal(.init(unsupported: .bestEffort), audio: .url(url))
        #expect(error.code == .unsupportedOption)
    }

    @Test(arguments: [
        WhisperOptions(sampling: .beam(size: 0)), .init(sampling: .greedy(bestOf: 9)), .init(threads: 0),
        .init(temperature: -0.1), .init(temperature: .nan), .init(temperatureIncrement: 2),
        .init(entropyThreshold: .infinity),
        .init(voiceActivity: .init(model: URL(fileURLWithPath: "/x"), threshold: 2)),
        .init(voiceActivity: .init(model: URL(fileURLWithPath: "/x"), padding: -1)),
    ])
    func optionsOutOfRangeAreRefused(options: WhisperOptions) async throws {
        let error = try await refusal(.init(provider: .init(options)))
        #expect(error.code == .invalidRequest)
        #expect(error.message.hasPrefix("WhisperOptions."))
    }

    @Test func audioThatCannotBeReadFailsTheJob() async throws {
        let whisper = try await Whisper.demo()
        for (data, part) in [(Data("no audio at all, just words".utf8), "audio"), (Data(), "empty")] {
            let error = await #expect(throws: TranscriptionError.self) {
                try await whisper.transcribe(.data(data, name: "call.mp3"))
            }
            #expect(error?.code == .invalidAudio)
            #expect(error?.message.contains(part) == true, "\(String(describing: error))")
        }
        let missing = await #expect(throws: TranscriptionError.self) {
            try await whisper.transcribe(.file(URL(fileURLWithPath: "/nowhere/call.mp3")))
        }
        #expect(missing?.code == .invalidAudio)
        #expect(missing?.message.contains("call.mp3") == true)
        #expect(missing?.job?.status == .failed)
        await whisper.shutDown()
    }

    @Test func aRecordingThatBreaksOffKeepsWhatThereWas() async throws {
        let whisper = try await Whisper.demo()
        let cut = try Data(contentsOf: DemoModel.sample).prefix(44 + 2 * Audio.rate * 6)
        let error = await #expect(throws: TranscriptionError.self) {
            try await whisper.transcribe(.data(cut, name: "cut.wav"))
        }
        #expect(error?.code == .invalidAudio)
        #expect(error?.job?.transcript?.text.hasPrefix("This is Anna calling from Boston.") == true)
        let options = TranscriptionOptions(provider: .init(WhisperOptions(acceptsTruncatedAudio: true)))
        let job = try await whisper.submit(.init(audio: .data(cut, name: "cut.wav"), options: options))
        let text = try await TranscriptionClient(provider: whisper).resume(job.id).transcript().text
        #expect(text.hasPrefix("This is Anna calling from Boston."))
        #expect(try await whisper.job(job.id).warnings.count == 1)
        await whisper.shutDown()
    }

    @Test func jobsThatAreNotThereAreNotFound() async throws {
        let whisper = try await Whisper.demo()
        for call: () async throws -> Void in [
            { _ = try await whisper.job("none") }, { _ = try await whisper.transcript("none") },
            { try await whisper.cancel("none") }, { _ = try await whisper.updates(of: "none") },
            { _ = try whisper.segments(of: "none") },
        ] {
            let error = await #expect(throws: TranscriptionError.self) { try await call() }
            #expect(error?.code == .notFound)
        }
        try await whisper.delete("none")
    }

    @Test func aModelThatIsNotThereIsNotFound() async throws {
        let missing = await #expect(throws: TranscriptionError.self) {
            _ = try await Whisper(model: .file(URL(fileURLWithPath: "/nowhere/model.bin")))
        }
        #expect(missing?.code == .modelNotFound)
    }
}
