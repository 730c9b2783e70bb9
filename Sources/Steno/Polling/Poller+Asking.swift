import Logging

extension Poller {
    /// Sends what is due, so far as calls may be sent now: by turns what is asked for at once and what the policy says, so
    /// that neither keeps the other waiting for long.
    func sendWhatIsDue(_ state: inout PollerState) {
        leaveHangingCalls(&state)
        while hasRoom(state), state.pace.next <= state.now {
            let isSent =
                state.lastWasUrgent
                ? sendScheduled(&state) || sendUrgent(&state) : sendUrgent(&state) || sendScheduled(&state)
            guard isSent else { return }
        }
    }

    private func sendUrgent(_ state: inout PollerState) -> Bool {
        guard let item = state.urgent.first(among: state.watched) else { return false }
        state.urgent.removeFirst()
        state.lastWasUrgent = true
        send(item.job, &state)
        return true
    }

    /// Sends a page of a sweep, or the ask that is due first.
    private func sendScheduled(_ state: inout PollerState) -> Bool {
        if state.sweep == nil, isTimeToSweep(&state) || isAnythingDue(&state) && sweepIsCheaper(&state) {
            beginSweep(&state)
        }
        if let sweep = state.sweep, sweep.page == nil {
            state.lastWasUrgent = false
            sendPage(&state)
            return true
        }
        guard isAnythingDue(&state), let item = state.asks.first(among: state.watched) else { return false }
        state.asks.removeFirst()
        state.lastWasUrgent = false
        send(item.job, &state)
        return true
    }

    /// Whether the policy has a job asked for by itself now.
    ///
    /// While a page is under way, only what has been due for a while is: what is due soon may be on one of the next pages.
    private func isAnythingDue(_ state: inout PollerState) -> Bool {
        firstAsk(&state).map { $0 <= state.now } ?? false
    }

    /// When the first job is to be asked for by itself, by the policy.
    func firstAsk(_ state: inout PollerState) -> Duration? {
        let due = state.asks.first(among: state.watched)?.moment
        return state.sweep == nil ? due : due.map { $0 + lookahead }
    }

    /// Whether another call may be sent beside those under way, of which slow ones count only up to a limit.
    private func hasRoom(_ state: PollerState) -> Bool {
        let calls = state.flights.count
        if calls < callsAtOnce { return true }
        let quick = state.flights.values.count { $0.started + Self.slowCall > state.now }
        return quick < callsAtOnce && calls < Self.slowCallsFactor * callsAtOnce
    }

    /// When the next place becomes free because a call has become slow or is left behind; nil where one is free now.
    func nextRoom(_ state: PollerState) -> Duration? {
        if hasRoom(state) { return nil }
        let begun = state.flights.values.map(\.started)
        let slow = begun.map { $0 + Self.slowCall }.filter { $0 > state.now }
        return slow.min() ?? begun.min().map { $0 + Self.longestCall }
    }

    private func send(_ id: JobID, _ state: inout PollerState) {
        let number = state.nextNumber()
        unschedule(id, &state)
        state.watched[id]?.isUrgent = false
        state.watched[id]?.ask = number
        let task = Task.detached { [self] in
            do {
                land(.success(try await provider.job(id)), number)
            } catch {
                land(.failure(TranscriptionError(error, of: provider)), number)
            }
        }
        state.flights[number] = .init(job: id, started: state.now, task: task)
        state.pace.take(at: state.now)
    }

    private func land(_ answer: Result<TranscriptionJob, TranscriptionError>, _ number: Int) {
        change { state in
            guard let id = state.flights.removeValue(forKey: number)?.job else { return }
            take(answer, of: id, number, &state)
        }
    }

    /// Leaves behind calls that hang, as if they had failed, so that others have their places.
    private func leaveHangingCalls(_ state: inout PollerState) {
        let end = state.now - Self.longestCall
        let hanging = state.flights.filter { $0.value.started <= end }
        for (number, flight) in hanging.sorted(by: { $0.key < $1.key }) where state.flights[number] != nil {
            state.flights[number] = nil
            state.effects.append(.cancel(flight.task))
            let error = TranscriptionError(
                .timeout,
                "A call took longer than \(Self.longestCall.inSeconds).",
                provider: provider.id,
                isRetryable: true
            )
            if let id = flight.job {
                take(.failure(error), of: id, number, &state)
            } else {
                endSweep(after: error, &state)
            }
        }
    }

    private func take(
        _ answer: Result<TranscriptionJob, TranscriptionError>,
        of id: JobID,
        _ number: Int,
        _ state: inout PollerState
    ) {
        state.watched[id]?.ask = nil
        switch answer {
        case .success(let job):
            noteMissingDelivery(of: job, id, &state)
            if note(job, of: id, number, &state) { goOn(id, after: number, &state) }
        case .failure(let error) where error.isRetryable:
            log("asking for a job failed and is tried again", of: id, after: error, &state)
            noteFailure(error, of: id, number, &state)
        case .failure(let error):
            let last = state.watched[id]?.last
            endAll(of: id, .failure(error.saying(whatBecameOf: id, last).keeping(last)), &state)
        }
    }

    /// Goes on after a request that told of a job which has not ended.
    func goOn(_ id: JobID, after number: Int, _ state: inout PollerState) {
        state.watched[id]?.failures = 0
        state.watched[id]?.failure = nil
        endSatisfied(id, by: number, nil, &state)
        askAgain(id, &state)
    }

    private func noteFailure(_ error: TranscriptionError, of id: JobID, _ number: Int, _ state: inout PollerState) {
        guard let watched = state.watched[id] else { return }
        let failures = watched.failures + 1
        state.watched[id]?.failures = failures
        state.watched[id]?.failure = error
        pause(for: error, &state)
        if let allowed = policy.failuresAllowed, failures > max(allowed, 0) {
            return endAll(of: id, .failure(error.keeping(watched.last)), &state)
        }
        endSatisfied(id, by: number, error, &state)
        askAgain(id, notBefore: error.retryAfter, &state)
    }

    /// Sends nothing for a while where the service says that it has had too many requests.
    func pause(for error: TranscriptionError, _ state: inout PollerState) {
        guard error.code == .rateLimited, let pause = error.retryAfter else { return }
        state.pace.pause(for: pause, at: state.now)
    }

    /// Ends the waiting for an answer that has come, and the waits the last ask has been made for.
    private func endSatisfied(
        _ id: JobID,
        by number: Int,
        _ error: TranscriptionError?,
        _ state: inout PollerState
    ) {
        guard let watched = state.watched[id] else { return }
        for watcher in watched.watchers {
            if watcher.isSatisfied(by: number) {
                if let error {
                    end(watcher.ticket, of: id, .failure(error.keeping(watched.last)), &state)
                } else if let last = watched.last {
                    end(watcher.ticket, of: id, .success(last), &state)
                }
            } else if let limits = watcher.limits, limits.lastAsk <= state.now {
                end(watcher.ticket, of: id, .failure(timedOut(watched)), &state)
            }
        }
    }
}
