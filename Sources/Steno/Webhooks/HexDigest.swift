import Foundation

/// 32 bytes as 64 hexadecimal digits.
enum HexDigest {
    /// Reads digits in lower or in upper case.
    ///
    /// - Returns: nil for another length, for another character, and for a mixture of the cases, which nobody writes: so no
    ///   two texts that differ in one bit mean the same.
    static func decode(_ text: some StringProtocol) -> Data? {
        guard text.utf8.count == 64 else { return nil }
        return decode(text, letters: UInt8(ascii: "a")) ?? decode(text, letters: UInt8(ascii: "A"))
    }

    /// Writes digits in lower case.
    static func encode(_ bytes: some Sequence<UInt8>) -> String {
        bytes.reduce(into: "") { text, byte in
            text.append(byte < 16 ? "0" : "")
            text.append(String(byte, radix: 16))
        }
    }

    private static func decode(_ text: some StringProtocol, letters: UInt8) -> Data? {
        var bytes = Data(capacity: 32)
        var half: UInt8?
        for character in text.utf8 {
            guard let digit = value(of: character, letters: letters) else { return nil }
            if let high = half {
                bytes.append(high << 4 | digit)
                half = nil
            } else {
                half = digit
            }
        }
        return bytes
    }

    private static func value(of character: UInt8, letters: UInt8) -> UInt8? {
        switch character {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): character - UInt8(ascii: "0")
        case letters...letters + 5: character - letters + 10
        default: nil
        }
    }
}
