import Foundation

/// Base64 in which every sequence of bytes has exactly one text.
///
/// Other readers overlook the bits that the last character has to spare, and so take several texts for the same bytes.
enum StrictBase64 {
    /// Which characters stand for 62 and 63.
    enum Alphabet {
        /// `+` and `/`
        case usual
        /// `-` and `_`, which need no escaping in addresses.
        case url
    }

    /// Reads the usual alphabet with its padding.
    ///
    /// - Parameters:
    ///   - text: The text.
    ///   - isPaddingOptional: Whether the padding may have been left out.
    /// - Returns: The bytes; nil where the text is none that would be written for any.
    static func decode(
        _ text: some BidirectionalCollection<UInt8>,
        isPaddingOptional: Bool = false
    ) -> [UInt8]? {
        let length = text.count
        var digits = text[...]
        var padding = 0
        while padding < 2, digits.last == UInt8(ascii: "=") {
            digits.removeLast()
            padding += 1
        }
        guard length % 4 == 0 || (isPaddingOptional && padding == 0) else { return nil }
        return decode(digits: digits, .usual)
    }

    /// Reads text without padding.
    static func decode(digits: some Collection<UInt8>, _ alphabet: Alphabet) -> [UInt8]? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(digits.count * 3 / 4)
        var bits: UInt32 = 0
        var count: UInt32 = 0
        for digit in digits {
            guard let value = value(of: digit, alphabet) else { return nil }
            bits = bits << 6 | value
            count += 6
            if count >= 8 {
                count -= 8
                bytes.append(UInt8(truncatingIfNeeded: bits >> count))
                bits &= 1 << count - 1
            }
        }
        // What is left over is less than a digit, and nothing.
        guard count < 6, bits == 0 else { return nil }
        return bytes
    }

    /// Writes the alphabet for addresses, without padding.
    static func encodeForURL(_ bytes: some Sequence<UInt8>) -> String {
        Data(bytes).base64EncodedString()
            .replacing("+", with: "-")
            .replacing("/", with: "_")
            .replacing("=", with: "")
    }

    private static func value(of digit: UInt8, _ alphabet: Alphabet) -> UInt32? {
        switch (digit, alphabet) {
        case (UInt8(ascii: "A")...UInt8(ascii: "Z"), _): UInt32(digit - UInt8(ascii: "A"))
        case (UInt8(ascii: "a")...UInt8(ascii: "z"), _): UInt32(digit - UInt8(ascii: "a")) + 26
        case (UInt8(ascii: "0")...UInt8(ascii: "9"), _): UInt32(digit - UInt8(ascii: "0")) + 52
        case (UInt8(ascii: "+"), .usual), (UInt8(ascii: "-"), .url): 62
        case (UInt8(ascii: "/"), .usual), (UInt8(ascii: "_"), .url): 63
        default: nil
        }
    }
}
