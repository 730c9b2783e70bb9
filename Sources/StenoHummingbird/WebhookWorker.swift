public import ServiceLifecycle

/// Works on the events a receiver recorded, beside the server that receives them.
///
/// ```swift
/// let worker = WebhookWorker(webhooks, deliveringTo: [client])
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

    /// Describes a worker that tells events to the clients that wait for the jobs.
    ///
    /// - Parameters:
    ///   - receiver: Who records events.
    ///   - clients: The clients; see ``WebhookReceiver/run(deliveringTo:)``.
    public init(_ receiver: WebhookReceiver, deliveringTo clients: [TranscriptionClient]) {
        self.init(receiver, effect: WebhookReceiver.delivery(to: clients))
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
