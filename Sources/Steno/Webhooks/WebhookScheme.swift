public import Foundation

/// A way to tell genuine deliveries from forged ones.
public struct WebhookScheme: Sendable {
    /// Checks a delivery.
    public typealias Check = @Sendable (_ request: WebhookRequest, _ now: Date) throws(WebhookRefusal) -> WebhookProof

    private let check: Check

    /// Makes a scheme of a check.
    ///
    /// The check must not read the body for anything but its signature, and must compare what is secret in constant time.
    public init(_ check: @escaping Check) {
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
