public import Foundation
public import HTTPTypes

/// Makes the header fields of a delivery, the other side of ``WebhookScheme``.
///
/// For senders, and for tests of receivers. The body has to be sent as the very bytes that were signed.
public enum WebhookSigner {
    /// The fields by Standard Webhooks 1.0: `webhook-id`, `webhook-timestamp` and `webhook-signature`.
    ///
    /// - Parameters:
    ///   - id: The delivery's id, the same for each attempt to deliver the same event: visible ASCII without full stops.
    ///   - body: The body.
    ///   - secret: The secret: `whsec_` and base64, or base64 alone.
    ///   - now: When the delivery is signed; each attempt is signed anew.
    /// - Returns: The fields.
    /// - Throws: ``TranscriptionError`` with code `invalidRequest` where the id or the secret does not have the form, or the
    ///   time lies before 1970.
    public static func standard(
        id: String,
        body: Data,
        secret: Secret,
        now: Date = Date()
    ) throws -> HTTPFields {
        guard StandardWebhook.isID(id) else {
            throw TranscriptionError(.invalidRequest, "A delivery's id has to be visible ASCII without full stops.")
        }
        let keys = MessageKeys([StandardWebhook.key(secret)].compactMap(\.self))
        let timestamp = try timestamp(now)
        guard let code = keys.code(StandardWebhook.prefix(id, timestamp), body) else {
            throw TranscriptionError(.invalidRequest, "The secret has to be whsec_ followed by base64.")
        }
        return try fields([
            (StandardWebhook.idName, id),
            (StandardWebhook.timestampName, timestamp.text),
            (StandardWebhook.signatureName, "v1,\(Data(code).base64EncodedString())"),
        ])
    }

    /// The field `t=…,v1=…`, as PyAI sends it.
    ///
    /// - Parameters:
    ///   - header: The header's name, such as `X-PyAI-Signature`.
    ///   - body: The body.
    ///   - secret: The secret, taken literally.
    ///   - now: When the delivery is signed.
    /// - Returns: The field.
    /// - Throws: ``TranscriptionError`` with code `invalidRequest` where the secret is empty, the name is none, or the time
    ///   lies before 1970.
    public static func timestamped(
        header: String,
        body: Data,
        secret: Secret,
        now: Date = Date()
    ) throws -> HTTPFields {
        let timestamp = try timestamp(now)
        let signature = try hexDigest(timestamp, body, secret)
        return try fields([(header, "t=\(timestamp.text),v1=\(signature)")])
    }

    /// The two fields with a bare signature and the time, as Transcripts sends them.
    ///
    /// - Parameters:
    ///   - signatureHeader: The name of the header with the signature, such as `Wordcab-Signature`.
    ///   - timestampHeader: The name of the header with the time, such as `Wordcab-Timestamp`.
    ///   - body: The body.
    ///   - secret: The secret, taken literally.
    ///   - now: When the delivery is signed.
    /// - Returns: The fields.
    /// - Throws: ``TranscriptionError`` with code `invalidRequest` where the secret is empty, a name is none, or the time lies
    ///   before 1970.
    public static func timestamped(
        signatureHeader: String,
        timestampHeader: String,
        body: Data,
        secret: Secret,
        now: Date = Date()
    ) throws -> HTTPFields {
        let timestamp = try timestamp(now)
        let signature = try hexDigest(timestamp, body, secret)
        return try fields([(signatureHeader, signature), (timestampHeader, timestamp.text)])
    }

    /// The field whose value was agreed, as Soniox sends it.
    ///
    /// - Parameters:
    ///   - name: The header's name.
    ///   - value: The value agreed.
    /// - Returns: The field.
    /// - Throws: ``TranscriptionError`` with code `invalidRequest` where the name is none, or the value is empty or cannot be a
    ///   header's.
    public static func header(_ name: String, value: Secret) throws -> HTTPFields {
        try value.withValue { value in
            guard !value.isEmpty, HTTPField.isValidValue(value) else {
                throw TranscriptionError(.invalidRequest, "What was agreed cannot be the value of a header.")
            }
            return try fields([(name, value)])
        }
    }

    private static func fields(_ list: [(name: String, value: String)]) throws -> HTTPFields {
        var fields = HTTPFields()
        for (name, value) in list {
            guard let name = HTTPField.Name(name) else {
                throw TranscriptionError(.invalidRequest, "“\(name)” cannot be the name of a header.")
            }
            fields.append(HTTPField(name: name, value: value))
        }
        return fields
    }

    private static func timestamp(_ now: Date) throws -> WebhookTimestamp {
        guard let timestamp = WebhookTimestamp(now) else {
            throw TranscriptionError(.invalidRequest, "A delivery cannot be signed for a time before 1970.")
        }
        return timestamp
    }

    private static func hexDigest(_ timestamp: WebhookTimestamp, _ body: Data, _ secret: Secret) throws -> String {
        guard let code = MessageKeys(literal: [secret]).code(timestamp.prefix, body) else {
            throw TranscriptionError(.invalidRequest, "There is no secret to sign with.")
        }
        return HexDigest.encode(code)
    }
}
