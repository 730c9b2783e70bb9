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

extension Sequence<String> {
    /// Stretches of speech as one text: trimmed, a single space between them, empty ones left out.
    func joinedAsText() -> String {
        map { $0.trimmingCharacters(in: .whitespacesAndNewlines) }
            .filter { !$0.isEmpty }
            .joined(separator: " ")
    }
}
