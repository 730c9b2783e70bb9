extension MemberRouting {
    /// A member's event as one of the composite's; nil where it is about no member's job.
    func event(_ event: WebhookEvent) async throws -> WebhookEvent? {
        var candidates: [(member: CompositeMember, event: WebhookEvent)] = []
        for member in members {
            let own = try await call(member) { try await $0.event(event) }
            guard let own else { continue }
            try await call(member) { _ in try member.callbacks.check(own) }
            candidates.append((member, own))
        }
        guard candidates.count > 1 else { return candidates.first.map { renamed($0.event, at: $0.member) } }

        var failure: TranscriptionError?
        for (member, own) in candidates {
            do {
                _ = try await call(member) { try await $0.job(own.jobID) }
                return renamed(own, at: member)
            } catch let error as TranscriptionError {
                if error.code == .cancelled { throw error }
                // Another account's job is not found, or not this key's business.
                if error.code != .notFound, error.code != .permissionDenied { failure = failure ?? error }
            }
        }
        if let failure { throw failure }
        return nil
    }

    private func renamed(_ event: WebhookEvent, at member: CompositeMember) -> WebhookEvent {
        var renamed = event
        renamed.provider = owner
        renamed.jobID = id(event.jobID, at: member)
        renamed.job = event.job.map { job($0, at: member) }
        return renamed
    }
}
