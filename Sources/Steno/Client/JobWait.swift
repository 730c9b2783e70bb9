import Logging
import Synchronization

/// One wait for one job: follows what the provider pushes or else asks by the poll policy, until the job ends, the
/// deadline passes or the waiting task is cancelled.
final class JobWait: Sendable {
    private let client: TranscriptionClient
    private let first: TranscriptionJob
    private let last: Mutex<TranscriptionJob>
    private let time: PassedTime
    private let report: @Sendable (TranscriptionJob) -> Void

    private var id: JobID { first.id }
    private var provider: any TranscriptionProvider { client.provider }

    init(client: TranscriptionClient, job: TranscriptionJob, report: @escaping @Sendable (TranscriptionJob) -> Void) {
        self.client = client
        self.report = report
        first = job
        last = Mutex(job)
        time = PassedTime(client.clock)
    }

    /// The job's terminal snapshot.
    func end() async throws -> TranscriptionJob {
        try await limited { try await self.followToEnd() }
    }

    /// The job's transcript.
    func transcript() async throws -> Transcript {
        try await limited {
            let ended = try await self.followToEnd()
            guard ended.status == .completed else { throw TranscriptionError(endOf: ended) }
            if let transcript = ended.transcript { return transcript }
            return try await self.fetch()
        }
    }

    private func limited<Value: Sendable>(_ work: @escaping @Sendable () async throws -> Value) async throws -> Value {
        do {
            return try await firstOutcome(of: work, before: alarm)
        } catch {
            let last = last.withLock { $0 }
            if error is CancellationError, Task.isCancelled {
                throw TranscriptionError(
                    .cancelled,
                    "Waiting for the job \(id) was cancelled; the job may still go on.",
                    provider: last.provider,
                    job: last
                )
            }
            throw TranscriptionError(error, of: provider, job: last)
        }
    }

    /// Throws when the deadline passes.
    private var alarm: (@Sendable () async throws -> Void)? {
        guard let limits = client.pollPolicy.limits else { return nil }
        // Without any time a job that has ended is still a success, so nothing may race the fetching.
        if first.status.isTerminal, limits.deadline <= .zero { return nil }
        return {
            try await self.time.sleep(until: limits.deadline)
            throw self.timedOut()
        }
    }

    private func followToEnd() async throws -> TranscriptionJob {
        report(first)
        if first.status.isTerminal { return first }
        do {
            if let pushed = try await provider.updates(of: id) {
                for try await snapshot in pushed {
                    let snapshot = note(snapshot)
                    if snapshot.status.isTerminal { return snapshot }
                }
                try Task.checkCancellation()
                client.logger.debug("the provider stopped reporting a job and is asked instead", metadata: logged)
            }
        } catch let error as TranscriptionError where error.isRetryable {
            client.logger.debug("following a job failed and it is asked for instead", metadata: logged(error))
        }
        return try await poll()
    }

    private func poll() async throws -> TranscriptionJob {
        var delays = client.pollPolicy.delays(using: client.generator)
        var failure: TranscriptionError?
        while let moment = nextAsk(after: &delays, failure) {
            try await time.sleep(until: moment)
            do {
                let snapshot = note(try await provider.job(id))
                if snapshot.status.isTerminal { return snapshot }
                failure = nil
            } catch let error as TranscriptionError where error.isRetryable {
                client.logger.debug("asking for a job failed and is tried again", metadata: logged(error))
                failure = error
            }
        }
        throw timedOut(underlying: failure)
    }

    private func fetch() async throws -> Transcript {
        var delays = client.pollPolicy.delays(using: client.generator)
        while true {
            do {
                return try await provider.transcript(id)
            } catch let error as TranscriptionError where error.isRetryable {
                client.logger.debug("fetching a transcript failed and is tried again", metadata: logged(error))
                guard let moment = nextAsk(after: &delays, error) else { throw timedOut(underlying: error) }
                try await time.sleep(until: moment)
            }
        }
    }

    /// When to ask next, or nil when the last ask has been made.
    private func nextAsk(after delays: inout PollPolicy.Delays, _ failure: TranscriptionError?) -> Duration? {
        guard let drawn = delays.next() else { return nil }
        let now = time.elapsed
        let moment = now + max(drawn, failure?.retryAfter ?? .zero)
        guard let limits = client.pollPolicy.limits else { return moment }
        return now < limits.lastAsk ? min(moment, limits.lastAsk) : nil
    }

    /// Keeps a snapshot as the last and reports it when it differs.
    ///
    /// Providers do not repeat the warnings they gave when the job was submitted, so those are carried over.
    private func note(_ snapshot: TranscriptionJob) -> TranscriptionJob {
        let snapshot = snapshot.keepingWarnings(of: first)
        let isNew = last.withLock { last in
            defer { last = snapshot }
            return last != snapshot
        }
        if isNew { report(snapshot) }
        return snapshot
    }

    private func timedOut(underlying: (any Error)? = nil) -> TranscriptionError {
        let last = last.withLock { $0 }
        let message =
            last.status == .completed
            ? "The transcript of the job \(id) had not arrived when the wait for it ended: resume the job by its id."
            : "The job \(id) had not ended when the wait for it did. It may still go on: resume it by its id."
        return TranscriptionError(
            .waitTimedOut,
            message,
            provider: last.provider,
            job: last,
            underlying: underlying
        )
    }

    private var logged: Logger.Metadata { ["job": "\(id)", "provider": "\(first.provider)"] }

    private func logged(_ error: TranscriptionError) -> Logger.Metadata {
        logged.merging(["error": "\(error)"]) { $1 }
    }
}

extension TranscriptionJob {
    /// This snapshot with the warnings of an earlier one in front of its own.
    func keepingWarnings(of earlier: TranscriptionJob) -> TranscriptionJob {
        var job = self
        job.warnings = earlier.warnings.filter { !warnings.contains($0) } + warnings
        return job
    }
}

extension TranscriptionError {
    /// Any error a provider threw, as the one error type, with what is known about the job.
    ///
    /// A provider should throw nothing else than this type; an error of another type is kept as the cause of a
    /// `providerFailure` that is not tried again.
    init(_ error: any Error, of provider: any TranscriptionProvider, job: TranscriptionJob? = nil) {
        if let error = error as? TranscriptionError {
            self = error
        } else if error is CancellationError, Task.isCancelled {
            self.init(.cancelled, "The call to \(provider.id) was cancelled; it may have had its effect.")
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
}
