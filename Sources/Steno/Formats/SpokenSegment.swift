/// A segment and the words that tell its times.
struct SpokenSegment {
    var segment: Segment
    var words: [Word]
}

extension Transcript {
    /// The pace assumed where nothing is known of the times, in characters a second.
    ///
    /// English is spoken at some 150 to 160 words a minute, and a word with its space takes some six characters.
    private static let assumedPace = 15.0
    /// The silence in seconds that separates segments made of words; the same as ``CaptionStyle/pause``.
    private static let pause = 1.0

    /// The segments; where there are none, segments made of the words, and else one with the whole text.
    ///
    /// No segment has two speakers.
    func spokenSegments() -> [SpokenSegment] {
        if !segments.isEmpty {
            return zip(segments, wordsBySegment()).flatMap { SpokenSegment(segment: $0, words: $1).bySpeaker() }
        }
        if !words.isEmpty { return segmentsOfWords() }
        guard !text.allSatisfy(\.isWhitespace) else { return [] }
        let length = duration ?? Double(text.count) / Self.assumedPace
        return [SpokenSegment(segment: Segment(start: 0, end: length, text: text), words: [])]
    }

    private func segmentsOfWords() -> [SpokenSegment] {
        var spoken: [SpokenSegment] = []
        // The segment that goes on, for each channel.
        var open: [Int?: Int] = [:]
        for word in words where !word.text.allSatisfy(\.isWhitespace) {
            if let index = open[word.channel], spoken[index].goes(onWith: word, pause: Self.pause) {
                spoken[index].append(word)
            } else {
                open[word.channel] = spoken.count
                spoken.append(SpokenSegment(word))
            }
        }
        return spoken
    }
}

extension SpokenSegment {
    fileprivate init(_ word: Word) {
        self.init(
            segment: Segment(
                start: word.start,
                end: word.end,
                text: word.text,
                speaker: word.speaker,
                channel: word.channel
            ),
            words: [word]
        )
    }

    fileprivate func goes(onWith word: Word, pause: Double) -> Bool {
        segment.speaker == word.speaker && word.start - segment.end < pause
    }

    fileprivate mutating func append(_ word: Word) {
        if TextShape.isClosing(word.text) {
            segment.text += word.text
        } else {
            TextShape.append(word.text, to: &segment.text)
        }
        segment.end = max(segment.end, word.end)
        words.append(word)
    }

    /// Takes the speaker from the words where only they tell it.
    fileprivate func bySpeaker() -> [Self] {
        guard segment.speaker == nil, let first = words.lazy.compactMap(\.speaker).first else { return [self] }
        guard words.contains(where: { $0.speaker != nil && $0.speaker != first }) else {
            var copy = self
            copy.segment.speaker = first
            return [copy]
        }
        var parts: [Self] = []
        for atom in CaptionAtom.atoms(of: segment, words: words) {
            if let last = parts.indices.last, parts[last].segment.speaker == atom.speaker {
                parts[last].segment.text += (atom.isSpaced ? " " : "") + atom.text
                parts[last].segment.end = max(parts[last].segment.end, TimeCode.seconds(atom.end))
            } else {
                if let last = parts.indices.last { parts[last].segment.endsTurn = nil }
                var part = segment
                part.text = atom.text
                part.speaker = atom.speaker
                part.start = TimeCode.seconds(atom.start)
                part.end = TimeCode.seconds(atom.end)
                parts.append(Self(segment: part, words: []))
            }
        }
        guard !parts.isEmpty else { return [self] }
        var part = 0
        for word in words {
            while part + 1 < parts.count, parts[part + 1].segment.start <= word.start { part += 1 }
            parts[part].words.append(word)
        }
        return parts
    }
}
