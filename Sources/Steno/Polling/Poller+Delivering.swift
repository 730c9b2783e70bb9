extension Poller {
    /// Remembers what the callback of a job was signed for.
    func remember(reference: String, of id: JobID) {
        change { $0.references.insert(reference, for: id) }
    }

    /// Takes what a verified delivery says: believes it where it can be believed, otherwise asks the provider.
    func deliver(_ event: WebhookEvent) async throws -> TranscriptionJob {
        if let known = try change({ state in takeAtOnce(event, &state) }).get() { return known }
        let answer: JobSnapshot
        do {
            answer = try await self.answer(about: event.jobID)
        } catch let error as TranscriptionError where error.code == .notFound {
            throw event.unconfirmed("\(provider.id) knows of no such job", underlying: error)
        }
        if answer.job.status.isTerminal {
            // What anyone could have sent is no sign that deliveries come.
            if event.proof.kind != .nothing { change { $0.isTight = false } }
        } else if event.status?.isTerminal == true {
            change { state in
                state.watched[event.jobID]?.isDoubted = true
                state.watched[event.jobID]?.wasDelivered = false
                hasten(event.jobID, &state)
            }
            throw event.unconfirmed("\(provider.id) says that it is \(answer.job.status)", job: answer.job)
        }
        return answer.job
    }

    /// What can be had from an event without asking: the job, where it has ended and that is beyond doubt.
    private func takeAtOnce(
        _ event: WebhookEvent,
        _ state: inout PollerState
    ) -> Result<TranscriptionJob?, TranscriptionError> {
        let id = event.jobID
        let watched = state.watched[id]
        if let reference = event.proof.reference, let signedFor = state.references[id], reference != signedFor {
            return .failure(event.unconfirmed("the URL called was made for another job"))
        }
        if let job = watched?.last?.job, job.provider != event.provider {
            return .failure(event.unconfirmed("the job is one of \(job.provider)"))
        }
        if event.status?.isTerminal != false { state.watched[id]?.wasDelivered = true }
        guard event.proof.kind == .signature, let job = event.job, job.id == id, job.provider == event.provider,
            job.status.isTerminal
        else {
            let early = state.early[id]
            return .success(early?.provider == event.provider ? early : nil)
        }
        state.isTight = false
        if let watched {
            _ = note(job, of: id, state.nextNumber(), &state)
            return .success(job.keeping(watched.warnings))
        }
        state.rememberEarly(job)
        return .success(job)
    }

    /// What the provider says of a job from now on; shared with others who ask.
    private func answer(about id: JobID) async throws -> JobSnapshot {
        let ticket = nextNumber()
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                change { state in
                    let since = state.nextNumber()
                    let watcher = JobWatcher(ticket: ticket, purpose: .answer(continuation, since: since))
                    state.watched[id, default: WatchedJob()].watchers.append(watcher)
                    askAtOnce(id, &state)
                }
                // Cancelled before there was anyone to take out.
                if Task.isCancelled { unwatch(ticket, of: id) }
            }
        } onCancel: {
            unwatch(ticket, of: id)
        }
    }

    /// Stops relying on deliveries where a job is found to have ended and none has told it.
    func noteMissingDelivery(of job: TranscriptionJob, _ id: JobID, _ state: inout PollerState) {
        guard job.status.isTerminal, let watched = state.watched[id], watched.expectsDelivery, !watched.wasDelivered,
            watched.isWaitedFor, !state.isTight
        else { return }
        state.isTight = true
        log("a delivery did not come, and jobs are asked for as if they had no webhook", of: id, &state)
        for id in state.watched.compactMap({ $0.value.expectsDelivery ? $0.key : nil }) {
            hasten(id, &state)
        }
    }
}

extension WebhookEvent {
    /// The error of an event that is not borne out.
    func unconfirmed(
        _ reason: String,
        job: TranscriptionJob? = nil,
        underlying: (any Error)? = nil
    ) -> TranscriptionError {
        TranscriptionError(
            .invalidState,
            "What a delivery says of the job \(jobID) is not confirmed: \(reason).",
            provider: provider,
            job: job,
            underlying: underlying
        )
    }
}
