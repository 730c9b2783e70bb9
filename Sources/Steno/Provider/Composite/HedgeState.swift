/// How far a hedged request is with each of the two providers.
struct HedgeState: Sendable {
    /// One provider's part.
    enum Lane: Sendable {
        /// It has not been asked.
        case idle
        /// It is being asked.
        case submitting(Task<Void, Never>)
        /// It has a job, as last seen.
        case made(TranscriptionJob)
        /// It made no job.
        case refused(MemberFailure)

        /// The job, where there is one.
        var job: TranscriptionJob? {
            if case .made(let job) = self { job } else { nil }
        }

        /// The job, where it goes on.
        var liveJob: TranscriptionJob? { job.flatMap { $0.status.isTerminal ? nil : $0 } }

        /// The call under way.
        var submission: Task<Void, Never>? {
            if case .submitting(let task) = self { task } else { nil }
        }

        var failure: MemberFailure? {
            if case .refused(let failure) = self { failure } else { nil }
        }
    }

    /// How the slower job ended.
    enum Loser: Sendable {
        /// It is being told to end.
        case ending
        /// It was stopped before it had a job.
        case stopped
        /// It was told to end, and that is how it stands now.
        case ended(JobStatus)
        /// It could not be told to end, or it is not known what there is.
        case goesOn(String)
    }

    /// Kept until both have been asked, or that cannot happen any more.
    var request: TranscriptionRequest?
    /// The job's id: that of the first job there was.
    var id: JobID?
    var lanes: [Lane] = [.idle, .idle]
    /// Whose transcript counts.
    var winner: Int?
    var loser: Loser?
    /// Whether the caller gave up, so that nothing may begin.
    var isClosed = false

    /// Whether the second may begin: nothing is decided, and the first may still need company.
    var mayBeginSecond: Bool {
        guard winner == nil, !isClosed, request != nil, case .idle = lanes[1] else { return false }
        return true
    }

    /// Whether the first goes on.
    var firstGoesOn: Bool { lanes[0].submission != nil || lanes[0].liveJob != nil }

    /// Whether nothing more will happen.
    var isOver: Bool { winner != nil || lanes.allSatisfy { $0.submission == nil && $0.liveJob == nil } }
}

extension HedgeState {
    /// The job as callers see it; nil while there is none.
    func job(_ routing: MemberRouting) -> TranscriptionJob? {
        guard let id, var job = leading else { return nil }
        let reasons = failures(routing)
        if winner == nil, isOver, reasons.count > 1 {
            let common = MemberFailures(reasons)
            job.status = .failed
            job.failure = JobFailure(code: common.code, message: "Both providers failed. \(common)")
        }
        job.id = id
        job.provider = routing.owner
        job.warnings = warnings(routing) + job.warnings
        return job
    }

    /// The snapshot that tells the most.
    private var leading: TranscriptionJob? {
        if let winner { return lanes[winner].job }
        if let live = lanes.lazy.compactMap(\.liveJob).first { return live }
        let ended = lanes.compactMap(\.job)
        if isOver { return ended.first { $0.status == .failed } ?? ended.first }
        // One has failed and the other is about to begin.
        guard var job = ended.first else { return nil }
        job.status = .queued
        (job.progress, job.finishedAt, job.failure) = (nil, nil, nil)
        return job
    }

    /// Why there is no transcript: refusals and failed jobs, in the order of the providers.
    func failures(_ routing: MemberRouting) -> [MemberFailure] {
        zip(routing.members, lanes).compactMap { member, lane in
            if let job = lane.job, job.status == .failed {
                return MemberFailure(member: member.name, error: TranscriptionError(endOf: job))
            }
            return lane.failure
        }
    }

    /// Why a provider made no job, unless it was stopped from here.
    private func reason(_ lane: Int) -> MemberFailure? {
        lanes[lane].failure.flatMap { $0.error.code == .cancelled ? nil : $0 }
    }

    private func warnings(_ routing: MemberRouting) -> [JobWarning] {
        let names = routing.members.map(\.name)
        var warnings: [JobWarning] = []
        let (first, second) = (reason(0), reason(1))
        if let first { warnings.append(JobWarning(passedOver: first)) }
        if lanes[1].job != nil, lanes[0].failure == nil {
            let sentence = "\(names[1]) was given the request too, after \(names[0]), so it may be billed twice."
            warnings.append(JobWarning(message: sentence))
        }
        if let second {
            warnings.append(JobWarning(message: "\(names[1]) could not begin. \(second) [\(second.error.code)]"))
        }
        if let winner, let loser {
            let name = names[1 - winner]
            let sentence =
                switch loser {
                case .ending: "\(name) was slower and is being told to end; what it has done may be billed."
                case .stopped: "\(name) was slower and was stopped before it had a job."
                case .ended(.completed): "\(name) was slower and completed its job all the same, which is billed."
                case .ended: "\(name) was slower and was told to end; what it has done may be billed."
                case .goesOn(let reason): "\(name) was slower and cannot be stopped, so it is billed too. \(reason)"
                }
            warnings.append(JobWarning(message: sentence))
        }
        return warnings
    }
}
