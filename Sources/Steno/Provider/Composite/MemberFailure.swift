/// Why one member of a ``CompositeProvider`` made no transcript.
public struct MemberFailure: Error, Sendable, CustomStringConvertible {
    /// The member's name.
    public var member: String
    /// What it threw, or why its job failed.
    public var error: TranscriptionError

    /// Describes a failure.
    public init(member: String, error: TranscriptionError) {
        self.member = member
        self.error = error
    }

    /// What a member threw when it was given a request.
    init(_ member: CompositeMember, submitting error: any Error) {
        self.init(member: member.name, error: TranscriptionError(error, submittingTo: member.provider))
    }

    /// What was thrown when a request was made to suit a member.
    init(_ member: CompositeMember, preparing error: any Error) {
        var own = TranscriptionError(error, of: member.provider)
        if !(error is TranscriptionError), own.code != .cancelled {
            own.code = .invalidRequest
            own.message = "The request could not be made to suit \(member.name): \(error)"
        }
        self.init(member: member.name, error: own)
    }

    /// The member's name and what it said.
    public var description: String {
        error.message.contains(member) ? error.message : "\(member): \(error.message)"
    }
}

/// Why no member of a ``CompositeProvider`` made a transcript: the ``TranscriptionError/underlying`` error of what the
/// composite throws then.
public struct MemberFailures: Error, Sendable, CustomStringConvertible {
    /// The failures, in the order in which they came.
    public var failures: [MemberFailure]

    /// Lists failures.
    public init(_ failures: [MemberFailure]) {
        self.failures = failures
    }

    /// The reasons, one after the other.
    public var description: String { failures.map(\.description).joined(separator: " ") }

    /// The code the failures share, or `providerFailure` where they differ.
    ///
    /// A member that cannot honour an option counts only where no other failed in another way.
    var code: TranscriptionError.Code {
        let codes = Set(telling.map(\.error.code))
        return codes.count == 1 ? codes.first ?? .providerFailure : .providerFailure
    }

    private var telling: [MemberFailure] {
        let others = failures.filter { $0.error.code != .unsupportedOption }
        return others.isEmpty ? failures : others
    }

    /// The one error that stands for all.
    func error(_ sentence: String, of owner: ProviderID) -> TranscriptionError {
        let passing = failures.map(\.error).filter(\.isRetryable)
        let pauses = passing.map(\.retryAfter)
        var error = TranscriptionError(
            code,
            "\(sentence) \(self)",
            provider: owner,
            isRetryable: !passing.isEmpty,
            retryAfter: pauses.contains(nil) ? nil : pauses.compactMap(\.self).min(),
            underlying: self
        )
        if telling.count == 1, let own = telling.first?.error {
            error.httpStatus = own.httpStatus
            error.providerCode = own.providerCode
            error.providerMessage = own.providerMessage
            error.requestID = own.requestID
        }
        return error
    }
}
