import Foundation

/// Base64 in which every sequence of bytes has exactly one text.
///
/// Other readers overlook the bits that the last character has to spare, and so take several texts for the same bytes.
enum StrictBase64 {
    /// Reads the usual alphabet with its padding.
    static func decode(_ text: String) -> Data? {
        guard let bytes = Data(base64Encoded: text), bytes.base64EncodedString() == text else { return nil }
        return bytes
    }

    /// Reads the alphabet for addresses, which has no padding.
    static func decodeForURL(_ text: String) -> Data? {
        let usual = text.map { character -> Character in
            switch character {
            case "-": "+"
            case "_": "/"
            default: character
            }
        }
        guard let bytes = decodePadding(String(usual)), encodeForURL(bytes) == text else { return nil }
        return bytes
    }

    /// Reads the usual alphabet; the padding may have been left out.
    static func decodePadding(_ text: String) -> Data? {
        decode(text + String(repeating: "=", count: (4 - text.utf8.count % 4) % 4))
    }

    /// Writes the alphabet for addresses, without padding.
    static func encodeForURL(_ bytes: Data) -> String {
        bytes.base64EncodedString()
            .replacing("+", with: "-")
            .replacing("/", with: "_")
            .replacing("=", with: "")
    }
}
