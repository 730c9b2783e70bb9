import StenoWhisper

/// How the threads are shared out.
///
/// Jobs beside each other scale better than threads inside one job.
struct Workers: Equatable {
    /// The files at work at one time.
    var jobs: Int
    /// The threads of each.
    var threads: Int

    /// Shares out.
    ///
    /// - Parameters:
    ///   - files: how many files there are.
    ///   - threads: the threads in all, if the user said so.
    ///   - jobs: the files at one time, if the user said so.
    ///   - recommended: the threads in all otherwise.
    init(files: Int, threads: Int?, jobs: Int?, recommended: Int = WhisperConfiguration.recommendedThreads) {
        let all = threads ?? max(recommended, jobs ?? 1)
        self.jobs = max(1, min(jobs ?? all, files))
        self.threads = max(1, all / self.jobs)
    }
}
