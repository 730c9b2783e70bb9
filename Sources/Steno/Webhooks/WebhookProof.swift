public import Foundation

/// How a delivery was told from a forgery.
///
/// Only what is signed can be believed as it is. ``WebhookReceiver/run(confirmingWith:_:)`` and
/// ``TranscriptionClient/deliver(_:)`` confirm the rest with the service.
public struct WebhookProof: Sendable, Hashable, Codable {
    /// What was checked.
    public enum Kind: String, Sendable, Hashable, Codable {
        /// A signature over the body: what the body says can be believed.
        case signature
        /// A header whose value only the service and the receiver know: the sender is known, and the body not
        /// covered.
        case header
        /// A token in the URL that was called. Nothing vouches for the body.
        case callback
        /// Nothing, by the receiver's explicit choice.
        case nothing
    }

    /// What was checked.
    public var kind: Kind
    /// The delivery's id, where the signature covers one.
    public var deliveryID: String?
    /// When the delivery was signed, where the signature covers that.
    public var signedAt: Date?
    /// The reference the callback's token was made for.
    public var reference: String?

    /// Whether what the body says can be believed.
    var vouchesForBody: Bool { kind == .signature }

    /// Describes a proof.
    public init(_ kind: Kind, deliveryID: String? = nil, signedAt: Date? = nil, reference: String? = nil) {
        self.kind = kind
        self.deliveryID = deliveryID
        self.signedAt = signedAt
        self.reference = reference
    }
}
