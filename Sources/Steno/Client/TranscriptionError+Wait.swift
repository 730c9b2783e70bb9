extension TranscriptionError {
    /// Any error a provider threw, as the one error type, with what is known about the job.
    ///
    /// A provider should throw nothing else than this type; an error of another type is kept as the cause of a
    /// `providerFailure` that is not tried again.
    init(_ error: any Error, of provider: any TranscriptionProvider, job: TranscriptionJob? = nil) {
        if let error = error as? TranscriptionError {
            self = error
        } else if error is CancellationError, Task.isCancelled {
            self.init(
                .cancelled,
                "The call to \(provider.id) was cancelled; it may have had its effect.",
                underlying: error
            )
        } else {
            self.init(
                .providerFailure,
                "\(provider.id) failed in a way it did not explain.",
                underlying: error
            )
        }
        self.provider = self.provider ?? provider.id
        self.job = self.job ?? job
    }

    /// What a provider threw when it was given a request.
    ///
    /// An error of another type than this one does not tell whether a job was made, so it reads as `jobMayExist`.
    init(_ error: any Error, submittingTo provider: any TranscriptionProvider) {
        self.init(error, of: provider)
        if error is TranscriptionError || code == .cancelled { return }
        code = .jobMayExist
        message += " It may have made a job."
    }

    /// The error of a wait whose task was cancelled.
    init(cancelledWaitFor id: JobID, _ last: TranscriptionJob?) {
        self.init(
            .cancelled,
            "Waiting for the job \(id) was cancelled; the job may still go on.",
            provider: last?.provider,
            job: last
        )
    }

    /// The error of a wait whose deadline passed.
    init(endOfWaitFor last: TranscriptionJob, underlying: (any Error)? = nil) {
        self.init(
            .waitTimedOut,
            last.status == .completed
                ? "The transcript of the job \(last.id) had not arrived when the wait for it ended: resume the job by its id."
                : "The job \(last.id) had not ended when the wait for it did. It may still go on: resume it by its id.",
            provider: last.provider,
            job: last,
            underlying: underlying
        )
    }

    /// This error with a job's last state, unless it holds one.
    func keeping(_ last: JobSnapshot?) -> Self {
        var error = self
        error.job = error.job ?? last?.job
        return error
    }

    /// This error, saying in its message that the job has gone, where it means that.
    func saying(whatBecameOf id: JobID, _ last: JobSnapshot?) -> Self {
        guard code == .notFound, let last else { return self }
        var error = self
        error.message = "The job \(id) is gone; it was \(last.job.status) when last heard of. \(message)"
        return error
    }
}

extension TranscriptionJob {
    /// This snapshot with the warnings of an earlier one in front of its own.
    func keepingWarnings(of earlier: TranscriptionJob) -> TranscriptionJob {
        keeping(earlier.warnings)
    }

    /// This snapshot with warnings in front of its own.
    func keeping(_ earlier: [JobWarning]) -> TranscriptionJob {
        if earlier.isEmpty { return self }
        var job = self
        job.warnings = earlier.filter { !warnings.contains($0) } + warnings
        return job
    }
}
