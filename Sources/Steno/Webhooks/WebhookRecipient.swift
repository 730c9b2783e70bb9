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
    init(_ webhook: Webhook, _ settings: WebhookSenderSettings) throws {
        guard let address = HTTPAddress(webhook.url) else {
            throw Self.refusal(
                "The webhook's address must begin with https:// and a host, and hold no user name or password."
            )
        }
        guard address.origin.isSecure || address.origin.isLoopback || settings.allowsInsecureHTTP else {
            throw Self.refusal("The webhook's address must be https, as deliveries hold transcripts.")
        }
        guard address.origin.hasPublicName || !settings.requiresPublicHost else {
            throw Self.refusal("The webhook's address must have the public name of a host.")
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

extension HTTPOrigin {
    /// What names end with that lead into networks of one's own.
    private static let innerEndings = [".localhost", ".local", ".internal", ".home.arpa"]

    /// Whether the host is a name with a full stop that is not reserved for inner networks.
    fileprivate var hasPublicName: Bool {
        let name = host.hasSuffix(".") ? host.dropLast() : host[...]
        let letters = UInt8(ascii: "a")...UInt8(ascii: "z")
        // The last part of an address in digits is a number, in decimal, octal or hexadecimal digits, or has colons.
        guard let last = name.utf8.split(separator: UInt8(ascii: ".")).last, last.first.map(letters.contains) == true,
            name.contains("."),
            name.utf8.allSatisfy({ letters.contains($0) || "0123456789-._".utf8.contains($0) })
        else { return false }
        return !Self.innerEndings.contains { ".\(name)".hasSuffix($0) }
    }
}
