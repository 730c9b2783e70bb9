/// Which requests of a batch are done and what is known of the others, to resume from.
///
/// Its size grows with the requests that are neither done nor untouched, not with those that are done. It holds ids of jobs
/// and nothing else of requests and results: keep it as you keep ids of jobs.
///
/// Requests are matched by their place and a fingerprint: of the idempotency key where there is one, else of the client
/// reference, else of the audio's address or bytes, the options and the metadata. Give requests one of the first two where
/// the address is signed anew each time or options may change.
///
/// A request is done when its transcript was handed out, or when its job failed, or was cancelled and not by the batch.
/// After any other failure it is taken up again: its job is waited for, or it is submitted if it has none.
///
/// A job that the provider no longer knows has perhaps been billed. So its request is submitted again only where the batch
/// had begun to cancel that job, or where jobs end with the process (``Capabilities/jobsEndWithProcess``). Otherwise its
/// result is an error with code `notFound`, each time: ``settle(_:job:)`` says what to do.
public struct BatchCheckpoint: Sendable, Hashable {
    /// What is known of the job of a request that is not done.
    enum Stage: Sendable, Hashable {
        case none
        case possible
        case made(JobID)
        /// The batch gave it up and may have cancelled it.
        case abandoned(JobID)

        var job: JobID? {
            switch self {
            case .none, .possible: nil
            case .made(let id), .abandoned(let id): id
            }
        }
    }

    struct Unfinished: Sendable, Hashable {
        var fingerprint: String
        var stage: Stage
    }

    /// The provider the batch was begun with.
    public internal(set) var provider: ProviderID
    /// The places of the requests whose transcripts were handed out.
    public internal(set) var completed = RangeSet<Int>()
    /// The places of the requests whose jobs ended without a transcript.
    public internal(set) var failed = RangeSet<Int>()
    /// The length of the audio transcribed, in seconds.
    public internal(set) var audioDuration = 0.0

    var unfinished: [Int: Unfinished] = [:]
    var chain = RequestChain()

    init(provider: ProviderID) {
        self.provider = provider
    }

    /// The jobs under way, by the place of their request.
    ///
    /// Resuming waits for them. Those the batch gave up are among them until they are known to be cancelled.
    public var jobs: [Int: JobID] { unfinished.compactMapValues(\.stage.job) }

    /// The places of the requests that may have a job nobody knows the id of, because the provider's answer was lost.
    ///
    /// Resuming submits such a request again only where that leads to the same job: where it has an idempotency key, the
    /// provider is one whose support for keys is `supported`, and the audio is given by URL, since services take no key for
    /// what is uploaded. Otherwise its result is an error with code `jobMayExist`: find out, and ``settle(_:job:)``.
    ///
    /// Services forget keys, Transcripts after 24 hours: settle these requests before resuming later than that.
    public var uncertain: [Int] {
        unfinished.filter { $0.value.stage == .possible }.map(\.key).sorted()
    }

    /// Says what became of a request's job: of one that may have been made, or one that is gone.
    ///
    /// Does nothing for a request that is done, or was not read.
    ///
    /// - Parameters:
    ///   - index: The request's place.
    ///   - job: Its job, to wait for when resuming; nil when there is none, so that the request is submitted again.
    public mutating func settle(_ index: Int, job: JobID?) {
        unfinished[index]?.stage = job.map { .made($0) } ?? .none
    }

    func isDone(_ index: Int) -> Bool {
        completed.contains(index) || failed.contains(index)
    }

    /// Whether a request that is not done has a job.
    func hasJob(at index: Int) -> Bool { unfinished[index]?.stage.job != nil }

    /// Notes a result that is being handed out.
    mutating func note(_ result: BatchResult) {
        guard isFinal(result) else { return }
        unfinished[result.index] = nil
        audioDuration += result.audioDuration
        let place = result.index..<result.index + 1
        switch result.outcome {
        case .success: completed.insert(contentsOf: place)
        case .failure: failed.insert(contentsOf: place)
        }
    }

    /// Whether nothing better can come of a request.
    private func isFinal(_ result: BatchResult) -> Bool {
        guard case .failure = result.outcome else { return true }
        return result.job?.status == .failed || result.job?.status == .cancelled
    }
}
