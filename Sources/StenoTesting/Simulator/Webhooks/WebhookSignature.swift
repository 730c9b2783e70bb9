import Crypto
import Foundation

/// Signs deliveries as the services document it.
enum WebhookSignature {
    /// The header fields of a delivery.
    static func fields(for webhook: OutgoingWebhook, date: Date, isWrong: Bool) -> [String: String] {
        let timestamp = String(Int(date.timeIntervalSince1970.rounded(.down)))
        func digest(_ secret: String) -> String {
            let digest = hex(secret: secret, timestamp: timestamp, body: webhook.body)
            return isWrong ? String(digest.reversed()) : digest
        }
        var fields = ["Content-Type": "application/json"]
        switch webhook.signing {
        case .none: break
        case .header(let name, let value): fields[name] = isWrong ? String(value.reversed()) + "!" : value
        case .pyai(let secret): fields["X-PyAI-Signature"] = "t=\(timestamp),v1=\(digest(secret))"
        case .wordcab(let secret):
            fields["Wordcab-Signature"] = digest(secret)
            fields["Wordcab-Timestamp"] = timestamp
        }
        return fields
    }

    /// HMAC-SHA256 over the timestamp, a full stop and the body, in lower-case hex.
    static func hex(secret: String, timestamp: String, body: Data) -> String {
        let key = SymmetricKey(data: Data(secret.utf8))
        let code = HMAC<SHA256>.authenticationCode(for: Data((timestamp + ".").utf8) + body, using: key)
        return code.map { String(format: "%02x", $0) }.joined()
    }
}
