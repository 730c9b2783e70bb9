/// What a sweep deletes, and how fast.
public struct SweepPolicy: Sendable, Hashable {
    /// How old a job or file must be to be deleted; more than nothing.
    ///
    /// It has to be longer than anyone waits for a job, comes back for its transcript, or takes from uploading a file to making
    /// a job of it.
    public var minimumAge: Duration
    /// Whether jobs that have not ended are deleted too.
    public var includesUnfinishedJobs: Bool
    /// Whether files that no job refers to are deleted too, where the provider is a ``FileKeepingProvider``.
    ///
    /// That covers files which someone keeps to transcribe them again.
    public var includesFiles: Bool
    /// How many deletions there may be in a second; more than nothing.
    ///
    /// The services' own limits are mostly not documented; users of Soniox report some 500 requests a minute.
    public var deletionsPerSecond: Double
    /// Whether nothing is deleted, and only told what would be.
    public var isDryRun: Bool

    /// Describes what to delete.
    public init(
        olderThan minimumAge: Duration,
        includesUnfinishedJobs: Bool = false,
        includesFiles: Bool = false,
        deletionsPerSecond: Double = 2,
        isDryRun: Bool = false
    ) {
        self.minimumAge = minimumAge
        self.includesUnfinishedJobs = includesUnfinishedJobs
        self.includesFiles = includesFiles
        self.deletionsPerSecond = deletionsPerSecond
        self.isDryRun = isDryRun
    }
}

extension SweepPolicy {
    /// Refuses values that would delete fresh work, or nothing ever.
    func check(for provider: ProviderID) throws {
        func need(_ isGiven: Bool, _ rule: String) throws {
            guard !isGiven else { return }
            throw TranscriptionError(.invalidRequest, "A sweep of \(provider) needs \(rule).", provider: provider)
        }
        try need(minimumAge > .zero, "an age that is more than nothing")
        try need(deletionsPerSecond > 0, "a number of deletions in a second that is more than nothing")
    }
}
