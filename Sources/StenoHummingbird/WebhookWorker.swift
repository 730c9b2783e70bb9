public import ServiceLifecycle

/// Works on the events a receiver recorded, beside the server that receives them.
///
/// ```swift
/// let worker = WebhookWorker(webhooks, confirmingWith: [client]) { event, job in
///     try await note(job)
/// }
/// let app = Application(router: router, services: [worker])
/// ```
///
/// On graceful shutdown the effects under way are let end, and the rest stays in the store.
public struct WebhookWorker: Service {
    private let receiver: WebhookReceiver
    private let work: @Sendable () async throws -> Void

    /// Describes a worker that is given events as they were delivered.
    ///
    /// - Parameters:
    ///   - receiver: Who records events.
    ///   - effect: What to do about one, which may be forged where it is not signed; see ``WebhookReceiver/run(_:)``.
    public init(_ receiver: WebhookReceiver, effect: @escaping WebhookReceiver.Effect) {
        self.receiver = receiver
        work = { try await receiver.run(effect) }
    }

    /// Describes a worker that is given events once they are confirmed, and tells them to the clients that wait for the jobs.
    ///
    /// - Parameters:
    ///   - receiver: Who records events.
    ///   - clients: The clients over the providers; see ``WebhookReceiver/run(confirmingWith:_:)``.
    ///   - effect: What to do about an event and its job.
    public init(
        _ receiver: WebhookReceiver,
        confirmingWith clients: [TranscriptionClient],
        effect: @escaping WebhookReceiver.ConfirmedEffect
    ) {
        self.receiver = receiver
        work = { try await receiver.run(confirmingWith: clients, effect) }
    }

    /// Describes a worker that tells events to the clients that wait for the jobs.
    ///
    /// - Parameters:
    ///   - receiver: Who records events.
    ///   - clients: The clients; see ``WebhookReceiver/run(deliveringTo:)``.
    public init(_ receiver: WebhookReceiver, deliveringTo clients: [TranscriptionClient]) {
        self.receiver = receiver
        work = { try await receiver.run(deliveringTo: clients) }
    }

    /// Works until shutdown.
    ///
    /// - Throws: What ``WebhookReceiver/run(_:)`` throws.
    public func run() async throws {
        try await withGracefulShutdownHandler {
            try await work()
        } onGracefulShutdown: {
            receiver.shutDown()
        }
    }
}
