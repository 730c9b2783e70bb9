import Foundation
import Steno
import StenoTestSupport

/// Reads the bytes as any JSON and as a type, and compares with what Foundation makes of them.
@Sendable
func fuzzJSON(_ data: Data) {
    _ = try? JSONReader.read(Piece.self, from: data)
    let foundation = try? JSONSerialization.jsonObject(with: data, options: .fragmentsAllowed)
    do {
        let value = try JSONReader.read(JSONValue.self, from: data)
        // What is read and written again reads as the same.
        let written = try JSONEncoder().encode(value)
        let again = try JSONReader.read(JSONValue.self, from: written)
        check(again.agrees(with: value), "\(value) is not \(again)")
        check(foundation != nil || isRepaired(data), "accepted what Foundation refuses")
    } catch let error as JSONReadingError {
        let isMeant = error.isStricterThanFoundation(about: data)
        check(foundation == nil || isMeant, "refused what Foundation accepts: \(error)")
    } catch {
        check(false, "\(error)")
    }
}

/// Whether there is something in the bytes that the reader replaces: what is not UTF-8, and perhaps half a surrogate pair.
private func isRepaired(_ data: Data) -> Bool {
    guard let text = String(validating: data, as: UTF8.self) else { return true }
    return text.contains(#"\uD"#) || text.contains(#"\ud"#)
}

/// A type with one member of each kind, and itself.
private struct Piece: JSONReadable {
    var text: String?
    var start: Int?
    var confidence: Double?
    var isFinal: Bool?
    var pieces: [Piece] = []

    init(from json: inout JSONReader) throws {
        try json.readObject { key, json in
            switch key {
            case "text": text = try json.readString()
            case "start": start = try? json.readInt()
            case "confidence": confidence = try json.readDouble()
            case "is_final": isFinal = try? json.readBool()
            case "pieces": pieces = try json.readArray(Piece.init(from:))
            default: break
            }
        }
    }
}
