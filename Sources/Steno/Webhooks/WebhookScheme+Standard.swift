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
        let seconds = tolerance / .seconds(1)
        return Self(replayWindow: tolerance * 2) { request, now throws(WebhookRefusal) in
            guard !keys.isEmpty else {
                throw WebhookRefusal(.noSecret, "There is no secret to verify with: it is whsec_ followed by base64.")
            }
            let delivery = try StandardWebhook(request.fields)
            guard keys.accept(anyOf: delivery.signatures, for: delivery.prefix, request.body) else {
                throw WebhookRefusal.wrongSignature
            }
            try delivery.timestamp.check(at: now, tolerance: seconds)
            return WebhookProof(.signature, deliveryID: delivery.id, signedAt: delivery.timestamp.date)
        }
    }
}

/// What the headers of a delivery say by Standard Webhooks.
struct StandardWebhook {
    static let idHeader = ExpectedHeader("webhook-id")
    static let timestampHeader = ExpectedHeader("webhook-timestamp")
    static let signatureHeader = ExpectedHeader("webhook-signature")

    var id: String
    var timestamp: WebhookTimestamp
    /// The signatures of version 1; one that is malformed is empty, and so matches nothing.
    var signatures: [[UInt8]] = []

    init(_ fields: HTTPFields) throws(WebhookRefusal) {
        id = try Self.idHeader.value(in: fields)
        guard Self.isID(id) else {
            throw WebhookRefusal(
                .malformedHeader,
                "The header \(Self.idHeader) is not visible ASCII without full stops."
            )
        }
        guard let timestamp = WebhookTimestamp(try Self.timestampHeader.value(in: fields)) else {
            throw WebhookRefusal.malformedTimestamp(Self.timestampHeader)
        }
        self.timestamp = timestamp
        // By bytes, as taking text apart by characters takes longer than all the rest.
        let entries = try Self.signatureHeader.value(in: fields).utf8.split(separator: UInt8(ascii: " "))
        for entry in entries where entry.starts(with: "v1,".utf8) {
            signatures.append(StrictBase64.decode(entry.dropFirst(3)) ?? [])
        }
        guard !signatures.isEmpty else {
            throw WebhookRefusal(
                .malformedHeader,
                "The header \(Self.signatureHeader) holds no signature of version v1."
            )
        }
    }

    /// What is signed before the body.
    var prefix: [UInt8] { Self.prefix(id, timestamp) }

    static func prefix(_ id: String, _ timestamp: WebhookTimestamp) -> [UInt8] {
        var bytes = Array(id.utf8)
        bytes.append(UInt8(ascii: "."))
        bytes.append(contentsOf: timestamp.prefix)
        return bytes
    }

    static func isID(_ id: String) -> Bool {
        !id.isEmpty && id.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: ".") }
    }

    /// The key a secret stands for; nil where it stands for none.
    static func key(_ secret: Secret) -> SymmetricKey? {
        secret.withValue { text in
            let text = text.trimmingCharacters(in: .whitespacesAndNewlines)
            let encoded = text.hasPrefix("whsec_") ? text.dropFirst(6) : text[...]
            guard let key = StrictBase64.decode(encoded.utf8, isPaddingOptional: true), !key.isEmpty else { return nil }
            return SymmetricKey(data: key)
        }
    }
}
