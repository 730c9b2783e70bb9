public import Logging

/// Gives each request to one provider and, when that has not ended after a while, to a second one too.
///
/// The first transcript counts.
///
/// ```swift
/// let provider = HedgedProvider(soniox, pyai, after: .seconds(120))
/// ```
///
/// - Important: Hedging can cost twice. The slower job is cancelled where its provider can do that; where it cannot, or has
///   done the work already, both are billed. The job's warnings say so.
///
/// The second provider also begins when the first fails in a way that ``policy`` counts as a reason, at once. When the
/// first may have made a job nobody knows of (`jobMayExist`), the second does not begin: the caller decides. One provider's
/// failure leaves the other alone; when both fail, one error or failed job has both reasons.
///
/// The delay is counted from ``submit(_:)`` on, which it does not hold up: a first provider that takes longer to accept the
/// request gets company too. Afterwards the second provider begins while someone waits for the job, or asks for it: with
/// ``updates(of:)``, which every wait of a ``TranscriptionClient`` uses, exactly when it is due, with ``job(_:)`` at the
/// first question after that. Nothing runs for a job nobody is interested in.
///
/// What belongs to which job is kept in memory. A job's id is that of the first of its two jobs, so after a restart it leads
/// to that one alone; the second is found in the list, as a job of its own. Until both have begun the request is kept too,
/// with audio that was given as bytes.
public final class HedgedProvider: CompositeProvider {
    /// The name of this provider.
    public let id: ProviderID
    /// The first and the second provider.
    public let members: [CompositeMember]
    /// How long the first provider has for itself.
    public let delay: Duration
    /// Which failures of the first are a reason for the second to begin before that.
    public let policy: FallbackPolicy

    private let clients: [TranscriptionClient]
    private let clock: any Clock<Duration>
    private let book: HedgeBook

    /// A provider over two others, each named by its own id; where both have one id the second is called `id-2`.
    ///
    /// - Parameters:
    ///   - first: Who begins.
    ///   - second: Who begins later.
    ///   - delay: How long the first has for itself.
    ///   - id: The name of the provider made.
    ///   - policy: Which failures of the first are a reason for the second to begin before that.
    ///   - rememberedJobs: How many of the newest jobs are remembered.
    ///   - clock: What the delay and the asking are measured by.
    ///   - logger: Where to report.
    public convenience init(
        _ first: any TranscriptionProvider,
        _ second: any TranscriptionProvider,
        after delay: Duration,
        id: ProviderID = "hedged",
        policy: FallbackPolicy = .standard,
        rememberedJobs: Int = 10_000,
        clock: any Clock<Duration> = ContinuousClock(),
        logger: Logger = Logger(label: "steno.hedged")
    ) {
        self.init(
            CompositeMember(first.id.rawValue, first),
            CompositeMember(second.id.rawValue, second),
            after: delay,
            id: id,
            policy: policy,
            rememberedJobs: rememberedJobs,
            clock: clock,
            logger: logger
        )
    }

    /// A provider over two others, by names of their own.
    ///
    /// - Parameters:
    ///   - first: Who begins.
    ///   - second: Who begins later.
    ///   - delay: How long the first has for itself.
    ///   - id: The name of the provider made.
    ///   - policy: Which failures of the first are a reason for the second to begin before that.
    ///   - rememberedJobs: How many of the newest jobs are remembered.
    ///   - clock: What the delay and the asking are measured by.
    ///   - logger: Where to report.
    public init(
        _ first: CompositeMember,
        _ second: CompositeMember,
        after delay: Duration,
        id: ProviderID = "hedged",
        policy: FallbackPolicy = .standard,
        rememberedJobs: Int = 10_000,
        clock: any Clock<Duration> = ContinuousClock(),
        logger: Logger = Logger(label: "steno.hedged")
    ) {
        self.id = id
        self.delay = delay
        self.policy = policy
        self.clock = clock
        members = CompositeMember.distinct([first, second])
        book = HedgeBook(limit: rememberedJobs)
        clients = members.map { member in
            // Whoever waits for the job has a deadline of their own.
            var policy = member.provider.pollPolicy
            policy.deadline = nil
            return TranscriptionClient(provider: member.provider, pollPolicy: policy, clock: clock, logger: logger)
        }
    }

    /// What at least one of the two can honour; a request that only the second can honour is the second's alone.
    ///
    /// Jobs cannot be followed by the list, which shows the jobs of both.
    public var capabilities: Capabilities {
        var capabilities = Capabilities(combining: members.map(\.provider.capabilities))
        capabilities.listing = nil
        return capabilities
    }

    /// Gives a request to the first provider or, when it does not accept it in time, to both.
    ///
    /// - Returns: The job as soon as one provider has accepted the request.
    /// - Throws: ``TranscriptionError``. When both fail, one error with both reasons: its code is the one they share, else
    ///   `providerFailure`, and its underlying error ``MemberFailures``. `jobMayExist` names who may have a job.
    public func submit(_ request: TranscriptionRequest) async throws -> TranscriptionJob {
        let race = HedgeRace(
            request,
            routing: routing,
            clients: clients,
            policy: policy,
            delay: delay,
            clock: clock,
            remember: { [weak book] id, race in book?.add(id, race) }
        )
        return try await race.begin()
    }

    /// Which provider a job's transcript comes from, and the job's id there; until that is decided, and after a restart, the
    /// provider named by the id.
    ///
    /// - Throws: ``TranscriptionError`` with code `notFound` when the id names neither.
    public func origin(of id: JobID) throws -> (member: CompositeMember, id: JobID) {
        if let winner = book.race(of: id)?.winner { return (members[winner.lane], winner.job.id) }
        return try routing.origin(of: id)
    }

    /// The job as it is now, whoever is at work on it.
    ///
    /// Where the second provider is due, it begins.
    ///
    /// - Throws: ``TranscriptionError`` with code `notFound` when there is no such job.
    public func job(_ id: JobID) async throws -> TranscriptionJob {
        guard let race = book.race(of: id) else { return try await routing.job(id) }
        return try await race.job()
    }

    /// The transcript of whoever ended first.
    ///
    /// - Throws: ``TranscriptionError`` with code `invalidState` while no job is completed, or the jobs' failures.
    public func transcript(_ id: JobID) async throws -> Transcript {
        guard let race = book.race(of: id) else { return try await routing.transcript(id) }
        return try await race.transcript()
    }

    /// Ends what has begun, and keeps what has not from beginning.
    ///
    /// - Throws: ``TranscriptionError`` where a provider that is at work cannot be stopped; the other is stopped all the same.
    @discardableResult
    public func cancel(_ id: JobID) async throws -> TranscriptionJob {
        guard let race = book.race(of: id) else { return try await routing.cancel(id) }
        return try await race.cancel()
    }

    /// Forgets what has begun at both providers, and keeps what has not from beginning.
    ///
    /// - Throws: ``TranscriptionError`` where a provider cannot forget its job; the other is told all the same.
    public func delete(_ id: JobID) async throws {
        guard let race = book.race(of: id) else { return try await routing.delete(id) }
        try await race.delete()
        book.remove(race.ids)
    }

    /// The job's snapshots: follows whoever is at work, begins the second provider when it is due, and ends with the first
    /// transcript or the last failure.
    ///
    /// After a restart, what the provider named by the id pushes, or nil.
    public func updates(of id: JobID) async throws -> AsyncThrowingStream<TranscriptionJob, any Error>? {
        guard let race = book.race(of: id) else { return try await routing.updates(of: id) }
        return race.updates
    }

    /// An event of one of the two providers as one of this provider's; nil where it is about no job of either.
    ///
    /// What the event holds of the job is left out, as the other job may have ended before: ask for the job.
    ///
    /// - Throws: ``TranscriptionError``: what asking throws, where both providers can be meant.
    public func event(_ event: WebhookEvent) async throws -> WebhookEvent? {
        guard var own = try await routing.event(event) else { return nil }
        guard let id = book.race(with: own.jobID)?.id else { return own }
        own.jobID = id
        own.status = nil
        own.job = nil
        return own
    }
}
