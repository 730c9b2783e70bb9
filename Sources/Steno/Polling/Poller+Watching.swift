extension Poller {
    /// The job's snapshots: what is known at once, then each that differs, ending with the terminal one.
    func changes(of inHand: JobInHand) -> AsyncThrowingStream<TranscriptionJob, any Error> {
        AsyncThrowingStream { stream in
            if let ended = inHand.ended {
                stream.yield(ended.job)
                return stream.finish()
            }
            let ticket = nextNumber()
            stream.onTermination = { [self] termination in
                if case .cancelled = termination { leave(ticket, of: inHand.id) }
            }
            watch(inHand, JobWatcher(ticket: ticket, purpose: .changes(stream), inHand: inHand))
        }
    }

    /// Takes note of what a call made elsewhere said of a job; the number is what the call had when it began.
    func note(_ job: TranscriptionJob, request: Int) {
        change { state in
            _ = note(job, of: job.id, request, &state)
        }
    }

    /// Lets someone hear of a job from now on.
    func watch(_ inHand: JobInHand, _ watcher: JobWatcher) {
        change { state in
            let first = inHand.first
            let id = first.job.id
            var watcher = watcher
            if let limits = policy.limits {
                if limits.deadline <= .zero {
                    tell(watcher, first, &state)
                    return finish(watcher, .failure(timedOut(first.job)), &state)
                }
                watcher.limits = (state.now + limits.lastAsk, state.now + limits.deadline)
            }
            if let early = state.early[id], early.provider == first.job.provider {
                state.early.remove(id)
                let ended = JobSnapshot(early.keepingWarnings(of: first.job))
                tell(watcher, first, &state)
                tell(watcher, ended, &state)
                return finish(watcher, .success(ended), &state)
            }
            add(watcher, for: inHand, &state)
        }
    }

    private func add(_ watcher: JobWatcher, for inHand: JobInHand, _ state: inout PollerState) {
        let id = inHand.first.job.id
        var job = state.watched.removeValue(forKey: id) ?? WatchedJob()
        let last = job.last ?? inHand.first
        job.last = last
        job.warnings += inHand.first.job.warnings.filter { !job.warnings.contains($0) }
        job.expectsDelivery = job.expectsDelivery || inHand.expectsDelivery
        job.watchers.append(watcher)
        if case .notBegun = job.following {
            job.begun = state.now
            let number = state.nextNumber()
            job.following = .underWay(Task.detached { [self] in await follow(id, number) }, number: number)
        }
        state.watched[id] = job
        if let end = watcher.limits?.end {
            state.deadlines.add(.init(moment: end, job: id, number: watcher.ticket), among: state.watched)
        }
        tell(watcher, last, &state)
    }

    /// Ends a watcher's waiting, as it asked for.
    func unwatch(_ ticket: Int, of id: JobID) {
        change { state in
            guard let job = state.watched[id] else { return }
            end(ticket, of: id, .failure(TranscriptionError(cancelledWaitFor: id, job.last?.job)), &state)
        }
    }

    /// Forgets a stream that nobody reads any more.
    private func leave(_ ticket: Int, of id: JobID) {
        change { state in
            state.watched[id]?.watchers.removeAll { $0.ticket == ticket }
            tidy(id, &state)
        }
    }

    /// Ends one watcher's waiting; the job is forgotten with the last.
    func end(
        _ ticket: Int,
        of id: JobID,
        _ result: Result<JobSnapshot, any Error>,
        _ state: inout PollerState
    ) {
        guard let index = state.watched[id]?.watchers.firstIndex(where: { $0.ticket == ticket }),
            let watcher = state.watched[id]?.watchers.remove(at: index)
        else { return }
        finish(watcher, result, &state)
        tidy(id, &state)
    }

    /// Stops what nobody waits for any more.
    private func tidy(_ id: JobID, _ state: inout PollerState) {
        guard let job = state.watched[id] else { return }
        if job.watchers.isEmpty {
            forget(id, &state)
        } else if !job.isWaitedFor {
            unschedule(id, &state)
            stopFollowing(id, &state)
        }
    }

    /// Ends the waiting of everyone for a job.
    func endAll(of id: JobID, _ result: Result<JobSnapshot, any Error>, _ state: inout PollerState) {
        for watcher in state.watched[id]?.watchers ?? [] { finish(watcher, result, &state) }
        forget(id, &state)
    }

    private func finish(_ watcher: JobWatcher, _ result: Result<JobSnapshot, any Error>, _ state: inout PollerState) {
        if case .success(let snapshot) = result { watcher.inHand?.keep(snapshot) }
        switch watcher.purpose {
        case .end(let continuation), .answer(let continuation, _):
            state.effects.append(.resume(continuation, result))
        case .changes(let stream):
            if case .failure(let error) = result {
                state.effects.append(.finish(stream, error))
            } else {
                state.effects.append(.finish(stream, nil))
            }
        }
    }

    private func tell(_ watcher: JobWatcher, _ snapshot: JobSnapshot, _ state: inout PollerState) {
        if case .changes(let stream) = watcher.purpose { state.effects.append(.yield(stream, snapshot)) }
    }

    private func forget(_ id: JobID, _ state: inout PollerState) {
        unschedule(id, &state)
        stopFollowing(id, &state)
        guard let job = state.watched.removeValue(forKey: id) else { return }
        if let ask = job.ask, let flight = state.flights.removeValue(forKey: ask) {
            state.effects.append(.cancel(flight.task))
        }
        state.sweep?.jobs.remove(id)
        state.sweep?.others.remove(id)
        guard state.watched.isEmpty else { return }
        for flight in state.flights.values { state.effects.append(.cancel(flight.task)) }
        state.flights = [:]
        state.sweep = nil
        state.nextSweep = nil
        state.watched = [:]
        state.asks.removeAll()
        state.urgent.removeAll()
        state.deadlines.removeAll()
        state.pace.demand = 0
    }

    private func stopFollowing(_ id: JobID, _ state: inout PollerState) {
        if case .underWay(let task, _)? = state.watched[id]?.following { state.effects.append(.cancel(task)) }
        state.watched[id]?.following = .notBegun
    }

    /// Takes note of a snapshot: keeps it, tells of it when it differs, and ends the waiting when the job has ended.
    ///
    /// The number is that of the request that told it, or of the moment it was told.
    ///
    /// - Returns: Whether the job is still watched.
    func note(_ job: TranscriptionJob, of id: JobID, _ request: Int, _ state: inout PollerState) -> Bool {
        guard let watched = state.watched[id] else { return false }
        // An answer that was overtaken by another says nothing, but an end is an end.
        guard request >= watched.asOf || job.status.isTerminal else { return true }
        let job = job.keeping(watched.warnings)
        state.watched[id]?.asOf = max(request, watched.asOf)
        var last = watched.last
        if last?.job != job {
            let snapshot = JobSnapshot(job)
            last = snapshot
            state.watched[id]?.last = snapshot
            for watcher in watched.watchers { tell(watcher, snapshot, &state) }
        }
        guard job.status.isTerminal, let last else { return true }
        if !watched.isWaitedFor { state.rememberEarly(job) }
        endAll(of: id, .success(last), &state)
        return false
    }

    func timedOut(_ job: WatchedJob) -> any Error {
        job.last.map { timedOut($0.job, job.failure) } ?? TranscriptionError(.timeout, "The wait ended.")
    }

    private func timedOut(_ job: TranscriptionJob, _ failure: (any Error)? = nil) -> any Error {
        TranscriptionError(endOfWaitFor: job, underlying: failure)
    }
}
