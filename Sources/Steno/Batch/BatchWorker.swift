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
            guard Task.isCancelled else { return run.finish(item, error.job ?? job, .failure(error)) }
            if let handle, job?.status.isTerminal != true, !run.leavesJobs { await cancel(handle, of: item) }
        }
    }

    private func begin(_ item: BatchItem) async throws -> TranscriptionHandle {
        switch item.stage {
        case .made(let id):
            return try await again(while: \.isRetryable) { try await client.resume(id) }
        case .none:
            return try await submit(item)
        case .possible:
            let takesKeys = client.provider.capabilities.support(for: .idempotencyKey) == .supported
            guard takesKeys, item.request.idempotencyKey != nil else {
                throw TranscriptionError(
                    .jobMayExist,
                    "An answer was lost before the batch was resumed. Find out whether there is a job, and settle it.",
                    provider: client.provider.id
                )
            }
            return try await submit(item)
        }
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

    /// Makes a call, and makes it again after errors that may pass, with everyone held back meanwhile.
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
                let moment = now + max(error.retryAfter ?? delay, .milliseconds(1))
                let limit = end ?? now + SubmissionPause.patience
                guard moment <= limit else { throw error }
                client.logger.debug("a request of a batch has to wait", metadata: ["error": "\(error)"])
                end = limit
                delay = min(delay * 2, .seconds(60))
                pause.extend(to: moment)
                try await pause.pass()
            }
        }
    }

    /// Ends a job that nobody waits for any more.
    private func cancel(_ handle: TranscriptionHandle, of item: BatchItem) async {
        guard client.provider.capabilities.support(for: .cancel) != .unsupported else { return }
        // A new task, because this one is cancelled and would cancel the call with it.
        let cancelling = Task { try await handle.cancel() }
        switch await cancelling.result {
        case .success(let job):
            if job.status == .cancelled { run.setStage(.none, of: item) }
        case .failure(let error):
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
    fileprivate var mayHaveMadeJob: Bool {
        code == .jobMayExist || (code == .cancelled && underlying is CancellationError)
    }
}
