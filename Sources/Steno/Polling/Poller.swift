import Logging
import Synchronization

/// Asks a provider for all the jobs a client waits for, however many wait for them.
///
/// Who waits costs a continuation and a place in the list of watched jobs. One timer sleeps until the earliest moment
/// something is due; tasks exist for the calls under way, which are few, and for following jobs the provider pushes. When
/// nobody waits, nothing is left.
///
/// All state is behind one lock, which is held neither across a call nor while anyone is told of anything: what is to be told
/// is put down in order, and done by one thread at a time once the lock is free.
final class Poller: Sendable {
    /// How long a call may hang before its place is given to another; longer than any call of a pipeline takes.
    static let longestCall: Duration = .seconds(300)
    /// How long a call may take before another is sent in its place, so that one of several services that does not answer
    /// keeps nobody else waiting.
    static let slowCall: Duration = .seconds(20)
    /// How many times as many calls may be under way where some are slow.
    static let slowCallsFactor = 4

    let provider: any TranscriptionProvider
    let policy: PollPolicy
    let schedule: PollSchedule
    let listing: Capabilities.Listing?
    let time: PassedTime
    let logger: Logger
    /// How many calls may be under way at once, slow ones not counted.
    let callsAtOnce: Int
    private let state: Mutex<PollerState>

    init(
        provider: any TranscriptionProvider,
        policy: PollPolicy,
        clock: any Clock<Duration>,
        generator: any RandomNumberGenerator & Sendable,
        logger: Logger,
        callsAtOnce: Int = 64
    ) {
        self.provider = provider
        self.policy = policy
        self.logger = logger
        self.callsAtOnce = max(callsAtOnce, 1)
        schedule = PollSchedule(policy)
        listing = provider.capabilities.listing
        time = PassedTime(clock)
        let plan = listing.map { SweepPlan($0) }
        let pace = AskPace(asksPerSecond: policy.asksPerSecond)
        state = Mutex(PollerState(plan: plan, pace: pace, generator: generator))
    }

    /// What a poller has to do.
    struct Load: Sendable, Equatable {
        /// How many jobs are waited for.
        var jobs = 0
        /// How many calls are under way.
        var calls = 0
        /// Whether anyone is being told of anything.
        var isTelling = false
        /// What the timer sleeps until; nil where none runs.
        var alarm: Duration?
    }

    /// What there is to do now.
    var load: Load {
        state.withLock { state in
            Load(
                jobs: state.watched.count,
                calls: state.flights.count,
                isTelling: state.isPerforming || !state.effects.isEmpty,
                alarm: state.alarm?.moment
            )
        }
    }

    /// How many wait for jobs or for answers about them, and how many jobs are followed by a task each.
    var crowd: (watchers: Int, followed: Int) {
        state.withLock { state in
            state.watched.values.reduce(into: (watchers: 0, followed: 0)) { crowd, job in
                crowd.watchers += job.watchers.count
                if case .underWay = job.following { crowd.followed += 1 }
            }
        }
    }

    /// Whether anyone waits for a job.
    func isWatched(_ id: JobID) -> Bool { state.withLock { $0.watched[id] != nil } }

    /// Whether deliveries are no longer relied on, because one did not come.
    var isTight: Bool { state.withLock { $0.isTight } }

    /// The number of a request that begins now, or of a watcher.
    func nextNumber() -> Int { state.withLock { $0.nextNumber() } }

    /// Changes something, then does whatever is due.
    @discardableResult
    func change<Value: Sendable>(_ body: (inout PollerState) -> Value) -> Value {
        let now = time.elapsed
        let (value, performs) = state.withLock { state in
            state.now = max(state.now, now)
            let value = body(&state)
            endLateWaits(&state)
            sendWhatIsDue(&state)
            setAlarm(&state)
            let performs = !state.effects.isEmpty && !state.isPerforming
            if performs { state.isPerforming = true }
            return (value, performs)
        }
        if performs { perform() }
        return value
    }

    /// Tells everyone what there is to tell, in order, until there is nothing more.
    private func perform() {
        while true {
            let effects = state.withLock { state in
                let effects = state.effects
                state.effects = []
                state.isPerforming = !effects.isEmpty
                return effects
            }
            if effects.isEmpty { return }
            for effect in effects { effect.perform(logger) }
        }
    }

    private func endLateWaits(_ state: inout PollerState) {
        while let item = state.deadlines.first(among: state.watched), item.moment <= state.now {
            state.deadlines.removeFirst()
            guard let job = state.watched[item.job] else { continue }
            end(item.number, of: item.job, .failure(timedOut(job)), &state)
        }
    }

    /// Has the timer sleep until the earliest moment something is due.
    private func setAlarm(_ state: inout PollerState) {
        let moment = nextMoment(&state)
        guard state.alarm?.moment != moment else { return }
        if let old = state.alarm { state.effects.append(.cancel(old.task)) }
        state.alarm = moment.map { moment in
            let task = Task.detached { [self] in
                do { try await time.sleep(until: moment) } catch { return }
                change { state in
                    if state.alarm?.moment == moment { state.alarm = nil }
                }
            }
            return (moment, task)
        }
    }

    private func nextMoment(_ state: inout PollerState) -> Duration? {
        let deadline = state.deadlines.first(among: state.watched)?.moment
        return [deadline, nextCall(&state)].compactMap(\.self).min()
    }

    /// When the next call can be sent, or a place for it may become free.
    private func nextCall(_ state: inout PollerState) -> Duration? {
        let urgent = state.urgent.first(among: state.watched)?.moment
        let page = state.sweep.map { $0.page == nil ? state.now : nil } ?? state.nextSweep
        guard let due = [urgent, firstAsk(&state), page].compactMap(\.self).min() else { return nil }
        return nextRoom(state) ?? max(due, state.pace.next)
    }
}
