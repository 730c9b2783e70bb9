import Foundation
import HTTPTypes
import Steno

/// A scheme and a genuine delivery by it.
struct Subject {
    static let key = "a secret of thirty-two bytes ok!"

    var title: String
    var scheme: WebhookScheme
    var request: WebhookRequest
    var now: Date
    /// Where the signature is.
    var header: HTTPField.Name
    /// Writes a signature into the header's value.
    var write: @Sendable (Data) -> String

    static func all(bodySize: Int) throws -> [Self] {
        let now = Date(timeIntervalSince1970: 1_788_800_000)
        let body = Data((0..<bodySize).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) })
        let encoded = Secret("whsec_\(Data(key.utf8).base64EncodedString())")
        guard let standard = HTTPField.Name("webhook-signature"), let list = HTTPField.Name("X-PyAI-Signature") else {
            throw Failure(description: "the headers have no names")
        }
        return [
            Self(
                title: "Standard Webhooks",
                scheme: .standard(secrets: [encoded]),
                request: WebhookRequest(
                    fields: usual
                        + (try WebhookSigner.standard(id: "msg_2KWPBgLlAfxdpx2", body: body, secret: encoded, now: now)),
                    body: body
                ),
                now: now,
                header: standard,
                write: { "v1,\($0.base64EncodedString())" }
            ),
            Self(
                title: "t and v1",
                scheme: .timestamped(header: "X-PyAI-Signature", secrets: [Secret(key)]),
                request: WebhookRequest(
                    fields: usual
                        + (try WebhookSigner.timestamped(
                            header: "X-PyAI-Signature",
                            body: body,
                            secret: Secret(key),
                            now: now
                        )),
                    body: body
                ),
                now: now,
                header: list,
                write: { "t=1788800000,v1=\($0.map { String(format: "%02x", $0) }.joined())" }
            ),
        ]
    }

    /// What a request has besides.
    private static let usual: HTTPFields = [
        .contentType: "application/json", .userAgent: "Webhooks/1.0", .accept: "*/*", .acceptEncoding: "gzip",
    ]
}
