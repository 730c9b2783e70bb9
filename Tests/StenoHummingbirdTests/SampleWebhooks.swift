import Foundation
import HTTPTypes
import StenoHummingbird

/// Deliveries of a service that signs them, and of one that calls a signed URL.
///
/// A body is any bytes, which the job of a signed one keeps; the id of its job says how many they are and how they begin.
enum SampleWebhooks {
    static let signing: ProviderID = "signing"
    static let calling: ProviderID = "calling"
    static let header = "X-Sample-Signature"
    static let secret: Secret = "a secret between the service and us"
    static let signer = CallbackSigner(secrets: ["a secret of ours"])

    static var verifiers: [WebhookVerifier] {
        [
            verifier(of: signing, .timestamped(header: header, secrets: [secret])),
            verifier(of: calling, .callback(signer, for: calling)),
        ]
    }

    static func event(_ body: Data, of provider: ProviderID, proof: WebhookProof) -> WebhookEvent {
        let id = "\(body.count) \(body.prefix(30).base64EncodedString())"
        let job = TranscriptionJob(id: .init(rawValue: id), provider: provider, status: .completed, raw: .init(body))
        return WebhookEvent(id: id, provider: provider, jobID: job.id, status: job.status, proof: proof, job: job)
    }

    static func fields(for body: Data, secret: Secret = secret) throws -> HTTPFields {
        try WebhookSigner.timestamped(header: header, body: body, secret: secret)
    }

    /// The target that the calling service was given.
    static func target(lifetime: Duration = .seconds(60)) throws -> String {
        let signer = CallbackSigner(secrets: ["a secret of ours"], lifetime: lifetime)
        let url = URL(string: "http://localhost/webhooks/calling?tag=a%20b") ?? URL(fileURLWithPath: "/")
        let signed = try signer.sign(url, provider: calling, reference: "ref 1/2&3")
        return String(signed.absoluteString.trimmingPrefix("http://localhost"))
    }

    private static func verifier(of provider: ProviderID, _ scheme: WebhookScheme) -> WebhookVerifier {
        WebhookVerifier(provider: provider, scheme: scheme) { body, proof throws(WebhookRefusal) in
            event(body, of: provider, proof: proof)
        }
    }
}
