public import Foundation

/// A way to tell genuine deliveries from forged ones.
public struct WebhookScheme: Sendable {
    /// Checks a delivery.
    public typealias Check = @Sendable (_ request: WebhookRequest, _ now: Date) throws(WebhookRefusal) -> WebhookProof

    /// How long one and the same delivery passes the check, where the check says so; zero where it does not.
    ///
    /// A receiver remembers events for at least as long. A window of some minutes to both sides of now is twice as long.
    public let replayWindow: Duration
    /// Whether the check looks at the body; where not, what it refuses is refused before the body is read.
    public let needsBody: Bool

    private let check: Check

    /// Makes a scheme of a check.
    ///
    /// The check must not read the body for anything but its signature, and must compare what is secret in constant time.
    ///
    /// - Parameters:
    ///   - replayWindow: How long one and the same delivery passes the check, where the check limits it.
    ///   - needsBody: Whether the check looks at the body. Where not, it is made once before the body is read, with an empty
    ///     one, and once after.
    ///   - check: The check.
    public init(replayWindow: Duration = .zero, needsBody: Bool = true, _ check: @escaping Check) {
        self.replayWindow = replayWindow
        self.needsBody = needsBody
        self.check = check
    }

    /// Checks a delivery.
    ///
    /// - Parameters:
    ///   - request: The delivery as it came.
    ///   - now: When it came.
    /// - Returns: What was proved.
    /// - Throws: ``WebhookRefusal``.
    public func proof(of request: WebhookRequest, at now: Date = Date()) throws(WebhookRefusal) -> WebhookProof {
        try check(request, now)
    }
}
