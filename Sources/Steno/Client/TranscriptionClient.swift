public import Logging

/// Submits requests to a provider and waits for their jobs.
public struct TranscriptionClient: Sendable {
    /// Who transcribes.
    public let provider: any TranscriptionProvider
    /// When to ask for a job's state, where the provider does not report it by itself.
    public let pollPolicy: PollPolicy

    let clock: any Clock<Duration>
    let logger: Logger

    /// A client over one provider.
    ///
    /// - Parameters:
    ///   - provider: Who transcribes.
    ///   - pollPolicy: When to ask for a job's state.
    ///   - clock: What to wait by; tests pass a manual one.
    ///   - logger: Where to report.
    public init(
        provider: any TranscriptionProvider,
        pollPolicy: PollPolicy = .init(),
        clock: any Clock<Duration> = ContinuousClock(),
        logger: Logger = Logger(label: "steno.client")
    ) {
        self.provider = provider
        self.pollPolicy = pollPolicy
        self.clock = clock
        self.logger = logger
    }

    /// Submits a request.
    ///
    /// - Returns: A handle to wait with. The job goes on whether or not anyone waits.
    /// - Throws: What ``TranscriptionProvider/submit(_:)`` throws.
    public func submit(_ request: TranscriptionRequest) async throws -> TranscriptionHandle {
        let job = try await provider.submit(request)
        logger.debug("submitted", metadata: ["job": "\(job.id)", "provider": "\(job.provider)"])
        return TranscriptionHandle(client: self, job: job)
    }

    /// A handle to a job submitted before, perhaps by another process.
    ///
    /// - Throws: What ``TranscriptionProvider/job(_:)`` throws.
    public func resume(_ id: JobID) async throws -> TranscriptionHandle {
        TranscriptionHandle(client: self, job: try await provider.job(id))
    }

    /// Submits a request and waits for its transcript.
    ///
    /// Nobody else knows the job, so when this task is cancelled the job is cancelled too, where the provider can.
    ///
    /// - Throws: ``TranscriptionError``: what submitting and waiting throw, the job's own failure, or `cancelled`.
    public func transcribe(_ request: TranscriptionRequest) async throws -> Transcript {
        let handle = try await submit(request)
        do {
            return try await handle.transcript()
        } catch {
            if Task.isCancelled, provider.capabilities.support(for: .cancel) == .supported {
                // A new task, because this one is cancelled and would cancel the call with it.
                _ = try? await Task { try await handle.cancel() }.value
            }
            throw error
        }
    }
}

extension TranscriptionProvider {
    /// Submits audio and waits for its transcript.
    ///
    /// ```swift
    /// let transcript = try await provider.transcribe(.file(recording), .init(diarization: .speakers()))
    /// ```
    ///
    /// - Throws: What ``TranscriptionClient/transcribe(_:)`` throws.
    public func transcribe(_ audio: AudioSource, _ options: TranscriptionOptions = .init()) async throws -> Transcript {
        try await TranscriptionClient(provider: self).transcribe(.init(audio: audio, options: options))
    }
}
