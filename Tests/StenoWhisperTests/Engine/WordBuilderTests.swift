import Steno
import Testing

@testable import StenoWhisper

@Suite struct WordBuilderTests {
    private func token(_ text: String, _ start: Double, _ end: Double, _ probability: Double = 0.5) -> TimedToken {
        TimedToken(bytes: Array(text.utf8), start: start, end: end, probability: probability)
    }

    @Test func tokensWithoutASpaceBelongToTheWordBefore() {
        let words = WordBuilder(language: "en").words(
            [
                token(" Vo", 0, 0.2, 0.4), token("ice", 0.2, 0.4, 0.8), token("mail", 0.4, 0.8, 0.6),
                token(".", 0.8, 0.9, 1),
            ],
            from: 0,
            to: 1
        )
        #expect(words.map(\.text) == ["Voicemail."])
        #expect(words.first?.start == 0)
        #expect(words.first?.end == 0.9)
        #expect(abs((words.first?.confidence ?? 0) - 0.7) < 1e-9)
    }

    @Test func aCharacterSplitOverTokensIsWhole() {
        let bytes = Array(" é".utf8)
        let parts = [Array(bytes.prefix(2)), Array(bytes.suffix(1))]
        let words = WordBuilder(language: "fr").words(
            parts.map { TimedToken(bytes: $0, start: 0, end: 1, probability: 1) },
            from: 0,
            to: 1
        )
        #expect(words.map(\.text) == ["é"])
    }

    @Test func languagesWithoutSpacesGiveAWordForEachWholeToken() {
        let sun = Array("日".utf8)
        let tokens =
            [TimedToken(bytes: Array(sun.prefix(1)), start: 0, end: 0.1, probability: 1)]
            + [TimedToken(bytes: Array(sun.suffix(2)), start: 0.1, end: 0.2, probability: 1)]
            + [token("本語", 0.2, 0.6), token("。", 0.6, 0.7)]
        let words = WordBuilder(language: "ja").words(tokens, from: 0, to: 1)
        #expect(words.map(\.text) == ["日", "本語。"])
    }

    @Test func standalonePunctuationJoinsTheWordBefore() {
        let words = WordBuilder(language: "en").words(
            [token(" well", 0, 0.3), token(" -", 0.3, 0.4), token(" yes", 0.4, 0.6)],
            from: 0,
            to: 1
        )
        #expect(words.map(\.text) == ["well -", "yes"])
    }

    @Test func timesAreInOrderAndInsideTheSegment() {
        let words = WordBuilder(language: "en").words(
            [token(" a", -1, 0.5), token(" b", 0.2, 0.1), token(" c", 0.9, 7)],
            from: 0,
            to: 1
        )
        #expect(words.map(\.start) == [0, 0.2, 0.9])
        #expect(words.map(\.end) == [0.5, 0.9, 1])
    }

    @Test func wordsWithoutLengthShareTheTimeUntilTheNext() {
        let words = WordBuilder(language: "en").words(
            [token(" the", 1, 1), token(" lesson", 1, 1), token(" ends", 1.9, 2)],
            from: 1,
            to: 2
        )
        #expect(words.map(\.start) == [1, 1.3, 1.9])
        #expect(words.map(\.end) == [1.3, 1.9, 2])
    }

    @Test func noTokensAreNoWords() {
        #expect(WordBuilder(language: nil).words([], from: 0, to: 1).isEmpty)
        #expect(WordBuilder(language: nil).words([token(" ", 0, 1)], from: 0, to: 1).isEmpty)
    }
}
