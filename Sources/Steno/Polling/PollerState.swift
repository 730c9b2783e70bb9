import Logging

/// All that a poller knows and has under way.
struct PollerState: Sendable {
    /// A call under way: an ask for one job, or a page of the list.
    struct Flight: Sendable {
        /// The job asked for; nil for a page.
        var job: JobID?
        var started: Duration
        var task: Task<Void, Never>
    }

    /// A walk through the provider's list of jobs.
    struct Sweep: Sendable {
        /// The jobs it takes the place of asking for, so far as they have not been seen.
        var jobs: Set<JobID>
        /// The other jobs that are asked for by the policy, so far as they have not been seen: good to see, too.
        var others: Set<JobID>
        /// Where the next page begins.
        var cursor: String?
        var cursorsSeen: Set<String> = []
        /// The number of the page under way; nil while the next waits for its turn.
        var page: Int?
        var pages = 0
        var found = 0
        /// How many pages in a row held none of the jobs.
        var barren = 0
    }

    /// How many jobs delivered before anyone waits for them are remembered, and how many bytes of them.
    private static let earlyJobs = (count: 1000, bytes: 8 << 20)
    /// For how many jobs it is remembered what their callback was signed for.
    private static let referencesKept = 10_000

    var now: Duration = .zero
    var watched: [JobID: WatchedJob] = [:]
    /// What is asked for by the policy.
    var asks = DueList { item, job in job.due == item.moment && !job.isSwept }
    /// What is asked for as soon as can be.
    var urgent = DueList { _, job in job.isUrgent }
    /// The ends of waits; an item's number is the watcher's ticket.
    var deadlines = DueList { item, job in job.watchers.contains { $0.ticket == item.number } }
    var flights: [Int: Flight] = [:]
    var sweep: Sweep?
    var plan: SweepPlan?
    /// When to sweep next though less may be due then; nil where that is not worth it.
    var nextSweep: Duration?
    var pace: AskPace
    /// Whether the last call sent was for a job asked for at once.
    var lastWasUrgent = false
    var generator: any RandomNumberGenerator & Sendable

    /// Whether deliveries are no longer relied on, because one did not come.
    var isTight = false
    /// Jobs that ended, as a delivery told before anyone waited for them.
    var early = BoundedMemory<JobID, TranscriptionJob>(
        maximumCount: Self.earlyJobs.count,
        maximumCost: Self.earlyJobs.bytes
    )
    /// What the callbacks of jobs were signed for.
    var references = BoundedMemory<JobID, String>(maximumCount: Self.referencesKept)

    var alarm: (moment: Duration, task: Task<Void, Never>)?
    /// What is to be done once nothing is locked, in this order.
    var effects: [PollerEffect] = []
    /// Whether someone is doing it.
    var isPerforming = false
    private var lastNumber = 0

    init(plan: SweepPlan?, pace: AskPace, generator: any RandomNumberGenerator & Sendable) {
        self.plan = plan
        self.pace = pace
        self.generator = generator
    }

    /// The next number of a request, a watcher or a watch: the later, the higher.
    mutating func nextNumber() -> Int {
        lastNumber += 1
        return lastNumber
    }

    /// Remembers how a job ended that nobody waits for yet.
    mutating func rememberEarly(_ job: TranscriptionJob) {
        early.insert(job, for: job.id, cost: job.payload)
    }
}

/// Something to be done once nothing is locked, because it runs code of others.
enum PollerEffect: Sendable {
    case resume(CheckedContinuation<JobSnapshot, any Error>, Result<JobSnapshot, any Error>)
    case yield(AsyncThrowingStream<TranscriptionJob, any Error>.Continuation, JobSnapshot)
    case finish(AsyncThrowingStream<TranscriptionJob, any Error>.Continuation, (any Error)?)
    case cancel(Task<Void, Never>)
    case log(Logger.Message, Logger.Metadata)

    func perform(_ logger: Logger) {
        switch self {
        case .resume(let continuation, let result): continuation.resume(with: result)
        case .yield(let stream, let snapshot): stream.yield(snapshot.job)
        case .finish(let stream, let error): stream.finish(throwing: error)
        case .cancel(let task): task.cancel()
        case .log(let message, let metadata): logger.debug(message, metadata: metadata)
        }
    }
}
