import Foundation
import Steno
import Testing

private struct Item: JSONReadable {
    var id: String?

    init(from json: inout JSONReader) throws {
        try json.readObject { key, json in
            if case "id" = key { id = try json.readString() }
        }
    }
}

private struct Unread: JSONReadable {
    init(from json: inout JSONReader) throws {}
}

private struct List: JSONReadable {
    var items: [(value: Item, bytes: Data)] = []
    var rest: Data?

    init(from json: inout JSONReader) throws {
        try json.readObject { key, json in
            switch key {
            case "data": items = try json.readArray { json in try json.readKeepingBytes(Item.self) }
            case "rest": rest = try json.readKeepingBytes(Unread.self).bytes
            default: break
            }
        }
    }
}

@Suite("Bytes of a JSON value")
struct JSONReaderBytesTests {
    @Test("Each element of an array keeps the bytes it was written with")
    func elements() throws {
        let json = #"{"data": [ {"id":"a", "x": [1, 2.0]} ,{ "id" : "\u00e9" }], "rest": {"b": "}"} }"#
        let list = try JSONReader.read(List.self, from: Data(json.utf8))
        #expect(list.items.map(\.value.id) == ["a", "é"])
        #expect(
            list.items.map { String(decoding: $0.bytes, as: UTF8.self) } == [
                #"{"id":"a", "x": [1, 2.0]}"#, #"{ "id" : "\u00e9" }"#,
            ]
        )
        #expect(list.rest.map { String(decoding: $0, as: UTF8.self) } == #"{"b": "}"}"#)
    }
}
