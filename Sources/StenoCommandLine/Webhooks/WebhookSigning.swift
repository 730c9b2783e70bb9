import Foundation
import HTTPTypes
import Steno
import StenoProviders

/// How a provider makes a delivery out.
struct WebhookSigning {
    private enum Form {
        case standard
        case list(header: String)
        case pair(signature: String, timestamp: String)
        case agreedHeader
        case address
    }

    private let provider: WebhookProvider
    private let form: Form

    init(_ provider: WebhookProvider) {
        self.provider = provider
        form =
            switch provider {
            case .standard, .whisper: .standard
            case .cloud(.pyai): .list(header: "X-PyAI-Signature")
            case .cloud(.transcripts): .pair(signature: "Wordcab-Signature", timestamp: "Wordcab-Timestamp")
            case .cloud(.soniox): .agreedHeader
            case .cloud: .address
            }
    }

    /// Whether nothing is signed but the address that is called.
    var signsAddress: Bool { if case .address = form { true } else { false } }

    /// Whether what is signed has an id, or a reference.
    var takesID: Bool {
        switch form {
        case .standard, .address: true
        case .list, .pair, .agreedHeader: false
        }
    }

    /// Whether what is signed holds the time.
    var takesTime: Bool { if case .agreedHeader = form { false } else { true } }

    /// The header fields of a delivery.
    func fields(
        _ body: Data,
        id: String?,
        secret: Secret,
        now: Date,
        environment: [String: String]
    ) throws -> HTTPFields {
        switch form {
        case .standard:
            let id = id ?? "msg_" + UUID().uuidString.lowercased().filter { $0 != "-" }
            return try WebhookSigner.standard(id: id, body: body, secret: secret, now: now)
        case .list(let header):
            return try WebhookSigner.timestamped(header: header, body: body, secret: secret, now: now)
        case .pair(let signature, let timestamp):
            return try WebhookSigner.timestamped(
                signatureHeader: signature,
                timestampHeader: timestamp,
                body: body,
                secret: secret,
                now: now
            )
        case .agreedHeader:
            let name = environment["SONIOX_API_WEBHOOK_HEADER"] ?? ""
            return try WebhookSigner.header(name.isEmpty ? "X-Soniox-Webhook-Secret" : name, value: secret)
        case .address:
            return [:]
        }
    }

    /// The address that a service which signs nothing would be given.
    func address(_ url: URL, reference: String, secret: Secret, now: Date) throws -> URL {
        try CallbackSigner(secrets: [secret]).sign(url, provider: provider.id, reference: reference, now: now)
    }
}
