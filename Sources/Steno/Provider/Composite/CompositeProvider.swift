/// A provider that has others do its work: ``FallbackProvider``, ``RoutingProvider`` and ``HedgedProvider``.
///
/// A job belongs to the composite: its ``TranscriptionJob/provider`` is the composite's id, and so is the provider of every
/// error. Which member has the job is told by ``origin(of:)``, from the job's id alone, so a job is found again after a
/// restart by a composite with members of the same names. An error's ``TranscriptionError/underlying`` error is the
/// member's own.
///
/// Members may be composites themselves.
public protocol CompositeProvider: TranscriptionProvider {
    /// The providers behind this one; no two have the same name.
    var members: [CompositeMember] { get }

    /// Which member has a job, and by which id.
    ///
    /// - Throws: ``TranscriptionError`` with code `notFound` when the id names no member.
    func origin(of id: JobID) throws -> (member: CompositeMember, id: JobID)
}

extension CompositeProvider {
    var routing: MemberRouting { MemberRouting(owner: id, members: members) }

    /// What at least one member can honour; an option is as certain as with the first member that may honour it.
    ///
    /// An idempotency key is `unknown` at best, as it is good with one member only.
    ///
    /// What is done with a job depends on who has it: an operation that some members have and others do not is `unknown`.
    /// A webhook is told from forgeries as badly as with the worst member that calls one. Jobs can be followed by the list
    /// only where that is so with every member.
    public var capabilities: Capabilities { Capabilities(combining: members.map(\.provider.capabilities)) }

    /// The policy of the member that wants to be asked first after the longest time, with the longest deadline and the lowest
    /// rate of all.
    public var pollPolicy: PollPolicy { PollPolicy(combining: members.map(\.provider.pollPolicy)) }

    /// Which member has a job, and by which id; read from the id alone.
    ///
    /// - Throws: ``TranscriptionError`` with code `notFound` when the id names no member.
    public func origin(of id: JobID) throws -> (member: CompositeMember, id: JobID) {
        try routing.origin(of: id)
    }

    /// The job as its member has it now.
    ///
    /// - Throws: ``TranscriptionError`` with code `notFound` when there is no such job, or the id names no member.
    public func job(_ id: JobID) async throws -> TranscriptionJob {
        try await routing.job(id)
    }

    /// The transcript of a completed job.
    ///
    /// - Throws: ``TranscriptionError`` with code `invalidState` while the job is not completed, or the job's own failure.
    public func transcript(_ id: JobID) async throws -> Transcript {
        try await routing.transcript(id)
    }

    /// Ends a job, where its member can.
    ///
    /// - Throws: ``TranscriptionError``; `unsupportedOperation` where the member cannot.
    @discardableResult
    public func cancel(_ id: JobID) async throws -> TranscriptionJob {
        try await routing.cancel(id)
    }

    /// Forgets a job, where its member can.
    ///
    /// - Throws: ``TranscriptionError``; `unsupportedOperation` where the member cannot, `notFound` when the id names no
    ///   member.
    public func delete(_ id: JobID) async throws {
        try await routing.delete(id)
    }

    /// One page of the jobs of all members that have a list, newest first.
    ///
    /// Each member is asked for one page. A job without a date is put where it is in its own member's list. A page may have
    /// fewer jobs than the limit, even none, and not be the last.
    ///
    /// - Throws: ``TranscriptionError``; what any member throws, as a list that lacks a member's jobs would look whole.
    public func list(_ query: JobQuery) async throws -> JobPage {
        try await MergedList(routing: routing).page(query)
    }

    /// The job's snapshots as its member pushes them; nil where the member has to be asked.
    public func updates(of id: JobID) async throws -> AsyncThrowingStream<TranscriptionJob, any Error>? {
        try await routing.updates(of: id)
    }

    /// A member's event as one of this provider's; nil where it is about no member's job.
    ///
    /// Where several members can be meant, such as two accounts of one service, they are asked for the job.
    ///
    /// - Throws: ``TranscriptionError``: what asking throws, where no member knows the job; `invalidState` where the URL called
    ///   is not the one that was signed for the job.
    public func event(_ event: WebhookEvent) async throws -> WebhookEvent? {
        try await routing.event(event)
    }
}

extension TranscriptionProvider {
    /// Who has a job in the end: this provider or, where it has others do its work, the member named by the id.
    ///
    /// - Throws: ``TranscriptionError`` with code `notFound` when the id names no member.
    func holder(of id: JobID) throws -> any TranscriptionProvider {
        guard let composite = self as? any CompositeProvider else { return self }
        let origin = try composite.origin(of: id)
        return try origin.member.provider.holder(of: origin.id)
    }
}
