import Foundation
import HTTPTypes
import Steno
import StenoProviders

/// Reads the bytes as a delivery to a webhook: the first line as what is to prove it genuine, and the rest as its body.
///
/// Nobody knows the secrets, so that no scheme may find the delivery genuine as it is; then each service reads the body.
@Sendable
func fuzzWebhooks(_ data: Data) {
    let parts = data.split(separator: UInt8(ascii: "\n"), maxSplits: 1, omittingEmptySubsequences: false)
    let proof = String(decoding: parts[0], as: UTF8.self)
    let body = parts.count > 1 ? Data(parts[1]) : data
    var fields = HTTPFields()
    for name in names { fields[name] = proof.filter { $0.isASCII && !$0.isNewline } }
    let forged = WebhookRequest(fields: fields, body: body, target: proof)
    for verifier in authenticated {
        check((try? verifier.verify(forged, at: now)) == nil, "\(verifier.provider) takes \(forged) for genuine")
    }
    for verifier in unauthenticated { readGenuine(WebhookRequest(fields: [:], body: body), verifier) }
    if let fields = try? WebhookSigner.timestamped(header: "X-PyAI-Signature", body: body, secret: secret, now: now) {
        readGenuine(WebhookRequest(fields: fields, body: body), PyAI.webhookVerifier(secrets: [secret]))
    }
    let signed = try? WebhookSigner.timestamped(
        signatureHeader: "Wordcab-Signature",
        timestampHeader: "Wordcab-Timestamp",
        body: body,
        secret: secret,
        now: now
    )
    if let signed {
        readGenuine(WebhookRequest(fields: signed, body: body), Transcripts.webhookVerifier(secrets: [secret]))
    }
}

/// Reads a delivery that is genuine as far as the scheme goes.
private func readGenuine(_ request: WebhookRequest, _ verifier: WebhookVerifier) {
    do throws(WebhookRefusal) {
        let event = try verifier.verify(request, at: now)
        check(!event.id.isEmpty && !event.jobID.rawValue.isEmpty, "\(event)")
        if let transcript = event.job?.transcript { checkTimes(transcript) }
    } catch {
        check(error.code == .malformedBody, "\(error)")
    }
}

private let now = Date(timeIntervalSince1970: 1_785_576_600)

private let secret = Secret("nobody-knows-\(UUID().uuidString)")

private let unauthenticated: [WebhookVerifier] = [
    Soniox.webhookVerifier(scheme: .unauthenticated),
    PyAI.webhookVerifier(scheme: .unauthenticated),
    Transcripts.webhookVerifier(scheme: .unauthenticated),
    Aitronos.webhookVerifier(scheme: .unauthenticated),
    SpeechIsCheap.webhookVerifier(scheme: .unauthenticated),
]

private let authenticated: [WebhookVerifier] = [
    Soniox.webhookVerifier(values: [secret]),
    PyAI.webhookVerifier(secrets: [secret]),
    Transcripts.webhookVerifier(secrets: [secret]),
    Aitronos.webhookVerifier(signer: CallbackSigner(secrets: [secret])),
    SpeechIsCheap.webhookVerifier(signer: CallbackSigner(secrets: [secret])),
]

private let names = [
    "X-Soniox-Webhook-Secret", "X-PyAI-Signature", "Wordcab-Signature", "Wordcab-Timestamp",
].compactMap { HTTPField.Name($0) }
