public import Logging

/// Submits requests to a provider and waits for their jobs.
///
/// Copies of a client are one client: they ask for their jobs together, and what one is told of a job all know.
public struct TranscriptionClient: Sendable {
    /// What the copies of a client share.
    private final class Shared: Sendable {
        let provider: any TranscriptionProvider
        let callbackSigner: CallbackSigner?
        let clock: any Clock<Duration>
        let generator: any RandomNumberGenerator & Sendable
        let names: SharedGenerator
        let logger: Logger
        let poller: Poller

        init(
            _ poller: Poller,
            _ callbackSigner: CallbackSigner?,
            _ clock: any Clock<Duration>,
            _ generator: any RandomNumberGenerator & Sendable
        ) {
            provider = poller.provider
            self.callbackSigner = callbackSigner
            self.clock = clock
            self.generator = generator
            names = SharedGenerator(generator)
            logger = poller.logger
            self.poller = poller
        }
    }

    private let shared: Shared

    /// Who transcribes.
    public var provider: any TranscriptionProvider { shared.provider }
    /// When to ask for a job's state, where the provider does not report it by itself.
    public var pollPolicy: PollPolicy { poller.policy }

    var poller: Poller { shared.poller }
    var callbackSigner: CallbackSigner? { shared.callbackSigner }
    var clock: any Clock<Duration> { shared.clock }
    var generator: any RandomNumberGenerator & Sendable { shared.generator }
    var names: SharedGenerator { shared.names }
    var logger: Logger { shared.logger }

    /// A client over one provider.
    ///
    /// - Parameters:
    ///   - provider: Who transcribes.
    ///   - pollPolicy: When to ask for a job's state, and for how long; nil means what suits the provider.
    ///   - callbackSigner: Signs the URLs of webhooks, where the provider gives nothing else to tell its deliveries from
    ///     forgeries: ``Capabilities/WebhookAuthentication/unsigned``. A provider made of several needs signers of its
    ///     members': see ``CompositeMember``.
    ///   - clock: What to wait by; tests pass a manual one.
    ///   - generator: Where chance comes from. The client draws from copies of it; tests pass a seeded one.
    ///   - logger: Where to report.
    public init(
        provider: any TranscriptionProvider,
        pollPolicy: PollPolicy? = nil,
        callbackSigner: CallbackSigner? = nil,
        clock: any Clock<Duration> = ContinuousClock(),
        generator: any RandomNumberGenerator & Sendable = SystemRandomNumberGenerator(),
        logger: Logger = Logger(label: "steno.client")
    ) {
        let poller = Poller(
            provider: provider,
            policy: pollPolicy ?? provider.pollPolicy,
            clock: clock,
            generator: generator,
            logger: logger
        )
        shared = Shared(poller, callbackSigner, clock, generator)
    }

    /// Submits a request.
    ///
    /// Where the client has a callback signer, and nothing else tells the provider's deliveries from forgeries, the webhook's
    /// URL is signed for the request's client reference or for a random one.
    ///
    /// - Returns: A handle to wait with. The job goes on whether or not anyone waits.
    /// - Throws: What ``TranscriptionProvider/submit(_:)`` throws, and `invalidRequest` where the URL cannot be signed: also
    ///   where the provider is made of several, and one of them would be given it unsigned.
    public func submit(_ request: TranscriptionRequest) async throws -> TranscriptionHandle {
        let (request, reference) = try signed(request)
        let job = try await submitted(request)
        if let reference { poller.remember(reference: reference, of: job.id) }
        logger.debug("submitted", metadata: ["job": "\(job.id)", "provider": "\(job.provider)"])
        // By best effort a webhook is left out where whoever has the job calls none.
        let caller = request.webhook == nil ? nil : try? provider.holder(of: job.id)
        let expectsDelivery = caller?.capabilities.webhookAuthentication != nil
        return TranscriptionHandle(client: self, inHand: JobInHand(job, expectsDelivery: expectsDelivery))
    }

    /// A handle to a job submitted before, perhaps by another process.
    ///
    /// - Throws: What ``TranscriptionProvider/job(_:)`` throws.
    public func resume(_ id: JobID) async throws -> TranscriptionHandle {
        let request = poller.nextNumber()
        let job = try await unified { try await provider.job(id) }
        poller.note(job, request: request)
        return TranscriptionHandle(client: self, inHand: JobInHand(job))
    }

    /// Submits a request and waits for its transcript.
    ///
    /// Nobody else knows the job, so when this task is cancelled the job is cancelled too, where the provider can. That
    /// call is given 10 seconds.
    ///
    /// - Throws: ``TranscriptionError``: what submitting and waiting throw, the job's own failure, or `cancelled`.
    public func transcribe(_ request: TranscriptionRequest) async throws -> Transcript {
        let handle = try await submit(request)
        do {
            return try await handle.transcript()
        } catch {
            if Task.isCancelled, provider.capabilities.support(for: .cancel) != .unsupported {
                await cancelAbandoned(handle)
            }
            throw error
        }
    }

    private func cancelAbandoned(_ handle: TranscriptionHandle) async {
        let time = PassedTime(clock)
        // A new task, because this one is cancelled and would cancel the call with it.
        let cancelling = Task {
            try await firstOutcome(of: { try await handle.cancel() }) {
                try await time.sleep(until: .seconds(10))
                throw TranscriptionError(.timeout, "Cancelling the job \(handle.id) took too long.")
            }
        }
        if case .failure(let error) = await cancelling.result {
            logger.warning(
                "an abandoned job could not be cancelled",
                metadata: ["job": "\(handle.id)", "error": "\(error)"]
            )
        }
    }

    private func submitted(_ request: TranscriptionRequest) async throws -> TranscriptionJob {
        do {
            return try await provider.submit(request)
        } catch {
            throw TranscriptionError(error, submittingTo: provider)
        }
    }

    private func unified<Value>(_ call: () async throws -> Value) async throws -> Value {
        do {
            return try await call()
        } catch {
            throw TranscriptionError(error, of: provider)
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
