import Logging

extension Poller {
    /// Asks again after a request that was answered or failed: at once where someone waits for a newer answer, else by the
    /// policy.
    func askAgain(_ id: JobID, notBefore pause: Duration? = nil, _ state: inout PollerState) {
        guard let job = state.watched[id] else { return }
        state.watched[id]?.wasAsked = true
        state.watched[id]?.notBefore = state.now + (pause ?? .zero)
        if job.isSwept {
            state.watched[id]?.isSwept = false
            state.sweep?.jobs.remove(id)
        }
        if job.watchers.allSatisfy(\.isWait) {
            scheduleNext(id, &state)
        } else {
            askAtOnce(id, &state)
        }
    }

    /// Has a job asked for by itself as soon as can be; an ask under way is as good.
    func askAtOnce(_ id: JobID, _ state: inout PollerState) {
        guard let job = state.watched[id], job.ask == nil, !job.isUrgent else { return }
        unschedule(id, &state)
        state.watched[id]?.isUrgent = true
        let number = state.nextNumber()
        state.urgent.add(.init(moment: state.now, job: id, number: number), among: state.watched)
    }

    /// Has a job asked for when the policy says.
    func scheduleNext(_ id: JobID, _ state: inout PollerState) {
        guard let job = state.watched[id], job.isWaitedFor, job.ask == nil, !job.isUrgent, case .over = job.following
        else { return }
        let delay = schedule.delay(in: situation(of: job, state), using: &state.generator)
        // The first delay counts from when the waiting began, however long it took to learn that nothing is pushed.
        let start = job.wasAsked ? state.now : job.begun
        schedule(id, at: max(start + delay, job.notBefore), every: delay, &state)
    }

    /// Draws a job's delay again where the policy has become a stricter one, and lets part of it be over already.
    func hasten(_ id: JobID, _ state: inout PollerState) {
        guard let job = state.watched[id], let due = job.due else { return }
        let delay = schedule.delay(in: situation(of: job, state), using: &state.generator)
        let moment = max(state.now + delay * Double.random(in: 0..<1, using: &state.generator), job.notBefore)
        if moment < due { schedule(id, at: moment, every: delay, &state) }
    }

    private func schedule(_ id: JobID, at moment: Duration, every delay: Duration, _ state: inout PollerState) {
        unschedule(id, &state)
        guard let job = state.watched[id] else { return }
        let lastAsk = job.watchers.compactMap { $0.limits?.lastAsk }.min() ?? moment
        let moment = max(min(moment, lastAsk), state.now)
        let demand = 1 / delay.seconds
        state.watched[id]?.due = moment
        state.watched[id]?.demand = demand
        state.pace.demand += demand
        let number = state.nextNumber()
        state.asks.add(.init(moment: moment, job: id, number: number), among: state.watched)
    }

    func unschedule(_ id: JobID, _ state: inout PollerState) {
        guard let job = state.watched[id] else { return }
        state.pace.demand = max(state.pace.demand - job.demand, 0)
        state.watched[id]?.demand = 0
        state.watched[id]?.due = nil
    }

    private func situation(of job: WatchedJob, _ state: PollerState) -> PollSchedule.Situation {
        .init(
            waited: (state.now - job.begun).seconds,
            isFirst: !job.wasAsked,
            audioDuration: job.last?.job.audioDuration,
            failures: job.failures,
            isRelaxed: job.expectsDelivery && !job.isDoubted && !state.isTight
        )
    }

    func log(
        _ message: String,
        of id: JobID? = nil,
        after error: TranscriptionError? = nil,
        _ state: inout PollerState
    ) {
        guard logger.logLevel <= .debug else { return }
        var metadata: Logger.Metadata = ["provider": "\(provider.id)"]
        if let id { metadata["job"] = "\(id)" }
        if let error { metadata["error"] = "\(error)" }
        state.effects.append(.log("\(message)", metadata))
    }
}
