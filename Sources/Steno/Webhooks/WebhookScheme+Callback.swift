extension WebhookScheme {
    /// A token in the URL that is called, for services that sign nothing, such as SpeechIsCheap and Aitronos.
    ///
    /// The query of ``WebhookRequest/target`` must hold the item `steno` once, with a token that ``CallbackSigner`` made for
    /// this provider and that has not expired. The token says nothing of the body: what that says is worth nothing before
    /// the service confirms it. Whoever reads the URL, in a log for instance, can use it until it expires.
    ///
    /// - Parameters:
    ///   - signer: What made the tokens.
    ///   - provider: Whose deliveries these are; a token made for another provider is refused.
    /// - Returns: The scheme; it proves that the URL was given to this provider, for the reference in the proof.
    public static func callback(_ signer: CallbackSigner, for provider: ProviderID) -> Self {
        Self(replayWindow: signer.lifetime, needsBody: false) { request, now throws(WebhookRefusal) in
            let reference = try signer.reference(in: request.target, provider: provider, now: now)
            return WebhookProof(.callback, reference: reference)
        }
    }
}
