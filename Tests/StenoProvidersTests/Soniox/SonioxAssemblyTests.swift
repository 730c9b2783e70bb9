import Foundation
import Steno
import StenoTestSupport
import Testing

@testable import StenoProviders

@Suite("Soniox: tokens to words, segments and turns")
struct SonioxAssemblyTests {
    private func transcript(_ fixture: String) throws -> SonioxTranscript {
        try JSONReader.read(SonioxTranscript.self, from: SonioxHarness.fixtures.data(fixture))
    }

    private func transcript(_ tokens: SonioxToken...) -> SonioxTranscript {
        SonioxTranscript(text: tokens.map(\.text).joined(), tokens: tokens)
    }

    private func token(_ text: String, _ start: Int, _ speaker: String? = nil, _ language: String? = nil) -> SonioxToken
    {
        SonioxToken(
            text: text,
            startMilliseconds: start,
            endMilliseconds: start + 60,
            speaker: speaker,
            language: language
        )
    }

    // MARK: Words

    @Test("Words begin with white space; pieces and punctuation are glued to them")
    func words() throws {
        let words = try transcript("transcript-nulls.json").words
        #expect(words.map(\.text) == ["This", "is", "measured,"])
        #expect(words[2].start == 12.45)
        #expect(words[2].end == 12.96)
        let confidence = try #require(words[2].confidence)
        #expect(abs(confidence - (0.999969482421875 + 1 + 0.9998378753662109 + 0.7767519354820251) / 4) < 1e-9)
    }

    @Test("White space alone ends a word, and is none itself")
    func whiteSpace() {
        let words = transcript(
            token("a", 0),
            token(" ", 70),
            token("b", 140),
            token("\n", 200),
            token("c ", 300),
            token("d", 400)
        )
        .words
        #expect(words.map(\.text) == ["a", "b", "c", "d"])
    }

    @Test("A word of one token keeps its short time; one without times follows the word before")
    func times() {
        let words = transcript(
            token("a", 0),
            SonioxToken(text: " b"),
            SonioxToken(text: " c", startMilliseconds: nil, endMilliseconds: 500),
            SonioxToken(text: " d", startMilliseconds: 700, endMilliseconds: 600)
        ).words
        #expect(words.map(\.start) == [0, 0.06, 0.5, 0.7])
        #expect(words.map(\.end) == [0.06, 0.06, 0.5, 0.7])
        #expect(words.allSatisfy { $0.confidence == nil })
    }

    @Test("The start of a word is that of its first piece that has one")
    func lateStart() {
        let words = transcript(SonioxToken(text: " un"), token("do", 500)).words
        #expect(words == [Word(start: 0.5, end: 0.56, text: "undo")])
    }

    @Test("Scripts without spaces have a word for each token, with its punctuation")
    func unspaced() throws {
        let transcript = try transcript("transcript-unspaced.json")
        #expect(transcript.words.map(\.text) == ["今天", "天气", "很好。", "谢", "谢。"])
        #expect(transcript.segments().map(\.text) == ["今天天气很好。", "谢谢。"])
    }

    @Test("A Thai vowel sign never begins a word")
    func combining() {
        #expect(transcript(token("ก", 0), token("ิน", 100), token("ข้าว", 200)).words.map(\.text) == ["กิน", "ข้าว"])
    }

    @Test("Words come in order of start, whatever the order of the tokens")
    func order() {
        let transcript = transcript(token("a", 500, "1"), token(" b", 100, "2"), token(" c", 700, "1"))
        #expect(transcript.words.map(\.text) == ["b", "a", "c"])
        #expect(transcript.turns.map(\.text) == ["b", "a", "c"])
        #expect(transcript.turns.map(\.speaker) == ["2", "1", "1"])
    }

    @Test("Times out of all reason are reckoned with as far as that is possible")
    func extremes() {
        let text = transcript(
            SonioxToken(text: "a", startMilliseconds: .min, endMilliseconds: .max),
            SonioxToken(text: " b", startMilliseconds: .max, endMilliseconds: .min),
            SonioxToken(text: " c", startMilliseconds: -5, endMilliseconds: -1),
            SonioxToken(text: " d", startMilliseconds: .max, translationStatus: .original),
            SonioxToken(text: " e", language: "fr", translationStatus: .translation)
        ).transcript()
        #expect(text.words.map(\.text) == ["a", "c", "b", "d"])
        #expect(text.words.map(\.start) == [0, 0, 1e9, 1e9])
        #expect(text.segments.allSatisfy { $0.end >= $0.start })
        #expect(text.translations.first?.segments.first?.start == 0)
    }

    // MARK: Speakers

    @Test("White space and punctuation of another speaker open no turn; words without one stand alone")
    func speakers() throws {
        let transcript = try transcript("transcript-speakers.json")
        #expect(transcript.words.map(\.text) == ["Good", "morning.", "How", "are you?", "I'm", "fine."])
        #expect(transcript.words.map(\.speaker) == ["2", "2", "2", "2", "1", "1"])
        #expect(transcript.turns.map(\.text) == ["Good morning. How are you?", "I'm fine."])
        #expect(transcript.turns.map(\.speaker) == ["2", "1"])
        #expect(transcript.turns.map(\.start) == [0.1, 1.5])
        #expect(transcript.turns.map(\.end) == [0.7, 1.8])
        #expect(transcript.speakers == [Speaker(label: "2"), Speaker(label: "1")])
        #expect(transcript.segments().map(\.text) == ["Good morning.", "How are you?", "I'm fine."])
    }

    @Test("A change of speaker inside a word divides it, where there are letters on both sides")
    func speakerInside() {
        #expect(transcript(token("yes", 0, "1"), token("no", 100, "2")).words.map(\.text) == ["yes", "no"])
        let opening = transcript(token(" ¿", 0, "1"), token("Qué", 100, "2")).words
        #expect(opening.map(\.text) == ["¿Qué"])
        #expect(opening.map(\.speaker) == ["2"])
        let unknown = transcript(token(" un", 0), token("do", 100, "2")).words
        #expect(unknown.map(\.speaker) == ["2"])
    }

    @Test("A word whose speaker is not told has none")
    func noSpeaker() {
        let turns = transcript(token("a", 0, "1"), token(" b", 100), token(" c", 200, "1")).turns
        #expect(turns.map(\.speaker) == ["1", nil, "1"])
    }

    // MARK: Segments

    @Test("Segments end with sentences, with speakers and in pauses")
    func segments() {
        let text = transcript(
            token("Dr.", 0),
            token(" Amadi", 100),
            token(" is", 200),
            token(" here.", 300),
            token(" Approx.", 400),
            token(" ten", 500),
            token(" late", 5000)
        )
        #expect(text.segments().map(\.text) == ["Dr. Amadi is here.", "Approx. ten", "late"])
        #expect(
            text.segments(.init(endsWithSentences: false)).map(\.text) == ["Dr. Amadi is here. Approx. ten", "late"]
        )
        #expect(text.segments(.init(pause: nil)).map(\.text) == ["Dr. Amadi is here.", "Approx. ten late"])
        #expect(text.turns.map(\.text) == ["Dr. Amadi is here. Approx. ten late"])
    }

    @Test("A change of language begins a segment, and the language most spoken is the transcript's")
    func languages() throws {
        let text = try transcript("transcript-languages.json")
        #expect(text.turns.map(\.language) == ["en", "fr"])
        #expect(text.turns.map(\.text) == ["Hello there.", "Bonjour."])
        #expect(text.language == "en")
        #expect(try transcript("transcript.json").language == nil)
    }

    @Test("A sound stands alone and is no word")
    func sounds() throws {
        let text = try transcript("transcript-audio-event.json")
        #expect(text.words.map(\.text) == ["Hello", "again"])
        #expect(text.segments().map(\.sound) == [nil, "laughter", nil])
        #expect(text.segments().map(\.text) == ["Hello", "laughter", "again"])
        #expect(text.transcript().text == "Hello laughter again")
    }

    @Test("No text is lost: the segments hold what the tokens do", arguments: 0..<50)
    func nothingLost(seed: Int) {
        var generator = SeededGenerator(seed: UInt64(seed))
        let pieces = ["a", " b", "c.", " D", " ", "\n", "!", " ¿", "你", "好", "。", "กิ", "น", "", "é", " \u{301}x"]
        var time = 0
        let tokens = (0..<200).map { _ in
            time += Int.random(in: 0..<400, using: &generator)
            return SonioxToken(
                text: pieces.randomElement(using: &generator) ?? "",
                startMilliseconds: Bool.random(using: &generator) ? time : nil,
                endMilliseconds: Bool.random(using: &generator) ? time + 60 : nil,
                speaker: ["1", "2", nil].randomElement(using: &generator) ?? nil,
                language: ["en", "zh", nil].randomElement(using: &generator) ?? nil
            )
        }
        let transcript = SonioxTranscript(text: tokens.map(\.text).joined(), tokens: tokens)
        func letters(_ text: String) -> [Unicode.Scalar] {
            text.unicodeScalars.filter { !$0.properties.isWhitespace }.sorted()
        }
        let all = letters(transcript.text)
        #expect(letters(transcript.words.map(\.text).joined()) == all)
        #expect(letters(transcript.segments().map(\.text).joined()) == all)
        #expect(letters(transcript.turns.map(\.text).joined()) == all)
        for segment in transcript.segments() {
            #expect(segment.end >= segment.start)
            #expect(segment.text == segment.text.trimmingCharacters(in: .whitespacesAndNewlines))
            #expect(!segment.text.isEmpty)
        }
        #expect(zip(transcript.words, transcript.words.dropFirst()).allSatisfy { $0.start <= $1.start })
        #expect(transcript.words.allSatisfy { $0.end >= $0.start && !$0.text.isEmpty })
    }

    // MARK: Translations

    @Test("A translation stands apart, with the times of the speech before it, of its speaker")
    func oneWay() throws {
        let text = try transcript("transcript-one-way-translation.json").transcript()
        #expect(text.text == "Good morning. Thank you.")
        #expect(text.language == "en")
        #expect(text.words.map(\.text) == ["Good", "morning.", "Thank", "you."])
        #expect(
            text.translations == [
                TranslatedText(
                    language: "fr",
                    text: "Bonjour. Merci.",
                    segments: [
                        Segment(start: 0.1, end: 0.31, text: "Bonjour.", speaker: "1", language: "fr"),
                        Segment(start: 0.9, end: 1.07, text: "Merci.", speaker: "2", language: "fr"),
                    ]
                )
            ]
        )
    }

    @Test("Two languages are translated to each other, and a third passes through")
    func twoWay() throws {
        let text = try transcript("transcript-two-way-translation.json").transcript()
        #expect(text.text == "Hello. Buenos días. Danke.")
        #expect(text.segments.map(\.language) == ["en", "es", "de"])
        #expect(text.translations.map(\.language) == ["es", "en"])
        #expect(text.translations.map(\.text) == ["Hola.", "Good day."])
        #expect(text.translations.flatMap(\.segments).map(\.start) == [0.1, 0.8])
        #expect(text.translations.flatMap(\.segments).map(\.end) == [0.17, 0.97])
    }

    @Test("A translation that goes on after more speech has the time of that, and one before any none")
    func runs() {
        func translation(_ text: String, _ speaker: String? = nil) -> SonioxToken {
            SonioxToken(text: text, speaker: speaker, language: "fr", translationStatus: .translation)
        }
        let text = transcript(
            translation("Oh"),
            token("a", 100, "1"),
            token(" b", 200, "2"),
            translation(" A", "1"),
            translation(" B", "2"),
            translation(" B2", "2"),
            token(" c", 900, "1"),
            translation(" C", "1"),
            translation(" X", "3")
        )
        let segments = text.translations.flatMap(\.segments)
        #expect(segments.map(\.text) == ["Oh", "A", "B B2", "C", "X"])
        #expect(segments.map(\.start) == [0, 0.1, 0.2, 0.9, 0.9])
        #expect(text.translations.map(\.text) == ["Oh A B B2 C X"])
    }

    @Test("Without translated tokens the text is the service's own")
    func ownText() {
        let text = SonioxTranscript(text: " As it came. ", tokens: [token("As", 0)])
        #expect(text.originalText == " As it came. ")
        #expect(text.transcript().text == "As it came.")
        #expect(text.translations.isEmpty)
    }
}
