import Steno
import StenoTestSupport
import Testing

@Suite struct CaptionTests {
    private static let seeds = Array(UInt64(1)...300)

    /// The characters that can be seen.
    private static func visible(_ line: String) -> Int {
        line.count { !["\u{200E}", "\u{200F}", "\u{FEFF}"].contains($0) }
    }

    @Test func breaksAtSentencesAndBalancesLines() {
        let text =
            "I have a dream that one day this nation will rise up. It will live out the true meaning of its creed, friends."
        let transcript = Transcript(text: text, segments: [Segment(start: 0, end: 8, text: text)])
        #expect(
            transcript.captions() == [
                Caption(start: 0, end: 3.776, lines: ["I have a dream that one day", "this nation will rise up."]),
                Caption(start: 3.859, end: 8, lines: ["It will live out the true", "meaning of its creed, friends."]),
            ]
        )
    }

    @Test func takesTimesFromWords() {
        let words = [
            Word(start: 1, end: 1.4, text: "Good"), Word(start: 1.5, end: 2, text: "morning"),
            Word(start: 4, end: 4.25, text: "everyone"),
        ]
        let segment = Segment(start: 1, end: 4.25, text: "Good morning, everyone!")
        #expect(
            Transcript(text: segment.text, segments: [segment], words: words).captions() == [
                Caption(start: 1, end: 2, lines: ["Good morning,"]),
                Caption(start: 4, end: 4.833, lines: ["everyone!"]),
            ]
        )
    }

    @Test func findsItsWayWhereWordsAndTextDiffer() {
        let words = [
            Word(start: 0, end: 0.5, text: "it"), Word(start: 0.5, end: 1, text: "costs"),
            Word(start: 1, end: 1.5, text: "five"), Word(start: 1.5, end: 2, text: "dollars"),
            Word(start: 5, end: 5.5, text: "really"),
        ]
        let segment = Segment(start: 0, end: 5.5, text: "It costs $5. Really?")
        let captions = Transcript(text: segment.text, segments: [segment], words: words)
            .captions(CaptionStyle(minDuration: 0))
        #expect(captions.map(\.text).joined(separator: " ") == "It costs $5. Really?")
        #expect(captions.last?.end == 5.5)
    }

    @Test func aSpeakerNeverSharesACaption() {
        let words = [
            Word(start: 0, end: 0.4, text: "Yes?", speaker: "Anna"),
            Word(start: 0.5, end: 1, text: "No.", speaker: "Ben"),
        ]
        for segments in [[], [Segment(start: 0, end: 1, text: "Yes? No.")]] {
            let transcript = Transcript(text: "Yes? No.", segments: segments, words: words)
            #expect(transcript.captions().map(\.speaker) == ["Anna", "Ben"])
            #expect(transcript.captions().map(\.text) == ["Yes?", "No."])
            #expect(transcript.plainText() == "Anna: Yes?\n\nBen: No.\n")
            #expect(transcript.captions(CaptionStyle(speakerLabels: false)).map(\.text) == ["Yes?", "No."])
        }
    }

    @Test func endsACaptionWhereTheTurnEnds() {
        let segments = [
            Segment(start: 0, end: 1, text: "Ready", endsTurn: true), Segment(start: 1, end: 2, text: "Go"),
            Segment(start: 2, end: 3, text: "", sound: "applause"), Segment(start: 3, end: 4, text: "Thanks"),
        ]
        #expect(
            Transcript(text: "", segments: segments).captions().map(\.text) == ["Ready", "Go", "[applause]", "Thanks"]
        )
    }

    @Test func joinsSegmentsTooShortToRead() {
        let segments = ["One", "two", "three."].enumerated().map { index, text in
            Segment(start: Double(index) / 2, end: Double(index) / 2 + 0.5, text: text)
        }
        let transcript = Transcript(text: "One two three.", segments: segments)
        #expect(transcript.captions() == [Caption(start: 0, end: 1.5, lines: ["One two three."])])
        #expect(transcript.captions(.segments).map(\.end) == [0.5, 1, 1.5])
    }

    @Test func breaksTextWithoutSpaces() {
        let text =
            "\u{4ECA}\u{65E5}\u{306F}\u{3001}\u{3068}\u{3066}\u{3082}\u{826F}\u{3044}\u{5929}\u{6C17}\u{3067}\u{3059}\u{306D}\u{3002}"
        let transcript = Transcript(text: text, segments: [Segment(start: 0, end: 4, text: text)])
        #expect(
            transcript.captions(CaptionStyle(maxLineLength: 22)).map(\.lines) == [
                [
                    "\u{4ECA}\u{65E5}\u{306F}\u{3001}",
                    "\u{3068}\u{3066}\u{3082}\u{826F}\u{3044}\u{5929}\u{6C17}\u{3067}\u{3059}\u{306D}\u{3002}",
                ]
            ]
        )
    }

    @Test func keepsWordsOfTextWithoutSpacesWhole() {
        let parts = [
            "\u{E2A}\u{E27}\u{E31}\u{E2A}\u{E14}\u{E35}", "\u{E04}\u{E23}\u{E31}\u{E1A}",
            "\u{E27}\u{E31}\u{E19}\u{E19}\u{E35}\u{E49}",
        ]
        let words = parts.enumerated().map { Word(start: Double($0), end: Double($0 + 1), text: $1) }
        let text = parts.joined()
        let transcript = Transcript(text: text, segments: [Segment(start: 0, end: 3, text: text)], words: words)
        let lines = transcript.captions(CaptionStyle(maxLineLength: 8)).flatMap(\.lines)
        #expect(lines.joined() == text)
        #expect(
            lines == parts || lines == [parts[0] + parts[1], parts[2]] || lines == [parts[0], parts[1] + parts[2]]
        )
    }

    @Test func cutsAWordLongerThanALine() {
        let word = String(repeating: "a", count: 100)
        let transcript = Transcript(text: word, segments: [Segment(start: 0, end: 4, text: word)])
        let captions = transcript.captions()
        #expect(captions.flatMap(\.lines).map(\.count).allSatisfy { $0 <= 42 })
        #expect(captions.map(\.text).joined().inked.count == 100)
    }

    @Test func sharesTheTimeOfEqualSegments() {
        let segments = [Segment(start: 0, end: 4, text: "One."), Segment(start: 0, end: 4, text: "Two.")]
        #expect(
            Transcript(text: "", segments: segments).captions(.segments) == [
                Caption(start: 0, end: 1.5, lines: ["One."]), Caption(start: 1.5, end: 4, lines: ["Two."]),
            ]
        )
    }

    @Test func laterStartWinsInASmallOverlap() {
        let segments = [Segment(start: 0, end: 4.5, text: "One one."), Segment(start: 4, end: 8, text: "Two two.")]
        #expect(Transcript(text: "", segments: segments).captions(.segments).map(\.start) == [0, 4])
        #expect(Transcript(text: "", segments: segments).captions(.segments).map(\.end) == [4, 8])
    }

    @Test func channelsMayOverlapWhenAllowed() {
        let segments = [
            Segment(start: 0, end: 5, text: "A long story without an end.", channel: 0),
            Segment(start: 2, end: 2.5, text: "Right.", channel: 1),
        ]
        let captions = Transcript(text: "", segments: segments).captions(
            CaptionStyle(minDuration: 0, allowsOverlap: true)
        )
        #expect(captions.map(\.start) == [0, 2])
        #expect(captions.map(\.end) == [5, 2.5])
    }

    @Test func spreadsTextWithoutTimes() {
        #expect(Transcript(text: "Hello.", duration: 2).captions() == [Caption(start: 0, end: 2, lines: ["Hello."])])
        #expect(Transcript(text: "Good morning all", duration: nil).captions().map(\.end) == [1.067])
        #expect(Transcript(text: " \n").captions().isEmpty)
        #expect(Transcript(text: "").srt().isEmpty)
    }

    @Test func survivesTimesThatAreNone() {
        for time in [Double.nan, .infinity, -.infinity, -5, .greatestFiniteMagnitude] {
            let transcript = Transcript(
                text: "x y",
                duration: time,
                segments: [Segment(start: time, end: time, text: "x y"), Segment(start: 1, end: time, text: "z")],
                words: [Word(start: time, end: time, text: "x")]
            )
            let captions = transcript.captions(CaptionStyle(minDuration: time, minGap: time, pause: time))
            #expect(captions.map(\.text).joined().inked.count == 3)
            #expect(throws: Never.self) { try SubRip.parse(SubRip.write(captions)) }
        }
    }

    @Test(arguments: seeds) func keepsEveryLimitAndAllText(seed: UInt64) {
        let transcript = FormatSamples.transcript(seed: seed)
        var random = SeededGenerator(seed: seed)
        let style = random.pick([
            .standard, .segments, CaptionStyle(maxLineLength: 20), CaptionStyle(maxLineLength: 8, maxLines: 1),
            CaptionStyle(maxLines: 3, maxDuration: 3), CaptionStyle(speakerLabels: false),
            CaptionStyle(maxLineLength: 1),
        ])
        let captions = transcript.captions(style)
        for (one, next) in zip(captions, captions.dropFirst()) {
            #expect(one.start < next.start)
            #expect(one.end <= next.start)
        }
        var speaker: String?
        for caption in captions {
            #expect(caption.end > caption.start)
            #expect(!caption.lines.isEmpty && caption.lines.allSatisfy { !$0.isEmpty })
            guard style.reflows else { continue }
            #expect(caption.lines.count <= style.maxLines)
            #expect(caption.end - caption.start <= (style.maxDuration ?? .infinity) + 0.0005)
            // A label is only counted where it leaves room for text.
            let isCounted = caption.speaker != speaker && style.maxLineLength > 30
            let label = isCounted ? (caption.speaker.map { $0.count + 2 } ?? 0) : 0
            #expect((caption.lines.first.map(Self.visible) ?? 0) + label <= max(style.maxLineLength, 2))
            #expect(caption.lines.allSatisfy { Self.visible($0) <= max(style.maxLineLength, 2) })
            speaker = caption.speaker
        }
        let parts = transcript.segments.isEmpty ? transcript.words.map(\.text) : transcript.segments.map(\.text)
        // Overlaps interleave, so only the letters are compared, not their order.
        #expect(captions.map(\.text).joined().inked.sorted() == parts.joined().inked.sorted())
    }

    @Test(arguments: seeds) func keepsTheOrderOfTextWithoutOverlaps(seed: UInt64) {
        var transcript = FormatSamples.transcript(seed: seed)
        transcript.words = []
        for index in transcript.segments.indices {
            transcript.segments[index].start = Double(index) * 10
            transcript.segments[index].end = Double(index) * 10 + 9.9
            transcript.segments[index].channel = nil
        }
        let text = transcript.segments.map(\.text).joined()
        #expect(transcript.captions().map(\.text).joined().inked == text.inked)
        #expect(transcript.captions(.segments).map(\.text).joined().inked == text.inked)
    }

    @Test func assignsEachWordOnce() {
        let transcript = FormatSamples.hour()
        let found = transcript.wordsBySegment()
        #expect(found.flatMap(\.self) == transcript.words)
        #expect(found[7] == transcript.words(of: transcript.segments[7]))
    }

    @Test func aChannelTakesOnlyItsWords() {
        let words = [
            Word(start: 0, end: 1, text: "left", channel: 0), Word(start: 0, end: 1, text: "right", channel: 1),
        ]
        let segments = [0, 1].map { Segment(start: 0, end: 1, text: words[$0].text, channel: $0) }
        let transcript = Transcript(text: "", segments: segments, words: words)
        #expect(transcript.wordsBySegment() == [[words[0]], [words[1]]])
        #expect(transcript.words(of: segments[1]) == [words[1]])
    }

    @Test func makesATranscriptOfCaptions() {
        let transcript = Transcript(captions: [
            Caption(start: 0, end: 1, lines: ["Hello", "there."], speaker: "Anna"),
            Caption(start: 1, end: 2, lines: ["Hi."]),
        ])
        #expect(transcript.text == "Hello there. Hi.")
        #expect(transcript.segments.map(\.text) == ["Hello there.", "Hi."])
        #expect(transcript.speakers == [Speaker(label: "Anna")])
    }
}
