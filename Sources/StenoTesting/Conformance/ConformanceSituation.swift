/// What a provider is brought into to see how it takes it.
///
/// Each holds from the provider's next call on. Where "once" is said, it is over after one request to the service.
public enum ConformanceSituation: Sendable, Hashable {
    /// Jobs submitted from now on fail.
    case jobsFail
    /// Jobs submitted from now on go on until they are cancelled.
    case jobsDoNotEnd
    /// The service refuses the key.
    case keyRefused
    /// The service cannot be reached; no request arrives.
    case unreachable
    /// The service refuses once, because of too many requests.
    case rateLimitedOnce
    /// The service refuses every request, because of too many.
    case rateLimited
    /// The service fails once with what may pass, such as the status 503, and has done nothing.
    case unavailableOnce
    /// The service does once what it is asked for, and its answer is lost.
    case answerLostOnce
    /// The service does what it is asked for, and none of its answers can be understood.
    case answersUnreadable
    /// The service takes requests and answers none.
    case noAnswer
    /// The service calls the state of every job by this word.
    case unknownStatus(String)
    /// The service's answers have members that no document knows.
    case unknownFields
}
