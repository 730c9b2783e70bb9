/// What captions need to know of a script: how wide a character is, and where a line may break.
///
/// The ranges are those of the Unicode blocks and of East Asian Width (UAX 11); the characters that may not begin or end
/// a line follow the Japanese layout rules (JLREQ) and, for the rest, the general categories of punctuation.
package enum TextShape {
    /// How a stretch of text ends.
    package enum Ending {
        case open
        case clause
        case ellipsis
        case abbreviation
        case sentence
    }

    // MARK: Width

    /// The columns a text takes.
    static func width(_ text: some StringProtocol) -> Int {
        text.reduce(0) { $0 + width($1) }
    }

    /// The columns a character takes: 2 for wide ones, 0 for invisible ones, else 1.
    static func width(_ character: Character) -> Int {
        let scalars = character.unicodeScalars
        guard let first = scalars.first, first.value >= 0x80 else { return 1 }
        if isWide(first) { return 2 }
        if first.properties.isDefaultIgnorableCodePoint { return 0 }
        return scalars.contains("\u{FE0F}") ? 2 : 1
    }

    private static func isWide(_ scalar: Unicode.Scalar) -> Bool {
        guard scalar.value >= 0x1100 else { return false }
        switch scalar.value {
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF,
            0xFE30...0xFE6F, 0xFF01...0xFF60, 0xFFE0...0xFFE6, 0x1_F300...0x1_FAFF, 0x2_0000...0x3_FFFD:
            return true
        case 0x2300...0x2BFF, 0x1_F000...0x1_F2FF:
            return scalar.properties.isEmojiPresentation
        default:
            return false
        }
    }

    // MARK: Letters

    /// Whether a scalar counts when text is compared with words: letters and digits of any script.
    package static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        case ..<0x80: false
        default: scalar.properties.isAlphabetic || scalar.properties.numericType != nil
        }
    }

    /// The letters of a text, ASCII ones in lower case.
    static func letters(_ text: String) -> [UInt32] {
        var letters: [UInt32] = []
        letters.reserveCapacity(text.utf8.count)
        for scalar in text.unicodeScalars where isLetter(scalar) {
            letters.append(folded(scalar))
        }
        return letters
    }

    /// ASCII letters in lower case.
    static func folded(_ scalar: Unicode.Scalar) -> UInt32 {
        0x41...0x5A ~= scalar.value ? scalar.value + 0x20 : scalar.value
    }

    static func letterCount(_ character: Character) -> Int {
        var count = 0
        for scalar in character.unicodeScalars where isLetter(scalar) { count += 1 }
        return count
    }

    // MARK: Breaks

    /// Whether a character separates words: white space except the no-break spaces, and without a combining mark.
    static func isSeparator(_ character: Character) -> Bool {
        let scalars = character.unicodeScalars
        guard let first = scalars.first else { return false }
        switch first.value {
        case 0x09...0x0D: return true
        case 0x20: return character.utf8.count == 1
        case ..<0x85, 0xA0, 0x2007, 0x202F: return false
        default: return first.properties.isWhitespace && scalars.count == 1
        }
    }

    /// The combining marks of a space, which Unicode counts as one character with it; nil for any other character.
    static func marks(on character: Character) -> String? {
        guard character.utf8.count > 1, character.utf8.first == UInt8(ascii: " ") else { return nil }
        return String(character.unicodeScalars.dropFirst())
    }

    /// Whether the script is written without spaces between words: Chinese, Japanese, Thai, Lao, Khmer, Burmese.
    package static func isUnspaced(_ character: Character) -> Bool {
        guard let value = character.unicodeScalars.first?.value, value >= 0x0E00 else { return false }
        switch value {
        case 0x0E00...0x0EFF, 0x1000...0x109F, 0x1780...0x17FF, 0x2E80...0x312F, 0x31A0...0x4DBF, 0x4E00...0x9FFF,
            0xF900...0xFAFF, 0xFF01...0xFF9F, 0x2_0000...0x3_FFFD:
            return true
        default:
            return false
        }
    }

    /// Whether a line may not begin with a character.
    package static func isCloser(_ character: Character) -> Bool { character.begins(in: closers) }

    /// Whether a line may not end with a character.
    package static func isOpener(_ character: Character) -> Bool { character.begins(in: openers) }

    /// Whether white space belongs between two characters where two stretches of text are joined.
    static func isSpaced(between left: Character, and right: Character) -> Bool {
        !(isUnspaced(left) && isUnspaced(right)) && !isSeparator(left) && !isSeparator(right)
    }

    /// Joins stretches of text the way their script does.
    static func join(_ parts: some Sequence<String>) -> String {
        var joined = ""
        for part in parts { append(part, to: &joined) }
        return joined
    }

    /// Adds a stretch of text the way its script does.
    static func append(_ part: String, to text: inout String) {
        if let left = text.last, let right = part.first, isSpaced(between: left, and: right) { text += " " }
        text += part
    }

    /// Whether a text is nothing but punctuation that may not begin a line.
    static func isClosing(_ text: some StringProtocol) -> Bool {
        text.allSatisfy(isCloser)
    }

    /// How a stretch of text ends, quotation marks and brackets aside.
    package static func ending(of text: String) -> Ending {
        if let byte = text.utf8.last, isASCIILetter(byte) { return .open }
        var rest = Substring(text)
        while let last = rest.last, last.begins(in: quotes) { rest.removeLast() }
        guard let last = rest.last else { return .open }
        if last.begins(in: sentenceEnds) { return .sentence }
        if last.begins(in: clauseEnds) { return .clause }
        guard last == "." else { return last == "\u{2026}" ? .ellipsis : .open }
        let stem = rest.dropLast()
        if stem.last == "." { return .ellipsis }
        let letters = stem.drop { $0.begins(in: quotes) }
        return letters.count == 1 && letters.allSatisfy(\.isLetter) || titles.contains(letters.lowercased())
            ? .abbreviation : .sentence
    }

    private static func isASCIILetter(_ byte: UInt8) -> Bool {
        UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte | 0x20
    }

    private static func scalars(_ text: String) -> Set<Unicode.Scalar> {
        Set(text.unicodeScalars)
    }

    private static let titles: Set<String> = ["mr", "mrs", "ms", "dr", "prof", "st", "vs", "jr", "sr"]
    private static let sentenceEnds = scalars(
        "!?\u{3002}\u{FF01}\u{FF1F}\u{FF61}\u{061F}\u{06D4}\u{0964}\u{0965}\u{0589}\u{1362}"
    )
    private static let clauseEnds = scalars(
        ",;:\u{2013}\u{2014}\u{060C}\u{061B}\u{3001}\u{FF0C}\u{FF1B}\u{FF1A}\u{FF64}"
    )
    private static let quotes = scalars(
        "\"'()[]{}\u{201C}\u{201D}\u{2018}\u{2019}\u{AB}\u{BB}\u{300C}\u{300D}\u{300E}\u{300F}\u{FF08}\u{FF09}"
    )
    /// May not begin a line.
    private static let closers = scalars(
        ".%)]}\u{2026}\u{2025}\u{BB}\u{201D}\u{2019}\u{300D}\u{300F}\u{FF09}\u{3011}\u{3009}\u{300B}\u{3015}\u{FF3D}\u{FF5D}"
            + "\u{FF0E}\u{30FB}\u{30FC}\u{3005}\u{301C}\u{3041}\u{3043}\u{3045}\u{3047}\u{3049}\u{3063}\u{3083}\u{3085}\u{3087}"
            + "\u{308E}\u{30A1}\u{30A3}\u{30A5}\u{30A7}\u{30A9}\u{30C3}\u{30E3}\u{30E5}\u{30E7}\u{30EE}"
            // Thai and Lao signs that belong to what precedes.
            + "\u{0E2F}\u{0E30}\u{0E32}\u{0E33}\u{0E45}\u{0E46}\u{0EB0}\u{0EB2}\u{0EB3}\u{0EC6}"
    ).union(sentenceEnds).union(clauseEnds)
    /// May not end a line; the last ones are the Thai and Lao vowels written before their consonant.
    private static let openers = scalars(
        "([{\u{AB}\u{201C}\u{2018}\u{300C}\u{300E}\u{FF08}\u{3010}\u{3008}\u{300A}\u{3014}\u{FF3B}\u{FF5B}"
            + "\u{0E40}\u{0E41}\u{0E42}\u{0E43}\u{0E44}\u{0EC0}\u{0EC1}\u{0EC2}\u{0EC3}\u{0EC4}"
    )
}

extension Character {
    fileprivate func begins(in set: Set<Unicode.Scalar>) -> Bool {
        unicodeScalars.first.map(set.contains) ?? false
    }
}
