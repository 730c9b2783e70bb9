/// Someone who waits to hear of a job.
struct JobWatcher: Sendable {
    /// What is waited for.
    enum Purpose: Sendable {
        /// The job's end.
        case end(CheckedContinuation<JobSnapshot, any Error>)
        /// Every change until the job's end.
        case changes(AsyncThrowingStream<TranscriptionJob, any Error>.Continuation)
        /// What the provider answers to a request with this number or a later one.
        case answer(CheckedContinuation<JobSnapshot, any Error>, since: Int)
    }

    let ticket: Int
    let purpose: Purpose
    /// The handle waited with.
    var inHand: JobInHand?
    /// When the job is asked for the last time, and when the wait ends; nil for a wait without limit.
    var limits: (lastAsk: Duration, end: Duration)?

    /// Whether this is a wait for the job, for which the provider is asked by the policy.
    var isWait: Bool {
        if case .answer = purpose { false } else { true }
    }

    /// Whether a request answers what is waited for, whatever the answer.
    func isSatisfied(by request: Int) -> Bool {
        if case .answer(_, let since) = purpose { request >= since } else { false }
    }
}

/// A job someone waits for.
struct WatchedJob: Sendable {
    /// How far following what the provider pushes has come.
    enum Following: Sendable {
        case notBegun
        /// The number tells it from an earlier one.
        case underWay(Task<Void, Never>, number: Int)
        case over
    }

    /// The last that is known; nil where only a delivery told of the job so far.
    var last: JobSnapshot?
    /// The number of the request that told it.
    var asOf = 0
    /// The warnings given when the job was submitted, which providers do not repeat.
    var warnings: [JobWarning] = []
    var watchers: [JobWatcher] = []
    var following = Following.notBegun

    /// When the waiting began.
    var begun: Duration = .zero
    /// When the job is asked for next by the policy.
    var due: Duration?
    /// Until when the provider asked not to be asked again.
    var notBefore: Duration = .zero
    /// How many asks a second that comes to.
    var demand = 0.0
    /// The number of the ask under way.
    var ask: Int?
    var wasAsked = false
    /// Whether the job is to be asked for as soon as can be, by itself.
    var isUrgent = false
    /// Whether a sweep under way is to see the job.
    var isSwept = false
    /// How many asks have failed one after the other.
    var failures = 0
    /// What the last of them failed with.
    var failure: (any Error)?

    /// Whether the provider was asked to call a webhook when the job ends.
    var expectsDelivery = false
    var wasDelivered = false
    /// Whether a delivery said of the job what the provider did not confirm.
    var isDoubted = false

    /// Whether anyone waits for the job, and not only for an answer.
    var isWaitedFor: Bool { watchers.contains(where: \.isWait) }
}
