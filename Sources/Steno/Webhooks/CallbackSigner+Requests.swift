import Foundation

extension CallbackSigner {
    /// A request with the URL of its webhook signed, where nothing else tells the provider's deliveries from forgeries.
    ///
    /// - Parameters:
    ///   - request: The request.
    ///   - provider: Who is to get it.
    ///   - name: Makes a name for a job whose request has no client reference.
    /// - Returns: The request, and what its URL was signed for; nil where it was not signed here.
    /// - Throws: ``TranscriptionError`` with code `invalidRequest` where the URL cannot be signed, or the provider is made of
    ///   several and one of them would be given it unsigned.
    func signed(
        _ request: TranscriptionRequest,
        for provider: any TranscriptionProvider,
        name: () -> String
    ) throws -> (request: TranscriptionRequest, reference: String?) {
        guard let webhook = request.webhook, provider.provesNoWebhooks else { return (request, nil) }
        if let composite = provider as? any CompositeProvider {
            // A token is bound to one service, and which one will have the job is not known here.
            try composite.requireSignatures(of: request)
            return (request, nil)
        }
        var reference = request.clientReference ?? ""
        if reference.isEmpty { reference = name() }
        var signed = request
        signed.webhook?.url = try sign(webhook.url, provider: provider.id, reference: reference)
        return (signed, reference)
    }
}

extension TranscriptionProvider {
    /// Whether it calls webhooks, and only a token in the URL can tell its deliveries from forgeries.
    fileprivate var provesNoWebhooks: Bool {
        // Named in full: `.none` alone would mean a provider that calls no webhooks.
        capabilities.webhookAuthentication == Capabilities.WebhookAuthentication.unsigned
    }
}

extension CompositeProvider {
    /// Refuses a request whose webhook some member would be given without a token, though it needs one.
    fileprivate func requireSignatures(of request: TranscriptionRequest) throws {
        for member in members where member.provider.provesNoWebhooks {
            let prepared = try member.prepared(request)
            guard let webhook = prepared.webhook else { continue }
            if let inner = member.provider as? any CompositeProvider {
                try inner.requireSignatures(of: prepared)
            } else if CallbackQuery(webhook.url.absoluteString).values(of: CallbackSigner.itemName).isEmpty {
                throw TranscriptionError(
                    .invalidRequest,
                    "The callback's URL has to be signed for \(member.name), and not for \(id): give the signer to its "
                        + "`CompositeMember`.",
                    provider: id
                )
            }
        }
    }
}
