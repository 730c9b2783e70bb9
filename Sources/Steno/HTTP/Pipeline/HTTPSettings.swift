public import HTTPTypes

/// How the key is sent.
public enum HTTPAuthentication: Sendable, Hashable {
    /// As `Authorization: Bearer KEY`.
    case bearer
    /// As it is, in a header field of its own.
    case header(HTTPField.Name)
    /// Not at all.
    case none
}

/// What a pipeline may do and how long it may take; the defaults suit every service known.
public struct HTTPSettings: Sendable {
    /// When failed calls are sent again.
    public var retry = RetryPolicy()
    /// How long one attempt may take, from sending to the end of the answer: 60 seconds.
    ///
    /// A transfer of ``slowestTransfer`` or faster adds its time, so large files need no other setting.
    public var attemptTimeout: Duration = .seconds(60)
    /// How long a call may take in all, with pauses and repetitions: 3 minutes.
    ///
    /// The time of transfers is added as for ``attemptTimeout``.
    public var callTimeout: Duration = .seconds(180)
    /// How long an answer that is read as it arrives may take after its head: 4 hours.
    ///
    /// It is looked at whenever a part arrives; where none does, the transport's own limit on idle time ends the answer.
    public var streamTimeout: Duration = .seconds(4 * 3600)
    /// How many bytes a second a transfer must make to be given more time: 32,768.
    public var slowestTransfer = 32 << 10
    /// How many bytes an answer may have: 256 MiB.
    ///
    /// Does not count for an answer read as it arrives.
    public var maximumResponseSize = 256 << 20
    /// How many requests to one host may be under way at once; nil for any number.
    ///
    /// The others wait in the order they came. What a service says about its rate limit is kept to in any case: where it
    /// takes no more requests for up to a minute, calls wait as long, or fail where their time ends before.
    public var requestsAtOnce: Int?
    /// Whether plain `http` is allowed, key and all, to any host; loopback addresses need no permission.
    public var allowsInsecureHTTP = false
    /// Header fields for every call of the service; they are sent to no other host.
    public var fields: HTTPFields = [:]
    /// Corrects the error made of a refused status before it is decided whether to try again.
    ///
    /// For services whose status alone does not say what is wrong: set ``TranscriptionError/code`` to
    /// ``TranscriptionError/Code/quotaExceeded`` and ``TranscriptionError/isRetryable`` to false where a 429 means a full
    /// storage, for instance. What else the service said is in ``HTTPRefusal``, the error's
    /// ``TranscriptionError/underlying`` one.
    public var classify: (@Sendable (inout TranscriptionError) -> Void)?

    /// The defaults.
    public init() {}
}
