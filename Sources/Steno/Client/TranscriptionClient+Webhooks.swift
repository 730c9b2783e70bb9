extension TranscriptionClient {
    /// Tells the client what a verified delivery said of a job, so that the waits for it end.
    ///
    /// A signed delivery with the ended job inside is believed. Of any other the provider is asked, and what it says counts.
    ///
    /// - Returns: The job as it is.
    /// - Throws: ``TranscriptionError``: `invalidState` where the provider does not confirm what the delivery says, otherwise
    ///   what ``TranscriptionProvider/job(_:)`` throws.
    @discardableResult
    public func deliver(_ event: WebhookEvent) async throws -> TranscriptionJob {
        let event = try await own(event)
        if event.proof.kind == .signature, let job = event.job, job.id == event.jobID, job.status.isTerminal { return job }
        let job: TranscriptionJob
        do {
            job = try await provider.job(event.jobID)
        } catch {
            throw TranscriptionError(error, of: provider)
        }
        guard job.status.isTerminal || event.status?.isTerminal != true else {
            throw TranscriptionError(
                .invalidState,
                "A delivery says that the job \(job.id) has ended, and \(provider.id) says that it has not.",
                provider: provider.id,
                job: job
            )
        }
        return job
    }

    /// The event by the ids of the client's provider, which may have others do its work.
    private func own(_ event: WebhookEvent) async throws -> WebhookEvent {
        do {
            return try await provider.event(event) ?? event
        } catch {
            throw TranscriptionError(error, of: provider)
        }
    }

    /// The request with the URL of its webhook signed, and what it is signed for, where nothing else tells the provider's
    /// deliveries from forgeries.
    func signed(_ request: TranscriptionRequest) throws -> (request: TranscriptionRequest, reference: String?) {
        // Named in full: `.none` alone would mean a provider that calls no webhooks.
        guard let callbackSigner, let webhook = request.webhook,
            provider.capabilities.webhookAuthentication == Capabilities.WebhookAuthentication.none
        else { return (request, nil) }
        var reference = request.clientReference ?? ""
        if reference.isEmpty { reference = names.name() }
        var signed = request
        signed.webhook?.url = try callbackSigner.sign(webhook.url, provider: provider.id, reference: reference)
        return (signed, reference)
    }
}
