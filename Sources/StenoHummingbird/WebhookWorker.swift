public import ServiceLifecycle

/// Works on the events a receiver recorded, beside the server that receives them.
///
/// ```swift
/// let worker = WebhookWorker(webhooks) { event in try await client.deliver(event) }
/// let app = Application(router: router, services: [worker])
/// ```
///
/// On graceful shutdown the effects under way are let end, and the rest stays in the store.
public struct WebhookWorker: Service {
    private let receiver: WebhookReceiver
    private let effect: WebhookReceiver.Effect

    /// Describes a worker.
    ///
    /// - Parameters:
    ///   - receiver: Who records events.
    ///   - effect: What to do about one; see ``WebhookReceiver/run(_:)``.
    public init(_ receiver: WebhookReceiver, effect: @escaping WebhookReceiver.Effect) {
        self.receiver = receiver
        self.effect = effect
    }

    /// Works until shutdown.
    ///
    /// - Throws: What ``WebhookReceiver/run(_:)`` throws.
    public func run() async throws {
        try await withGracefulShutdownHandler {
            try await receiver.run(effect)
        } onGracefulShutdown: {
            receiver.shutDown()
        }
    }
}
