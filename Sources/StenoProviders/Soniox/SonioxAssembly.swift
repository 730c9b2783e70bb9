import Steno

/// How the words of a transcript are grouped into segments.
///
/// A segment never has two speakers, two languages, or a sound beside speech.
public struct SonioxSegmentation: Sendable, Hashable {
    /// Whether a segment ends with a sentence.
    public var endsWithSentences: Bool
    /// The silence in seconds between two words that ends a segment; nil for none.
    public var pause: Double?

    /// Describes how to group words.
    public init(endsWithSentences: Bool = true, pause: Double? = 2) {
        self.endsWithSentences = endsWithSentences
        self.pause = pause
    }

    /// One segment for as long as one person speaks one language.
    public static let turns = Self(endsWithSentences: false, pause: nil)
}

extension SonioxTranscript {
    /// The text that was spoken, without translations.
    public var originalText: String {
        guard tokens.contains(where: \.isTranslation) else { return text }
        return tokens.lazy.filter { !$0.isTranslation }.map(\.text).joined()
    }

    /// The words that were spoken, with their times, in order of start.
    ///
    /// A word begins with white space or, in scripts that use none, with each token; what else is glued to a word belongs
    /// to it, punctuation above all, even where it has another speaker's label.
    public var words: [Word] {
        SonioxUnit.units(of: tokens).lazy.filter { !$0.isSound }.map(\.word).sortedByStart(\.start)
    }

    /// The speech in timed stretches, in order of start.
    public func segments(_ segmentation: SonioxSegmentation = .init()) -> [Segment] {
        SonioxUnit.segments(of: SonioxUnit.units(of: tokens), segmentation)
    }

    /// The speech in turns: one for as long as one person speaks one language.
    public var turns: [Segment] { segments(.turns) }

    /// The speakers' labels, in order of first appearance.
    public var speakers: [Speaker] {
        var seen: Set<String> = []
        return SonioxUnit.units(of: tokens).compactMap(\.speaker)
            .filter { seen.insert($0).inserted }
            .map { Speaker(label: $0) }
    }

    /// The language most of the speech is in, where languages are told.
    public var language: String? {
        SonioxUnit.mostSpoken(tokens)
    }

    /// All of it in the form all services share.
    ///
    /// - Parameters:
    ///   - duration: The length of the audio in seconds, which the job tells and its transcript does not.
    ///   - segmentation: How to group words into segments.
    /// - Returns: The transcript.
    public func transcript(duration: Double? = nil, segmentation: SonioxSegmentation = .init()) -> Transcript {
        let units = SonioxUnit.units(of: tokens)
        var seen: Set<String> = []
        return Transcript(
            text: originalText.trimmed,
            language: language,
            duration: duration,
            segments: SonioxUnit.segments(of: units, segmentation),
            words: units.lazy.filter { !$0.isSound }.map(\.word).sortedByStart(\.start),
            speakers: units.compactMap(\.speaker).filter { seen.insert($0).inserted }.map { Speaker(label: $0) },
            translations: translations
        )
    }
}

extension SonioxToken {
    /// The latest time believed, in milliseconds: some 31 years.
    private static let latest = 1_000_000_000_000

    var isTranslation: Bool { translationStatus == .translation }

    /// Where it starts, in milliseconds that can be reckoned with.
    var start: Int? { startMilliseconds.map { min(max($0, 0), Self.latest) } }

    /// Where it ends, in milliseconds that can be reckoned with.
    var end: Int? { endMilliseconds.map { min(max($0, 0), Self.latest) } }
}

// MARK: - Units

/// What segments are made of: a word, or a sound that is none.
struct SonioxUnit {
    /// The text, with the white space around it.
    var text: String
    /// Milliseconds.
    var start: Int
    var end: Int
    var speaker: String?
    var language: String?
    var isSound: Bool
    private var confidence = 0.0
    private var confidences = 0
    /// Whether there is more in it than punctuation.
    private var hasLetters: Bool
    private var hasTime: Bool

    private init(_ token: SonioxToken, text: String, after time: Int) {
        self.text = text
        start = token.start ?? token.end ?? time
        end = max(start, token.end ?? start)
        speaker = token.speaker
        language = token.language
        isSound = token.isAudioEvent == true
        hasLetters = token.text.hasLetters
        hasTime = token.startMilliseconds != nil
        note(token.confidence)
    }

    private mutating func append(_ token: SonioxToken) {
        text += token.text
        if let tokenStart = token.start, !hasTime {
            start = tokenStart
            hasTime = true
        }
        end = max(start, end, token.end ?? end)
        if !hasLetters {
            // Opening punctuation belongs to whoever says the word.
            speaker = token.speaker ?? speaker
            language = token.language ?? language
            hasLetters = token.text.hasLetters
        }
        speaker = speaker ?? token.speaker
        language = language ?? token.language
        note(token.confidence)
    }

    private mutating func note(_ confidence: Double?) {
        guard let confidence else { return }
        self.confidence += confidence
        confidences += 1
    }

    /// Whether a token that is glued to this unit is part of it.
    private func goes(onWith token: SonioxToken) -> Bool {
        guard hasLetters else { return true }
        let isOther =
            token.speaker.map { speaker != nil && $0 != speaker } ?? false
            || token.language.map { language != nil && $0 != language } ?? false
        if isOther, token.text.hasLetters { return false }
        return !text.endsUnspaced(before: token.text)
    }

    /// The words and sounds that were spoken, in order.
    static func units(of tokens: [SonioxToken]) -> [Self] {
        var units: [Self] = []
        // White space that stood alone; it belongs to what follows, whoever is said to have spoken it.
        var space = ""
        var isOpen = false
        for token in tokens where !token.isTranslation {
            if token.text.isBlank {
                space += token.text
                isOpen = false
                continue
            }
            let isSound = token.isAudioEvent == true
            if isOpen, !isSound, !token.text.beginsWithSpace, let last = units.indices.last,
                units[last].goes(onWith: token)
            {
                units[last].append(token)
            } else {
                units.append(Self(token, text: space + token.text, after: units.last?.end ?? 0))
            }
            space = ""
            isOpen = !isSound && !token.text.endsWithSpace
        }
        return units
    }

    /// The unit as a word.
    var word: Word {
        Word(
            start: Double(start) / 1000,
            end: Double(end) / 1000,
            text: text.trimmed,
            confidence: confidences == 0 ? nil : confidence / Double(confidences),
            speaker: speaker
        )
    }

    // MARK: Segments

    /// Groups units into segments.
    static func segments(of units: [Self], _ segmentation: SonioxSegmentation) -> [Segment] {
        var segments: [Segment] = []
        var group = 0..<0
        for index in units.indices {
            if index > 0, !units[index - 1].goes(onWith: units[index], segmentation) {
                segments.append(segment(of: units[group]))
                group = index..<index
            }
            group = group.lowerBound..<index + 1
        }
        if !group.isEmpty { segments.append(segment(of: units[group])) }
        return segments.sortedByStart(\.start)
    }

    private func goes(onWith next: Self, _ segmentation: SonioxSegmentation) -> Bool {
        guard !isSound, !next.isSound, speaker == next.speaker, language == next.language else { return false }
        if let pause = segmentation.pause, Double(next.start - end) / 1000 > pause { return false }
        guard segmentation.endsWithSentences, TextShape.ending(of: text.trimmed) == .sentence else { return true }
        // A sentence does not begin with a small letter, so the full stop was that of an abbreviation.
        return next.text.trimmed.first?.isLowercase == true
    }

    private static func segment(of units: ArraySlice<Self>) -> Segment {
        let first = units[units.startIndex]
        var text = ""
        var (end, confidence, confidences) = (first.end, 0.0, 0)
        for unit in units {
            text += unit.text
            end = max(end, unit.end)
            confidence += unit.confidence
            confidences += unit.confidences
        }
        let start = units.reduce(first.start) { min($0, $1.start) }
        return Segment(
            start: Double(start) / 1000,
            end: Double(end) / 1000,
            text: text.trimmed,
            speaker: first.speaker,
            language: first.language,
            confidence: confidences == 0 ? nil : confidence / Double(confidences),
            sound: first.isSound ? text.trimmed : nil
        )
    }

    // MARK: Language

    /// The language most of the speech is in, by the length of its text.
    static func mostSpoken(_ tokens: [SonioxToken]) -> String? {
        var lengths: [String: Int] = [:]
        // Languages change seldom, so they are added up run by run.
        var run: (language: String, length: Int)?
        func endRun() {
            if let run { lengths[run.language, default: 0] += run.length }
        }
        for token in tokens where !token.isTranslation {
            guard let language = token.language else { continue }
            if run?.language != language {
                endRun()
                run = (language, 0)
            }
            run?.length += token.text.utf8.count
        }
        endRun()
        return lengths.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
    }
}
