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

    @Test("A read that throws leaves the value to be read again, or skipped")
    func failedReads() throws {
        struct Reader: JSONReadable {
            var seen: [String] = []

            init(from json: inout JSONReader) throws {
                seen = try json.readArray { json in
                    if let value = try? json.readInt() { return "\(value)" }
                    if let value = try? json.readArray(of: Int.self) { return "\(value)" }
                    var text: String?
                    _ = try? json.readObject { key, json in text = try json.readString() }
                    return text ?? "nothing"
                }
            }
        }
        let json =
            #"[1, "2", 3.5, [4], [4, {"a": [true, "x"]}], {"a": "b"}, {"a": {"b": [1, 2]}}, true, {"\u0061": "c"}]"#
        let seen = try JSONReader.read(Reader.self, from: Data(json.utf8)).seen
        #expect(seen == ["1", "nothing", "nothing", "[4]", "nothing", "b", "nothing", "nothing", "c"])
    }

    @Test("Null is an empty array, an object without members, and no value of anything else")
    func null() throws {
        struct Reader: JSONReadable {
            init(from json: inout JSONReader) throws {
                try json.readObject { key, json in
                    switch key {
                    case "array": #expect(try json.readArray(of: Int.self) == [])
                    case "object": try json.readObject { _, _ in Issue.record("null has no members") }
                    case "int": #expect(try json.readInt() == nil)
                    case "double": #expect(try json.readDouble() == nil)
                    case "string": #expect(try json.readString() == nil)
                    case "bool": #expect(try json.readBool() == nil)
                    case "word": #expect(try json.read(Word.self) == nil)
                    case "value": #expect(try json.readValue() == .null)
                    default: Issue.record("\(key.string) is unknown")
                    }
                }
            }
        }
        let json = #"""
            {"array":null,"object" : null ,"int":null,"double":null,"string":null,"bool":null,"word":null,"value":null}
            """#
        _ = try JSONReader.read(Reader.self, from: Data(json.utf8))
        let error = #expect(throws: JSONReadingError.self) {
            try JSONReader.read([Int].self, from: Data("[1, null]".utf8))
        }
        #expect(error?.problem == .mismatch(expected: .number, found: .null))
        #expect(error?.path == [.element(1)])
        #expect(error?.offset == 4)
    }

    @Test("Values can be nested 128 deep, and no deeper", arguments: ["[", #"{"a":"#, #"[{"a":"#])
    func depth(opening: String) throws {
        let step = opening.filter { "[{".contains($0) }.count
        func nested(_ depth: Int) -> Data {
            let openings = String(repeating: opening, count: depth / step)
            let closings = String(repeating: step == 2 ? "}]" : opening == "[" ? "]" : "}", count: depth / step)
            return Data((openings + "1" + closings).utf8)
        }
        _ = try JSONReader.read(JSONValue.self, from: nested(JSONReader.depthLimit))
        for depth in [JSONReader.depthLimit + step, 1_000_000] {
            for attempt in [
                { _ = try JSONReader.read(JSONValue.self, from: $0) }, { _ = try JSONReader.read(Word.self, from: $0) },
            ]
                as [(Data) throws -> Void]
            {
                let error = #expect(throws: JSONReadingError.self) { try attempt(nested(depth)) }
                if opening.first == "{" { #expect(error?.problem == .nestedTooDeeply) }
            }
            let error = #expect(throws: JSONReadingError.self) {
                try JSONReader.read(JSONValue.self, from: nested(depth))
            }
            #expect(error?.problem == .nestedTooDeeply)
            #expect(error?.path.count == JSONReader.depthLimit)
        }
        let wide = "[" + repeatElement("[[]]", count: 1000).joined(separator: ",") + "]"
        _ = try JSONReader.read(JSONValue.self, from: Data(wide.utf8))
    }

    @Test("The last of two members with one name counts, whichever way the names are written")
    func duplicates() throws {
        let json = Data(#"{"text": "a", "t\u0065xt": "b", "start_ms": 1, "start_ms": 2}"#.utf8)
        #expect(try JSONReader.read(Word.self, from: json) == Word(text: "b", start: 2))
        #expect(
            try JSONReader.read(JSONValue.self, from: json) == .object(["text": .string("b"), "start_ms": .integer(2)])
        )
    }

    @Test("A byte order mark at the start is skipped, and one elsewhere refused")
    func byteOrderMark() throws {
        let mark = Data([0xEF, 0xBB, 0xBF])
        #expect(try JSONReader.read(Int.self, from: mark + Data(" 1".utf8)) == 1)
        #expect(throws: JSONReadingError.self) { try JSONReader.read(Int.self, from: mark + mark + Data("1".utf8)) }
        #expect(throws: JSONReadingError.self) { try JSONReader.read(Int.self, from: Data("1".utf8) + mark) }
        let wide = try #require("[1]".data(using: .utf16))
        #expect(throws: JSONReadingError.self) { try JSONReader.read(JSONValue.self, from: wide) }
    }

    @Test("Part of a larger Data is read from where it begins")
    func slice() throws {
        let data = Data(#"xx{"text":"a"}xx"#.utf8)
        #expect(try JSONReader.read(Word.self, from: data.dropFirst(2).dropLast(2)).text == "a")
    }

    @Test(
        "What is not JSON is refused, also where nobody reads it",
        arguments: [
            "", " ", "nul", "nulls", "tru", "True", "[", "]", "[1", "[1,", "[1,]", "[,1]", "[1 2]", "[1}", "{", "}",
            "{1:2}",
            #"{"a"}"#, #"{"a":}"#, #"{"a":1,}"#, #"{"a" 1}"#, #"{"a":1 "b":2}"#, #"{"a":1]"#, #"{,}"#, "{} {}", "[] ,",
            "1 1",
            "\u{0}", "[1]\u{0}", "\u{A0}1", "// comment\n1", "undefined", #"{"a":[1,2}}"#, #"{"a":nul}"#,
            #"{"a":[tru]}"#,
            "\u{B}1", "<html>", "no healthy upstream",
        ]
    )
    func malformed(json: String) {
        for json in [json, "{\"x\": \(json)}"] {
            #expect(throws: JSONReadingError.self) { try JSONReader.read(JSONValue.self, from: Data(json.utf8)) }
            #expect(throws: JSONReadingError.self) { try JSONReader.read(Words.self, from: Data(json.utf8)) }
        }
    }

    @Test("An error's description tells the place and shows nothing that was said")
    func description() throws {
        let json = #"{"words":[{"text":"a secret"},{"text":["another secret"]}]}"#
        let error = #expect(throws: JSONReadingError.self) { try JSONReader.read(Words.self, from: Data(json.utf8)) }
        #expect("\(try #require(error))" == "expected a string, found an array at words[1].text, byte 38")
        let broken = #expect(throws: JSONReadingError.self) {
            try JSONReader.read(Words.self, from: Data(#"{"words":[{"text":"a secret"#.utf8))
        }
        #expect("\(try #require(broken))" == "the JSON ends too early at words[0].text, byte 27")
    }
}
