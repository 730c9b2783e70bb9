import Foundation
public import Logging
public import Steno
import StenoAudio

/// Transcribes on this machine with whisper.cpp.
///
/// No network is used, unless webhooks are to be delivered.
///
/// ```swift
/// let whisper = try await Whisper(model: .named("base.en"))
/// let transcript = try await whisper.transcribe(.file(recording))
/// ```
///
/// The model is loaded once, when the first job begins, and serves every job of this value. Jobs have the same life as
/// those of a cloud service: ``submit(_:)`` returns at once, and the work is done in the background, so many jobs at a
/// time. Jobs are remembered in memory: the newest ended ones up to
/// ``WhisperConfiguration/rememberedJobs``.
///
/// With a ``WebhookSender``, a request may name a webhook, which is told once of the job's end: completed, failed or
/// cancelled. Deliveries are made in the background, up to 1000 at a time, and neither delay a job nor fail it. They live in
/// memory as the jobs do: see ``shutDown()``.
public final class Whisper: TranscriptionProvider {
    /// The name of this provider: `whisper`.
    public static let id: ProviderID = "whisper"

    /// The version of the whisper.cpp library in use, such as `1.8.5`.
    public static var libraryVersion: String { NativeLibrary.version }

    /// What the model is, read from its file.
    public let modelInfo: WhisperModelInfo

    /// What this provider can honour with its model.
    public let capabilities: Capabilities

    private let configuration: WhisperConfiguration
    private let hearsShortWindows: Bool
    private let loader: ContextLoader
    private let jobs: JobRegistry
    private let outbox: WebhookOutbox?

    /// A provider over a model.
    ///
    /// The model's file is checked here and loaded with the first job.
    ///
    /// - Parameters:
    ///   - model: The model.
    ///   - configuration: How the engine is set up.
    ///   - webhooks: What delivers webhooks; without it, requests that name one are refused.
    ///   - logger: Where to report.
    /// - Throws: ``TranscriptionError`` with code `modelNotFound` when there is no such model on this machine, or
    ///   `invalidModel` when its file is damaged or no Whisper model.
    public init(
        model: WhisperModel,
        configuration: WhisperConfiguration = .init(),
        webhooks: WebhookSender? = nil,
        logger: Logger = Logger(label: "steno.whisper")
    ) async throws {
        NativeLibrary.sendLogs(to: logger)
        let file = try model.locate()
        modelInfo = try WhisperModelInfo.read(file)
        var capabilities = modelInfo.capabilities
        if webhooks != nil {
            capabilities.options[.webhook] = .supported
            capabilities.webhookAuthentication = .signature
        }
        self.capabilities = capabilities
        outbox = webhooks.map { WebhookOutbox($0, logger: logger) }
        loader = ContextLoader(file: file, configuration: configuration, logger: logger)
        jobs = JobRegistry(
            running: configuration.concurrentJobs,
            remembered: configuration.rememberedJobs,
            model: model.description
        )
        self.configuration = configuration
        hearsShortWindows = model.hearsShortWindows
    }

    /// The name of this provider.
    public var id: ProviderID { Self.id }

    /// Waits for a job up to a week.
    ///
    /// Jobs end by themselves, and a large model on a slow machine may take longer than the recording lasts.
    public var pollPolicy: PollPolicy { PollPolicy(deadline: .seconds(7 * 24 * 3600)) }

    /// Loads the model now rather than with the first job.
    ///
    /// - Throws: ``TranscriptionError`` with code `invalidModel` when whisper.cpp cannot load it.
    public func preload() async throws {
        let loader = loader
        try await BackgroundThread.run { _ = try loader.context() }
    }

    /// Accepts a request.
    ///
    /// Its options and its audio source are checked first; the audio is read by the job.
    ///
    /// - Throws: ``TranscriptionError`` with code `unsupportedOption` or `invalidRequest`.
    public func submit(_ request: TranscriptionRequest) async throws -> TranscriptionJob {
        var request = request
        request.options.language = request.options.language.primarySubtags
        try refuseLanguages(request.options)
        let (honoured, warnings) = try request.honoured(by: capabilities, of: id)
        let plan = try TranscriptionPlan(
            honoured,
            model: modelInfo,
            hearsShortWindows: hearsShortWindows,
            configuration: configuration
        )
        let loader = loader
        return jobs.submit(honoured, warnings: warnings, ended: try notice(to: honoured.webhook)) { run in
            try FileTranscription(plan: plan, context: try loader.context(), run: run).transcribe()
        }
    }

    /// What delivers a job's end to its webhook.
    private func notice(to webhook: Webhook?) throws -> (@Sendable (TranscriptionJob) -> Void)? {
        guard let webhook, let outbox else { return nil }
        try outbox.validate(webhook)
        return { outbox.post($0, to: webhook) }
    }

    /// Says what is the matter when an English-only model is asked for anything else, and what to do.
    private func refuseLanguages(_ options: TranscriptionOptions) throws {
        guard !modelInfo.isMultilingual, options.unsupported == .refuse else { return }
        let others = options.language.codes.filter { $0 != "en" }
        guard !others.isEmpty || options.translation != nil else { return }
        let wish = others.isEmpty ? "translate" : "recognise \(others.joined(separator: ", "))"
        let option = others.isEmpty ? "translation" : "language"
        throw TranscriptionError(
            .unsupportedOption,
            "whisper cannot \(wish) with this model, which knows English only; take one without `.en` in its name "
                + "(option `\(option)`).",
            provider: id
        )
    }

    /// The job as it is now.
    ///
    /// - Throws: ``TranscriptionError`` with code `notFound`.
    public func job(_ id: JobID) async throws -> TranscriptionJob {
        try jobs.job(id)
    }

    /// The transcript of a completed job.
    ///
    /// - Throws: ``TranscriptionError`` with code `notFound` or `invalidState`, or the job's own failure.
    public func transcript(_ id: JobID) async throws -> Transcript {
        let job = try jobs.job(id)
        switch job.status {
        case .completed:
            return job.transcript ?? Transcript(text: "")
        case .failed, .cancelled:
            throw TranscriptionError(endOf: job)
        case .queued, .running, .unknown:
            throw TranscriptionError(.invalidState, "The job \(id) has not ended yet.", provider: Self.id, job: job)
        }
    }

    /// Ends a job.
    ///
    /// The call returns at once; whisper.cpp cannot be stopped inside an encoder pass, so the native work ends within
    /// one such pass after it. Until then the job counts among those running.
    ///
    /// - Throws: ``TranscriptionError`` with code `notFound`.
    @discardableResult
    public func cancel(_ id: JobID) async throws -> TranscriptionJob {
        try jobs.cancel(id)
    }

    /// Forgets a job, cancelling it if it has not ended.
    ///
    /// Deleting what is gone already succeeds.
    public func delete(_ id: JobID) async throws {
        jobs.delete(id)
    }

    /// One page of the jobs remembered, newest first.
    ///
    /// - Throws: ``TranscriptionError`` with code `invalidRequest` for a cursor that is not of this list.
    public func list(_ query: JobQuery) async throws -> JobPage {
        try jobs.list(query)
    }

    /// The job's snapshots as they change: the present one first, the terminal one last.
    ///
    /// - Throws: ``TranscriptionError`` with code `notFound`.
    public func updates(of id: JobID) async throws -> AsyncThrowingStream<TranscriptionJob, any Error>? {
        try jobs.updates(of: id)
    }

    /// The job's segments as they are made, from the first on.
    ///
    /// The stream ends with the job, and throws if it fails.
    ///
    /// - Throws: ``TranscriptionError`` with code `notFound`.
    public func segments(of id: JobID) throws -> AsyncThrowingStream<Segment, any Error> {
        try jobs.segments(of: id)
    }

    /// Cancels every job and waits until the native work of all has ended.
    ///
    /// Call it before the process exits: whisper.cpp's threads must not outlive `main`. Deliveries of webhooks, those of the
    /// jobs cancelled here among them, are given the time of one attempt (``WebhookSenderSettings/attemptTimeout``). What the
    /// receiver has not taken by then is not repeated: it is given up and logged.
    public func shutDown() async {
        await jobs.shutDown()
        await outbox?.shutDown()
    }
}

extension LanguageSelection {
    /// The selection with `en-US` read as `en`: Whisper knows languages, not their regions.
    fileprivate var primarySubtags: Self {
        func primary(_ code: String) -> String {
            String(code.prefix { $0 != "-" && $0 != "_" }).lowercased()
        }
        return switch self {
        case .automatic: .automatic
        case .hints(let codes): .hints(codes.map(primary))
        case .strict(let codes): .strict(codes.map(primary))
        }
    }
}
