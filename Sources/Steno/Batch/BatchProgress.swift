/// How far a batch is, what was done before it was resumed included.
public struct BatchProgress: Sendable, Hashable {
    /// How many requests there are; nil until that is known.
    ///
    /// It is known from the start for a collection that can be counted at once, such as an array, and otherwise when the
    /// sequence has ended.
    public var total: Int?
    /// How many jobs were made for them.
    public var submitted = 0
    /// How many of these jobs have not ended, as far as is known.
    public var running = 0
    /// How many requests have their transcript.
    ///
    /// Like ``failed``, it may be ahead of the results handed out.
    public var completed = 0
    /// How many requests ended with an error.
    ///
    /// Resuming does not count those it takes up again.
    public var failed = 0
    /// The length of the audio transcribed, in seconds.
    public var audioDuration = 0.0

    /// Nothing done.
    public init() {}

    /// How many requests have no result yet; nil until the total is known.
    public var remaining: Int? { total.map { max($0 - completed - failed, 0) } }
}

extension BatchProgress {
    init(total: Int?, resuming checkpoint: BatchCheckpoint) {
        self.total = total
        running = checkpoint.jobs.count
        completed = checkpoint.completed.size
        failed = checkpoint.failed.size
        submitted = running + completed + failed
        audioDuration = checkpoint.audioDuration
    }

    mutating func count(_ result: BatchResult) {
        switch result.outcome {
        case .success: completed += 1
        case .failure: failed += 1
        }
        audioDuration += result.audioDuration
    }
}

extension RangeSet<Int> {
    /// How many numbers it holds.
    fileprivate var size: Int { ranges.reduce(0) { $0 + $1.count } }
}
