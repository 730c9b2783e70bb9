public import Foundation

/// The one error type of Steno.
public struct TranscriptionError: Error, Sendable {
    /// What kind of error it is.
    ///
    /// The set may grow; compare with the static members.
    public struct Code: OpenName {
        /// The request breaks a rule known before any network call.
        public static let invalidRequest: Self = "invalidRequest"
        /// The provider cannot honour an option.
        public static let unsupportedOption: Self = "unsupportedOption"
        /// The provider cannot do this at all.
        public static let unsupportedOperation: Self = "unsupportedOperation"
        /// The key is missing or wrong.
        public static let authentication: Self = "authentication"
        /// The key may not do this.
        public static let permissionDenied: Self = "permissionDenied"
        /// A balance or budget is used up; waiting does not help.
        public static let paymentRequired: Self = "paymentRequired"
        /// A quota is used up; waiting does not help, deleting or raising it does.
        public static let quotaExceeded: Self = "quotaExceeded"
        /// Too many requests; waiting helps.
        public static let rateLimited: Self = "rateLimited"
        /// There is no such job, or no such thing on the provider's side.
        public static let notFound: Self = "notFound"
        /// The job is not in a state that allows this.
        public static let invalidState: Self = "invalidState"
        /// The request contradicts an earlier one, such as an idempotency key reused for another body.
        public static let conflict: Self = "conflict"
        /// The audio cannot be read: missing, empty, damaged, or not audio.
        public static let invalidAudio: Self = "invalidAudio"
        /// The provider could not do its work.
        public static let providerFailure: Self = "providerFailure"
        /// The provider's answer could not be understood.
        public static let invalidResponse: Self = "invalidResponse"
        /// The connection failed.
        public static let connection: Self = "connection"
        /// A single call took too long.
        public static let timeout: Self = "timeout"
        /// The wait for a job ended before the job did.
        ///
        /// The error holds the job's last state, and the job goes on.
        public static let waitTimedOut: Self = "waitTimedOut"
        /// An answer was lost after the request may have reached the provider: a job may exist.
        public static let jobMayExist: Self = "jobMayExist"
        /// The job was cancelled, or a call or a wait for it was; the error's job tells which, where there is one.
        public static let cancelled: Self = "cancelled"
        /// The model is not there: unknown, or not downloaded.
        public static let modelNotFound: Self = "modelNotFound"
        /// The model file is damaged or is not a model.
        public static let invalidModel: Self = "invalidModel"
        /// A file could not be written or read, for instance because the disk is full.
        public static let storage: Self = "storage"

        /// The code's name.
        public let rawValue: String

        /// Wraps a name.
        public init(rawValue: String) {
            self.rawValue = rawValue
        }
    }

    /// What kind of error it is.
    public var code: Code
    /// A sentence a person can act on.
    ///
    /// Never holds a secret.
    public var message: String
    /// The provider concerned.
    public var provider: ProviderID?
    /// The job concerned, in its last known state.
    public var job: TranscriptionJob?
    /// The HTTP status, where there was an answer.
    public var httpStatus: Int?
    /// The provider's own code.
    public var providerCode: String?
    /// The provider's own message.
    public var providerMessage: String?
    /// The provider's id of the request, to quote to its support.
    public var requestID: String?
    /// Whether the same call may succeed later.
    public var isRetryable: Bool
    /// How long the provider asks to wait before the next try.
    public var retryAfter: Duration?
    /// What caused the error.
    public var underlying: (any Error)?

    /// Describes an error.
    public init(
        _ code: Code,
        _ message: String,
        provider: ProviderID? = nil,
        job: TranscriptionJob? = nil,
        httpStatus: Int? = nil,
        providerCode: String? = nil,
        providerMessage: String? = nil,
        requestID: String? = nil,
        isRetryable: Bool = false,
        retryAfter: Duration? = nil,
        underlying: (any Error)? = nil
    ) {
        self.code = code
        self.message = message
        self.provider = provider
        self.job = job
        self.httpStatus = httpStatus
        self.providerCode = providerCode
        self.providerMessage = providerMessage
        self.requestID = requestID
        self.isRetryable = isRetryable
        self.retryAfter = retryAfter
        self.underlying = underlying
    }

    /// The error of a job that failed or was cancelled.
    public init(endOf job: TranscriptionJob) {
        if job.status == .cancelled {
            self.init(.cancelled, "The job \(job.id) was cancelled.", provider: job.provider, job: job)
        } else {
            let failure = job.failure
            self.init(
                failure?.code ?? .providerFailure,
                failure?.message ?? "The job \(job.id) failed, and \(job.provider) gave no reason.",
                provider: job.provider,
                job: job,
                providerCode: failure?.providerCode
            )
        }
    }
}

extension TranscriptionError: CustomStringConvertible, LocalizedError {
    /// The message, with the code and what else is known in brackets.
    public var description: String {
        var details = [code.rawValue]
        if let provider { details.append("provider \(provider)") }
        if let job { details.append("job \(job.id), \(job.status)") }
        if let httpStatus { details.append("HTTP \(httpStatus)") }
        if let providerCode { details.append(providerCode) }
        if let requestID { details.append("request \(requestID)") }
        return "\(message) [\(details.joined(separator: "; "))]"
    }

    /// The message.
    public var errorDescription: String? { message }
}
