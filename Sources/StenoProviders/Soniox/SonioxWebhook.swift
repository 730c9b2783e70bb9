import Foundation
public import Steno

extension Soniox {
    /// The header Soniox sends where a secret is configured and no name for it.
    public static let webhookHeaderName = "X-Soniox-Webhook-Secret"

    /// Verifies the deliveries about jobs that this provider submits: by ``SonioxConfiguration/webhookHeader``.
    ///
    /// ```swift
    /// configuration.webhookHeader = .init(name: Soniox.webhookHeaderName, value: secret)
    /// let soniox = Soniox(apiKey: key, configuration: configuration)
    /// let verifier = soniox.webhookVerifier
    /// ```
    ///
    /// Without that header every delivery is refused. A request with a header of its own needs
    /// ``webhookVerifier(_:earlier:)``.
    public var webhookVerifier: WebhookVerifier {
        guard let header = configuration.webhookHeader else { return Self.webhookVerifier(values: []) }
        return Self.webhookVerifier(header)
    }

    /// Verifies Soniox's deliveries by the header that was agreed when the job was submitted.
    ///
    /// Soniox signs nothing. It sends each delivery with the header the job was submitted with. A delivery holds the job's
    /// id and its state, and never the job.
    ///
    /// - Parameters:
    ///   - header: The header, as in ``SonioxConfiguration/webhookHeader`` or the request.
    ///   - earlier: Values that jobs still running were submitted with, while the header's value is being changed.
    /// - Returns: The verifier; with an empty value it refuses every delivery.
    public static func webhookVerifier(_ header: Webhook.Header, earlier: [Secret] = []) -> WebhookVerifier {
        webhookVerifier(header: header.name, values: [header.value] + earlier)
    }

    /// Verifies Soniox's deliveries by a header's name and value.
    ///
    /// - Parameters:
    ///   - header: The header's name, in any case.
    ///   - values: The values, any of which may be there; with none every delivery is refused.
    /// - Returns: The verifier.
    public static func webhookVerifier(header: String = Soniox.webhookHeaderName, values: [Secret]) -> WebhookVerifier {
        webhookVerifier(scheme: .header(header, values: values))
    }

    /// Reads Soniox's deliveries, told from forgeries in another way, such as by a gateway that signs them.
    public static func webhookVerifier(scheme: WebhookScheme) -> WebhookVerifier {
        WebhookVerifier(id, scheme, reading: SonioxDelivery.self) { delivery, proof in
            let status = JobStatus(SonioxTranscription.Status(rawValue: delivery.status))
            return WebhookEvent(of: delivery.id, id, status: status, proof: proof)
        }
    }
}

/// The body of a delivery: `id`, and `status`, which is documented as `completed` or `error`.
private struct SonioxDelivery: JSONReadable {
    var id = ""
    var status = ""

    init(from json: inout JSONReader) throws {
        try json.readObject { key, json in
            switch key {
            case "id": id = try json.readString() ?? ""
            case "status": status = try json.readString() ?? ""
            default: break
            }
        }
        if status.isEmpty { throw json.missing("status") }
    }
}
