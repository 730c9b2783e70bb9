/// The sweep of one provider that has its jobs by itself.
struct SweepLane {
    /// How many jobs or files are held at a time.
    static let roundSize = 10_000
    /// How many files are compared with the jobs at a time.
    ///
    /// Few, as a job may be made of a file after that.
    static let filesAtOnce = 100
    /// How often a deletion is tried that the provider refuses for now.
    private static let attempts = 3
    /// How long it is left alone then.
    private static let patience: Duration = .seconds(5)
    /// How many failures in a row that do not lie with the single job end the sweep.
    private static let failuresInARow = 10

    /// A composite provider on the way to this one, and which member of it is on the way.
    typealias Level = (routing: MemberRouting, member: CompositeMember)

    private let provider: any TranscriptionProvider
    /// The innermost first.
    private let levels: [Level]
    private let judge: SweepJudge
    private let time: PassedTime
    private var jobs: SweepReader<JobSequence>
    private var files: SweepReader<PageSequence<StoredFile>>?
    /// Files that were not compared with the jobs yet.
    private var uncompared: ArraySlice<SweepTarget> = []
    private var queue: ArraySlice<SweepTarget> = []
    private var pace: AskPace
    private var failures = 0
    private var ending: TranscriptionError?

    init(_ provider: any TranscriptionProvider, in levels: [Level], _ judge: SweepJudge, _ time: PassedTime) {
        let policy = judge.policy
        self.provider = provider
        self.levels = levels
        self.judge = judge
        self.time = time
        jobs = SweepReader(provider.allJobs, size: Self.roundSize, changes: !policy.isDryRun) { judge.target($0) }
        if policy.includesFiles, let keeper = provider as? any FileKeepingProvider {
            files = SweepReader(keeper.storedFiles, size: Self.roundSize, changes: !policy.isDryRun) {
                judge.target($0)
            }
        }
        pace = AskPace(asksPerSecond: policy.deletionsPerSecond)
        pace.demand = policy.deletionsPerSecond
    }

    /// The next finding, named as the outermost composite names it; nil at the end.
    mutating func next() async throws -> SweepFinding? {
        do {
            guard let finding = try await found() else { return nil }
            return named(finding)
        } catch {
            let own = TranscriptionError(error, of: provider)
            throw levels.reduce(own) { $1.routing.error($0, of: $1.member) }
        }
    }

    private func named(_ finding: SweepFinding) -> SweepFinding {
        levels.reduce(into: finding) { finding, level in
            switch finding.item {
            case .job(let job):
                finding.item = .job(level.routing.job(job, at: level.member))
            case .file(var file):
                file.id = level.routing.id(JobID(rawValue: file.id), at: level.member).rawValue
                file.provider = level.routing.owner
                finding.item = .file(file)
            }
            if case .failed(let error) = finding.outcome {
                finding.outcome = .failed(level.routing.error(error, of: level.member))
            }
        }
    }

    private mutating func found() async throws -> SweepFinding? {
        if let ending { throw ending }
        while true {
            try Task.checkCancellation()
            if queue.isEmpty { queue = try await jobs.round()[...] }
            if queue.isEmpty { queue = try await filesToDecideOn() }
            guard let target = queue.popFirst() else { return nil }
            if let finding = try await decide(on: target) { return finding }
        }
    }

    // MARK: Files

    private mutating func filesToDecideOn() async throws -> ArraySlice<SweepTarget> {
        if uncompared.isEmpty, let round = try await files?.round() { uncompared = round[...] }
        var some = uncompared.prefix(Self.filesAtOnce)
        uncompared.removeFirst(some.count)
        guard !some.isEmpty, let keeper = provider as? any FileKeepingProvider else { return [] }
        var unused = Set(some.map(\.id))
        for try await job in provider.allJobs {
            // In earnest, a job that is still listed could not be deleted.
            if judge.policy.isDryRun, !judge.keeps(job) { continue }
            if let file = keeper.storedFile(of: job) { unused.remove(file) }
        }
        for index in some.indices where some[index].reason == nil && !unused.contains(some[index].id) {
            some[index].reason = .inUse
        }
        return some
    }

    // MARK: Deleting

    /// What becomes of a job or file; nil where it is to be tried again.
    private mutating func decide(on target: SweepTarget) async throws -> SweepFinding? {
        if let reason = target.reason { return target.finding(.kept(reason)) }
        if judge.policy.isDryRun { return target.finding(.wouldBeDeleted) }
        let moment = max(pace.next, target.earliest)
        if moment > time.elapsed { try await time.sleep(until: moment) }
        pace.take(at: time.elapsed)
        do {
            try await delete(target.item)
        } catch {
            if Task.isCancelled { throw error }
            return finding(of: target, after: TranscriptionError(error, of: provider))
        }
        failures = 0
        return target.finding(.deleted)
    }

    private func delete(_ item: SweepFinding.Item) async throws {
        let keeper = provider as? any FileKeepingProvider
        switch item {
        case .job(let job):
            // Another job may need the file.
            if let keeper {
                try await keeper.delete(job.id, withFile: false)
            } else {
                try await provider.delete(job.id)
            }
        case .file(let file):
            try await keeper?.deleteStoredFile(file.id)
        }
    }

    private mutating func finding(of target: SweepTarget, after error: TranscriptionError) -> SweepFinding? {
        var (target, error) = (target, error)
        if case .job(let job) = target.item { error.job = error.job ?? job }
        failures = error.isRetryable || error.code == .permissionDenied ? failures + 1 : 0
        let concernsAll = [.authentication, .unsupportedOperation].contains(error.code)
        if concernsAll || failures >= Self.failuresInARow {
            ending = error
            return target.finding(.failed(error))
        }
        if error.code == .rateLimited { pace.pause(for: error.retryAfter ?? Self.patience, at: time.elapsed) }
        target.attempts += 1
        guard [.rateLimited, .invalidState].contains(error.code), target.attempts < Self.attempts else {
            return target.finding(.failed(error))
        }
        target.earliest = time.elapsed + Self.patience
        queue.append(target)
        return nil
    }
}

extension TranscriptionProvider {
    /// All jobs, in pages as long as the provider gives them.
    fileprivate var allJobs: JobSequence {
        jobs(JobQuery(limit: capabilities.listing?.maximumPageSize))
    }
}
