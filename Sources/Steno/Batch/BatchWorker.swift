import Logging

/// Sees one request of a batch from its submission, or from where it was left, to its result.
struct BatchWorker: Sendable {
    let client: TranscriptionClient
    let run: BatchRun
    let pause: SubmissionPause

    func work(on item: BatchItem) async {
        var handle: TranscriptionHandle?
        var job: TranscriptionJob?
        do {
            let begun = try await begin(item)
            handle = begun
            job = begun.job
            for try await snapshot in begun.updates { job = snapshot }
            try Task.checkCancellation()
            let transcript = try await begun.transcript()
            run.finish(item, job, .success(transcript))
        } catch {
            let error = TranscriptionError(error, of: client.provider)
            if Task.isCancelled {
                if let handle, job?.status.isTerminal != true, !run.leavesJobs { await cancel(handle, of: item) }
            } else if countsAsNeverMade(item.stage, after: error) {
                var item = item
                item.stage = .none
                run.setStage(.none, of: item)
                await work(on: item)
            } else {
                run.finish(item, error.job ?? job, .failure(error))
            }
        }
    }

    /// Whether what is left of a job from before is no reason not to submit its request again.
    private func countsAsNeverMade(_ stage: BatchCheckpoint.Stage, after error: TranscriptionError) -> Bool {
        switch stage {
        case .none, .possible:
            false
        case .made(let id):
            error.code == .notFound
                && (try? client.provider.holder(of: id))?.capabilities.jobsEndWithProcess == true
        case .abandoned:
            // A job whose audio was deleted in order to end it may have failed of that.
            error.code == .notFound || [.cancelled, .failed].contains(error.job?.status)
        }
    }

    private func begin(_ item: BatchItem) async throws -> TranscriptionHandle {
        switch item.stage {
        case .made(let id), .abandoned(let id):
            return try await again(while: \.isRetryable) { try await client.resume(id) }
        case .none:
            return try await submit(item)
        case .possible:
            guard isRepeatable(item.request) else {
                throw TranscriptionError(
                    .jobMayExist,
                    "An answer was lost before the batch was resumed. Find out whether there is a job, and settle it.",
                    provider: client.provider.id
                )
            }
            return try await submit(item)
        }
    }

    /// Whether a request submitted again leads to the job it may have.
    private func isRepeatable(_ request: TranscriptionRequest) -> Bool {
        // For audio that is uploaded, no service is known to keep keys.
        request.idempotencyKey != nil && request.audio.kind == .url
            && client.provider.capabilities.support(for: .idempotencyKey) == .supported
    }

    private func submit(_ item: BatchItem) async throws -> TranscriptionHandle {
        try await again(while: \.isThrottling) {
            try await pause.pass()
            run.setStage(.possible, of: item)
            do {
                let handle = try await client.submit(item.request)
                run.setStage(.made(handle.id), of: item)
                return handle
            } catch {
                if !TranscriptionError(error, of: client.provider).mayHaveMadeJob { run.setStage(item.stage, of: item) }
                throw error
            }
        }
    }

    /// Makes a call, and makes it again after errors that may pass; where the provider is asked too much, everyone is held
    /// back meanwhile.
    private func again(
        while mayPass: (TranscriptionError) -> Bool,
        _ call: () async throws -> TranscriptionHandle
    ) async throws -> TranscriptionHandle {
        var delay = Duration.seconds(1)
        var end: Duration?
        while true {
            do {
                return try await call()
            } catch let error as TranscriptionError where mayPass(error) && !Task.isCancelled {
                let now = pause.now
                let moment = now + max(error.retryAfter ?? .zero, delay)
                let limit = end ?? now + SubmissionPause.patience
                guard moment <= limit else { throw error }
                client.logger.debug("a request of a batch has to wait", metadata: ["error": "\(error)"])
                end = limit
                delay = min(delay * 2, .seconds(60))
                if error.isThrottling { pause.extend(to: moment) }
                try await pause.sleep(until: moment)
            }
        }
    }

    /// Ends a job that nobody waits for any more.
    private func cancel(_ handle: TranscriptionHandle, of item: BatchItem) async {
        guard client.provider.capabilities.support(for: .cancel) != .unsupported else { return }
        // First, as from the call on nobody knows how the job stands until there is an answer.
        run.setStage(.abandoned(handle.id), of: item)
        // A new task, because this one is cancelled and would cancel the call with it.
        let cancelling = Task { try await handle.cancel() }
        switch await cancelling.result {
        case .success(let job):
            run.setStage(job.status == .cancelled ? .none : .made(handle.id), of: item)
        case .failure(let error):
            let isUntouched = (error as? TranscriptionError)?.code == .unsupportedOperation
            if isUntouched { run.setStage(.made(handle.id), of: item) }
            client.logger.warning(
                "an abandoned job could not be cancelled",
                metadata: ["job": "\(handle.id)", "error": "\(error)"]
            )
        }
    }
}

extension TranscriptionError {
    fileprivate var isThrottling: Bool { code == .rateLimited }

    /// Whether a submission that ended so may have made a job.
    fileprivate var mayHaveMadeJob: Bool { code == .jobMayExist || (code == .cancelled && isUnexplained(underlying)) }

    /// Whether a call was cancelled, and the provider did not say with what effect.
    private func isUnexplained(_ cause: (any Error)?) -> Bool {
        switch cause {
        case is CancellationError: true
        case let error as TranscriptionError: error.mayHaveMadeJob
        case let members as MemberFailures: members.failures.contains(where: \.error.mayHaveMadeJob)
        default: false
        }
    }
}
