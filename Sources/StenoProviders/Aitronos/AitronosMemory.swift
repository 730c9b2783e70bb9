import Steno

/// What a provider remembers of its jobs while the program runs.
final class AitronosMemory: Sendable {
    /// An answer that can be confirmed instead of sent again.
    struct Answer: Sendable {
        var tag: String
        var job: TranscriptionJob
    }

    /// Answers larger than this are not kept, in bytes.
    private static let answerSizeLimit = 256 << 10

    /// The last answers about jobs, as many as 32 MiB hold.
    let answers = RecentJobs<Answer>(limit: 10_000, sizeLimit: 32 << 20)
    /// The subtitles asked for with a request, which the service takes no note of.
    let subtitles = RecentJobs<[SubtitleFormat]>(limit: 10_000)
    /// The audio to remove when its job has ended.
    let staged = RecentJobs<StagedAudio>(limit: 10_000)

    /// Whether an answer is kept to be confirmed: one in a state that has no name here is not, since a proxy may have changed
    /// it and left the tag.
    static func isWorthKeeping(_ job: TranscriptionJob, size: Int) -> Bool {
        if case .unknown = job.status { return false }
        return size <= answerSizeLimit
    }
}
