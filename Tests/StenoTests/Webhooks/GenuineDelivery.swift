import Crypto
import Foundation
import HTTPTypes
import Steno

/// A delivery as its service would sign it, and the scheme that has to find it genuine.
///
/// The signatures are fixed: that of Standard Webhooks is the published one, the others were computed with Python's hmac and
/// base64 modules from what the services document.
struct GenuineDelivery: Sendable, CustomStringConvertible {
    /// What of a delivery a scheme vouches for.
    enum Part: Sendable, Hashable {
        case field(HTTPField.Name)
        case body
        case token
    }

    var description: String
    var secret: String
    var scheme: @Sendable ([Secret]) -> WebhookScheme
    var request: WebhookRequest
    var now: Date
    var proof: WebhookProof
    /// What may not be changed, the part with the signature last.
    var parts: [Part]

    var genuine: WebhookScheme { scheme([Secret(secret)]) }

    static let all = [standard, list, pair, header, callback]
    /// Those that sign the time.
    static let timed = [standard, list, pair]

    static let standard = Self(
        description: "Standard Webhooks",
        secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        scheme: { .standard(secrets: $0) },
        request: WebhookRequest(
            fields: [
                .webhookID: "msg_p5jXN8AQM9LWM0D4loKWxJek",
                .webhookTimestamp: "1614265330",
                .webhookSignature: "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
            ],
            body: Data(#"{"test": 2432232314}"#.utf8)
        ),
        now: Date(timeIntervalSince1970: 1_614_265_330),
        proof: WebhookProof(
            .signature,
            deliveryID: "msg_p5jXN8AQM9LWM0D4loKWxJek",
            signedAt: Date(timeIntervalSince1970: 1_614_265_330)
        ),
        parts: [.body, .field(.webhookID), .field(.webhookTimestamp), .field(.webhookSignature)]
    )

    static let list = Self(
        description: "one header, as PyAI",
        secret: "local-test-secret",
        scheme: { .timestamped(header: "X-PyAI-Signature", secrets: $0) },
        request: WebhookRequest(
            fields: [.list: "t=1788800000,v1=af0423bc18d92cb75e43efb9862a3fd8ed20b3c57f296ff40998a200a2849668"],
            body: Data(#"{"type":"transcription.job.completed","data":{"job_id":"job_test"}}"#.utf8)
        ),
        now: start,
        proof: WebhookProof(.signature, signedAt: start),
        parts: [.body, .field(.list)]
    )

    static let pair = Self(
        description: "two headers, as Transcripts",
        secret: "whsec_live-secret/taken literally",
        scheme: {
            .timestamped(signatureHeader: "Wordcab-Signature", timestampHeader: "Wordcab-Timestamp", secrets: $0)
        },
        request: WebhookRequest(
            fields: [
                .pairTimestamp: "1788800000",
                .pairSignature: "2d64be0d9267c51681d415699d7737937b52ac1a43791a7586362ecde9684c6d",
            ],
            body: Data(
                #"{"id":"evt_01","type":"transcript.completed","created":1788800000,"data":{"transcript_id":"tr_1"}}"#
                    .utf8
            )
        ),
        now: start,
        proof: WebhookProof(.signature, signedAt: start),
        parts: [.body, .field(.pairTimestamp), .field(.pairSignature)]
    )

    static let header = Self(
        description: "a header agreed, as Soniox",
        secret: "Bearer:5aRt/0-horse_staple",
        scheme: { .header("X-Soniox-Webhook-Secret", values: $0) },
        request: WebhookRequest(
            fields: [.agreed: "Bearer:5aRt/0-horse_staple"],
            body: Data(#"{"id":"73d4357d-cad2-4338-a60d-ec6f2044f721","status":"completed"}"#.utf8)
        ),
        now: start,
        proof: WebhookProof(.header),
        parts: [.field(.agreed)]
    )

    static let callback = Self(
        description: "a token in the URL, as Aitronos",
        secret: "callback-secret",
        scheme: { .callback(CallbackSigner(secrets: $0), for: "aitronos") },
        request: WebhookRequest(
            fields: [:],
            body: Data(#"{"id":"tr_1"}"#.utf8),
            target: "/webhooks/aitronos?job=7&steno=\(token)&trace=%26"
        ),
        now: start,
        proof: WebhookProof(.callback, reference: "job/ä 1"),
        parts: [.token]
    )

    /// For Aitronos and “job/ä 1”, good for two days from ``start``.
    static let token = "1.1788972800.am9iL8OkIDE.hr_MrIft9HDRZQRdUqsp611o9jNouUiJVkAD-52cKtw"
    static let start = Date(timeIntervalSince1970: 1_788_800_000)
}

extension HTTPField.Name {
    static let webhookID = named("webhook-id")
    static let webhookTimestamp = named("webhook-timestamp")
    static let webhookSignature = named("webhook-signature")
    static let list = named("X-PyAI-Signature")
    static let pairTimestamp = named("Wordcab-Timestamp")
    static let pairSignature = named("Wordcab-Signature")
    static let agreed = named("X-Soniox-Webhook-Secret")

    private static func named(_ name: String) -> Self { Self(name) ?? .contentType }
}

extension WebhookScheme {
    /// Why a delivery is refused; nil where it is found genuine.
    func refusal(of request: WebhookRequest, at now: Date) -> WebhookRefusal? {
        do throws(WebhookRefusal) {
            _ = try proof(of: request, at: now)
            return nil
        } catch {
            return error
        }
    }
}

/// HMAC-SHA256 of one piece, apart from the code that is tested.
func plainCode(_ key: String, _ message: String) -> Data {
    plainCode(Data(key.utf8), Data(message.utf8))
}

func plainCode(_ key: Data, _ message: Data) -> Data {
    Data(HMAC<SHA256>.authenticationCode(for: message, using: SymmetricKey(data: key)))
}

func hex(_ bytes: Data) -> String {
    bytes.map { String(format: "%02x", $0) }.joined()
}
