import Foundation
import StenoTestSupport
import Testing

@testable import StenoWhisper

/// What only multilingual models do, with one made up for the test: its weights are zero, so what it writes means nothing,
/// and every language is as likely as any other.
@Suite struct MultilingualTests {
    private func withWhisper(_ body: (Whisper) async throws -> Void) async throws {
        try await TemporaryDirectory.with { folder in
            let file = folder.appendingPathComponent("multilingual.bin")
            var model = SyntheticModel()
            model.vocabularySize = 51_865
            model.wordCount = 50_257
            model.audioState = 64
            model.textState = 64
            try model.build().bytes.write(to: file)
            let whisper = try await Whisper(model: .file(file))
            try await body(whisper)
            await whisper.shutDown()
        }
    }

    private func options(
        _ language: LanguageSelection,
        translation: Translation? = nil
    ) -> TranscriptionOptions {
        TranscriptionOptions(
            language: language,
            translation: translation,
            provider: .init(WhisperOptions(sampling: .greedy(bestOf: 1), temperatureIncrement: 0))
        )
    }

    private let clip = Audio.wav((0..<16_000).map { Float($0 % 50) / 100 })

    @Test func theLanguageIsDetectedWithItsProbability() async throws {
        try await withWhisper { whisper in
            #expect(whisper.modelInfo.isMultilingual)
            #expect(whisper.capabilities.languages?.count == 99)
            let transcript = try await whisper.transcribe(.data(clip, name: nil), options(.automatic))
            #expect(transcript.language.map { whisper.capabilities.languages?.contains($0) } == true)
            let confidence = try #require(transcript.languageConfidence)
            #expect((0.005...0.02).contains(confidence), "all languages are alike to this model")
        }
    }

    @Test func detectionKeepsToStrictLanguagesAndPrefersHints() async throws {
        try await withWhisper { whisper in
            for selection in [LanguageSelection.strict(["de", "fr"]), .hints(["de", "fr"])] {
                let transcript = try await whisper.transcribe(.data(clip, name: nil), options(selection))
                #expect(["de", "fr"].contains(transcript.language))
                #expect(transcript.languageConfidence != nil)
            }
        }
    }

    @Test func aNamedLanguageIsNotDetected() async throws {
        try await withWhisper { whisper in
            let transcript = try await whisper.transcribe(.data(clip, name: nil), options(.strict(["de-AT"])))
            #expect(transcript.language == "de")
            #expect(transcript.languageConfidence == nil)
        }
    }

    @Test func translationIsIntoEnglishOnly() async throws {
        try await withWhisper { whisper in
            let transcript = try await whisper.transcribe(
                .data(clip, name: nil),
                options(.strict(["de"]), translation: .oneWay(to: "en"))
            )
            #expect(transcript.language == "en")
            #expect(transcript.translations.map(\.language) == ["en"])
            #expect(transcript.translations.first?.text == transcript.text)
            let error = await #expect(throws: TranscriptionError.self) {
                try await whisper.submit(
                    .init(audio: .data(clip, name: nil), options: options(.automatic, translation: .oneWay(to: "fr")))
                )
            }
            #expect(error?.code == .unsupportedOption)
        }
    }
}
