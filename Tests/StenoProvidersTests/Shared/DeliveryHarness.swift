import Foundation
import HTTPTypes
import Steno
import StenoProviders
import StenoTestSupport
import Testing

/// A service's deliveries as it sends them, whatever is in their bodies.
struct DeliveryHarness: Sendable, CustomTestStringConvertible {
    static let now = Date(timeIntervalSince1970: 1_785_576_600)
    static let secret: Secret = "whsec_a-secret-of-the-tests"
    static let signer = CallbackSigner(secrets: [secret])

    let service: CloudService
    let verifier: WebhookVerifier
    /// What makes a delivery genuine: header fields, or what was added to the address.
    let sign: @Sendable (Data) throws -> WebhookRequest
    /// A body the service documents or, for Aitronos, one that is assumed, with a job's id in quotes at its place.
    let body: @Sendable (_ quotedID: String) -> String

    var testDescription: String { service.id.rawValue }

    /// What a genuine delivery says.
    func event(_ body: Data) throws -> WebhookEvent {
        try verifier.verify(sign(body), at: Self.now)
    }

    /// What a genuine delivery says.
    func event(_ body: String) throws -> WebhookEvent { try event(Data(body.utf8)) }

    /// Why a delivery is refused though it is genuine; nil where it is not refused.
    func refusal(_ body: String) throws -> WebhookRefusal? {
        do {
            _ = try event(body)
            return nil
        } catch let refusal as WebhookRefusal {
            return refusal
        }
    }
}

extension DeliveryHarness {
    static let all = [soniox, pyai, transcripts, speechIsCheap, aitronos]

    static let soniox = Self(
        service: .soniox,
        verifier: Soniox.webhookVerifier(values: [secret]),
        sign: { try WebhookRequest(fields: WebhookSigner.header("x-soniox-webhook-secret", value: secret), body: $0) },
        body: { #"{"id": \#($0), "status": "completed"}"# }
    )

    static let pyai = Self(
        service: .pyai,
        verifier: PyAI.webhookVerifier(secrets: [secret]),
        sign: {
            let fields = try WebhookSigner.timestamped(header: "X-PyAI-Signature", body: $0, secret: secret, now: now)
            return WebhookRequest(fields: fields, body: $0)
        },
        body: { #"{"type": "transcription.job.completed", "data": {"job_id": \#($0)}}"# }
    )

    static let transcripts = Self(
        service: .transcripts,
        verifier: Transcripts.webhookVerifier(secrets: [secret]),
        sign: {
            let fields = try WebhookSigner.timestamped(
                signatureHeader: "Wordcab-Signature",
                timestampHeader: "Wordcab-Timestamp",
                body: $0,
                secret: secret,
                now: now
            )
            return WebhookRequest(fields: fields, body: $0)
        },
        body: { #"{"id": "evt_9", "type": "transcript.completed", "created": 1, "data": {"transcript_id": \#($0)}}"# }
    )

    static let speechIsCheap = Self(
        service: .speechIsCheap,
        verifier: SpeechIsCheap.webhookVerifier(signer: signer),
        sign: { WebhookRequest(fields: [:], body: $0, target: try target(of: SpeechIsCheap.id)) },
        body: { #"{"id": \#($0), "output": {"segments": []}, "status": "COMPLETED"}"# }
    )

    static let aitronos = Self(
        service: .aitronos,
        verifier: Aitronos.webhookVerifier(signer: signer),
        sign: { WebhookRequest(fields: [:], body: $0, target: try target(of: Aitronos.id)) },
        body: { #"{"event": "transcription.completed", "data": {"transcription_id": \#($0)}}"# }
    )

    /// What the service calls, signed for a job.
    private static func target(of provider: ProviderID) throws -> String {
        let url = try signer.sign(
            webAddress("https://hooks.example.com/webhooks/\(provider)"),
            provider: provider,
            reference: "call-17",
            now: now
        )
        return "\(url.path())?\(url.query() ?? "")"
    }
}
