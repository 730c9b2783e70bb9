import Foundation

/// The text that is put into a callback's URL: `1.EXPIRY.REFERENCE.CODE`.
///
/// The expiry is in Unix seconds. The reference and the code, an HMAC-SHA256, are in the base64 that needs no escaping in
/// addresses.
struct CallbackToken {
    var expiry: WebhookTimestamp
    var reference: String
    var code: Data

    /// Reads a token; nil where it does not have the form.
    init?(_ text: some StringProtocol) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4, parts[0] == "1",
            let expiry = WebhookTimestamp(parts[1]),
            let reference = StrictBase64.decodeForURL(String(parts[2])).flatMap({ String(data: $0, encoding: .utf8) }),
            let code = StrictBase64.decodeForURL(String(parts[3]))
        else { return nil }
        self.expiry = expiry
        self.reference = reference
        self.code = code
    }

    /// The text of a token.
    static func text(expiry: WebhookTimestamp, reference: String, code: Data) -> String {
        "\(signedPart(expiry: expiry, reference: reference)).\(StrictBase64.encodeForURL(code))"
    }

    /// What the code is made of, which is more than the token shows.
    static func message(provider: ProviderID, expiry: WebhookTimestamp, reference: String) -> String {
        "steno-callback\n\(provider)\n\(signedPart(expiry: expiry, reference: reference))"
    }

    private static func signedPart(expiry: WebhookTimestamp, reference: String) -> String {
        "1.\(expiry.text).\(StrictBase64.encodeForURL(Data(reference.utf8)))"
    }
}
