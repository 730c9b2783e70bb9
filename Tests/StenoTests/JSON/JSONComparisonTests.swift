import Foundation
import Steno
import StenoTestSupport
import Testing

/// Random documents, sound and damaged, through the reader and through Foundation's decoder.
///
/// They differ, on purpose, in these points only:
/// - half a surrogate pair, and bytes that are not UTF-8, become U+FFFD, where Foundation refuses the document;
/// - of two members with one name the last counts, where Foundation takes the first;
/// - 128 levels are the limit, not 512;
/// - UTF-16 and UTF-32 are refused;
/// - a comma after the last element or member is refused;
/// - whether a number is whole is told from its digits, where Foundation asks the nearest Double, and sometimes does not ask.
@Suite("JSON reader against JSONDecoder")
struct JSONComparisonTests {
    @Test("Sound documents give the same values", arguments: 0..<8)
    func sound(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<150 {
            let document = RandomDocument.text(using: &random)
            let expected = try JSONDecoder().decode(JSONValue.self, from: Data(document.utf8))
            let value = try JSONReader.read(JSONValue.self, from: Data(document.utf8))
            #expect(value.agrees(with: expected), "\(document)")
        }
    }

    @Test("Damaged documents are refused by both, or give the same values", arguments: 0..<16)
    func damaged(seed: UInt64) {
        var random = SeededGenerator(seed: 1000 + seed)
        var refused = 0
        for _ in 0..<300 {
            let document = RandomDocument.damaged(using: &random)
            let expected = try? JSONDecoder().decode(JSONValue.self, from: Data(document.utf8))
            do {
                let value = try JSONReader.read(JSONValue.self, from: Data(document.utf8))
                if value.hasReplacementCharacter { continue }
                #expect(expected.map { value.agrees(with: $0) } == true, "\(document)")
            } catch let error as JSONReadingError {
                refused += 1
                #expect(expected == nil || error.isStricterThanFoundation(about: Data(document.utf8)), "\(document)")
            } catch {
                Issue.record(error)
            }
        }
        #expect(refused > 30)
    }

    @Test("A document cut off anywhere is said to be so")
    func truncated() throws {
        let document = Data(#" {"a":[1.5e+3,true,null,"é\u00e9\"x"],"b":{"c":-0,"d":false}} "#.utf8)
        for count in 0..<document.count - 1 {
            let error = #expect(throws: JSONReadingError.self) {
                try JSONReader.read(JSONValue.self, from: document.prefix(count))
            }
            #expect(error?.problem == .truncated, "\(count)")
            #expect(error?.offset == count)
        }
    }
}

extension JSONValue {
    /// Whether any string in it has a character that could not be read.
    fileprivate var hasReplacementCharacter: Bool {
        switch self {
        case .string(let text): text.unicodeScalars.contains("\u{FFFD}")
        case .array(let elements): elements.contains(where: \.hasReplacementCharacter)
        case .object(let members):
            members.contains { $0.key.unicodeScalars.contains("\u{FFFD}") || $0.value.hasReplacementCharacter }
        default: false
        }
    }
}
