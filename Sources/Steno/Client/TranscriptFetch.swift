import Logging

/// Fetches the transcript of a job that has ended, in what is left of a wait's time.
struct TranscriptFetch: Sendable {
    let client: TranscriptionClient
    let job: JobSnapshot
    /// When the wait began, by the poller's time.
    let begun: Duration

    private static let contradictionsRiddenOut = 5

    private var poller: Poller { client.poller }

    /// The transcript.
    ///
    /// Not inlined, because its frame would be kept for as long as the wait for the job's end lasts.
    ///
    /// - Throws: ``TranscriptionError`` with the job: its own failure where it has not completed, `waitTimedOut` or
    ///   `cancelled` at once when the deadline passes or the task is cancelled.
    @inline(never)
    func transcript() async throws -> Transcript {
        guard job.job.status == .completed else { throw TranscriptionError(endOf: job.job) }
        if let transcript = job.job.transcript { return transcript }
        do {
            return try await firstOutcome(of: fetch, before: alarm)
        } catch {
            if error is CancellationError, Task.isCancelled {
                throw TranscriptionError(cancelledWaitFor: job.job.id, job.job)
            }
            throw TranscriptionError(error, of: client.provider, job: job.job)
        }
    }

    /// Throws when the deadline passes.
    private var alarm: (@Sendable () async throws -> Void)? {
        // Without any time a job that has ended is still a success, so nothing may race the fetching.
        guard let deadline = client.pollPolicy.limits?.deadline, deadline > .zero else { return nil }
        return {
            try await poller.time.sleep(until: begun + deadline)
            throw TranscriptionError(endOfWaitFor: job.job)
        }
    }

    private func fetch() async throws -> Transcript {
        var delays = client.pollPolicy.delays(using: client.generator)
        var failures = 0
        var contradictions = 0
        while true {
            do {
                return try await client.provider.transcript(job.job.id)
            } catch let error as TranscriptionError where error.isRetryable || error.code == .invalidState {
                // A service may say for a while that a job it called completed is not.
                if error.isRetryable { failures += 1 } else { contradictions += 1 }
                if contradictions > Self.contradictionsRiddenOut { throw error }
                if let allowed = client.pollPolicy.failuresAllowed, failures > max(allowed, 0) { throw error }
                client.logger.debug(
                    "fetching a transcript failed and is tried again",
                    metadata: ["job": "\(job.job.id)", "provider": "\(job.job.provider)", "error": "\(error)"]
                )
                guard let moment = nextTry(after: &delays, error) else {
                    throw TranscriptionError(endOfWaitFor: job.job, underlying: error)
                }
                try await poller.time.sleep(until: moment)
            }
        }
    }

    /// When to try next, or nil when the last try has been made.
    private func nextTry(after delays: inout PollPolicy.Delays, _ failure: TranscriptionError) -> Duration? {
        guard let drawn = delays.next() else { return nil }
        let now = poller.time.elapsed
        let moment = now + max(drawn, failure.retryAfter ?? .zero)
        guard let limits = client.pollPolicy.limits else { return moment }
        let last = begun + limits.lastAsk
        return now < last ? min(moment, last) : nil
    }
}
