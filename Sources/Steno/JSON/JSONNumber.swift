/// A number as it stands in the document, checked but not yet given a type.
///
/// Its magnitude is `mantissa` × 10^`exponent`, unless it has more than 19 digits: then the mantissa has overflowed, and only
/// the text is right.
struct JSONNumber {
    let text: UnsafeRawBufferPointer
    let isNegative: Bool
    let mantissa: UInt64
    let exponent: Int
    let digitCount: Int

    /// The number as an `Int`; nil if it is not whole or does not fit.
    var int: Int? {
        // 18 digits always fit.
        guard exponent == 0, digitCount <= 18 else { return wholeNumber }
        return isNegative ? -Int(mantissa) : Int(mantissa)
    }

    /// The number as a `Double`, correctly rounded; nil if it is too large.
    var double: Double? {
        guard digitCount <= 19, let magnitude = roundedMagnitude else {
            return Double(String(decoding: text, as: UTF8.self)).flatMap { $0.isFinite ? $0 : nil }
        }
        return isNegative ? -magnitude : magnitude
    }

    /// Finds an `Int` from the digits themselves.
    private var wholeNumber: Int? {
        let significand = text.prefix { $0 | 0x20 != UInt8(ascii: "e") }
        var digits = significand.filter { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
        var exponent = exponent
        while digits.last == UInt8(ascii: "0") {
            digits.removeLast()
            exponent += 1
        }
        if digits.isEmpty { return 0 }
        guard 0...18 ~= exponent else { return nil }
        let zeros = repeatElement(UInt8(ascii: "0"), count: exponent)
        return Int((isNegative ? "-" : "") + String(decoding: digits + zeros, as: UTF8.self))
    }

    /// The magnitude, correctly rounded, of the numbers that documents are full of; nil for others.
    private var roundedMagnitude: Double? {
        switch exponent {
        case 0: Double(mantissa)
        // Both operands are exact, so the one operation rounds correctly (Clinger 1990).
        case -22 ... -1 where mantissa <= 1 << 53: Double(mantissa) / powersOfTen[-exponent]
        case 1...22 where mantissa <= 1 << 53: Double(mantissa) * powersOfTen[exponent]
        case -19 ... -1: JSONNumber.quotient(mantissa, UInt64(powersOfTen[-exponent]))
        default: nil
        }
    }

    /// Divides and rounds once: for mantissas with more digits than a `Double` holds.
    private static func quotient(_ dividend: UInt64, _ divisor: UInt64) -> Double {
        // With the top bit of both set, the quotient of dividend × 2^63 and divisor has 63 or 64 bits, ten more than a Double.
        let dividendShift = dividend.leadingZeroBitCount
        let divisorShift = divisor.leadingZeroBitCount
        let high = dividend << dividendShift
        let (quotient, remainder) = (divisor << divisorShift).dividingFullWidth((high >> 1, high << 63))
        // The lowest bit stands for all that is below it, so that the conversion rounds as the exact quotient would.
        let rounded = Double(remainder == 0 ? quotient : quotient | 1)
        return rounded * Double(sign: .plus, exponent: divisorShift - dividendShift - 63, significand: 1)
    }
}

/// The powers of ten that are exact as a `Double`.
private let powersOfTen: [Double] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
    1e21, 1e22,
]
