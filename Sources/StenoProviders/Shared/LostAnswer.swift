import Steno

extension TranscriptionError {
    /// The error of a create call that the service accepted with an answer that cannot be read: the job is there, and its id
    /// is not known.
    var afterAcceptedCreate: Self {
        guard code == .invalidResponse else { return self }
        var error = self
        error.code = .jobMayExist
        error.message = "The service accepted the job, but its answer does not tell which it is. \(message)"
        error.isRetryable = false
        return error
    }
}
