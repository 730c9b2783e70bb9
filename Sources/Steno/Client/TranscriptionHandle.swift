import Logging

/// A submitted job to wait for.
public struct TranscriptionHandle: Sendable {
    let client: TranscriptionClient

    /// The job as it was when the handle was made.
    public let job: TranscriptionJob

    /// The job's id.
    public var id: JobID { job.id }

    /// The job's snapshots: the first at once, then each that differs, ending with the terminal one.
    ///
    /// Leaving the loop or cancelling the task stops the waiting; the job goes on.
    ///
    /// - Throws (while iterating): ``TranscriptionError``. `waitTimedOut`, holding the job's last state, when the poll
    ///   policy's deadline passes. Errors that may pass by themselves do not end the wait before that.
    public var updates: AsyncThrowingStream<TranscriptionJob, any Error> {
        AsyncThrowingStream { continuation in
            let task = Task {
                do {
                    _ = try await wait { continuation.yield($0) }
                    continuation.finish()
                } catch {
                    continuation.finish(throwing: error)
                }
            }
            continuation.onTermination = { _ in task.cancel() }
        }
    }

    /// Waits for the transcript.
    ///
    /// - Throws: ``TranscriptionError``: the job's own failure, `cancelled`, or `waitTimedOut` with the job's last state.
    public func transcript() async throws -> Transcript {
        let ended = try await wait { _ in }
        guard ended.status == .completed else { throw TranscriptionError(endOf: ended) }
        if let transcript = ended.transcript { return transcript }
        return try await client.provider.transcript(id)
    }

    /// Ends the job.
    ///
    /// - Throws: What ``TranscriptionProvider/cancel(_:)`` throws.
    @discardableResult
    public func cancel() async throws -> TranscriptionJob {
        try await client.provider.cancel(id)
    }

    /// Waits for the terminal snapshot, and reports every one that differs from the one before.
    private func wait(_ report: @Sendable (TranscriptionJob) -> Void) async throws -> TranscriptionJob {
        do {
            report(job)
            if job.status.isTerminal { return job }
            if let pushed = try await client.provider.updates(of: id) {
                return try await follow(pushed, report)
            }
            return try await poll(report)
        } catch is CancellationError {
            throw TranscriptionError(
                .cancelled,
                "Waiting for the job \(id) was cancelled; the job may still go on.",
                provider: job.provider,
                job: job
            )
        }
    }

    private func follow(
        _ pushed: AsyncThrowingStream<TranscriptionJob, any Error>,
        _ report: @Sendable (TranscriptionJob) -> Void
    ) async throws -> TranscriptionJob {
        var last = job
        for try await snapshot in pushed {
            if snapshot != last { report(snapshot) }
            last = snapshot
            if snapshot.status.isTerminal { return snapshot }
        }
        try Task.checkCancellation()
        throw TranscriptionError(
            .invalidState,
            "\(last.provider) stopped reporting the job \(id) before its end.",
            provider: last.provider,
            job: last
        )
    }

    private func poll(_ report: @Sendable (TranscriptionJob) -> Void) async throws -> TranscriptionJob {
        let clock = PassedTime(client.clock)
        var last = job
        for delay in client.pollPolicy.delays(using: SystemRandomNumberGenerator()) {
            var delay = delay
            if let deadline = client.pollPolicy.deadline {
                let left = deadline - clock.elapsed
                guard left > .zero else { break }
                delay = min(delay, left)
            }
            try await clock.sleep(for: delay)
            do {
                let snapshot = try await client.provider.job(id)
                if snapshot != last { report(snapshot) }
                last = snapshot
                if snapshot.status.isTerminal { return snapshot }
            } catch let error as TranscriptionError where error.isRetryable {
                client.logger.debug("asking for the job failed and is tried again", metadata: ["error": "\(error)"])
            }
        }
        throw TranscriptionError(
            .waitTimedOut,
            "The job \(id) had not ended when the wait for it did. It may still go on: resume it by its id.",
            provider: last.provider,
            job: last
        )
    }
}

/// The time passed since a moment, on any clock of real durations.
private struct PassedTime: Sendable {
    let elapsedTime: @Sendable () -> Duration
    let sleepFor: @Sendable (Duration) async throws -> Void

    init(_ clock: some Clock<Duration>) {
        let start = clock.now
        elapsedTime = { start.duration(to: clock.now) }
        sleepFor = { try await clock.sleep(until: clock.now.advanced(by: $0), tolerance: nil) }
    }

    var elapsed: Duration { elapsedTime() }

    func sleep(for duration: Duration) async throws {
        try await sleepFor(duration)
    }
}
