/// Gives each request to the first of several providers that takes it.
///
/// ```swift
/// let provider = FallbackProvider([soniox, pyai, whisper])
/// ```
///
/// A member that fails in a way that ``policy`` counts as a reason is passed over, which the job's warnings tell of; each
/// is asked once. After anything else nobody else is asked: in particular not after `jobMayExist`, as a second job could be
/// a second bill. Members get the request as it is, apart from what their own ``CompositeMember`` changes.
///
/// Only taking a request counts. A job that fails later is not given to someone else; ``HedgedProvider`` does that.
///
/// An idempotency key is good with one member only. So after `jobMayExist` the request should not be submitted here once
/// more, but to the member that the error names.
public struct FallbackProvider: CompositeProvider {
    /// The name of this provider.
    public let id: ProviderID
    /// The providers, in the order in which they are asked.
    public let members: [CompositeMember]
    /// What counts as a reason to ask the next.
    public let policy: FallbackPolicy

    /// A provider over others, each named by its own id; of two with one id the second is called `id-2`.
    ///
    /// - Parameters:
    ///   - providers: The providers, the preferred one first.
    ///   - id: The name of the provider made.
    ///   - policy: What counts as a reason to ask the next.
    public init(
        _ providers: [any TranscriptionProvider],
        id: ProviderID = "fallback",
        policy: FallbackPolicy = .standard
    ) {
        self.init(members: providers.map { CompositeMember($0.id.rawValue, $0) }, id: id, policy: policy)
    }

    /// A provider over others, by names of their own.
    ///
    /// - Parameters:
    ///   - members: The providers, the preferred one first.
    ///   - id: The name of the provider made.
    ///   - policy: What counts as a reason to ask the next.
    public init(members: [CompositeMember], id: ProviderID = "fallback", policy: FallbackPolicy = .standard) {
        self.id = id
        self.members = CompositeMember.distinct(members)
        self.policy = policy
    }

    /// Gives a request to the first member that takes it.
    ///
    /// By best effort, members that can honour all options come before those that cannot, otherwise in their order.
    ///
    /// - Returns: The job, with a warning for each member that was passed over.
    /// - Throws: ``TranscriptionError``. When all members fail, one error with every reason: its code is the one they share,
    ///   else `providerFailure`, and its underlying error ``MemberFailures``. Options that none of them can honour are
    ///   refused before any network call. `jobMayExist` names the member that may have a job.
    public func submit(_ request: TranscriptionRequest) async throws -> TranscriptionJob {
        var passedOver: [MemberFailure] = []
        for member in order(for: request) {
            switch await routing.submit(request, to: member) {
            case .success(let own):
                var job = routing.job(own, at: member)
                job.warnings = passedOver.map(JobWarning.init(passedOver:)) + job.warnings
                return job
            case .failure(let failure):
                guard policy.movesOn(after: failure.error), !Task.isCancelled else {
                    throw stop(at: member, failure, after: passedOver)
                }
                passedOver.append(failure)
            }
        }
        guard !passedOver.isEmpty else {
            throw TranscriptionError(.invalidRequest, "\(id) has no provider to give the request to.", provider: id)
        }
        throw MemberFailures(passedOver).error("No provider of \(id) took the request.", of: id)
    }

    private func order(for request: TranscriptionRequest) -> [CompositeMember] {
        guard request.options.unsupported == .bestEffort else { return members }
        func honoursAll(_ member: CompositeMember) -> Bool {
            guard let asked = try? member.prepared(request) else { return false }
            return member.provider.capabilities.unsupportedOptions(of: asked, provider: member.provider.id).isEmpty
        }
        let able = members.map(honoursAll)
        return zip(members, able).filter(\.1).map(\.0) + zip(members, able).filter { !$0.1 }.map(\.0)
    }

    /// The error after which nobody else is asked.
    private func stop(
        at member: CompositeMember,
        _ failure: MemberFailure,
        after passedOver: [MemberFailure]
    ) -> TranscriptionError {
        var error = routing.error(failure.error, of: member)
        if error.code == .jobMayExist {
            error.message = "\(member.name) may have made a job, so nobody else was asked. \(error.message)"
            error.isRetryable = false
        }
        if Task.isCancelled, error.code != .jobMayExist { error.code = .cancelled }
        if !passedOver.isEmpty { error.message += " Passed over before: \(MemberFailures(passedOver))" }
        return error
    }
}

extension JobWarning {
    /// Says why a member was passed over.
    init(passedOver failure: MemberFailure) {
        self.init(message: "Passed over: \(failure) [\(failure.member): \(failure.error.code)]")
    }
}
