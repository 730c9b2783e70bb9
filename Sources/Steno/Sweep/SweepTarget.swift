import Foundation

/// A job or file that a sweep has to decide on.
struct SweepTarget: Sendable {
    /// What it is.
    let item: SweepFinding.Item
    /// How old it is.
    let age: Duration?
    /// Why it is not to be deleted; nil where it is.
    var reason: SweepFinding.KeptReason?
    /// How often its deletion was tried.
    var attempts = 0
    /// When it may be tried again.
    var earliest: Duration = .zero

    /// The provider's id of it.
    var id: String {
        switch item {
        case .job(let job): job.id.rawValue
        case .file(let file): file.id
        }
    }

    /// What a sweep tells of it.
    func finding(_ outcome: SweepFinding.Outcome) -> SweepFinding {
        SweepFinding(item, age: age, outcome: outcome)
    }
}

/// Tells what is old enough to be deleted at one moment.
struct SweepJudge: Sendable {
    let policy: SweepPolicy
    /// The moment.
    let now: Date

    /// A job that is old, or of unknown age; nil for a younger one.
    func target(_ job: TranscriptionJob) -> SweepTarget? {
        // An old job that ended just now may not have been read yet.
        let dates = [job.createdAt, job.startedAt, job.finishedAt].compactMap(\.self)
        let ages = dates.map(passed(since:))
        let age = ages.contains(nil) ? nil : ages.compactMap(\.self).min()
        if let age, age < policy.minimumAge { return nil }
        var job = job
        // A sweep holds many jobs at a time.
        (job.transcript, job.raw) = (nil, nil)
        var target = SweepTarget(item: .job(job), age: age)
        if age == nil {
            target.reason = .undated
        } else if !job.status.isTerminal, !policy.includesUnfinishedJobs {
            target.reason = .unfinished
        }
        return target
    }

    /// A file that is old, or of unknown age; nil for a younger one.
    func target(_ file: StoredFile) -> SweepTarget? {
        let age = file.createdAt.flatMap(passed(since:))
        if let age, age < policy.minimumAge { return nil }
        return SweepTarget(item: .file(file), age: age, reason: age == nil ? .undated : nil)
    }

    /// Whether a job is still there after the sweep, as far as can be said before.
    func keeps(_ job: TranscriptionJob) -> Bool {
        target(job).map { $0.reason != nil } ?? true
    }

    /// How long ago a date is; nil for what is no date.
    private func passed(since date: Date) -> Duration? {
        let seconds = now.timeIntervalSince(date)
        // Durations of more than some thousand years are of no use, and of much more are a crash.
        return seconds.isFinite ? .seconds(min(max(seconds, -1e12), 1e12)) : nil
    }
}
