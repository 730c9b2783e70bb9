import Steno

/// A piece of text with its time, as the decoder makes it: often less than a word, at times less than a character.
struct TimedToken {
    var bytes: [UInt8]
    var start: Double
    var end: Double
    var probability: Double
}

/// Merges tokens into words: a new word begins with white space.
///
/// Where the language puts none between words, each run of whole characters the decoder made in one go is taken for a
/// word.
struct WordBuilder {
    private static let unspacedLanguages: Set<String> = ["zh", "ja", "yue", "th", "lo", "my", "km", "bo"]

    var language: String?

    func words(_ tokens: [TimedToken], from earliest: Double, to latest: Double) -> [Word] {
        let unspaced = language.map(Self.unspacedLanguages.contains) ?? false
        var groups: [[TimedToken]] = []
        for token in tokens where !token.bytes.isEmpty {
            let startsWord = token.bytes.first == UInt8(ascii: " ") || (unspaced && endsWholeCharacter(groups.last))
            if groups.isEmpty || startsWord {
                groups.append([token])
            } else {
                groups[groups.count - 1].append(token)
            }
        }
        var words: [Word] = []
        for group in groups {
            let text = String(decoding: group.flatMap(\.bytes), as: UTF8.self).trimmingWhitespace()
            guard let first = group.first, let last = group.last, !text.isEmpty else { continue }
            if let previous = words.last, !text.contains(where: { $0.isLetter || $0.isNumber || $0.isSymbol }) {
                words[words.count - 1].text = previous.text + (unspaced ? "" : " ") + text
                continue
            }
            let start = min(max(first.start, words.last?.start ?? earliest), latest)
            let end = min(max(last.end, start), latest)
            let probability = group.map(\.probability).reduce(0, +) / Double(group.count)
            words.append(Word(start: start, end: max(end, start), text: text, confidence: probability))
        }
        return spread(words, to: latest)
    }

    /// Gives words without length a share, by their letters, of the time until the next word that begins later.
    private func spread(_ words: [Word], to latest: Double) -> [Word] {
        var words = words
        var first = 0
        while first < words.count {
            let next = words[first...].firstIndex { $0.start > words[first].start } ?? words.count
            let group = first..<next
            if group.contains(where: { words[$0].end <= words[$0].start }) {
                let limit = next < words.count ? words[next].start : max(latest, words[next - 1].end)
                let letters = Double(group.map { words[$0].text.count }.reduce(0, +))
                var time = words[first].start
                let span = limit - time
                for index in group {
                    words[index].start = time
                    time += span * Double(words[index].text.count) / letters
                    words[index].end = index == next - 1 ? limit : time
                }
            }
            first = next
        }
        return words
    }

    private func endsWholeCharacter(_ group: [TimedToken]?) -> Bool {
        guard let bytes = group?.flatMap(\.bytes) else { return true }
        return String(validating: bytes, as: UTF8.self) != nil
    }
}

extension String {
    func trimmingWhitespace() -> String {
        var text = self[...]
        while text.first?.isWhitespace == true { text = text.dropFirst() }
        while text.last?.isWhitespace == true { text = text.dropLast() }
        return String(text)
    }
}
