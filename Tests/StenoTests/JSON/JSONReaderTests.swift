import Foundation
import Steno
import Testing

private struct Word: JSONReadable, Equatable {
    var text: String?
    var start: Int?
    var confidence: Double?
    var isEvent: Bool?

    init(text: String? = nil, start: Int? = nil, confidence: Double? = nil, isEvent: Bool? = nil) {
        self.text = text
        self.start = start
        self.confidence = confidence
        self.isEvent = isEvent
    }

    init(from json: inout JSONReader) throws {
        try json.readObject { key, json in
            switch key {
            case "text": text = try json.readString()
            case "start_ms": start = try json.readInt()
            case "confidence": confidence = try json.readDouble()
            case "is_audio_event": isEvent = try json.readBool()
            default: break
            }
        }
    }
}

private struct Words: JSONReadable {
    var words: [Word] = []

    init(from json: inout JSONReader) throws {
        try json.readObject { key, json in
            if case "words" = key { words = try json.readArray(of: Word.self) }
        }
    }
}

@Suite("JSON reader")
struct JSONReaderTests {
    @Test("Members are read in any order, and unknown ones skipped")
    func anyOrder() throws {
        let json = """
             {"id": {"a": [1, "}", {"b": null}]}, "words": [
               {"text": " hello", "start_ms": 120, "confidence": 0.98, "is_audio_event": false},
               {"is_audio_event":true,"confidence":1,"start_ms":1.3e2,"new":[[],{}],"text":"\\u00e9\\ud83d\\ude00\\n"},
               {"text": null}, null
             ], "next": -1.5e-3}
            """
        let words = try JSONReader.read(Words.self, from: Data(json.utf8)).words
        #expect(
            words == [
                Word(text: " hello", start: 120, confidence: 0.98, isEvent: false),
                Word(text: "é😀\n", start: 130, confidence: 1, isEvent: true), Word(), Word(),
            ]
        )
    }

    @Test("An error says what was expected, on which path and at which byte")
    func errors() throws {
        let json = #"{"words":[{"text":"a"},{"start_ms":"12"}]}"#
        let error = #expect(throws: JSONReadingError.self) { try JSONReader.read(Words.self, from: Data(json.utf8)) }
        #expect(error?.problem == .mismatch(expected: .number, found: .string))
        #expect(error?.pathDescription == "words[1].start_ms")
        #expect(error?.offset == 35)
    }
}
