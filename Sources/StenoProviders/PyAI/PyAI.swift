public import Foundation
import HTTPTypes

/// Transcribes with PyAI (pyai.com).
///
/// ```swift
/// let pyai = PyAI(apiKey: key)
/// let transcript = try await pyai.transcribe(.file(recording), .init(diarization: .speakers()))
/// ```
///
/// The service transcribes a URL it fetches itself, or a file uploaded with the request, which is read as it is sent.
/// What only it has is in ``PyAIOptions``; its own form of a job is ``PyAIJob``.
public struct PyAI: TranscriptionProvider {
    /// The name of this provider: `pyai`.
    public static let id: ProviderID = "pyai"

    /// How the service is reached.
    public let configuration: PyAIConfiguration

    let http: HTTPPipeline

    /// A provider with a key of the service.
    public init(apiKey: Secret, configuration: PyAIConfiguration = .init()) {
        self.init(key: apiKey, configuration: configuration)
    }

    init(key: Secret?, configuration: PyAIConfiguration) {
        var settings = configuration.http
        let classify = settings.classify
        settings.classify = { error in
            error.classifyPyAI()
            classify?(&error)
        }
        self.configuration = configuration
        http = HTTPPipeline(
            provider: Self.id,
            baseURL: configuration.baseURL,
            key: key,
            authentication: configuration.authentication,
            transport: configuration.transport,
            settings: settings,
            clock: configuration.clock,
            logger: configuration.logger
        )
    }

    /// A provider set up from the environment: the key from `PYAI_API_KEY`, the service's address from `PYAI_BASE_URL`
    /// and the webhook secret from `PYAI_WEBHOOK_SECRET`, where they are set.
    ///
    /// - Parameters:
    ///   - environment: The variables; an empty one counts as absent.
    ///   - configuration: The set-up in which the variables replace what they name.
    /// - Returns: The provider.
    /// - Throws: ``TranscriptionError`` with code `authentication` when there is no key.
    public static func fromEnvironment(
        _ environment: [String: String] = ProcessInfo.processInfo.environment,
        configuration: PyAIConfiguration = .init()
    ) throws -> Self {
        let variables = ProviderEnvironment(environment, of: id)
        var configuration = configuration
        if let address = variables["PYAI_BASE_URL"] { configuration.baseURL = address }
        if let secret = variables.secret("PYAI_WEBHOOK_SECRET") { configuration.webhookSecret = secret }
        return Self(apiKey: try variables.key("PYAI_API_KEY"), configuration: configuration)
    }

    /// The name of this provider.
    public var id: ProviderID { Self.id }

    /// What the service can honour.
    ///
    /// Nobody documents which languages its jobs recognise, nor whether their words have times; there is no way to end
    /// or to delete a job. How many jobs a page of its list can hold, and how much of a job is in it, is not documented
    /// either.
    public var capabilities: Capabilities {
        Capabilities(
            operations: [.submit: .supported, .job: .supported, .transcript: .supported, .list: .supported],
            audioSources: [.url, .file, .data],
            options: [
                .audio: .supported, .model: .supported, .automaticLanguage: .unknown, .speakerDiarization: .supported,
                .channelDiarization: .supported, .wordTiming: .unknown, .vocabulary: .supported, .numerals: .supported,
                .subtitles: .supported, .webhook: .supported, .clientReference: .supported,
                .idempotencyKey: .supported,
            ],
            webhookAuthentication: .signature,
            listing: .init(hasWholeJobs: false)
        )
    }

    /// Creates a job.
    ///
    /// Audio given by URL is sent as JSON and with an idempotency key, so that a create whose answer is lost is
    /// repeated without making a second job. A file is uploaded with the request; the service takes no key for that, so
    /// it is sent again only where it certainly made no job.
    ///
    /// - Throws: ``TranscriptionError``: `unsupportedOption`, `invalidRequest` or `invalidAudio` before any network
    ///   call; `jobMayExist` where an answer was lost and a job may be there.
    public func submit(_ request: TranscriptionRequest) async throws -> TranscriptionJob {
        let (checked, warnings) = try request.honoured(by: capabilities, of: id)
        var honoured = checked
        var leftOut = LeftOutOptions(of: id, policy: honoured.options.unsupported, warnings: warnings)
        try leftOut.leaveOutParts(of: honoured.webhook)
        if honoured.audio.kind != .url, honoured.idempotencyKey != nil {
            let reason = "takes an idempotency key only for audio given by URL (option `idempotencyKey`)."
            try leftOut.leaveOut(.idempotencyKey, reason)
            honoured.idempotencyKey = nil
        }
        let body = try PyAICreateBody(honoured, allowsInsecureURLs: configuration.baseURL.isLoopbackAddress)
        let key = honoured.audio.kind == .url ? honoured.idempotencyKey ?? configuration.makeIdempotencyKey?() : nil
        let call = try createCall(honoured, body, idempotencyKey: key)
        var job: TranscriptionJob
        do {
            let answer = try await http.send(call)
            job = TranscriptionJob(try answer.readCreated(PyAIJob.self, of: id), payload: answer.body, isNew: true)
        } catch let error as TranscriptionError {
            throw error.advising(idempotencyKey: key)
        }
        job.warnings = leftOut.warnings
        job.clientReference = job.clientReference ?? honoured.clientReference
        job.model = job.model ?? honoured.options.model
        return job
    }

    private func createCall(
        _ request: TranscriptionRequest,
        _ body: PyAICreateBody,
        idempotencyKey: String?
    ) throws -> HTTPCall {
        var call = HTTPCall(.post, "/v1/transcription/jobs", operation: "submit")
        call.mayCreateJob = true
        call.secrets = request.signedAddresses
        call.repetition = idempotencyKey == nil ? .ifRefused : .always
        call.setIdempotencyKey(idempotencyKey)
        if let file = try UploadedFile(request.audio, for: id) {
            var form = MultipartForm()
            try form.append(fieldsOf: body, lists: configuration.formLists)
            let upload = file.reportingProgress(configuration.uploadProgress)
            form.append(upload.body, name: "audio", fileName: upload.name, contentType: upload.contentType)
            call.body = form.body
            call.contentType = form.contentType
        } else {
            call.setJSON(try JSONEncoder.wire.encode(body))
        }
        return call
    }

    /// The job as it is now.
    ///
    /// A completed job carries its transcript, unless the result or a part of it is elsewhere: ``transcript(_:)``
    /// fetches that.
    ///
    /// - Throws: ``TranscriptionError`` with code `notFound` when there is no such job.
    public func job(_ id: JobID) async throws -> TranscriptionJob {
        let answer = try await get(id)
        return TranscriptionJob(try answer.read(PyAIJob.self, of: Self.id), payload: answer.body)
    }

    private func get(_ id: JobID) async throws -> HTTPAnswer {
        let path = try HTTPPath("/v1/transcription/jobs").appending(id: id.rawValue, of: Self.id)
        return try await http.send(HTTPCall(.get, path, operation: "job"))
    }

    /// The transcript of a completed job, with the subtitles that were asked for.
    ///
    /// A large result is fetched from where the job says it is, without the key.
    ///
    /// - Throws: ``TranscriptionError`` with code `invalidState` while the job is not completed, or the job's own
    ///   failure.
    public func transcript(_ id: JobID) async throws -> Transcript {
        let result = try await result(of: id).result
        var transcript = Transcript(result)
        for (format, url) in result.formatURLs {
            let answer = try await fetch(url, operation: "subtitles")
            transcript.subtitles[format] = String(decoding: answer.body, as: UTF8.self)
        }
        return transcript
    }

    /// The result of a completed job in the service's own form.
    ///
    /// - Returns: The result, and the payload it was read from: the job, or the document its `result_url` leads to.
    /// - Throws: ``TranscriptionError`` as for ``transcript(_:)``.
    public func result(of id: JobID) async throws -> (result: PyAIResult, payload: RawPayload) {
        let answer = try await get(id)
        let details = try answer.read(PyAIJob.self, of: Self.id)
        let job = TranscriptionJob(details, payload: answer.body)
        try job.requireCompleted()
        if let result = details.result { return (result, RawPayload(answer.body)) }
        guard let url = details.resultURL else {
            throw TranscriptionError(
                .invalidResponse,
                "The job \(id) is completed, but \(Self.id) gives neither its result nor where it is.",
                provider: Self.id,
                job: job
            )
        }
        let document = try await fetch(url, operation: "result")
        return (try document.read(PyAIResult.self, of: Self.id), RawPayload(document.body))
    }

    /// Fetches a part of a result from its signed URL.
    ///
    /// - Throws: ``TranscriptionError``; what the host there refuses says nothing about our key or the job, and so is a
    ///   `providerFailure`.
    private func fetch(_ url: URL, operation: String) async throws -> HTTPAnswer {
        do {
            return try await http.fetch(signedURL: url, operation: operation)
        } catch var error as TranscriptionError {
            if [.authentication, .permissionDenied, .notFound, .invalidRequest].contains(error.code) {
                error.code = .providerFailure
                error.message = "The address that \(id) gave for the \(operation) did not work. \(error.message)"
            }
            throw error
        }
    }

    /// One page of the jobs the service remembers.
    ///
    /// The service cannot choose by status, so a page asked for one state holds those of its jobs that are in it, and
    /// may be empty though others follow.
    public func list(_ query: JobQuery) async throws -> JobPage {
        var rules = RequestRules(of: id)
        rules.need((query.limit ?? 1) > 0, "limit", "must be at least 1")
        try rules.check()
        var call = HTTPCall(.get, "/v1/transcription/jobs", operation: "list")
        call.query = [
            query.limit.map { URLQueryItem(name: "limit", value: "\($0)") },
            query.cursor.map { URLQueryItem(name: "cursor", value: $0) },
        ].compactMap { $0 }
        let page = try await http.send(call).read(PyAIJobList.self, of: id)
        let jobs = page.jobs.map { TranscriptionJob($0.value, payload: $0.bytes) }
        return JobPage(
            jobs: jobs.filter { query.status == nil || $0.status == query.status },
            nextCursor: jobs.isEmpty || page.hasMore == false ? nil : page.nextCursor
        )
    }
}
