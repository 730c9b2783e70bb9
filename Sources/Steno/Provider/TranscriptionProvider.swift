/// Whoever transcribes: a cloud service, or an engine on this machine.
///
/// Every method throws ``TranscriptionError`` and honours task cancellation. An operation the provider does not have
/// throws `unsupportedOperation`; ``capabilities`` tells beforehand.
///
/// ``TranscriptionClient`` reads an error of another type as a `providerFailure` that is not tried again or, where a request
/// was submitted, as `jobMayExist`, and leaves a call behind that does not end when it is cancelled.
public protocol TranscriptionProvider: Sendable {
    /// The provider's name.
    var id: ProviderID { get }

    /// What this provider can honour, as it is set up now.
    var capabilities: Capabilities { get }

    /// When to ask this provider for a job's state, and for how long, unless the caller says otherwise.
    var pollPolicy: PollPolicy { get }

    /// Accepts a request as a job and returns at once.
    ///
    /// - Returns: The job, usually queued.
    /// - Throws: ``TranscriptionError``; `unsupportedOption` and `invalidRequest` before any work or network call, and
    ///   `jobMayExist` wherever it is not certain that no job was made. After any other error the request may be given to
    ///   someone else.
    func submit(_ request: TranscriptionRequest) async throws -> TranscriptionJob

    /// The job as it is now.
    ///
    /// - Throws: ``TranscriptionError`` with code `notFound` when there is no such job.
    func job(_ id: JobID) async throws -> TranscriptionJob

    /// The transcript of a completed job.
    ///
    /// - Throws: ``TranscriptionError`` with code `invalidState` while the job is not completed, or the job's own failure.
    func transcript(_ id: JobID) async throws -> Transcript

    /// Ends a job that is queued or running. A job that has ended stays as it is.
    ///
    /// - Returns: The job after the call.
    @discardableResult
    func cancel(_ id: JobID) async throws -> TranscriptionJob

    /// Forgets a job and its transcript. Deleting what is gone already succeeds.
    func delete(_ id: JobID) async throws

    /// One page of the jobs the provider remembers, newest first.
    func list(_ query: JobQuery) async throws -> JobPage

    /// The job's snapshots as they change, ending with the terminal one; nil when the provider must be asked instead.
    ///
    /// Where the stream ends before the job does, or with an error that may pass by itself, the provider is asked from then
    /// on.
    func updates(of id: JobID) async throws -> AsyncThrowingStream<TranscriptionJob, any Error>?

    /// What a delivery says of a job of this provider, by the id this provider has given the job; nil where it is about no
    /// job of this provider.
    ///
    /// Only a ``CompositeProvider``, whose members are called by services under their own names, has to write it.
    func event(_ event: WebhookEvent) async throws -> WebhookEvent?
}

extension TranscriptionProvider {
    /// The general policy.
    public var pollPolicy: PollPolicy { .init() }

    /// Refuses: a provider without this operation need not write it.
    @discardableResult
    public func cancel(_ id: JobID) async throws -> TranscriptionJob {
        throw unsupported("cancel a job")
    }

    /// Refuses: a provider without this operation need not write it.
    public func delete(_ id: JobID) async throws {
        throw unsupported("delete a job")
    }

    /// Refuses: a provider without this operation need not write it.
    public func list(_ query: JobQuery) async throws -> JobPage {
        throw unsupported("list jobs")
    }

    /// Nil: a provider that does not report changes by itself is asked for them.
    public func updates(of id: JobID) async throws -> AsyncThrowingStream<TranscriptionJob, any Error>? {
        nil
    }

    /// The event as it is, where it is this provider's.
    public func event(_ event: WebhookEvent) async throws -> WebhookEvent? {
        event.provider == id ? event : nil
    }

    private func unsupported(_ what: String) -> TranscriptionError {
        TranscriptionError(.unsupportedOperation, "\(id) cannot \(what).", provider: id)
    }
}

/// Which jobs to list.
public struct JobQuery: Sendable, Hashable {
    /// The most jobs in one page; nil means the provider's default.
    public var limit: Int?
    /// Where to go on: the cursor of the page before.
    public var cursor: String?
    /// Only jobs in this state, where the provider can tell.
    public var status: JobStatus?

    /// Describes a query.
    public init(limit: Int? = nil, cursor: String? = nil, status: JobStatus? = nil) {
        self.limit = limit
        self.cursor = cursor
        self.status = status
    }
}

/// One page of a list of jobs.
public struct JobPage: Sendable, Hashable {
    /// The jobs.
    public var jobs: [TranscriptionJob]
    /// Where the next page begins; nil at the end.
    public var nextCursor: String?

    /// Describes a page.
    public init(jobs: [TranscriptionJob], nextCursor: String? = nil) {
        self.jobs = jobs
        self.nextCursor = nextCursor
    }
}
