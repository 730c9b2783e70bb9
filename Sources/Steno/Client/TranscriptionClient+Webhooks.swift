extension TranscriptionClient {
    /// Tells the client what a verified delivery said of a job, so that waits for the job end without it being asked for in
    /// vain.
    ///
    /// A signed delivery with the ended job inside is believed: waits end with that job, and no request is sent. Otherwise the
    /// provider is asked at once, together with others who ask for the job, and what it says counts. A delivery that comes
    /// before anyone waits is remembered, so that a wait that begins later ends at once; of many such the latest are.
    ///
    /// Give it what ``WebhookReceiver`` hands out, or what a ``WebhookVerifier`` verified. The same delivery may come again.
    ///
    /// - Returns: The job as it is.
    /// - Throws: ``TranscriptionError``: `invalidState` where the delivery is not borne out, because the provider says that the
    ///   job has not ended or knows of none, because the event is another provider's, or because the URL called was signed
    ///   for another job; waits go on then.
    ///   `cancelled` when this task was. Otherwise what ``TranscriptionProvider/job(_:)`` throws.
    @discardableResult
    public func deliver(_ event: WebhookEvent) async throws -> TranscriptionJob {
        guard let own = try await own(event) else { throw event.unconfirmed("\(provider.id) has no such job") }
        return try await poller.deliver(own)
    }

    /// The event by the ids of the client's provider, which may have others do its work; nil where it is about no job of this
    /// provider.
    func own(_ event: WebhookEvent) async throws -> WebhookEvent? {
        do {
            return try await provider.event(event)
        } catch {
            throw TranscriptionError(error, of: provider)
        }
    }

    /// The request with the URL of its webhook signed, and what it is signed for, where nothing else tells the provider's
    /// deliveries from forgeries.
    func signed(_ request: TranscriptionRequest) throws -> (request: TranscriptionRequest, reference: String?) {
        try callbackSigner?.signed(request, for: provider, name: names.name) ?? (request: request, reference: nil)
    }
}
