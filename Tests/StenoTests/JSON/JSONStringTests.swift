import Foundation
import Steno
import Testing

@Suite("JSON strings")
struct JSONStringTests {
    @Test(
        "Escapes are resolved",
        arguments: [
            (#""""#, ""), (#""a""#, "a"), (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"),
            (#""\u0041\u00e9\u65E5""#, "Aé日"),
            (#""\u0000""#, "\0"), (#""\ud83d\ude00""#, "😀"), (#""x\uDBFF\uDFFFy""#, "x\u{10FFFF}y"),
            (#""\\u0041""#, "\\u0041"),
            (#""e\u0301""#, "e\u{301}"), (#""\u007f\u0080\u07ff\u0800\uffff""#, "\u{7F}\u{80}\u{7FF}\u{800}\u{FFFF}"),
        ]
    )
    func escapes(json: String, text: String) throws {
        #expect(try read(json).unicodeScalars.elementsEqual(text.unicodeScalars))
    }

    @Test(
        "Half a surrogate pair becomes a replacement character",
        arguments: [
            (#""\ud83d""#, "\u{FFFD}"), (#""\ude00""#, "\u{FFFD}"), (#""\ud83dx""#, "\u{FFFD}x"),
            (#""\ud83d\n""#, "\u{FFFD}\n"), (#""\ud83d\ud83d\ude00""#, "\u{FFFD}😀"),
            (#""\ude00\ud83d""#, "\u{FFFD}\u{FFFD}"),
            (#""\ud83d\u0041""#, "\u{FFFD}A"), (#""\ud83d\\ude00""#, "\u{FFFD}\\ude00"),
        ]
    )
    func halfPairs(json: String, text: String) throws {
        #expect(try read(json) == text)
    }

    @Test(
        "Bytes that are not UTF-8 become replacement characters, with and without escapes beside them",
        arguments: [[0xFF], [0xC3], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF5, 0x80, 0x80, 0x80], [0x80]] as [[UInt8]]
    )
    func invalid(bytes: [UInt8]) throws {
        let plain = try JSONReader.read(String.self, from: Data([0x22, 0x61] + bytes + [0x62, 0x22]))
        #expect(plain == String(decoding: [0x61] + bytes + [0x62], as: UTF8.self))
        #expect(plain.contains("\u{FFFD}"))
        let escaped = try JSONReader.read(String.self, from: Data(Array(#""\n"#.utf8) + bytes + [0x22]))
        #expect(escaped == "\n" + String(decoding: bytes, as: UTF8.self))
        #expect(throws: JSONReadingError.self) { try JSONReader.read(JSONValue.self, from: Data(bytes)) }
    }

    @Test("What ends or breaks a string is found at every place in it", arguments: 0...40)
    func everyPlace(length: Int) throws {
        let text = String(repeating: "é", count: length / 2) + String(repeating: "x", count: length - length / 2)
        #expect(try read("\"\(text)\"") == text)
        #expect(try read("\"\(text)\"         ") == text)
        for place in text.indices {
            for (escape, character) in [(#"\""#, "\""), (#"\\"#, "\\"), (#"\u00e9"#, "é")] {
                let json = text.replacingCharacters(in: place...place, with: escape)
                #expect(try read("\"\(json)\"") == text.replacingCharacters(in: place...place, with: character))
            }
            for control in ["\0", "\u{1}", "\n", "\u{1F}"] {
                let json = "\"" + text.replacingCharacters(in: place...place, with: control) + "\""
                let error = #expect(throws: JSONReadingError.self) { try read(json) }
                #expect(error?.offset == json.utf8.distance(from: json.startIndex, to: place) + 1)
            }
        }
    }

    @Test(
        "What is no string is refused",
        arguments: [
            #"""#, #""a"#, #""\"#, #""\""#, #""\x""#, #""\u12""#, #""\u12g4""#, #""\u+123""#, #""\u123"#,
            #""\ud83d\u""#, "'a'",
            "\"a\nb\"", "\"\t\"", #""a" "b""#, #""a"b"#, "a", "12", "true", "[]", "{}", "null", "",
        ]
    )
    func malformed(json: String) {
        #expect(throws: JSONReadingError.self) { try read(json) }
    }

    private func read(_ json: String) throws -> String {
        try JSONReader.read(String.self, from: Data(json.utf8))
    }
}
