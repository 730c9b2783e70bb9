import Foundation

/// The rules for addresses in requests.
enum WebAddress {
    /// Whether a text is an https address, or an http address of this machine, which no service allows but tests need.
    static func isSecure(_ text: String) -> Bool {
        guard let url = URL(string: text), let host = url.host(percentEncoded: false), !host.isEmpty else {
            return false
        }
        switch url.scheme?.lowercased() {
        case "https": return true
        case "http": return host == "localhost" || host.hasPrefix("127.") || host == "::1"
        default: return false
        }
    }

    /// Whether a text matches `^https?://[^\s]+$`.
    static func isWeb(_ text: String) -> Bool {
        let rest = text.hasPrefix("https://") ? text.dropFirst(8) : text.hasPrefix("http://") ? text.dropFirst(7) : ""
        return !rest.isEmpty && !rest.contains(where: \.isWhitespace)
    }
}
