import Synchronization

/// One request with two providers.
final class HedgeRace: Sendable {
    let routing: MemberRouting
    let clients: [TranscriptionClient]
    let policy: FallbackPolicy
    let delay: Duration
    let time: PassedTime
    private let remember: @Sendable (JobID, HedgeRace) -> Void
    private let state: Mutex<HedgeState>

    /// A race that has not begun; `remember` is called with the composite's id of each job that is made.
    init(
        _ request: TranscriptionRequest,
        routing: MemberRouting,
        clients: [TranscriptionClient],
        policy: FallbackPolicy,
        delay: Duration,
        clock: any Clock<Duration>,
        remember: @escaping @Sendable (JobID, HedgeRace) -> Void
    ) {
        self.routing = routing
        self.clients = clients
        self.policy = policy
        self.delay = delay
        self.remember = remember
        time = PassedTime(clock)
        state = Mutex(HedgeState(request: request))
    }

    /// The race as it stands.
    var current: HedgeState { state.withLock { $0 } }

    /// The id callers know the job by; nil while there is none.
    var id: JobID? { state.withLock { $0.id } }

    /// Whose transcript counts, once that is decided.
    var winner: (lane: Int, job: TranscriptionJob)? {
        state.withLock { state in
            guard let lane = state.winner, let job = state.lanes[lane].job else { return nil }
            return (lane, job)
        }
    }

    /// The ids of both jobs.
    var ids: [JobID] {
        zip(routing.members, current.lanes).compactMap { member, lane in
            lane.job.map { routing.id($0.id, at: member) }
        }
    }

    // MARK: Beginning

    /// Has the first provider asked.
    func beginFirst() {
        state.withLock { ask(0, &$0) }
    }

    /// Has the second provider asked, unless that is done already or not needed any more.
    func beginSecond() {
        state.withLock { state in
            if state.mayBeginSecond, state.firstGoesOn { ask(1, &state) }
        }
    }

    /// Has the second provider asked if the delay is over.
    func beginSecondIfDue() {
        if time.elapsed >= delay { beginSecond() }
    }

    private func ask(_ lane: Int, _ state: inout HedgeState) {
        guard let request = state.request else { return }
        if lane == 1 { state.request = nil }
        // A task of its own: whoever waits may leave, and the job that is made must be known all the same.
        state.lanes[lane] = .submitting(
            Task { settle(lane, await routing.submit(request, to: routing.members[lane])) }
        )
    }

    private func settle(_ lane: Int, _ result: Result<TranscriptionJob, MemberFailure>) {
        switch result {
        case .success(let job):
            let id = routing.id(job.id, at: routing.members[lane])
            // First, as from the next line on the job can be asked for.
            remember(id, self)
            state.withLock { state in
                state.id = state.id ?? id
                state.lanes[lane] = .made(job)
                decide(lane, &state)
            }
        case .failure(let failure):
            state.withLock { state in
                state.lanes[lane] = .refused(failure)
                if lane == 0, policy.movesOn(after: failure.error), state.mayBeginSecond { ask(1, &state) }
                if state.isOver { state.request = nil }
            }
        }
    }

    // MARK: Deciding

    /// Takes in what a provider says of its job.
    func note(_ snapshot: TranscriptionJob, in lane: Int) {
        state.withLock { state in
            guard let last = state.lanes[lane].liveJob else { return }
            state.lanes[lane] = .made(snapshot.keepingWarnings(of: last))
            decide(lane, &state)
        }
    }

    private func decide(_ lane: Int, _ state: inout HedgeState) {
        guard let job = state.lanes[lane].job, state.winner == nil else { return }
        if job.status == .completed {
            state.winner = lane
            let other = state.lanes[1 - lane]
            if other.liveJob != nil || other.submission != nil {
                state.loser = .ending
                // A task of its own: the winner's transcript does not wait for it.
                Task { await endLoser(1 - lane) }
            }
        } else if lane == 0, job.status == .failed, state.mayBeginSecond,
            policy.movesOn(after: TranscriptionError(endOf: job))
        {
            ask(1, &state)
        }
        if state.isOver { state.request = nil }
    }

    private func endLoser(_ lane: Int) async {
        if let submission = current.lanes[lane].submission {
            submission.cancel()
            await submission.value
        }
        let outcome = await end(current.lanes[lane], of: routing.members[lane])
        state.withLock { $0.loser = outcome }
    }

    private func end(_ lane: HedgeState.Lane, of member: CompositeMember) async -> HedgeState.Loser? {
        if let failure = lane.failure {
            return failure.error.code == .jobMayExist ? .goesOn("It may have made a job. \(failure)") : .stopped
        }
        guard let job = lane.job else { return nil }
        guard member.provider.capabilities.support(for: .cancel) != .unsupported else {
            return .goesOn("It has no way to cancel a job, which is \(job.id) there.")
        }
        do {
            return .ended(try await routing.call(member) { try await $0.cancel(job.id) }.status)
        } catch {
            let reason = TranscriptionError(error, of: member.provider).message
            return .goesOn("Cancelling its job \(job.id) failed: \(reason)")
        }
    }

    /// Keeps what has not begun from beginning, and stops submissions under way.
    func close() {
        let submissions = state.withLock { state in
            state.isClosed = true
            state.request = nil
            return state.lanes.compactMap(\.submission)
        }
        for submission in submissions { submission.cancel() }
    }
}
