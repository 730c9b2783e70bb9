import Steno
import StenoTestSupport

enum FormatSamples {
    /// Words of many scripts and everything a format has to escape.
    static let words = [
        "hello", "the", "a", "world.", "really,", "why?", "and", "supercalifragilisticexpialidocious", "3.14", "Dr.",
        "I",
        "stop!", "AT&T", "&amp;", "<i>", "-->", "a<b>c", "\"quoted\"", "0:00", "7", "NOTE", "x:", "\u{26}lt;",
        "\u{645}\u{631}\u{62D}\u{628}\u{627}\u{60C}", "\u{200F}\u{5E9}\u{5DC}\u{5D5}\u{5DD}\u{200E}",
        "\u{5E2}\u{5D5}\u{5DC}\u{5DD}.",
        "\u{1F600}", "\u{1F468}\u{200D}\u{1F469}\u{200D}\u{1F467}", "e\u{301}te\u{301}", "\u{301}x", "&\u{301}",
        "<\u{338}",
        "\u{4ECA}\u{65E5}\u{306F}\u{826F}\u{3044}\u{5929}\u{6C17}\u{3067}\u{3059}\u{306D}\u{3002}",
        "\u{4F60}\u{597D}\u{FF0C}",
        "\u{E2A}\u{E27}\u{E31}\u{E2A}\u{E14}\u{E35}\u{E04}\u{E23}\u{E31}\u{E1A}", "10\u{A0}km", "\u{AB}", "\u{BB}", "!",
        "\u{2014}",
        "\u{C548}\u{B155}", "\u{1F1E9}\u{1F1EA}", "=1+1", "\\n", "\u{FEFF}x",
    ]

    /// Captions as a subtitle file can hold them, some later than 99 hours.
    static func captions(seed: UInt64, speakers: [String?]) -> [Caption] {
        var random = SeededGenerator(seed: seed)
        var time = random.pick([0, 1, 359_999_000, 3_600_000_000])
        return (0..<Int.random(in: 0...12, using: &random)).map { _ in
            let start = time + Int.random(in: 0...3000, using: &random)
            time = start + Int.random(in: 1...8000, using: &random)
            let lines = (0..<Int.random(in: 1...3, using: &random)).map { _ in
                (0..<Int.random(in: 1...5, using: &random)).map { _ in random.pick(words) }.joined(separator: " ")
            }
            return Caption(
                start: Double(start) / 1000,
                end: Double(time) / 1000,
                lines: lines,
                speaker: random.pick(speakers)
            )
        }
    }

    /// A transcript with or without words, speakers, channels and order in its times.
    static func transcript(seed: UInt64) -> Transcript {
        var random = SeededGenerator(seed: seed)
        let hasWords = Bool.random(using: &random)
        let hasSegments = !hasWords || Bool.random(using: &random)
        let overlaps = Bool.random(using: &random)
        let speakers = random.pick([[nil], ["Anna", "Ben"], [nil, "Speaker 1", "Speaker 2"]]) as [String?]
        let channels = random.pick([[nil], [0, 1]]) as [Int?]
        var transcript = Transcript(text: "")
        var time = 0.0
        for _ in 0..<Int.random(in: 0...12, using: &random) {
            let speaker = random.pick(speakers)
            let channel = random.pick(channels)
            let start = time
            var words: [Word] = []
            for _ in 0..<Int.random(in: 1...40, using: &random) {
                let end = time + Double(Int.random(in: 0...800, using: &random)) / 1000
                words.append(
                    Word(start: time, end: end, text: random.pick(self.words), speaker: speaker, channel: channel)
                )
                time = end + random.pick([0, 0, 0, 0.01, 0.3, 1.2])
            }
            if hasSegments {
                var segment = Segment(
                    start: start,
                    end: words.last?.end ?? start,
                    text: words.map(\.text).joined(separator: " "),
                    speaker: speaker,
                    channel: channel
                )
                segment.endsTurn = random.pick([nil, nil, true])
                transcript.segments.append(segment)
            }
            if hasWords { transcript.words += words }
            if overlaps { time = max(0, time - Double.random(in: 0...6, using: &random)) }
        }
        transcript.segments.sort { $0.start < $1.start }
        transcript.words.sort { $0.start < $1.start }
        return transcript
    }

    /// An hour of speech: some 9,000 words in segments of ten, two speakers in turn.
    static func hour() -> Transcript {
        var random = SeededGenerator(seed: 60)
        let vocabulary = [
            "so", "the", "people", "of", "this", "country", "have", "always", "known", "that", "we", "understand,",
        ]
        var transcript = Transcript(text: "", duration: 3600)
        for index in 0..<900 {
            let speaker = index / 5 % 2 == 0 ? "Anna" : "Ben"
            let words = (0..<10).map { place in
                let start = Double(index) * 4 + Double(place) * 0.39
                let text = place == 9 ? "again." : random.pick(vocabulary)
                return Word(start: start, end: start + 0.35, text: text, speaker: speaker)
            }
            transcript.words += words
            transcript.segments.append(
                Segment(
                    start: Double(index) * 4,
                    end: Double(index) * 4 + 3.86,
                    text: words.map(\.text).joined(separator: " "),
                    speaker: speaker
                )
            )
        }
        transcript.text = transcript.segments.map(\.text).joined(separator: " ")
        return transcript
    }
}

extension String {
    /// The scalars other than white space, to compare text whatever its line breaks.
    var inked: [Unicode.Scalar] {
        unicodeScalars.filter { !$0.properties.isWhitespace }
    }
}

extension SeededGenerator {
    mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[Int.random(in: elements.indices, using: &self)]
    }
}
