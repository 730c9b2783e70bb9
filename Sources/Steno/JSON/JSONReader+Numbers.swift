extension JSONReader {
    /// Reads a whole number, however it is written; nil for null.
    ///
    /// - Throws: `JSONReadingError` also for a number with a fraction, or one that `Int` can't hold.
    package mutating func readInt() throws -> Int? {
        if try readNull() { return nil }
        let start = position
        let text = try scanNumber()
        if let value = Int(text) ?? Double(text).flatMap(Int.init(exactly:)) { return value }
        position = start
        throw JSONReadingError(problem: .numberOutOfRange, offset: start)
    }

    /// Reads a number; nil for null.
    ///
    /// - Throws: `JSONReadingError` also for a number too large for a `Double`.
    package mutating func readDouble() throws -> Double? {
        if try readNull() { return nil }
        let start = position
        if let value = Double(try scanNumber()), value.isFinite { return value }
        position = start
        throw JSONReadingError(problem: .numberOutOfRange, offset: start)
    }

    /// Moves past a number, checking its form.
    mutating func scanNumber() throws -> String {
        let start = position
        do {
            if current == UInt8(ascii: "-") { position += 1 }
            if current == UInt8(ascii: "0") { position += 1 } else { try scanDigits(start: start) }
            if current == UInt8(ascii: ".") {
                position += 1
                try scanDigits(start: start)
            }
            if current | 0x20 == UInt8(ascii: "e") {
                position += 1
                if current == UInt8(ascii: "+") || current == UInt8(ascii: "-") { position += 1 }
                try scanDigits(start: start)
            }
        } catch {
            position = start
            throw error
        }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private mutating func scanDigits(start: Int) throws {
        guard UInt8(ascii: "0")...UInt8(ascii: "9") ~= current else {
            if position == start, position < bytes.count {
                switch current {
                case UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: "\""), UInt8(ascii: "t"), UInt8(ascii: "f"):
                    throw mismatch(.number)
                default: break
                }
            }
            throw malformed(position == start ? "a value" : "a digit")
        }
        while UInt8(ascii: "0")...UInt8(ascii: "9") ~= current { position += 1 }
    }
}
