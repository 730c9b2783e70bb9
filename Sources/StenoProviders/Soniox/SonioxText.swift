import Steno

extension String {
    /// Whether there is a letter or a digit in it.
    var hasLetters: Bool {
        unicodeScalars.contains(where: TextShape.isLetter)
    }

    /// Whether, in a script without spaces, a word ends here and another begins with a text that follows.
    func endsUnspaced(before next: String) -> Bool {
        guard let byte = next.utf8.first, byte >= 0xE0, let left = last, let right = next.first else { return false }
        guard TextShape.isUnspaced(left), TextShape.isUnspaced(right) else { return false }
        if TextShape.isCloser(right) || TextShape.isOpener(left) { return false }
        switch right.unicodeScalars.first?.properties.generalCategory {
        case .nonspacingMark, .spacingMark, .enclosingMark: return false
        default: return true
        }
    }
}
