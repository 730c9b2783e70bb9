/// The backslash escapes of JSON strings.
enum JSONEscapes {
    /// The text of a string whose escapes were checked while it was scanned.
    ///
    /// A surrogate without its other half becomes U+FFFD, and so does what is not UTF-8.
    static func resolve(_ bytes: UnsafeRawBufferPointer) -> String {
        // An escape is never shorter than what it stands for: \uXXXX is at most 3 bytes, and a pair of them 4.
        String(unsafeUninitializedCapacity: bytes.count) { output in
            var written = 0
            var index = 0
            func append(_ scalar: Unicode.Scalar) {
                for unit in UTF8.encode(scalar).unsafelyUnwrapped {
                    output[written] = unit
                    written += 1
                }
            }
            while index < bytes.count {
                guard bytes[index] == UInt8(ascii: "\\") else {
                    output[written] = bytes[index]
                    written += 1
                    index += 1
                    continue
                }
                let letter = bytes[index + 1]
                guard letter == UInt8(ascii: "u") else {
                    output[written] = replacement(for: letter) ?? letter
                    written += 1
                    index += 2
                    continue
                }
                let unit = codeUnit(bytes, at: index + 2) ?? 0xFFFD
                index += 6
                if UTF16.isLeadSurrogate(unit), index + 6 <= bytes.count, bytes[index] == UInt8(ascii: "\\"),
                    bytes[index + 1] == UInt8(ascii: "u"), let trail = codeUnit(bytes, at: index + 2),
                    UTF16.isTrailSurrogate(trail)
                {
                    append(UTF16.decode(UTF16.EncodedScalar([unit, trail])))
                    index += 6
                } else {
                    append(Unicode.Scalar(unit) ?? "\u{FFFD}")
                }
            }
            return written
        }
    }

    /// What one letter after a backslash stands for; nil if no escape is written so.
    static func replacement(for letter: UInt8) -> UInt8? {
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
        guard index + 4 <= bytes.count else { return nil }
        var unit: UInt16 = 0
        for digit in bytes[index..<index + 4] {
            guard let value = Character(Unicode.Scalar(digit)).hexDigitValue else { return nil }
            unit = unit << 4 | UInt16(value)
        }
        return unit
    }
}
