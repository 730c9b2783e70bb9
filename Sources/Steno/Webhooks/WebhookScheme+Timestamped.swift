import Foundation
import HTTPTypes

extension WebhookScheme {
    /// One header `t=…,v1=…` that holds the time and one or more signatures, as PyAI sends it.
    ///
    /// There must be exactly one `t`, in Unix seconds, and every `v1` must be 64 hexadecimal digits, in lower or in upper
    /// case: the HMAC-SHA256 over time, full stop and body. Any of them may match. Parts of other names are passed over.
    ///
    /// - Parameters:
    ///   - header: The header's name, such as `X-PyAI-Signature`.
    ///   - secrets: The secrets, any of which a delivery may be signed with, taken literally. Empty ones count as none, and
    ///     without any every delivery is refused with `noSecret`.
    ///   - tolerance: How far the time may lie from now, in either direction and both edges included.
    /// - Returns: The scheme; it proves the body and the time.
    public static func timestamped(
        header: String,
        secrets: [Secret],
        tolerance: Duration = .seconds(300)
    ) -> Self {
        timestamped(secrets: secrets, tolerance: tolerance) { fields throws(WebhookRefusal) in
            try TimestampedWebhook(list: try fields.single(header), in: header)
        }
    }

    /// Two headers, one with a bare signature and one with the time, as Transcripts sends them.
    ///
    /// The time is in Unix seconds. The signature is 64 hexadecimal digits, in lower or in upper case: the HMAC-SHA256 over
    /// time, full stop and body.
    ///
    /// - Parameters:
    ///   - signatureHeader: The name of the header with the signature, such as `Wordcab-Signature`.
    ///   - timestampHeader: The name of the header with the time, such as `Wordcab-Timestamp`.
    ///   - secrets: The secrets, any of which a delivery may be signed with, taken literally, with what they begin with.
    ///     Empty ones count as none, and without any every delivery is refused with `noSecret`.
    ///   - tolerance: How far the time may lie from now, in either direction and both edges included.
    /// - Returns: The scheme; it proves the body and the time.
    public static func timestamped(
        signatureHeader: String,
        timestampHeader: String,
        secrets: [Secret],
        tolerance: Duration = .seconds(300)
    ) -> Self {
        timestamped(secrets: secrets, tolerance: tolerance) { fields throws(WebhookRefusal) in
            guard let timestamp = WebhookTimestamp(try fields.single(timestampHeader)) else {
                throw WebhookRefusal.malformedTimestamp(timestampHeader)
            }
            let signature = try TimestampedWebhook.digest(try fields.single(signatureHeader), in: signatureHeader)
            return TimestampedWebhook(timestamp: timestamp, signatures: [signature])
        }
    }

    private static func timestamped(
        secrets: [Secret],
        tolerance: Duration,
        read: @escaping @Sendable (HTTPFields) throws(WebhookRefusal) -> TimestampedWebhook
    ) -> Self {
        let keys = MessageKeys(literal: secrets)
        return Self { request, now throws(WebhookRefusal) in
            guard !keys.isEmpty else { throw WebhookRefusal.noSecret }
            let delivery = try read(request.fields)
            guard keys.accept(anyOf: delivery.signatures, for: delivery.timestamp.prefix, request.body) else {
                throw WebhookRefusal.wrongSignature
            }
            try delivery.timestamp.check(at: now, tolerance: tolerance)
            return WebhookProof(.signature, signedAt: delivery.timestamp.date)
        }
    }
}

/// The time and the signatures of a delivery.
struct TimestampedWebhook {
    var timestamp: WebhookTimestamp
    var signatures: [Data]
}

extension TimestampedWebhook {
    /// Reads `t=…,v1=…`.
    init(list: String, in name: String) throws(WebhookRefusal) {
        var times: [Substring] = []
        signatures = []
        for part in list.split(separator: ",", omittingEmptySubsequences: false) {
            let part = part.trimmingPrefix { $0 == " " }
            if part.hasPrefix("t=") {
                times.append(part.dropFirst(2))
            } else if part.hasPrefix("v1=") {
                signatures.append(try Self.digest(part.dropFirst(3), in: name))
            }
        }
        guard times.count == 1, let timestamp = times.first.flatMap(WebhookTimestamp.init) else {
            throw WebhookRefusal.malformedTimestamp(name)
        }
        guard !signatures.isEmpty else {
            throw WebhookRefusal(.malformedHeader, "The header \(name) holds no signature v1.")
        }
        self.timestamp = timestamp
    }

    /// Reads a signature.
    static func digest(_ text: some StringProtocol, in name: String) throws(WebhookRefusal) -> Data {
        guard let digest = HexDigest.decode(text) else {
            throw WebhookRefusal(.malformedHeader, "A signature in the header \(name) is not 64 hexadecimal digits.")
        }
        return digest
    }
}

extension WebhookTimestamp {
    /// What is signed before the body.
    var prefix: String { "\(text)." }
}
