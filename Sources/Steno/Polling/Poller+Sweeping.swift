extension Poller {
    /// How far ahead a sweep takes the place of asks: the jobs due in this time are counted as asked for.
    var lookahead: Duration { max(.seconds(1), .seconds(schedule.shortest / 2)) }

    /// Whether reading the provider's list costs less than what is due now and soon.
    func sweepIsCheaper(_ state: inout PollerState) -> Bool {
        guard let plan = state.plan else { return false }
        let watching = state.watched.count
        // What is due soon is counted only where it could be enough.
        guard plan.isCheaper(than: state.asks.count, watching: watching, at: state.now) else { return false }
        let horizon = state.now + lookahead
        let due = state.watched.values.count { $0.isDue(by: horizon) }
        return plan.isCheaper(than: due, watching: watching, at: state.now)
    }

    /// Whether the time for a sweep has come, and it is still worth it: it costs less than what is due in such a time on
    /// average.
    ///
    /// Jobs begun together are due together, with long gaps between, and most end in the gaps.
    func isTimeToSweep(_ state: inout PollerState) -> Bool {
        guard let moment = state.nextSweep, moment <= state.now else { return false }
        state.nextSweep = nil
        return isWorthSweepingAgain(state)
    }

    private func isWorthSweepingAgain(_ state: PollerState) -> Bool {
        let asks = Int(min(state.pace.demand * lookahead.seconds, 1e9))
        return state.plan?.isCheaper(than: asks, watching: state.watched.count, at: state.now) ?? false
    }

    func beginSweep(_ state: inout PollerState) {
        let horizon = state.now + lookahead
        var jobs: Set<JobID> = []
        var others: Set<JobID> = []
        for (id, job) in state.watched where job.due != nil {
            if job.isDue(by: horizon) { jobs.insert(id) } else { others.insert(id) }
        }
        for id in jobs {
            unschedule(id, &state)
            state.watched[id]?.isSwept = true
        }
        state.nextSweep = nil
        state.sweep = .init(jobs: jobs, others: others)
    }

    func sendPage(_ state: inout PollerState) {
        guard let sweep = state.sweep else { return }
        let number = state.nextNumber()
        let query = JobQuery(limit: listing?.maximumPageSize, cursor: sweep.cursor)
        let task = Task.detached { [self] in
            do {
                take(.success(try await provider.list(query)), ofPage: number)
            } catch {
                take(.failure(TranscriptionError(error, of: provider)), ofPage: number)
            }
        }
        state.sweep?.page = number
        state.flights[number] = .init(started: state.now, task: task)
        state.pace.take(at: state.now)
    }

    private func take(_ answer: Result<JobPage, TranscriptionError>, ofPage number: Int) {
        change { state in
            guard state.flights.removeValue(forKey: number) != nil, state.sweep?.page == number else { return }
            state.sweep?.page = nil
            switch answer {
            case .success(let page): take(page, number, &state)
            case .failure(let error): endSweep(after: error, &state)
            }
        }
    }

    private func take(_ page: JobPage, _ number: Int, _ state: inout PollerState) {
        let before = state.sweep?.rest ?? 0
        for job in page.jobs {
            state.sweep?.others.remove(job.id)
            take(job, number, &state)
        }
        // Without a sweep left, the last wait has ended.
        guard var sweep = state.sweep else { return }
        let found = before - sweep.rest
        sweep.pages += 1
        sweep.found += found
        sweep.barren = found == 0 ? sweep.barren + 1 : 0
        sweep.cursor = page.nextCursor
        let goesOn = SweepPlan.goesOn(rest: sweep.rest, barren: sweep.barren)
        // A cursor that came before would lead round in a circle.
        let isNew = page.nextCursor.map { sweep.cursorsSeen.insert($0).inserted } ?? false
        state.sweep = sweep
        guard goesOn, isNew else { return endSweep(&state) }
    }

    private func take(_ job: TranscriptionJob, _ number: Int, _ state: inout PollerState) {
        guard let watched = state.watched[job.id], watched.last.map({ $0.job.provider == job.provider }) ?? true
        else { return }
        var job = job
        if listing?.hasWholeJobs != true {
            guard let last = watched.last?.job else { return }
            if job.status.isTerminal { return askForTheWhole(job.id, &state) }
            job = last.moved(to: job)
        } else {
            noteMissingDelivery(of: job, job.id, &state)
        }
        guard note(job, of: job.id, number, &state), watched.isSwept || watched.isUrgent else { return }
        state.watched[job.id]?.isUrgent = false
        goOn(job.id, after: number, &state)
    }

    /// Asks for a job that has ended, as the list says, which does not hold all of it.
    private func askForTheWhole(_ id: JobID, _ state: inout PollerState) {
        if state.watched[id]?.isSwept == true {
            state.watched[id]?.isSwept = false
            state.sweep?.jobs.remove(id)
        }
        askAtOnce(id, &state)
    }

    /// Asks singly for the jobs that the sweep did not see.
    func endSweep(after error: TranscriptionError? = nil, _ state: inout PollerState) {
        guard let sweep = state.sweep else { return }
        state.sweep = nil
        if let error {
            log("reading the list of jobs failed, and jobs are asked for one by one", after: error, &state)
            state.plan?.learn(from: error, at: state.now)
            pause(for: error, &state)
        } else {
            let watching = state.watched.count
            state.plan?.learn(pages: sweep.pages, found: sweep.found, watching: watching, at: state.now)
        }
        for id in sweep.jobs {
            state.watched[id]?.isSwept = false
            askAtOnce(id, &state)
        }
        if error == nil, isWorthSweepingAgain(state) { state.nextSweep = state.now + lookahead }
    }
}

extension PollerState.Sweep {
    /// How many jobs have not been seen yet.
    fileprivate var rest: Int { jobs.count + others.count }
}

extension WatchedJob {
    fileprivate func isDue(by moment: Duration) -> Bool {
        due.map { $0 <= moment } ?? false
    }
}

extension TranscriptionJob {
    /// This snapshot with what a list that does not hold whole jobs says of where the job is now.
    fileprivate func moved(to listed: TranscriptionJob) -> Self {
        var job = self
        job.status = listed.status
        job.progress = listed.progress ?? progress
        job.startedAt = listed.startedAt ?? startedAt
        return job
    }
}
