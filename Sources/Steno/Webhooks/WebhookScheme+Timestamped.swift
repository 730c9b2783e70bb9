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
        let header = ExpectedHeader(header)
        return timestamped(secrets: secrets, tolerance: tolerance) { fields throws(WebhookRefusal) in
            try TimestampedWebhook(list: try header.value(in: fields), in: header)
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
        let timestampHeader = ExpectedHeader(timestampHeader)
        let signatureHeader = ExpectedHeader(signatureHeader)
        return timestamped(secrets: secrets, tolerance: tolerance) { fields throws(WebhookRefusal) in
            guard let timestamp = WebhookTimestamp(try timestampHeader.value(in: fields)) else {
                throw WebhookRefusal.malformedTimestamp(timestampHeader)
            }
            let signature = try signatureHeader.value(in: fields)
            return TimestampedWebhook(
                timestamp: timestamp,
                signatures: [try TimestampedWebhook.digest(signature.utf8, in: signatureHeader)]
            )
        }
    }

    private static func timestamped(
        secrets: [Secret],
        tolerance: Duration,
        read: @escaping @Sendable (HTTPFields) throws(WebhookRefusal) -> TimestampedWebhook
    ) -> Self {
        let keys = MessageKeys(literal: secrets)
        let seconds = tolerance / .seconds(1)
        return Self(replayWindow: tolerance * 2) { request, now throws(WebhookRefusal) in
            guard !keys.isEmpty else { throw WebhookRefusal.noSecret }
            let delivery = try read(request.fields)
            guard keys.accept(anyOf: delivery.signatures, for: delivery.timestamp.prefix, request.body) else {
                throw WebhookRefusal.wrongSignature
            }
            try delivery.timestamp.check(at: now, tolerance: seconds)
            return WebhookProof(.signature, signedAt: delivery.timestamp.date)
        }
    }
}

/// The time and the signatures of a delivery.
struct TimestampedWebhook {
    var timestamp: WebhookTimestamp
    var signatures: [[UInt8]]
}

extension TimestampedWebhook {
    /// Reads `t=…,v1=…`.
    init(list: String, in header: ExpectedHeader) throws(WebhookRefusal) {
        var times: [Substring] = []
        signatures = []
        // By bytes, as taking text apart by characters takes longer than all the rest.
        for part in list.utf8.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false) {
            let part = part.drop { $0 == UInt8(ascii: " ") }
            if part.starts(with: "t=".utf8) {
                times.append(Substring(part.dropFirst(2)))
            } else if part.starts(with: "v1=".utf8) {
                signatures.append(try Self.digest(part.dropFirst(3), in: header))
            }
        }
        guard times.count == 1, let timestamp = times.first.flatMap({ WebhookTimestamp($0) }) else {
            throw WebhookRefusal.malformedTimestamp(header)
        }
        guard !signatures.isEmpty else {
            throw WebhookRefusal(.malformedHeader, "The header \(header) holds no signature v1.")
        }
        self.timestamp = timestamp
    }

    /// Reads a signature.
    static func digest(
        _ text: some Collection<UInt8>,
        in header: ExpectedHeader
    ) throws(WebhookRefusal) -> [UInt8] {
        guard let digest = HexDigest.decode(text) else {
            throw WebhookRefusal(.malformedHeader, "A signature in the header \(header) is not 64 hexadecimal digits.")
        }
        return digest
    }
}

extension WebhookTimestamp {
    /// What is signed before the body.
    var prefix: [UInt8] {
        var bytes = Array(text.utf8)
        bytes.append(UInt8(ascii: "."))
        return bytes
    }
}
