extension WebhookReceiver {
    /// Works on recorded events by telling them to the clients that wait for the jobs.
    ///
    /// Of hosts that share a store one works on an event; the clients of the others are not told of it, and ask.
    ///
    /// - Parameter clients: The clients. The event of a provider that none of them is over stays in the store.
    /// - Throws: What ``run(_:)`` throws.
    public func run(deliveringTo clients: [TranscriptionClient]) async throws {
        try await run(Self.delivery(to: clients))
    }

    /// The effect that tells events to the clients that wait for the jobs.
    ///
    /// An event concerns the clients over its provider, and those over a ``CompositeProvider`` that it is a member of. Where
    /// these are several, such as two for two accounts of one service, those that wait for the job are told, and then the
    /// others until one has confirmed what the event says.
    ///
    /// - Parameter clients: The clients.
    /// - Returns: The effect, for ``run(_:)``, or to be called by an effect that does more.
    public static func delivery(to clients: [TranscriptionClient]) -> Effect {
        { _ = try await clients.confirm($0) }
    }
}

extension [TranscriptionClient] {
    /// Tells an event to those that it concerns.
    ///
    /// - Returns: The job as the first to confirm the event has it.
    /// - Throws: ``TranscriptionError``; `unsupportedOperation` where the event concerns none of them.
    func confirm(_ event: WebhookEvent) async throws -> TranscriptionJob {
        var concerned: [(client: TranscriptionClient, event: WebhookEvent, waits: Bool)] = []
        var failures: [TranscriptionError] = []
        for client in self {
            do {
                guard let own = try await client.own(event) else { continue }
                concerned.append((client, own, client.poller.isWatched(own.jobID)))
            } catch {
                failures.append(TranscriptionError(error, of: client.provider))
            }
        }
        var confirmed: TranscriptionJob?
        // What has the job in it costs no request, and the first to believe it need not be the one whose job it is.
        for (client, own, waits) in concerned.filter(\.waits) + concerned.filter({ !$0.waits })
        where waits || confirmed == nil || own.job != nil {
            do {
                let job = try await client.poller.deliver(own)
                confirmed = confirmed ?? job
            } catch {
                failures.append(TranscriptionError(error, of: client.provider))
            }
        }
        if let confirmed { return confirmed }
        throw failures.mostTelling
            ?? TranscriptionError(
                .unsupportedOperation,
                "There is no client that the events of \(event.provider) could be told to.",
                provider: event.provider
            )
    }
}

extension [TranscriptionError] {
    /// Why an event is not confirmed: what may go away first, as another client may have the job; last what another account's
    /// key says of a job that is not its business.
    fileprivate var mostTelling: TranscriptionError? {
        first { $0.code == .cancelled } ?? first(where: \.isRetryable)
            ?? first { $0.code != .invalidState && $0.code != .permissionDenied }
            ?? first { $0.code == .invalidState } ?? first
    }
}
