// Questions that are asked of every piece of a transcript, answered from its bytes where these are ASCII.

extension String {
    /// Whether there is nothing but white space in it.
    var isBlank: Bool {
        guard let first = utf8.first else { return true }
        if first > 0x20, first < 0x80 { return false }
        return unicodeScalars.allSatisfy(\.properties.isWhitespace)
    }

    var beginsWithSpace: Bool {
        guard let first = utf8.first else { return false }
        if first < 0x80 { return first <= 0x20 }
        return unicodeScalars.first?.properties.isWhitespace == true
    }

    var endsWithSpace: Bool {
        guard let last = utf8.last else { return false }
        if last < 0x80 { return last <= 0x20 }
        return unicodeScalars.last?.properties.isWhitespace == true
    }

    /// The text without white space around it.
    var trimmed: String {
        guard beginsWithSpace || endsWithSpace else { return self }
        let scalars = unicodeScalars
        guard let first = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
            let last = scalars.lastIndex(where: { !$0.properties.isWhitespace })
        else { return "" }
        return String(scalars[first...last])
    }
}

extension Sequence {
    /// The elements in order of start; those that start together, and all where they are in order, stay as they are.
    func sortedByStart(_ start: (Element) -> Double) -> [Element] {
        let elements = Array(self)
        let isSorted = zip(elements, elements.dropFirst()).allSatisfy { start($0) <= start($1) }
        // The sort of the standard library keeps the order of equals.
        return isSorted ? elements : elements.sorted { start($0) < start($1) }
    }
}

extension Sequence<String> {
    /// Stretches of speech as one text: trimmed, a single space between them, empty ones left out.
    func joinedAsText() -> String {
        map(\.trimmed).filter { !$0.isEmpty }.joined(separator: " ")
    }
}
