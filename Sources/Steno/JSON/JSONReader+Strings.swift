extension JSONReader {
    /// Reads a string; nil for null.
    package mutating func readString() throws -> String? {
        if try readNull() { return nil }
        guard current == UInt8(ascii: "\"") else { throw mismatch(.string) }
        return try scanString().string
    }

    /// Moves past a string, which is next, and checks its escapes.
    mutating func scanString() throws -> JSONKey {
        let start = position
        var isEscaped = false
        position += 1
        while true {
            switch current {
            case UInt8(ascii: "\""):
                let content = UnsafeRawBufferPointer(rebasing: bytes[start + 1..<position])
                position += 1
                return JSONKey(bytes: content, isEscaped: isEscaped)
            case UInt8(ascii: "\\"):
                isEscaped = true
                do { try scanEscape() } catch {
                    position = start
                    throw error
                }
            case 0..<0x20:
                let error = malformed("a character that may stand in a string")
                position = start
                throw error
            default:
                position += 1
            }
        }
    }

    /// Moves past an escape.
    private mutating func scanEscape() throws {
        position += 1
        if current == UInt8(ascii: "u") {
            guard bytes.count - position >= 5 else {
                throw JSONReadingError(problem: .truncated, offset: bytes.count)
            }
            position += 1
            guard JSONEscapes.codeUnit(bytes, at: position) != nil else { throw malformed("four hexadecimal digits") }
            position += 4
        } else {
            guard JSONEscapes.replacement(for: current) != nil else { throw malformed("an escape") }
            position += 1
        }
    }
}
