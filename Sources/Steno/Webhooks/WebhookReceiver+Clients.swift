extension WebhookReceiver {
    /// Works on recorded events by telling them to the clients that wait for the jobs.
    ///
    /// - Parameter clients: The clients, one for each provider whose deliveries are received. The event of a provider that
    ///   has none here stays in the store.
    /// - Throws: What ``run(_:)`` throws.
    public func run(deliveringTo clients: [TranscriptionClient]) async throws {
        try await run(Self.delivery(to: clients))
    }

    /// The effect that tells events to the clients that wait for the jobs.
    ///
    /// - Parameter clients: The clients, one for each provider.
    /// - Returns: The effect, for ``run(_:)``, or to be called by an effect that does more.
    public static func delivery(to clients: [TranscriptionClient]) -> Effect {
        { _ = try await clients.confirm($0) }
    }
}

extension [TranscriptionClient] {
    /// Tells an event to the one that it concerns.
    ///
    /// - Returns: The job as that client has it.
    /// - Throws: ``TranscriptionError``; `unsupportedOperation` where the event concerns none of them.
    func confirm(_ event: WebhookEvent) async throws -> TranscriptionJob {
        guard let client = first(where: { $0.provider.id == event.provider }) else {
            throw TranscriptionError(
                .unsupportedOperation,
                "There is no client that the events of \(event.provider) could be told to.",
                provider: event.provider
            )
        }
        return try await client.deliver(event)
    }
}
