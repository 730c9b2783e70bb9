import Steno
import StenoTestSupport
import Testing

@Suite struct SubtitleFileTests {
    private static let seeds = Array(UInt64(1)...300)
    private static let captions = [
        Caption(start: 0.0005, end: 1.5, lines: ["Tom & Jerry <3", "a --> b"], speaker: "Anna"),
        Caption(start: 1.5, end: 3, lines: ["\u{200F}\u{5E9}\u{5DC}\u{5D5}\u{5DD}"], speaker: "Anna"),
        Caption(start: 359_999.999, end: 366_000, lines: ["\u{4F60}\u{597D}\u{3002}"], speaker: nil),
    ]

    @Test func writesSubRip() {
        #expect(
            SubRip.write(Self.captions) == """
                1
                00:00:00,001 --> 00:00:01,500
                Anna: Tom & Jerry <3
                a --> b

                2
                00:00:01,500 --> 00:00:03,000
                \u{200F}\u{5E9}\u{5DC}\u{5D5}\u{5DD}

                3
                99:59:59,999 --> 101:40:00,000
                \u{4F60}\u{597D}\u{3002}

                """
        )
    }

    @Test func writesWebVTT() {
        #expect(
            WebVTT.write(Self.captions) == """
                WEBVTT

                00:00:00.001 --> 00:00:01.500
                <v Anna>Tom &amp; Jerry &lt;3
                a --&gt; b

                00:00:01.500 --> 00:00:03.000
                <v Anna>&rlm;\u{5E9}\u{5DC}\u{5D5}\u{5DD}

                99:59:59.999 --> 101:40:00.000
                \u{4F60}\u{597D}\u{3002}

                """
        )
    }

    @Test func writesNothingThatBreaksAFile() throws {
        let caption = Caption(start: 2, end: 1, lines: [" a\n\n b\u{2028}c ", "\t", ""], speaker: " A\nB ")
        let expected = Caption(start: 2, end: 2.001, lines: ["a", "b", "c"], speaker: "A B")
        #expect(try SubRip.parse(SubRip.write([caption, caption]), speakerPrefix: true) == [expected, expected])
        #expect(try WebVTT.parse(WebVTT.write([caption, caption])) == [expected, expected])
        let empty = Caption(start: 0, end: 1, lines: [])
        #expect(try SubRip.parse(SubRip.write([empty, empty])) == [empty, empty])
        #expect(try WebVTT.parse(WebVTT.write([empty, empty])) == [empty, empty])
        #expect(try SubRip.parse(SubRip.write([])).isEmpty)
        #expect(try WebVTT.parse(WebVTT.write([])).isEmpty)
    }

    @Test func readsSubRipWithPatience() throws {
        let text =
            "\u{FEFF}\r\n1\r\n00:00:01.5 --> 00:00:02,500  X1:1 Y1:2\r\n<i>One</i>\r\n\r\n\r\n"
            + "0:03 --> 0:04\rTwo\r\r7\r1:00:00,000-->1:00:01,0009\rThree\r\rstill three"
        #expect(
            try SubRip.parse(text) == [
                Caption(start: 1.5, end: 2.5, lines: ["<i>One</i>"]), Caption(start: 3, end: 4, lines: ["Two"]),
                Caption(start: 3600, end: 3601, lines: ["Three", "still three"]),
            ]
        )
    }

    @Test func readsSpeakersFromSubRipOnlyWhenAsked() throws {
        let text = "1\n00:00:01,000 --> 00:00:02,000\nAnna: Hi\n\n2\n00:00:02,000 --> 00:00:03,000\nat 10:30\n"
        #expect(try SubRip.parse(text).map(\.speaker) == [nil, nil])
        let captions = try SubRip.parse(text, speakerPrefix: true)
        #expect(captions.map(\.speaker) == ["Anna", "Anna"])
        #expect(captions.map(\.text) == ["Hi", "at 10:30"])
    }

    @Test func readsWebVTT() throws {
        let text = """
            WEBVTT - a title
            X-TIMESTAMP-MAP=LOCAL:00:00:00.000

            STYLE
            ::cue { color: red }

            NOTE
            a note

            intro
            00:01.000 --> 00:02.000 align:start position:10%
            <v.loud Anna &amp; Ben>One <c.red>two</c> &lt;&#x41;&nope;&nbsp;<00:01.500>three</v>
            <v Cleo>Four

            01:00:00.000-->01:00:01.000
            a < b
            """
        #expect(
            try WebVTT.parse(text) == [
                Caption(start: 1, end: 2, lines: ["One two <A&nope;\u{A0}three"], speaker: "Anna & Ben"),
                Caption(start: 1, end: 2, lines: ["Four"], speaker: "Cleo"),
                Caption(start: 3600, end: 3601, lines: ["a < b"]),
            ]
        )
    }

    @Test(arguments: [
        ("hello", 1), ("1\n00:00:01,000 -> 00:00:02,000\nx", 1), ("\n1\n00:61:00,000 --> 00:00:02,000\nx", 3),
        ("1\n99999999999999999999:00:00,000 --> 00:00:02,000", 2), ("1\n00:00:01,000 --> \nx", 2), ("-->", 1),
    ])
    func namesTheLineOfBadSubRip(text: String, line: Int) {
        expectMalformed(line: line) { try SubRip.parse(text) }
    }

    @Test(arguments: [
        ("", 1), ("WEBVTTX\n", 1), ("00:01.000 --> 00:02.000\nx", 1), ("WEBVTT\n\n00:01.x --> 00:02.000\nx", 3),
        ("WEBVTT\n\nid\n1:2:3:4 --> 00:02.000", 4),
    ])
    func namesTheLineOfBadWebVTT(text: String, line: Int) {
        expectMalformed(line: line) { try WebVTT.parse(text) }
    }

    private func expectMalformed(line: Int, _ parse: () throws -> [Caption]) {
        #expect {
            _ = try parse()
        } throws: { error in
            let error = error as? TranscriptionError
            return error?.code == .invalidRequest && error?.message.contains("line \(line):") == true
        }
    }

    @Test(arguments: seeds) func subRipComesBackAsWritten(seed: UInt64) throws {
        let captions = FormatSamples.captions(seed: seed, speakers: [nil])
        let parsed = try SubRip.parse(SubRip.write(captions))
        #expect(parsed == captions)
        // String equality overlooks how a character is composed; this does not.
        #expect(parsed.flatMap(\.lines).map { Array($0.utf8) } == captions.flatMap(\.lines).map { Array($0.utf8) })
        let spoken = FormatSamples.captions(seed: seed, speakers: ["Anna", "\u{645}\u{631}\u{64A}\u{645}"])
        // A colon in the text of a later line of a turn reads as a label, so those captions are left out here.
        let plain = spoken.filter { !$0.lines[0].contains(":") }
        #expect(try SubRip.parse(SubRip.write(plain), speakerPrefix: true) == plain)
    }

    @Test(arguments: seeds) func webVTTComesBackAsWritten(seed: UInt64) throws {
        let speakers = [nil, "Anna", "R&D <1>", "\u{200F}\u{645}\u{631}\u{64A}\u{645}"]
        let captions = FormatSamples.captions(seed: seed, speakers: speakers)
        let parsed = try WebVTT.parse(WebVTT.write(captions))
        #expect(parsed == captions)
        #expect(parsed.flatMap(\.lines).map { Array($0.utf8) } == captions.flatMap(\.lines).map { Array($0.utf8) })
    }

    @Test(arguments: seeds) func exportsOfTranscriptsComeBack(seed: UInt64) throws {
        let transcript = FormatSamples.transcript(seed: seed)
        let captions = transcript.captions()
        #expect(try WebVTT.parse(transcript.vtt()) == captions)
        let parsed = try SubRip.parse(transcript.srt())
        #expect(parsed.map(\.start) == captions.map(\.start))
        #expect(parsed.map(\.end) == captions.map(\.end))
    }

    @Test func damagedFilesNeverCrash() {
        var random = SeededGenerator(seed: 2026)
        let samples = (UInt64(1)...20).flatMap { seed in
            let captions = FormatSamples.captions(seed: seed, speakers: [nil, "Anna"]).prefix(3)
            return [SubRip.write(Array(captions)), WebVTT.write(Array(captions))].map { Array($0.utf8) }
        }
        let parts = ["-->", "\n\n", "\r", ":", "<", "&", "&#x110000;", ">", "<v ", "99", "\u{FEFF}", "\0", " ", "."].map
        {
            Array($0.utf8)
        }
        var refused = 0
        for _ in 0..<10_000 {
            var bytes = random.pick(samples)
            for _ in 0..<Int.random(in: 1...4, using: &random) where !bytes.isEmpty {
                let place = Int.random(in: bytes.indices, using: &random)
                switch Int.random(in: 0...3, using: &random) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
                case 1: bytes.removeSubrange(place..<min(bytes.count, place + 9))
                case 2: bytes.insert(contentsOf: random.pick(parts), at: place)
                default: bytes.removeLast(bytes.count - place)
                }
            }
            let text = String(decoding: bytes, as: UTF8.self)
            for parse in [{ try SubRip.parse($0, speakerPrefix: true) }, WebVTT.parse] as [(String) throws -> [Caption]]
            {
                do {
                    for caption in try parse(text) where !(0 <= caption.start && caption.start <= caption.end) {
                        Issue.record("\(caption) of \(text)")
                    }
                } catch is TranscriptionError {
                    refused += 1
                } catch {
                    Issue.record(error)
                }
            }
        }
        #expect(refused > 1000)
    }
}
