extension JSONReader {
    /// Reads a string; nil for null.
    package mutating func readString() throws -> String? {
        if current != UInt8(ascii: "\"") {
            if try readNull() { return nil }
            guard current == UInt8(ascii: "\"") else { throw mismatch(.string) }
        }
        return try scanString().string
    }

    /// Moves past a string, whose quotation mark is next, and checks its escapes; not at all past one with an error.
    @usableFromInline
    mutating func scanString() throws -> JSONString {
        let start = position &+ 1
        var end = indexOfSpecialByte(from: start)
        var isEscaped = false
        while end < bytes.count, bytes[end] == UInt8(ascii: "\\") {
            isEscaped = true
            end = indexOfSpecialByte(from: try indexAfterEscape(at: end))
        }
        guard end < bytes.count else { throw truncated }
        guard bytes[end] == UInt8(ascii: "\"") else {
            throw JSONReadingError(problem: .malformed(expected: "an escape for a control character"), offset: end)
        }
        position = end &+ 1
        return JSONString(bytes: UnsafeRawBufferPointer(rebasing: bytes[start..<end]), isEscaped: isEscaped)
    }

    /// The place of the next byte that is a quotation mark, a backslash or a control character; the end if there is none.
    @inline(__always)
    private func indexOfSpecialByte(from start: Int) -> Int {
        var index = start
        while bytes.count &- index >= 8 {
            let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self))
            let special = Self.specialBytes(in: word)
            if special != 0 { return index &+ special.trailingZeroBitCount / 8 }
            index &+= 8
        }
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"), 0..<0x20: return index
            default: index &+= 1
            }
        }
        return bytes.count
    }

    /// Looks at eight bytes at once: the lowest bit that is set is in the first of them that is special.
    ///
    /// Subtracting 1 from each byte borrows into its top bit where the byte is 0, and subtracting 0x20 where it is less; a
    /// borrow may spoil the bytes above it, but never those below.
    private static func specialBytes(in word: UInt64) -> UInt64 {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let quotationMarks = word ^ (ones &* UInt64(UInt8(ascii: "\"")))
        let backslashes = word ^ (ones &* UInt64(UInt8(ascii: "\\")))
        let found =
            (quotationMarks &- ones) & ~quotationMarks | (backslashes &- ones) & ~backslashes
            | (word &- ones &* 0x20) & ~word
        return found & (ones &* 0x80)
    }

    /// Checks the escape at a place, and returns the place after it.
    private func indexAfterEscape(at index: Int) throws -> Int {
        guard index + 1 < bytes.count else { throw truncated }
        if JSONEscape.byte(for: bytes[index + 1]) != nil { return index + 2 }
        let isUnicode = bytes[index + 1] == UInt8(ascii: "u")
        if isUnicode, JSONEscape.codeUnit(bytes, at: index + 2) != nil { return index + 6 }
        guard !isUnicode || bytes.count - index >= 6 else { throw truncated }
        throw JSONReadingError(
            problem: .malformed(expected: isUnicode ? "four hexadecimal digits" : "an escape"),
            offset: index
        )
    }
}
