/// How one attempt failed.
struct AttemptFailure: Error {
    enum Kind {
        /// The service answered that it refuses.
        case refused
        /// No byte of the request left this machine.
        case neverSent
        /// No answer came, or not all of it.
        case lost
    }

    let kind: Kind
    let error: TranscriptionError

    init(_ kind: Kind, _ error: TranscriptionError) {
        self.kind = kind
        self.error = error
    }

    /// Whether the pipeline sends the call again.
    func repeats(_ repetition: HTTPCall.Repetition) -> Bool {
        repetition != .never && mayRepeat(repetition)
    }

    /// Whether the same call may succeed later and would do nothing twice.
    func mayRepeat(_ repetition: HTTPCall.Repetition) -> Bool {
        guard error.isRetryable else { return false }
        if repetition == .always { return true }
        return switch kind {
        case .refused: error.code == .rateLimited
        case .neverSent: true
        case .lost: false
        }
    }
}
