extension WebhookEvent {
    /// Checks that the URL that was called is the one that was signed for the event's job.
    ///
    /// A token in a URL says nothing of the job that the body names: whoever knows one of your URLs can name any job, also one
    /// that they submitted themselves and that the service will confirm. So an effect that acts on such an event checks it
    /// against what was remembered when the job was submitted:
    ///
    /// ```swift
    /// try event.check(reference: try await orders.reference(ofJob: event.jobID))
    /// ```
    ///
    /// Nothing is checked where the delivery was told from a forgery by something else than its URL.
    ///
    /// - Parameter reference: The ``TranscriptionRequest/clientReference`` that the job was submitted with; nil where no such
    ///   job was.
    /// - Throws: ``TranscriptionError`` with code `invalidState` where the URL was signed for something else.
    public func check(reference: String?) throws {
        guard proof.kind == .callback, proof.reference == nil || proof.reference != reference else { return }
        throw TranscriptionError(
            .invalidState,
            "The URL called about the job \(jobID) was not signed for it.",
            provider: provider
        )
    }
}
