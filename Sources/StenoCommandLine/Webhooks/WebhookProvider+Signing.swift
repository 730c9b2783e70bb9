import Foundation
import HTTPTypes
import Steno
import StenoProviders

extension WebhookProvider {
    /// Whether nothing is signed but the address that is called.
    var signsAddress: Bool { authentication == .unsigned }

    /// Whether what is signed has an id, or a reference.
    var takesID: Bool {
        switch self {
        case .standard, .whisper: true
        case .cloud: signsAddress
        }
    }

    /// Whether what is signed holds the time.
    var takesTime: Bool { authentication != .header }

    /// The header fields of a delivery.
    ///
    /// - Throws: ``TranscriptionError`` where there is no secret, or the id or the secret does not have its form.
    func fields(of body: Data, id: String?, now: Date, environment: [String: String]) throws -> HTTPFields {
        switch self {
        case .standard, .whisper:
            let id = id ?? "msg_" + UUID().uuidString.lowercased().filter { $0 != "-" }
            return try WebhookSigner.standard(id: id, body: body, secret: secret(in: environment), now: now)
        case .cloud(let service):
            return try service.webhookFields(of: body, environment: environment, now: now)
        }
    }

    /// The address that a service which signs nothing would be given.
    ///
    /// - Throws: ``TranscriptionError`` where there is no secret, or the address cannot be signed.
    func address(_ url: URL, reference: String, now: Date, environment: [String: String]) throws -> URL {
        try CallbackSigner(secrets: [secret(in: environment)])
            .sign(url, provider: id, reference: reference, now: now)
    }
}
