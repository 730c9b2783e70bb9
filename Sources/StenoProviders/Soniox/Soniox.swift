public import Foundation
import HTTPTypes
public import Steno

/// Transcribes with Soniox (https://soniox.com).
///
/// ```swift
/// let soniox = Soniox(apiKey: key)
/// let transcript = try await soniox.transcribe(.file(recording), .init(diarization: .speakers()))
/// ```
///
/// Audio on this machine is uploaded to Soniox's ``files`` first. Soniox keeps jobs and files and counts them against
/// quotas: set ``SonioxConfiguration/cleanup`` to have them deleted.
///
/// What only Soniox has: its context object and identification of languages (``SonioxOptions``), its tokens
/// (``result(_:)``), its ``files``, ``models()``, counts and ``usage``.
public struct Soniox: TranscriptionProvider {
    /// The name of this provider: `soniox`.
    public static let id: ProviderID = "soniox"

    /// How it is set up.
    public let configuration: SonioxConfiguration

    let http: HTTPPipeline

    /// A provider over one project of Soniox.
    ///
    /// - Parameters:
    ///   - apiKey: The project's key.
    ///   - configuration: How to set it up.
    public init(apiKey: Secret, configuration: SonioxConfiguration = .init()) {
        self.configuration = configuration
        var settings = configuration.http
        settings.classify = { error in
            Self.classify(&error)
            configuration.http.classify?(&error)
        }
        http = HTTPPipeline(
            provider: Self.id,
            baseURL: configuration.baseURL,
            key: apiKey,
            transport: configuration.transport,
            settings: settings,
            clock: configuration.clock,
            logger: configuration.logger
        )
    }

    /// A provider set up from environment variables: the key in `SONIOX_API_KEY`, the rest as in
    /// ``SonioxConfiguration/init(environment:)``.
    ///
    /// - Throws: ``TranscriptionError`` with code `authentication` when there is no key.
    public static func fromEnvironment(
        _ environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws -> Self {
        let key = try ProviderEnvironment(environment, of: id).key("SONIOX_API_KEY")
        return Self(apiKey: key, configuration: try SonioxConfiguration(environment: environment))
    }

    /// The name of this provider.
    public var id: ProviderID { Self.id }

    /// What Soniox can honour.
    ///
    /// Cancelling is `unknown`: a job that waits for its turn can be deleted, one that is being processed cannot. A job in
    /// the list is as whole as one asked for.
    public var capabilities: Capabilities { Self.capabilities }

    /// Asks after a second or a fiftieth of the audio's length, and then less and less often, for 6 hours.
    ///
    /// Soniox is said to need a fortieth of the audio's length. The numbers of its limits are not documented; users report
    /// about 500 requests in a minute, of which this leaves some for other calls.
    public var pollPolicy: PollPolicy {
        PollPolicy(
            initialDelay: .seconds(1),
            maximumDelay: .seconds(60),
            deadline: .seconds(6 * 3600),
            audioShare: 0.02,
            asksPerSecond: 6
        )
    }

    /// Accepts a request as a job, after uploading its audio where that is on this machine.
    ///
    /// The creation is repeated only where Soniox certainly made no job; an upload likewise. When no job is made of a file
    /// that was uploaded for it, the file is deleted again.
    ///
    /// - Throws: ``TranscriptionError``; `unsupportedOption`, `invalidRequest` and `invalidAudio` before any call,
    ///   `quotaExceeded` when there are too many jobs or files, `jobMayExist` when the answer to the creation was lost: then
    ///   look for the job's client reference among the ``jobs(_:)``.
    public func submit(_ request: TranscriptionRequest) async throws -> TranscriptionJob {
        var plan = try SonioxPlan(request, configuration)
        guard let upload = plan.upload else { return try await create(plan) }
        let file = try await files.upload(
            upload.reportingProgress(configuration.uploadProgress),
            reference: plan.fileReference
        )
        plan.body.fileID = file.id
        do {
            return try await create(plan)
        } catch {
            // A job that may exist needs its file, unless it is not wanted any more.
            let isGivenUp = Task.isCancelled && configuration.cleanup.deletesFile(after: .cancelled)
            if isGivenUp || (error as? TranscriptionError)?.code != .jobMayExist { await forget(file: file.id) }
            throw error
        }
    }

    private func create(_ plan: SonioxPlan) async throws -> TranscriptionJob {
        var call = HTTPCall(.post, "/v1/transcriptions", operation: "submit")
        call.setJSON(try JSONEncoder.wire.encode(plan.body))
        call.repetition = .ifRefused
        call.mayCreateJob = true
        call.secrets = [plan.body.webhookAuthHeaderValue].compactMap { $0 }
        let answer = try await http.send(call)
        var job = TranscriptionJob(try answer.readCreated(SonioxTranscription.self, of: id), raw: answer.body)
        if job.status == .unknown("") { job.status = .queued }
        job.warnings = plan.warnings
        return job
    }

    /// The job as it is now.
    ///
    /// When it has failed, what ``SonioxConfiguration/cleanup`` asks for is deleted.
    ///
    /// - Throws: ``TranscriptionError`` with code `notFound` when there is no such job in the key's project.
    public func job(_ id: JobID) async throws -> TranscriptionJob {
        let job = try await fetch(id)
        if job.status == .failed { await cleanUp(job, after: .failed) }
        return job
    }

    func fetch(_ id: JobID) async throws -> TranscriptionJob {
        let path = try HTTPPath("/v1/transcriptions").appending(id: id.rawValue, of: self.id)
        let answer = try await http.send(HTTPCall(.get, path, operation: "job"))
        return TranscriptionJob(try answer.read(SonioxTranscription.self, of: self.id), raw: answer.body)
    }

    /// The transcript of a completed job.
    ///
    /// Words with their times are always there. When it was read, what ``SonioxConfiguration/cleanup`` asks for is deleted.
    ///
    /// - Throws: ``TranscriptionError`` with code `invalidState` while the job is not completed, or the job's own failure.
    public func transcript(_ id: JobID) async throws -> Transcript {
        try await result(id).transcript
    }

    /// Ends a job that waits for its turn, by deleting it.
    ///
    /// Soniox has no other way, and documents none at all: it refuses to delete a job that is being processed, which then
    /// goes on. Where ``SonioxConfiguration/cleanup`` covers cancelled jobs, the file is deleted at once, which makes an
    /// unfinished job fail, and the deletion of the job is tried until it has ended or
    /// ``SonioxCleanup/patience`` is used up.
    ///
    /// - Throws: ``TranscriptionError`` with code `invalidState` when the job is being processed.
    @discardableResult
    public func cancel(_ id: JobID) async throws -> TranscriptionJob {
        var job = try await fetch(id)
        if job.status.isTerminal { return job }
        let cleanup = configuration.cleanup
        if cleanup.deletesFile(after: .cancelled), let file = job.fileID { await forget(file: file) }
        do {
            try await deleteTranscription(id, for: cleanup.outcomes.contains(.cancelled) ? cleanup.patience : .zero)
        } catch var error as TranscriptionError where error.code == .invalidState {
            error.message = "soniox cannot end the job \(id), which is being processed; it goes on."
            error.job = job
            throw error
        }
        job.status = .cancelled
        return job
    }

    /// Forgets a job and its transcript, and its file where ``SonioxConfiguration/cleanup`` deletes files.
    ///
    /// Deleting what is gone already succeeds.
    ///
    /// - Throws: ``TranscriptionError`` with code `invalidState` while the job is being processed.
    public func delete(_ id: JobID) async throws {
        try await delete(id, withFile: configuration.cleanup.deletesFile)
    }

    /// Forgets a job and its transcript, and its file if wanted.
    ///
    /// - Throws: ``TranscriptionError`` with code `invalidState` while the job is being processed.
    public func delete(_ id: JobID, withFile: Bool) async throws {
        var file: String?
        if withFile {
            do {
                file = try await fetch(id).fileID
            } catch let error as TranscriptionError where error.code == .notFound {
                return
            }
        }
        try await deleteTranscription(id, for: .zero)
        if let file { try await files.delete(file) }
    }

    /// One page of the jobs of the key's project.
    ///
    /// Soniox has no filter, so jobs in another state than asked for are left out of the page here.
    ///
    /// - Throws: ``TranscriptionError`` with code `invalidRequest` for a page of less than 1 or more than 1,000 jobs, or a
    ///   cursor that is not of this list.
    public func list(_ query: JobQuery) async throws -> JobPage {
        try SonioxLimits.check(pageSize: query.limit)
        var call = HTTPCall(.get, "/v1/transcriptions", operation: "list")
        call.setPage(limit: query.limit, cursor: query.cursor)
        let page = try await http.send(call).read(SonioxTranscriptionPage.self, of: id)
        let jobs = query.status.map { status in page.jobs.filter { $0.status == status } }
        return JobPage(jobs: jobs ?? page.jobs, nextCursor: page.nextCursor)
    }

    /// How many jobs the key's project keeps.
    public func transcriptionCount() async throws -> SonioxCount {
        try await http.send(HTTPCall(.get, "/v1/transcriptions/count", operation: "count"))
            .read(SonioxCount.self, of: id)
    }

    /// The models there are, those for live speech too.
    public func models() async throws -> [SonioxModel] {
        try await http.send(HTTPCall(.get, "/v1/models", operation: "models"))
            .read(SonioxModelList.self, of: id).models
    }

    /// The audio files the key's project stores.
    public var files: SonioxFiles { SonioxFiles(http: http) }

    /// What the key's project used, and what it cost.
    public var usage: SonioxUsage { SonioxUsage(http: http) }
}

extension Soniox {
    static let capabilities = Capabilities(
        operations: [
            .submit: .supported, .job: .supported, .transcript: .supported, .cancel: .unknown, .delete: .supported,
            .list: .supported,
        ],
        audioSources: [.url, .file, .data, .stored],
        options: [
            .audio: .supported, .model: .supported, .automaticLanguage: .supported, .languageHints: .supported,
            .strictLanguage: .supported, .speakerDiarization: .supported, .wordTiming: .supported,
            .vocabulary: .supported, .context: .supported, .translation: .supported, .webhook: .supported,
            .clientReference: .supported,
        ],
        maximumLanguages: 100,
        webhookAuthentication: .header,
        listing: .init(maximumPageSize: 1_000, hasWholeJobs: true)
    )
}

extension HTTPCall {
    /// Asks for one page of a list.
    mutating func setPage(limit: Int?, cursor: String?) {
        if let limit { query.append(URLQueryItem(name: "limit", value: "\(limit)")) }
        if let cursor { query.append(URLQueryItem(name: "cursor", value: cursor)) }
    }
}
