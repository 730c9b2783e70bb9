import Foundation
import Steno
import Testing

@testable import StenoCommandLine

@Suite struct FileResultTests {
    private func segment(_ text: String, _ start: Double, _ language: String? = nil) -> Segment {
        Segment(start: start, end: start + 1, text: text, language: language)
    }

    @Test func showsTheTranslationInPlaceOfWhatWasSpoken() {
        let transcript = Transcript(
            text: "Guten Tag.",
            language: "de",
            segments: [segment("Guten Tag.", 0, "de")],
            words: [Word(start: 0, end: 1, text: "Guten")],
            translations: [TranslatedText(language: "en", text: "Good day.", segments: [segment("Good day.", 0)])]
        )
        #expect(transcript.translated.text == "Good day.")
        #expect(transcript.translated.language == "en")
        #expect(transcript.translated.segments == [segment("Good day.", 0)])
        #expect(transcript.translated.words.isEmpty)
    }

    @Test func keepsWhatNeededNoTranslation() {
        let transcript = Transcript(
            text: "Guten Tag. Hello. Auf Wiedersehen.",
            segments: [
                segment("Guten Tag.", 0, "de"), segment("Hello.", 1, "en"), segment("Auf Wiedersehen.", 2, "de"),
            ],
            translations: [
                TranslatedText(
                    language: "en",
                    text: "Good day. Goodbye.",
                    segments: [segment("Good day.", 0), segment("Goodbye.", 2)]
                )
            ]
        )
        #expect(transcript.translated.text == "Good day. Hello. Goodbye.")
        #expect(transcript.translated.segments.map(\.start) == [0, 1, 2])
    }

    @Test func showsWhatWasSpokenWhereThereIsNoTranslation() {
        let transcript = Transcript(text: "Hello.", segments: [segment("Hello.", 0, "en")])
        #expect(transcript.translated == transcript)
    }

    @Test(arguments: [
        (JobStatus.queued, true), (.running, true), (.completed, true), (.unknown("paused"), true), (.failed, false),
        (.cancelled, false),
    ])
    func takesUpOnlyJobsThatCanComeToSomething(status: JobStatus, canComeBack: Bool) {
        let job = RemoteJob(provider: "soniox", id: "7f 3c", status: status)
        #expect(job.comeback == (canComeBack ? "steno jobs wait --provider soniox '7f 3c'" : nil))
    }
}
