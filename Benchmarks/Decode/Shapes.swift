import Foundation
import Steno
import StenoTestSupport

/// A document in the shape that a service answers with, for either reader.
protocol Shape: Decodable, JSONReadable, Equatable {
    static var title: String { get }
    /// A document with so many tokens, words or segments.
    static func make(count: Int) -> Data
}

/// Soniox: eight members for each piece of a word, times in whole milliseconds.
struct Tokens: Shape {
    static let title = "tokens (Soniox: 8 members each, whole milliseconds)"
    /// About how many bytes a token takes in the document.
    static let bytesEach = 150

    var id: String?
    var text: String?
    var tokens: [Token] = []

    struct Token: Decodable, Equatable {
        var text: String?
        var startMilliseconds: Int?
        var endMilliseconds: Int?
        var confidence: Double?
        var speaker: String?
        var language: String?
        var isAudioEvent: Bool?
        var translationStatus: String?

        private enum CodingKeys: String, CodingKey {
            case text
            case startMilliseconds = "start_ms"
            case endMilliseconds = "end_ms"
            case confidence
            case speaker
            case language
            case isAudioEvent = "is_audio_event"
            case translationStatus = "translation_status"
        }
    }

    static func make(count: Int) -> Data {
        var random = SeededGenerator(seed: 1)
        var document = #"{"id":"73d4357d-cad2-4338-a60d-ec6f2044f721","text":"","tokens":["#
        var time = 0
        for index in 0..<count {
            let start = time + Int.random(in: 0...120, using: &random)
            time = start + Int.random(in: 20...300, using: &random)
            document += index == 0 ? "" : ","
            document += #"{"text":"\#(Spoken.pieces.randomElement(using: &random) ?? "")","start_ms":\#(start),"#
            document += #""end_ms":\#(time),"confidence":\#(Double(Int.random(in: 40...100, using: &random)) / 100),"#
            document +=
                #""speaker":"\#(Int.random(in: 1...4, using: &random))","language":"en","is_audio_event":false,"#
            document += #""translation_status":"none"}"#
        }
        return Data((document + "]}").utf8)
    }
}

extension Tokens: JSONReadable {
    init(from json: inout JSONReader) throws {
        try json.readObject { key, json in
            switch key {
            case "id": id = try json.readString()
            case "text": text = try json.readString()
            case "tokens": tokens = try json.readArray(Token.init(from:))
            default: break
            }
        }
    }
}

extension Tokens.Token: JSONReadable {
    init(from json: inout JSONReader) throws {
        try json.readObject { key, json in
            switch key {
            case "text": text = try json.readString()
            case "start_ms": startMilliseconds = try json.readInt()
            case "end_ms": endMilliseconds = try json.readInt()
            case "confidence": confidence = try json.readDouble()
            case "speaker": speaker = try json.readString()
            case "language": language = try json.readString()
            case "is_audio_event": isAudioEvent = try json.readBool()
            case "translation_status": translationStatus = try json.readString()
            default: break
            }
        }
    }
}

/// A timed word, as three of the services write it: seconds, and confidences with all the digits of a Double.
struct TimedWord: Decodable, Equatable {
    var word: String?
    var start: Double?
    var end: Double?
    var confidence: Double?

    /// Writes words; the last one's end is where the next begins.
    static func write(_ count: Int, from time: inout Double, using random: inout SeededGenerator) -> String {
        (0..<count).map { _ in
            let start = time
            time += Double(Int.random(in: 5...80, using: &random)) / 100
            let word = Spoken.pieces.randomElement(using: &random)?.trimmingCharacters(in: .whitespaces) ?? ""
            return
                #"{"word":"\#(word)","start":\#(start),"end":\#(time),"confidence":\#(Double.random(in: 0...1, using: &random))}"#
        }
        .joined(separator: ",")
    }
}

extension TimedWord: JSONReadable {
    init(from json: inout JSONReader) throws {
        try json.readObject { key, json in
            switch key {
            case "word": word = try json.readString()
            case "start": start = try json.readDouble()
            case "end": end = try json.readDouble()
            case "confidence": confidence = try json.readDouble()
            default: break
            }
        }
    }
}

/// Transcripts: a flat list of words.
struct Words: Shape {
    static let title = "words (Transcripts: 4 members each, Doubles of up to 17 digits)"

    var id: String?
    var duration: Double?
    var words: [TimedWord] = []

    static func make(count: Int) -> Data {
        var random = SeededGenerator(seed: 2)
        var time = 0.0
        let words = TimedWord.write(count, from: &time, using: &random)
        return Data(#"{"id":"transcript_1","object":"transcript","duration":\#(time),"words":[\#(words)]}"#.utf8)
    }
}

extension Words: JSONReadable {
    init(from json: inout JSONReader) throws {
        try json.readObject { key, json in
            switch key {
            case "id": id = try json.readString()
            case "duration": duration = try json.readDouble()
            case "words": words = try json.readArray(TimedWord.init(from:))
            default: break
            }
        }
    }
}

/// SpeechIsCheap: segments of a sentence or two with the words in them, and members that are not asked for.
struct Segments: Shape {
    static let title =
        "segments (SpeechIsCheap: sentences with their words, long and non-ASCII strings, members skipped)"

    var segments: [Segment] = []

    struct Segment: Decodable, Equatable {
        var id: Int?
        var start: Double?
        var end: Double?
        var text: String?
        var language: String?
        var words: [TimedWord] = []
    }

    static func make(count: Int) -> Data {
        var random = SeededGenerator(seed: 3)
        var time = 0.0
        let segments = (1...count).map { id in
            let start = time
            let text = (0..<Int.random(in: 5...30, using: &random)).map { _ in
                Spoken.pieces.randomElement(using: &random) ?? ""
            }
            let words = TimedWord.write(text.count, from: &time, using: &random)
            return
                #"{"id":\#(id),"start":\#(start),"end":\#(time),"text":"\#(text.joined())","language":"en (99.95%)","#
                + #""processing_duration_in_s":0.42,"label":{"kind":"speech","scores":[0.9,0.1]},"words":[\#(words)]}"#
        }
        return Data(#"{"segments":[\#(segments.joined(separator: ","))]}"#.utf8)
    }
}

extension Segments: JSONReadable {
    init(from json: inout JSONReader) throws {
        try json.readObject { key, json in
            if case "segments" = key { segments = try json.readArray(Segment.init(from:)) }
        }
    }
}

extension Segments.Segment: JSONReadable {
    init(from json: inout JSONReader) throws {
        try json.readObject { key, json in
            switch key {
            case "id": id = try json.readInt()
            case "start": start = try json.readDouble()
            case "end": end = try json.readDouble()
            case "text": text = try json.readString()
            case "language": language = try json.readString()
            case "words": words = try json.readArray(TimedWord.init(from:))
            default: break
            }
        }
    }
}

/// What is said in the documents; already escaped for JSON.
enum Spoken {
    static let pieces = [
        " hello", " the", "ing", " quick", ",", " trans", "cription", ".", " don't", " \\\"yes\\\"", " naïve", " a",
        " and",
        " international", "?", " café", " speech", "er", " of", " you",
    ]
}
