/// When each letter of a segment is spoken, told from the segment's words.
///
/// Words are found in the text by their letters alone, so that punctuation and capitals need not agree. Text that no
/// word matches shares the time between its neighbours; without words, all of it shares the segment's time.
struct TextTimeline {
    struct Span {
        /// Letters, counted from the start of the segment.
        var letters: Range<Int>
        /// Milliseconds.
        var start: Int
        var end: Int
        var speaker: String?
        var isWord: Bool
    }

    /// Covers every letter, in order.
    private(set) var spans: [Span] = []
    /// Where the last question was answered: questions come in order.
    private var cursor = 0

    /// How far a word is looked for when it is not where it is expected.
    private static let reach = 64

    init(letters: [UInt32], segment: Segment, words: [Word]) {
        var time = TimeCode.milliseconds(segment.start)
        let segmentEnd = TimeCode.milliseconds(segment.end)
        var position = 0
        var speaker = words.lazy.compactMap(\.speaker).first
        func gap(to next: Int, until later: Int) -> Span {
            Span(letters: position..<next, start: time, end: max(time, later), speaker: speaker, isWord: false)
        }
        for word in words {
            guard let found = Self.find(word.text, in: letters, from: position) else { continue }
            let start = max(TimeCode.milliseconds(word.start), spans.last?.start ?? 0)
            if found.lowerBound > position { spans.append(gap(to: found.lowerBound, until: start)) }
            position = found.upperBound
            speaker = word.speaker ?? speaker
            let end = max(start, TimeCode.milliseconds(word.end))
            spans.append(Span(letters: found, start: start, end: end, speaker: speaker, isWord: true))
            time = max(time, end)
        }
        if position < letters.count { spans.append(gap(to: letters.count, until: segmentEnd)) }
    }

    private static func find(_ word: String, in letters: [UInt32], from position: Int) -> Range<Int>? {
        if let end = end(of: word, in: letters, at: position) { return end > position ? position..<end : nil }
        // A short word turns up by chance, so it counts only where it is expected.
        guard word.utf8.count > 2 else { return nil }
        for start in (position + 1)..<max(position + 1, min(letters.count, position + reach)) {
            if let end = end(of: word, in: letters, at: start), end > start + 2 { return start..<end }
        }
        return nil
    }

    /// Where the letters of a word end that begin at a place; nil when others stand there.
    private static func end(of word: String, in letters: [UInt32], at start: Int) -> Int? {
        var end = start
        for scalar in word.unicodeScalars where TextShape.isLetter(scalar) {
            guard end < letters.count, letters[end] == TextShape.folded(scalar) else { return nil }
            end += 1
        }
        return end
    }

    /// Whether a word is going on before the letter; a word is not broken while there is another place.
    mutating func isInsideWord(_ letter: Int) -> Bool {
        seek { $0.letters.upperBound <= letter }
        guard cursor < spans.count else { return false }
        return spans[cursor].isWord && spans[cursor].letters.lowerBound < letter
    }

    /// When a stretch of letters is spoken, in milliseconds, and by whom.
    mutating func time(of range: Range<Int>) -> (start: Int, end: Int, speaker: String?) {
        seek { $0.letters.upperBound <= range.lowerBound }
        guard cursor < spans.count else {
            let end = spans.last?.end ?? 0
            return (end, end, spans.last?.speaker)
        }
        let start = spans[cursor].time(at: range.lowerBound)
        let speaker = spans[cursor].speaker
        guard !range.isEmpty else { return (start, start, speaker) }
        seek { $0.letters.upperBound < range.upperBound }
        guard cursor < spans.count else { return (start, start, speaker) }
        return (start, max(start, spans[cursor].time(at: range.upperBound)), speaker)
    }

    mutating func rewind() {
        cursor = 0
    }

    private mutating func seek(past isBefore: (Span) -> Bool) {
        while cursor < spans.count, isBefore(spans[cursor]) { cursor += 1 }
    }
}

extension TextTimeline.Span {
    fileprivate func time(at letter: Int) -> Int {
        let share = Double(letter - letters.lowerBound) / Double(max(1, letters.count))
        return start + Int((Double(end - start) * share).rounded())
    }
}
