extension WebhookReceiver {
    /// What is done about an event that is confirmed, and about its job, as it is.
    public typealias ConfirmedEffect = @Sendable (WebhookEvent, TranscriptionJob) async throws -> Void

    /// Works on recorded events once they are confirmed, and tells them to the clients that wait for the jobs.
    ///
    /// A signed event with the ended job in it is believed. Of every other the provider is asked, as by
    /// ``TranscriptionClient/deliver(_:)``, and what it says counts: the effect is given the job as the provider says it is,
    /// and, where the event is not signed, its ``WebhookEvent/status`` is the job's. An unsigned event that tells of no
    /// end has no status where the job has ended, so that an end is told once.
    ///
    /// What is not confirmed has no effect, and is forgotten in the end. What the effect throws counts as in ``run(_:)``.
    ///
    /// - Parameters:
    ///   - clients: The clients over the providers whose deliveries are received. The event of a provider that none of them
    ///     is over stays in the store.
    ///   - effect: What to do about an event.
    /// - Throws: What ``run(_:)`` throws.
    public func run(
        confirmingWith clients: [TranscriptionClient],
        _ effect: @escaping ConfirmedEffect
    ) async throws {
        try await run { event in
            let job = try await clients.confirm(event)
            try await effect(event.confirmed(by: job), job)
        }
    }
}

extension WebhookEvent {
    /// The event with what its provider says in place of what nobody vouches for.
    fileprivate func confirmed(by job: TranscriptionJob) -> Self {
        guard !proof.vouchesForBody else { return self }
        var event = self
        let tellsEnd = status?.isTerminal == true
        event.status = tellsEnd || !job.status.isTerminal ? job.status : nil
        return event
    }
}
