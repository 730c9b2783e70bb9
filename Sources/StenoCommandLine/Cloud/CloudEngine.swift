import Steno
import StenoWhisper
import Synchronization

/// Has a provider on another machine transcribe: each recording as a job that is submitted and waited for.
///
/// Of several providers, whisper may be one; its jobs end with the process.
///
/// A job goes on when the wait for it ends; how to take it up again is told with the result.
struct CloudEngine: FileEngine {
    let client: TranscriptionClient
    let request: @Sendable (AudioSource) -> TranscriptionRequest
    let deletesJobs: Bool
    let filesInHand: Int
    let progress: CloudProgress
    let console: Console
    /// Whisper, where it is one of several providers.
    let whisper: Whisper?
    /// The refusal that would meet every further submission, such as of a key.
    private let refusal = Refusal()

    private var provider: ProviderID { client.provider.id }

    init(
        client: TranscriptionClient,
        request: @escaping @Sendable (AudioSource) -> TranscriptionRequest,
        deletesJobs: Bool,
        filesInHand: Int,
        progress: CloudProgress,
        console: Console,
        whisper: Whisper? = nil
    ) {
        self.client = client
        self.request = request
        self.deletesJobs = deletesJobs
        self.filesInHand = filesInHand
        self.progress = progress
        self.console = console
        self.whisper = whisper
    }

    func bar(after elapsed: Double) -> ProgressBar { progress.bar(after: elapsed) }

    func skip(_ index: Int) { progress.end(index) }

    func begin(_ input: OpenInput, at index: Int) -> FileWork {
        { await transcribe(input, at: index) }
    }

    /// Transcribes one recording, or waits for one job.
    ///
    /// - Returns: What became of it; nil when the task was cancelled before it began.
    func transcribe(_ input: OpenInput, at index: Int) async -> FileResult? {
        defer { progress.end(index) }
        if let error = refusal.error {
            var result = FileResult(index: index, result: .failure(error))
            result.isTold = true
            return result
        }
        if Task.isCancelled { return nil }
        if let error = refusal(of: input.source) { return FileResult(index: index, result: .failure(error)) }
        progress.begin(index)
        let start = ContinuousClock.now
        var job: TranscriptionJob?
        var result: FileResult
        do {
            let handle = try await handle(for: input.source)
            job = handle.job
            for try await snapshot in handle.updates {
                job = snapshot
                progress.note(snapshot, of: index)
            }
            try Task.checkCancellation()
            let ended = job ?? handle.job
            let transcript = try await transcript(of: ended)
            result = FileResult(index: index, result: .success(transcript))
            result.audioSeconds = ended.audioDuration ?? transcript.duration
            result.showsTranslation = request(.stored(id: "")).options.translation != nil
        } catch {
            result = failure(error, at: index, input.source, job)
            job = job ?? (error as? TranscriptionError)?.job
        }
        result.job = job.flatMap(remote)
        result.warnings = job?.warnings.map(\.message) ?? []
        result.seconds = (ContinuousClock.now - start) / .seconds(1)
        return result
    }

    /// Why audio of this kind cannot be taken.
    private func refusal(of source: OpenInput.Source) -> TranscriptionError? {
        guard case .audio(let audio) = source, !client.provider.capabilities.audioSources.contains(audio.kind) else {
            return nil
        }
        let message =
            audio.kind == .url
            ? "\(provider) takes files and no addresses; download it first."
            : "\(provider) takes no uploads; put the file where \(provider) can fetch it, and give its address."
        return TranscriptionError(.unsupportedOption, message, provider: provider)
    }

    private func handle(for source: OpenInput.Source) async throws -> TranscriptionHandle {
        switch source {
        case .audio(let audio): try await client.submit(request(audio))
        case .job(let id): try await client.resume(id)
        }
    }

    /// The transcript of a job that has ended.
    private func transcript(of job: TranscriptionJob) async throws -> Transcript {
        guard job.status == .completed else { throw TranscriptionError(endOf: job) }
        if let transcript = job.transcript { return transcript }
        return try await client.resume(job.id).transcript()
    }

    private func failure(
        _ error: any Error,
        at index: Int,
        _ source: OpenInput.Source,
        _ job: TranscriptionJob?
    ) -> FileResult {
        if Task.isCancelled {
            let message = interruption(at: index, source, job)
            var result = FileResult(
                index: index,
                result: .failure(TranscriptionError(.cancelled, message, provider: provider, job: job))
            )
            result.isInterrupted = true
            return result
        }
        var result = FileResult(index: index, result: .failure(error))
        guard var error = error as? TranscriptionError else { return result }
        if error.code == .jobMayExist, let search = search(in: origin(of: error)) {
            error.message += " Look for it with: \(search)"
            result.result = .failure(error)
        }
        if job == nil { result.isTold = refusal.note(error, of: source) }
        return result
    }

    private func interruption(at index: Int, _ source: OpenInput.Source, _ job: TranscriptionJob?) -> String {
        if let job = job.flatMap(remote) {
            return "The wait was interrupted; the job \(job.id) goes on at \(job.provider)."
        }
        if job != nil { return "The transcription was interrupted." }
        if case .job = source { return "The wait was interrupted." }
        switch progress.phase(of: index) {
        case .uploading(let sent, let total) where sent < total:
            return "The upload was interrupted."
        default:
            let advice = search(in: client.provider).map { ": look for it with: \($0)" } ?? "."
            return "Interrupted before \(provider) had answered; it may have made a job\(advice)"
        }
    }

    /// Deletes the job of a result that was written, where that is asked for.
    func settle(_ result: FileResult) async {
        guard deletesJobs, let job = result.job, result.isSettled else { return }
        // A new task, because an interrupt would cancel the call.
        let deleting = Task { try await keeper(of: job).delete(job.id) }
        if case .failure(let error) = await deleting.result {
            let command = "steno jobs delete --provider \(job.provider) \(job.id.rawValue.shellQuoted)"
            console.say(
                "the job \(job.id) could not be deleted: \(console.explanation(of: error)) Try again with: \(command)"
            )
        }
    }

    func shutDown() async { await whisper?.shutDown() }
}

// MARK: - Several providers

extension CloudEngine {
    /// The one of several providers that a job is with.
    private var composite: (any CompositeProvider)? { client.provider as? any CompositeProvider }

    /// The job as its own provider knows it; nil for one that ends with this process.
    private func remote(_ job: TranscriptionJob) -> RemoteJob? {
        guard let composite else { return RemoteJob(provider: provider, id: job.id, status: job.status) }
        guard let (member, id) = try? composite.origin(of: job.id), member.provider.id != whisper?.id else {
            return nil
        }
        return RemoteJob(provider: member.provider.id, id: id, status: job.status)
    }

    /// Who has a job.
    private func keeper(of job: RemoteJob) -> any TranscriptionProvider { member(job.provider) ?? client.provider }

    /// Who threw an error: of several, the one that was asked last.
    private func origin(of error: TranscriptionError) -> any TranscriptionProvider {
        (error.underlying as? TranscriptionError)?.provider.flatMap(member) ?? client.provider
    }

    private func member(_ id: ProviderID) -> (any TranscriptionProvider)? {
        composite?.members.first { $0.provider.id == id }?.provider
    }

    /// The command that looks for a job; nil where there is none.
    private func search(in provider: any TranscriptionProvider) -> String? {
        guard !(provider is any CompositeProvider), provider.capabilities.support(for: .list) != .unsupported else {
            return nil
        }
        return "steno jobs list --provider \(provider.id)"
    }
}

extension FileResult {
    /// Whether nothing more can be had from the job: its transcript was written, or it has failed.
    fileprivate var isSettled: Bool {
        switch result {
        case .success: true
        case .failure: job?.status == .failed || job?.status == .cancelled
        }
    }
}

/// The first refusal that would meet every further submission.
private final class Refusal: Sendable {
    private let first = Mutex<TranscriptionError?>(nil)

    var error: TranscriptionError? { first.withLock { $0 } }

    /// Keeps an error that is such a refusal.
    ///
    /// - Returns: Whether it was there already, and told.
    func note(_ error: TranscriptionError, of source: OpenInput.Source) -> Bool {
        // What meets one job need not meet another, but for a key that is not known.
        let codes: Set<TranscriptionError.Code> =
            switch source {
            case .audio: [.authentication, .permissionDenied, .paymentRequired, .quotaExceeded]
            case .job: [.authentication]
            }
        guard codes.contains(error.code) else { return false }
        return first.withLock { first in
            defer { first = first ?? error }
            return first?.message == error.message
        }
    }
}
