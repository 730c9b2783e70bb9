public import HTTPTypes

/// What a delivery is answered with, and what came of it.
///
/// The sender gets the status with an empty body, and nothing else: whatever was wrong with a delivery, it learns only
/// that it was refused.
public struct WebhookReply: Sendable, Hashable {
    /// The status to answer with.
    ///
    /// 204 for an event, new or not; 403 for whatever was refused, whatever the reason; 413 for a body that is too large;
    /// 503 where the event could not be recorded, so that the sender tries again.
    public let status: HTTPResponse.Status
    /// The event, where it is new.
    public let event: WebhookEvent?
    /// Why the delivery was refused, for the receiver's eyes only.
    public let refusal: WebhookRefusal?

    /// A new event was recorded.
    static func accepted(_ event: WebhookEvent) -> Self { Self(status: .noContent, event: event, refusal: nil) }

    /// The event came before.
    static let repeated = Self(status: .noContent, event: nil, refusal: nil)

    /// The delivery is not what it claims to be.
    static func refused(_ refusal: WebhookRefusal) -> Self { Self(status: .forbidden, event: nil, refusal: refusal) }

    /// The event is genuine and could not be recorded.
    static let unrecorded = Self(status: .serviceUnavailable, event: nil, refusal: nil)

    /// The body is larger than the receiver takes.
    static func tooLarge(_ refusal: WebhookRefusal) -> Self {
        Self(status: .contentTooLarge, event: nil, refusal: refusal)
    }
}
