import Crypto
import Foundation

/// Ids as the services make them.
enum Identifier {
    /// A UUID in lower case.
    static func uuid() -> String { UUID().uuidString.lowercased() }

    /// A prefix and so many lower-case hex digits, at most 32.
    static func hex(_ prefix: String, count: Int = 32) -> String {
        prefix + UUID().uuidString.lowercased().filter { $0 != "-" }.prefix(count)
    }

    /// A SHA-256 in lower-case hex.
    static func sha256(_ text: String) -> String {
        SHA256.hash(data: Data(text.utf8)).map { String(format: "%02x", $0) }.joined()
    }
}
