/// A string as it stands in the document, checked but not yet read.
@usableFromInline
struct JSONString {
    /// What is between the quotation marks.
    @usableFromInline let bytes: UnsafeRawBufferPointer
    /// Whether there is an escape in it.
    @usableFromInline let isEscaped: Bool

    @usableFromInline
    init(bytes: UnsafeRawBufferPointer, isEscaped: Bool) {
        self.bytes = bytes
        self.isEscaped = isEscaped
    }

    /// The text, with escapes resolved; half a surrogate pair, and what is not UTF-8, as U+FFFD.
    @usableFromInline var string: String {
        guard isEscaped else { return String(decoding: bytes.assumingMemoryBound(to: UInt8.self), as: UTF8.self) }
        // No escape is shorter than the UTF-8 it stands for: \uXXXX is at most 3 bytes, and a pair of them 4.
        return String(unsafeUninitializedCapacity: bytes.count) { buffer in
            var output = JSONEscapeResolver(input: bytes, output: buffer)
            return output.resolve()
        }
    }
}

/// The escapes of JSON strings.
enum JSONEscape {
    /// What the letter after a backslash stands for; nil if there is no such escape, and for `u`.
    static func byte(for letter: UInt8) -> UInt8? {
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): letter
        case UInt8(ascii: "b"): 0x08
        case UInt8(ascii: "f"): 0x0C
        case UInt8(ascii: "n"): 0x0A
        case UInt8(ascii: "r"): 0x0D
        case UInt8(ascii: "t"): 0x09
        default: nil
        }
    }

    /// The number that four hexadecimal digits write; nil where there are not four.
    static func codeUnit(_ bytes: UnsafeRawBufferPointer, at index: Int) -> UInt16? {
        guard bytes.count - index >= 4 else { return nil }
        var unit: UInt16 = 0
        for place in index..<index + 4 {
            guard let value = value(ofDigit: bytes[place]) else { return nil }
            unit = unit << 4 | value
        }
        return unit
    }

    private static func value(ofDigit digit: UInt8) -> UInt16? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt16(digit - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt16(digit - UInt8(ascii: "a") + 10)
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt16(digit - UInt8(ascii: "A") + 10)
        default: nil
        }
    }
}

/// Writes a string whose escapes were checked, with these resolved.
private struct JSONEscapeResolver {
    let input: UnsafeRawBufferPointer
    let output: UnsafeMutableBufferPointer<UInt8>
    var position = 0
    var written = 0

    init(input: UnsafeRawBufferPointer, output: UnsafeMutableBufferPointer<UInt8>) {
        self.input = input
        self.output = output
    }

    /// Returns how many bytes were written.
    mutating func resolve() -> Int {
        while position < input.count {
            if input[position] != UInt8(ascii: "\\") {
                write(input[position])
                position += 1
            } else if let byte = JSONEscape.byte(for: input[position + 1]) {
                write(byte)
                position += 2
            } else {
                write(nextScalar())
            }
        }
        return written
    }

    /// Reads `\uXXXX`, or two of them that make one character.
    private mutating func nextScalar() -> Unicode.Scalar {
        let unit = JSONEscape.codeUnit(input, at: position + 2) ?? 0
        position += 6
        if UTF16.isLeadSurrogate(unit), input[position...].starts(with: Array(#"\u"#.utf8)),
            let trail = JSONEscape.codeUnit(input, at: position + 2), UTF16.isTrailSurrogate(trail)
        {
            position += 6
            return UTF16.decode(UTF16.EncodedScalar([unit, trail]))
        }
        return Unicode.Scalar(unit) ?? "\u{FFFD}"
    }

    private mutating func write(_ byte: UInt8) {
        output[written] = byte
        written += 1
    }

    private mutating func write(_ scalar: Unicode.Scalar) {
        for byte in Unicode.UTF8.encode(scalar) ?? Unicode.UTF8.encodedReplacementCharacter { write(byte) }
    }
}
