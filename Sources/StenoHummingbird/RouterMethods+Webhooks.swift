public import Hummingbird
import NIOCore

extension RouterMethods {
    /// Receives webhooks at a path that names the provider.
    ///
    /// ```swift
    /// let webhooks = WebhookReceiver([PyAI.webhookVerifier(secrets: [secret])])
    /// router.addWebhooks(webhooks)                  // POST /webhooks/pyai
    /// ```
    ///
    /// The route reads the body itself, no more of it than ``WebhookReceiver/receive(_:body:from:)`` wants, and answers as soon
    /// as the event is recorded; ``WebhookWorker`` works on it. Add it before middleware that changes bodies, or to a group
    /// without any: signatures hold for the bytes that were sent.
    ///
    /// - Parameters:
    ///   - receiver: Who verifies and records.
    ///   - path: Where; must have the parameter `provider`, which is the provider's id.
    /// - Returns: The router.
    @discardableResult
    public func addWebhooks(_ receiver: WebhookReceiver, at path: RouterPath = "webhooks/:provider") -> Self {
        post(path) { request, context in
            let provider = context.parameters.get("provider") ?? ""
            return try await receiver.answer(request, from: ProviderID(rawValue: provider))
        }
    }

    /// Receives the webhooks of one provider at a path.
    ///
    /// - Parameters:
    ///   - receiver: Who verifies and records.
    ///   - path: Where.
    ///   - provider: Whose deliveries come there.
    /// - Returns: The router.
    @discardableResult
    public func addWebhooks(_ receiver: WebhookReceiver, at path: RouterPath, from provider: ProviderID) -> Self {
        post(path) { request, _ in try await receiver.answer(request, from: provider) }
    }
}

extension WebhookReceiver {
    /// Reads a request and says what to answer.
    ///
    /// - Throws: What reading the body throws, such as when the sender hangs up.
    fileprivate func answer(_ request: Request, from provider: ProviderID) async throws -> Response {
        let body = request.body.map { $0.readableBytesView }
        return Response(status: try await receive(request.head, body: body, from: provider).status)
    }
}
