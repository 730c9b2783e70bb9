import Foundation
import HTTPTypes

/// Where deliveries of a webhook go.
struct WebhookRecipient: Sendable {
    /// The headers that a delivery has of its own, in lower case.
    private static let ownHeaders: Set<String> = [
        "connection", "content-encoding", "content-length", "content-type", "host", "transfer-encoding", "webhook-id",
        "webhook-signature", "webhook-timestamp",
    ]

    /// A delivery without what belongs to the single one.
    let request: HTTPRequest
    /// The host, which is all that may be told of the address: the rest may hold a token.
    let host: String

    /// What to call it in messages.
    var name: String { "The receiver of the webhook at \(host)" }

    /// - Throws: `invalidRequest`; neither the address nor the header's value is in it.
    init(_ webhook: Webhook, allowsInsecureHTTP: Bool) throws {
        guard let address = HTTPAddress(webhook.url) else {
            throw Self.refusal(
                "The webhook's address must begin with https:// and a host, and hold no user name or password."
            )
        }
        guard address.origin.isSecure || address.origin.isLoopback || allowsInsecureHTTP else {
            throw Self.refusal("The webhook's address must be https, as deliveries hold transcripts.")
        }
        host = address.origin.authority
        var request = HTTPRequest(
            method: .post,
            scheme: address.origin.scheme,
            authority: address.origin.authority,
            path: address.path
        )
        request.headerFields[.userAgent] = "Steno"
        if let header = webhook.header {
            guard let name = HTTPField.Name(header.name), !Self.ownHeaders.contains(name.canonicalName) else {
                throw Self.refusal("`\(header.name)` cannot be the name of the webhook's header.")
            }
            request.headerFields[name] = try header.value.withValue { value in
                guard !value.isEmpty, value.utf8.allSatisfy({ 0x20...0x7E ~= $0 }) else {
                    throw Self.refusal("The value of the webhook's header must be printable ASCII, and not empty.")
                }
                return value
            }
        }
        self.request = request
    }

    private static func refusal(_ message: String) -> TranscriptionError {
        TranscriptionError(.invalidRequest, message)
    }
}
