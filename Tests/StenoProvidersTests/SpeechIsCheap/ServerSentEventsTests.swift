import Foundation
import StenoTestSupport
import Testing

@testable import StenoProviders

@Suite("Server-sent events")
struct ServerSentEventsTests {
    private func events(_ pieces: [Data], limit: Int = ServerSentEventParser.eventLimit) throws -> [ServerSentEvent] {
        var parser = ServerSentEventParser(eventLimit: limit)
        var events = try pieces.flatMap { try parser.append($0) }
        if let last = parser.finish() { events.append(last) }
        return events
    }

    private func events(_ text: String) throws -> [ServerSentEvent] {
        try events([Data(text.utf8)])
    }

    @Test("Data, in lines that are joined")
    func data() throws {
        #expect(try events("data: a\n\ndata:b\ndata:  c\n\n") == [.init(data: "a"), .init(data: "b\n c")])
        #expect(try events("data\n\n") == [.init(data: "")])
        #expect(try events("data: {\"a\": \"b: c\"}\n\n") == [.init(data: "{\"a\": \"b: c\"}")])
    }

    @Test("Types and ids")
    func fields() throws {
        #expect(
            try events("event: add\nid: 1\ndata: a\n\ndata: b\n\nid\ndata: c\n\n") == [
                .init(type: "add", data: "a", id: "1"), .init(data: "b", id: "1"), .init(data: "c"),
            ]
        )
        #expect(try events("id: a\0b\ndata: x\n\n") == [.init(data: "x")])
    }

    @Test("Comments, unknown fields, retries and events without data are passed over")
    func ignored() throws {
        #expect(
            try events(": hello\nretry: 10\nfoo: bar\ndata: a\n\nevent: x\n\n\n\n:\ndata: b\n\n") == [
                .init(data: "a"), .init(data: "b"),
            ]
        )
    }

    @Test("All three ends of lines, and a byte order mark")
    func lineEnds() throws {
        let expected = [ServerSentEvent(data: "a\nb"), ServerSentEvent(data: "c")]
        for end in ["\n", "\r\n", "\r"] {
            #expect(try events("\u{FEFF}data: a\(end)data: b\(end)\(end)data: c\(end)\(end)") == expected)
        }
        #expect(try events("data: a\rdata: b\n\r\ndata: c\r\r\n") == expected)
    }

    @Test("An event without an empty line after it counts")
    func unfinished() throws {
        #expect(try events("data: a\n\ndata: b\n") == [.init(data: "a"), .init(data: "b")])
        #expect(try events("data: a\n\ndata: b") == [.init(data: "a"), .init(data: "b")])
        #expect(try events("").isEmpty)
    }

    @Test("Wherever the stream is cut into pieces", arguments: ["\n", "\r\n", "\r"])
    func splits(end: String) throws {
        let text = "\u{FEFF}: ö\nevent: add\ndata: grüße 👋\ndata:\n\nid: 7\ndata: {\"a\": 1}\n\ndata: last\n"
        let bytes = Data(text.replacing("\n", with: end).utf8)
        let whole = try events([bytes])
        #expect(whole.map(\.data) == ["grüße 👋\n", "{\"a\": 1}", "last"])
        for first in 0...bytes.count {
            #expect(try events([bytes.prefix(first), bytes.dropFirst(first)]) == whole, "cut at \(first)")
            for second in first...bytes.count {
                let pieces = [bytes[..<first], bytes[first..<second], bytes[second...]]
                #expect(try events(pieces) == whole, "cut at \(first) and \(second)")
            }
        }
        #expect(try events(bytes.map { Data([$0]) }) == whole)
    }

    @Test("An event that is too large is refused, however it comes")
    func limit() throws {
        let line = "data: " + String(repeating: "a", count: 50) + "\n"
        #expect(try events([Data((line + "\n").utf8)], limit: 56).count == 1)
        #expect(try events([Data((line + "\n" + line + "\n").utf8)], limit: 56).count == 2)
        #expect(throws: ServerSentEventParser.TooLarge.self) { try events([Data((line + line).utf8)], limit: 100) }
        #expect(throws: ServerSentEventParser.TooLarge.self) {
            try events(Array(repeating: Data("a".utf8), count: 101), limit: 100)
        }
    }
}
