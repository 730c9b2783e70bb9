extension JSONReader {
    /// Reads a whole number, however it is written; nil for null.
    ///
    /// - Throws: `JSONReadingError` also for a number with a fraction, or one that `Int` can't hold.
    package mutating func readInt() throws -> Int? {
        try readNumber { $0.int }
    }

    /// Reads a number, rounded to the nearest `Double`; nil for null.
    ///
    /// - Throws: `JSONReadingError` also for a number too large for a `Double`.
    package mutating func readDouble() throws -> Double? {
        try readNumber { $0.double }
    }

    /// Reads a number as a type that may not hold it; nil for null.
    mutating func readNumber<Value>(_ convert: (JSONNumber) -> Value?) throws -> Value? {
        switch peek() {
        case .number: break
        case .null:
            _ = try readNull()
            return nil
        default: throw mismatch(.number)
        }
        let start = position
        if let value = convert(try scanNumber()) { return value }
        position = start
        throw JSONReadingError(problem: .numberOutOfRange, offset: start)
    }

    /// Moves past a number, checking its form; not at all past one with an error.
    mutating func scanNumber() throws -> JSONNumber {
        var index = position
        var mantissa: UInt64 = 0
        let isNegative = current == UInt8(ascii: "-")
        if isNegative { index &+= 1 }

        let wholeDigits = try scanDigits(&index, &mantissa)
        guard wholeDigits == 1 || bytes[index &- wholeDigits] != UInt8(ascii: "0") else {
            throw malformed("a number without leading zeros")
        }
        var fractionDigits = 0
        if byte(at: index) == UInt8(ascii: ".") {
            index &+= 1
            fractionDigits = try scanDigits(&index, &mantissa)
        }
        var exponent = 0
        if byte(at: index) | 0x20 == UInt8(ascii: "e") {
            index &+= 1
            exponent = try scanExponent(&index)
        }
        let text = UnsafeRawBufferPointer(rebasing: bytes[position..<index])
        position = index
        return JSONNumber(
            text: text,
            isNegative: isNegative,
            mantissa: mantissa,
            exponent: exponent &- fractionDigits,
            digitCount: wholeDigits &+ fractionDigits
        )
    }

    /// Moves past one digit or more, and returns how many; the mantissa may overflow.
    private func scanDigits(_ index: inout Int, _ mantissa: inout UInt64) throws -> Int {
        let start = index
        while index < bytes.count {
            let digit = bytes[index] &- UInt8(ascii: "0")
            guard digit < 10 else { break }
            mantissa = mantissa &* 10 &+ UInt64(digit)
            index &+= 1
        }
        guard index > start else { throw malformed(start == position ? "a value" : "a digit", at: index) }
        return index &- start
    }

    /// Reads an exponent; one that is larger than any that counts becomes ±1,000,000,000.
    private func scanExponent(_ index: inout Int) throws -> Int {
        let sign = byte(at: index)
        if sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") { index &+= 1 }
        var magnitude: UInt64 = 0
        let digits = try scanDigits(&index, &magnitude)
        let limited = digits < 19 ? Int(min(magnitude, 1_000_000_000)) : 1_000_000_000
        return sign == UInt8(ascii: "-") ? -limited : limited
    }

    private func byte(at index: Int) -> UInt8 {
        index < bytes.count ? bytes[index] : 0
    }
}
