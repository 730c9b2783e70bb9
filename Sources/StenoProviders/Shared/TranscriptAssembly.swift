import Foundation

extension Array {
    /// The elements in order of their start; those that start together stay as they are.
    func ordered(by start: (Element) -> Double) -> [Element] {
        let isOrdered = zip(self, dropFirst()).allSatisfy { start($0) <= start($1) }
        guard !isOrdered else { return self }
        return enumerated()
            .sorted { (start($0.element), $0.offset) < (start($1.element), $1.offset) }
            .map(\.element)
    }
}

extension String {
    /// The text without white space around it.
    ///
    /// Most words have none, which the first and the last byte tell.
    var trimmed: String {
        guard let first = utf8.first, let last = utf8.last else { return self }
        let plain = UInt8(ascii: "!")...UInt8(ascii: "~")
        if plain.contains(first), plain.contains(last) { return self }
        return trimmingCharacters(in: .whitespacesAndNewlines)
    }
}

extension Sequence<String> {
    /// Stretches of speech as one text: trimmed, a single space between them, empty ones left out.
    func joinedAsText() -> String {
        map(\.trimmed)
            .filter { !$0.isEmpty }
            .joined(separator: " ")
    }
}
