import Foundation
import Steno
import Testing

@Suite struct TranscriptFormatTests {
    private let transcript = Transcript(
        text: "Hello, \"you\". Bye.",
        language: "en-US",
        duration: 4,
        segments: [
            Segment(start: 0, end: 1.2345, text: "Hello, \"you\".", speaker: "Anna", channel: 0),
            Segment(start: 360_000, end: 360_001, text: "=Bye\tnow\nyes\\", speaker: "Ben", endsTurn: true),
        ],
        words: [Word(start: 0, end: 0.5, text: "Hello,", confidence: 0.5, speaker: "Anna")]
    )

    @Test func writesCSV() {
        #expect(
            transcript.csv() == "start,end,speaker,channel,text\r\n"
                + "0.000,1.235,Anna,0,\"Hello, \"\"you\"\".\"\r\n"
                + "360000.000,360001.000,Ben,,\"=Bye\tnow\nyes\\\"\r\n"
        )
    }

    @Test func writesTSV() {
        #expect(
            transcript.tsv() == "start\tend\tspeaker\tchannel\ttext\n"
                + "0.000\t1.235\tAnna\t0\tHello, \"you\".\n"
                + "360000.000\t360001.000\tBen\t\t=Bye\\tnow\\nyes\\\\\n"
        )
    }

    @Test func writesParagraphs() {
        let segments = [
            Segment(start: 0, end: 1, text: "One."), Segment(start: 1, end: 2, text: "Two."),
            Segment(start: 9, end: 10, text: "\u{4F60}\u{597D}\u{3002}"),
            Segment(start: 10, end: 11, text: "\u{518D}\u{89C1}\u{3002}"),
        ]
        #expect(
            Transcript(text: "", segments: segments).plainText()
                == "One. Two.\n\n\u{4F60}\u{597D}\u{3002}\u{518D}\u{89C1}\u{3002}\n"
        )
        #expect(Transcript(text: "Just text.").plainText() == "Just text.\n")
        #expect(Transcript(text: "").plainText().isEmpty)
        #expect(transcript.plainText().hasPrefix("Anna: Hello, \"you\".\n\nBen: "))
        #expect(transcript.plainText(speakerLabels: false).hasPrefix("Hello, \"you\".\n\n=Bye"))
    }

    @Test func readsItsOwnJSONBack() throws {
        let compact = try transcript.json()
        #expect(try JSONDecoder().decode(Transcript.self, from: compact) == transcript)
        #expect(try JSONDecoder().decode(Transcript.self, from: transcript.json(pretty: true)) == transcript)
        #expect(
            String(decoding: compact, as: UTF8.self).hasPrefix(
                "{\"duration\":4,\"language\":\"en-US\",\"redactions\":[],"
            )
        )
        #expect(throws: TranscriptionError.self) { try Transcript(text: "", duration: .nan).json() }
    }

    @Test func writesTheJSONOfWhisper() throws {
        let text = String(decoding: try transcript.whisperJSON(model: "base", full: true, pretty: false), as: UTF8.self)
        #expect(
            text
                == #"{"model":{"audio":{"ctx":0,"head":0,"layer":0,"state":0},"ftype":0,"mels":0,"multilingual":false,"#
                + #""text":{"ctx":0,"head":0,"layer":0,"state":0},"type":"base","vocab":0},"#
                + #""params":{"language":"en","model":"base","translate":false},"result":{"language":"en"},"systeminfo":"","#
                + #""transcription":[{"offsets":{"from":0,"to":1235},"speaker":"Anna","text":" Hello, \"you\".","#
                + #""timestamps":{"from":"00:00:00,000","to":"00:00:01,235"},"#
                + #""tokens":[{"id":-1,"offsets":{"from":0,"to":500},"p":0.5,"t_dtw":-1,"text":" Hello,","#
                + #""timestamps":{"from":"00:00:00,000","to":"00:00:00,500"}}]},"#
                + #"{"offsets":{"from":360000000,"to":360001000},"speaker":"Ben","speaker_turn_next":true,"#
                + #""text":" =Bye\tnow\nyes\\","#
                + #""timestamps":{"from":"100:00:00,000","to":"100:00:01,000"},"tokens":[]}]}"#
        )
    }

    @Test(arguments: TranscriptFormat.all) func encodesEveryFormat(format: TranscriptFormat) throws {
        #expect(try !transcript.encoded(as: format).isEmpty)
        #expect(!format.fileExtension.contains("-"))
    }

    @Test func refusesAnUnknownFormat() {
        #expect {
            try transcript.encoded(as: "docx")
        } throws: { error in
            let error = error as? TranscriptionError
            return error?.code == .invalidRequest && error?.message.contains("docx") == true
                && error?.message.contains("srt, vtt") == true
        }
    }

    @Test func aStyleSurvivesJSON() throws {
        for style in [CaptionStyle.standard, .segments, CaptionStyle(maxLineLength: 32, maxCharactersPerSecond: nil)] {
            #expect(try JSONDecoder().decode(CaptionStyle.self, from: JSONEncoder().encode(style)) == style)
        }
    }
}
