/// How far a request got that was left without an answer.
///
/// It is the ``TranscriptionError/underlying`` error of what a transport throws.
public enum HTTPTransportFailure: Error, Sendable {
    /// No byte of the request left this machine, as where there is no such host or it cannot be reached.
    ///
    /// Repeating the request cannot do anything twice.
    case neverSent(cause: (any Error)? = nil)
    /// The request left, whole or in part, so the server may have acted on it.
    ///
    /// This is also said where a transport cannot tell.
    case mayHaveBeenProcessed(cause: (any Error)? = nil)

    /// What the transport below reported.
    public var cause: (any Error)? {
        switch self {
        case .neverSent(let cause), .mayHaveBeenProcessed(let cause): cause
        }
    }
}

extension TranscriptionError {
    /// Whether it is certain that no byte of the request left this machine.
    public var wasNeverSent: Bool {
        if case .neverSent? = underlying as? HTTPTransportFailure { true } else { false }
    }
}
