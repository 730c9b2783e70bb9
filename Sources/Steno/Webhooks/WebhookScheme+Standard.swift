import Crypto
import Foundation
import HTTPTypes

extension WebhookScheme {
    /// Standard Webhooks 1.0 with shared secrets.
    ///
    /// The headers `webhook-id`, `webhook-timestamp` and `webhook-signature` must be there once each. The last holds
    /// signatures separated by spaces: `v1,` and the base64 of the HMAC-SHA256 over id, full stop, timestamp, full stop and
    /// body. Signatures of other versions, such as `v1a`, are passed over. An id may hold visible ASCII characters but no
    /// full stop: with one, the same signature would hold for two deliveries.
    ///
    /// - Parameters:
    ///   - secrets: The secrets, any of which a delivery may be signed with: `whsec_` and base64, or base64 alone. White space
    ///     around one is removed. What is not base64 counts as no secret; without any, every delivery is refused with
    ///     `noSecret`.
    ///   - tolerance: How far the timestamp may lie from now, in either direction and both edges included.
    /// - Returns: The scheme; it proves the body, the id and the time.
    public static func standard(secrets: [Secret], tolerance: Duration = .seconds(300)) -> Self {
        let keys = MessageKeys(secrets.compactMap(StandardWebhook.key))
        return Self { request, now throws(WebhookRefusal) in
            guard !keys.isEmpty else {
                throw WebhookRefusal(.noSecret, "There is no secret to verify with: it is whsec_ followed by base64.")
            }
            let delivery = try StandardWebhook(request.fields)
            guard keys.accept(anyOf: delivery.signatures, for: delivery.prefix, request.body) else {
                throw WebhookRefusal.wrongSignature
            }
            try delivery.timestamp.check(at: now, tolerance: tolerance)
            return WebhookProof(.signature, deliveryID: delivery.id, signedAt: delivery.timestamp.date)
        }
    }
}

/// What the headers of a delivery say by Standard Webhooks.
struct StandardWebhook {
    static let idName = "webhook-id"
    static let timestampName = "webhook-timestamp"
    static let signatureName = "webhook-signature"

    var id: String
    var timestamp: WebhookTimestamp
    /// The signatures of version 1; one that is malformed is empty, and so matches nothing.
    var signatures: [Data]

    init(_ fields: HTTPFields) throws(WebhookRefusal) {
        id = try fields.single(Self.idName)
        guard Self.isID(id) else {
            throw WebhookRefusal(.malformedHeader, "The header \(Self.idName) is not visible ASCII without full stops.")
        }
        guard let timestamp = WebhookTimestamp(try fields.single(Self.timestampName)) else {
            throw WebhookRefusal.malformedTimestamp(Self.timestampName)
        }
        self.timestamp = timestamp
        signatures = try fields.single(Self.signatureName).split(separator: " ")
            .filter { $0.hasPrefix("v1,") }
            .map { StrictBase64.decode(String($0.dropFirst(3))) ?? Data() }
        guard !signatures.isEmpty else {
            throw WebhookRefusal(.malformedHeader, "The header \(Self.signatureName) holds no signature of version v1.")
        }
    }

    /// What is signed before the body.
    var prefix: String { Self.prefix(id, timestamp) }

    static func prefix(_ id: String, _ timestamp: WebhookTimestamp) -> String { "\(id).\(timestamp.text)." }

    static func isID(_ id: String) -> Bool {
        !id.isEmpty && id.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: ".") }
    }

    /// The key a secret stands for; nil where it stands for none.
    static func key(_ secret: Secret) -> SymmetricKey? {
        secret.withValue { text in
            let text = text.trimmingCharacters(in: .whitespacesAndNewlines)
            let encoded = text.hasPrefix("whsec_") ? String(text.dropFirst(6)) : text
            guard let key = StrictBase64.decodePadding(encoded), !key.isEmpty else { return nil }
            return SymmetricKey(data: key)
        }
    }
}
