import Crypto
import Foundation

/// A SHA-256 in lower-case hex.
func sha256(_ data: Data) -> String { SHA256.hash(data: data).map { String(format: "%02x", $0) }.joined() }

/// An HMAC-SHA256 of a timestamp, a full stop and a body, in lower-case hex.
func signature(_ secret: String, _ timestamp: String, _ body: Data) -> String {
    let key = SymmetricKey(data: Data(secret.utf8))
    let code = HMAC<SHA256>.authenticationCode(for: Data((timestamp + ".").utf8) + body, using: key)
    return code.map { String(format: "%02x", $0) }.joined()
}
