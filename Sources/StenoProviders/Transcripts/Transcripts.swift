public import Foundation
import HTTPTypes

/// Transcribes with the service whose resource is called transcripts: Wordcab, in its cloud or on one's own machines.
///
/// ```swift
/// let transcripts = Transcripts(apiKey: key)
/// let transcript = try await transcripts.transcribe(.file(recording), .init(redaction: [.personal]))
/// ```
///
/// The service transcribes a URL it fetches itself, or a file uploaded with the request, which is read as it is sent.
/// Its own form of a job is ``TranscriptsTranscript``.
public struct Transcripts: TranscriptionProvider {
    /// The name of this provider: `transcripts`.
    public static let id: ProviderID = "transcripts"

    /// How the service is reached.
    public let configuration: TranscriptsConfiguration

    let http: HTTPPipeline

    /// A provider with a key of the service.
    public init(apiKey: Secret, configuration: TranscriptsConfiguration = .init()) {
        self.configuration = configuration
        http = HTTPPipeline(
            provider: Self.id,
            baseURL: configuration.baseURL,
            key: apiKey,
            authentication: configuration.authentication,
            transport: configuration.transport,
            settings: configuration.http,
            clock: configuration.clock,
            logger: configuration.logger
        )
    }

    /// A provider set up from the environment: the key from `WORDCAB_API_KEY`, the service's address from
    /// `WORDCAB_BASE_URL` and the webhook secret from `WORDCAB_WH_SECRET`, where they are set.
    ///
    /// - Parameters:
    ///   - environment: The variables; an empty one counts as absent.
    ///   - configuration: The set-up in which the variables replace what they name.
    /// - Returns: The provider.
    /// - Throws: ``TranscriptionError`` with code `authentication` when there is no key.
    public static func fromEnvironment(
        _ environment: [String: String] = ProcessInfo.processInfo.environment,
        configuration: TranscriptsConfiguration = .init()
    ) throws -> Self {
        let variables = ProviderEnvironment(environment, of: id)
        var configuration = configuration
        if let address = variables["WORDCAB_BASE_URL"] { configuration.baseURL = address }
        if let secret = variables.secret("WORDCAB_WH_SECRET") { configuration.webhookSecret = secret }
        return Self(apiKey: try variables.key("WORDCAB_API_KEY"), configuration: configuration)
    }

    /// The name of this provider.
    public var id: ProviderID { Self.id }

    /// What the service can honour.
    ///
    /// There is no documented way to end a job; deleting it is another thing. Webhooks count as signed, which is documented
    /// for those of the account's endpoints, and not for a job's own. Whether a job in the list has its transcript is not
    /// documented either, so it counts as having none.
    public var capabilities: Capabilities {
        Capabilities(
            operations: [
                .submit: .supported, .job: .supported, .transcript: .supported, .delete: .supported, .list: .supported,
            ],
            audioSources: [.url, .file, .data],
            options: [
                .audio: .supported, .model: .supported, .automaticLanguage: .supported, .languageHints: .supported,
                .speakerDiarization: .supported, .wordTiming: .supported, .vocabulary: .supported,
                .redaction: .supported, .webhook: .supported, .metadata: .supported, .clientReference: .supported,
                .idempotencyKey: .supported,
            ],
            maximumLanguages: 1,
            webhookAuthentication: .signature,
            listing: .init(maximumPageSize: 100, hasWholeJobs: false)
        )
    }

    /// Creates a transcript.
    ///
    /// An idempotency key goes along always. For audio given by URL a create whose answer is lost is repeated with it;
    /// whether the key works for an uploaded file is not documented, so that is sent again only where the service
    /// certainly made no transcript.
    ///
    /// The ``TranscriptionRequest/clientReference`` is kept in the metadata
    /// (``TranscriptsConfiguration/clientReferenceKey``).
    ///
    /// - Throws: ``TranscriptionError``: `unsupportedOption`, `invalidRequest` or `invalidAudio` before any network
    ///   call; `jobMayExist` where an answer was lost and a transcript may be there.
    public func submit(_ request: TranscriptionRequest) async throws -> TranscriptionJob {
        let (honoured, warnings) = try request.honoured(by: capabilities, of: id)
        var leftOut = LeftOutOptions(of: id, policy: honoured.options.unsupported, warnings: warnings)
        try leftOut.leaveOutParts(of: honoured.webhook)
        let body = try TranscriptsCreateBody(honoured, clientReferenceKey: configuration.clientReferenceKey)
        let key = honoured.idempotencyKey ?? configuration.makeIdempotencyKey?()
        let call = try createCall(honoured, body, idempotencyKey: key)
        var job: TranscriptionJob
        do {
            let answer = try await http.send(call)
            let details = try answer.readCreated(TranscriptsTranscript.self, of: id)
            job = makeJob(details, payload: answer.body, isNew: true)
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
        _ body: TranscriptsCreateBody,
        idempotencyKey: String?
    ) throws -> HTTPCall {
        var call = HTTPCall(.post, "/v1/transcripts", operation: "submit")
        call.mayCreateJob = true
        call.secrets = request.signedAddresses
        call.setIdempotencyKey(idempotencyKey)
        if let file = try UploadedFile(request.audio, for: id) {
            var form = MultipartForm()
            try form.append(fieldsOf: body, lists: configuration.formLists, maps: configuration.formMaps)
            let upload = file.reportingProgress(configuration.uploadProgress)
            form.append(upload.body, name: "audio_file", fileName: upload.name, contentType: upload.contentType)
            call.body = form.body
            call.contentType = form.contentType
            call.repetition = .ifRefused
        } else {
            call.setJSON(try JSONEncoder.wire.encode(body))
            call.repetition = idempotencyKey == nil ? .ifRefused : .always
        }
        return call
    }

    func makeJob(_ details: TranscriptsTranscript, payload: Data, isNew: Bool = false) -> TranscriptionJob {
        TranscriptionJob(
            details,
            payload: payload,
            clientReferenceKey: configuration.clientReferenceKey,
            isNew: isNew
        )
    }

    /// The job as it is now; a completed one carries its transcript.
    ///
    /// - Throws: ``TranscriptionError`` with code `notFound` when there is no such job, or the key may not see it.
    public func job(_ id: JobID) async throws -> TranscriptionJob {
        let path = try HTTPPath("/v1/transcripts").appending(id: id.rawValue, of: Self.id)
        let answer = try await http.send(HTTPCall(.get, path, operation: "job"))
        return makeJob(try answer.read(TranscriptsTranscript.self, of: Self.id), payload: answer.body)
    }

    /// The transcript of a completed job.
    ///
    /// - Throws: ``TranscriptionError`` with code `invalidState` while the job is not completed, or the job's own
    ///   failure.
    public func transcript(_ id: JobID) async throws -> Transcript {
        let job = try await job(id)
        try job.requireCompleted()
        return job.transcript ?? Transcript(text: "", duration: job.audioDuration)
    }

    /// Deletes a transcript, and the recording the service stored, for good.
    ///
    /// Deleting what is gone already succeeds.
    ///
    /// - Throws: ``TranscriptionError`` with code `invalidState` where the service says that its state does not allow
    ///   it.
    public func delete(_ id: JobID) async throws {
        let path = try HTTPPath("/v1/transcripts").appending(id: id.rawValue, of: Self.id)
        var call = HTTPCall(.delete, path, operation: "delete")
        call.expected = [404]
        do {
            _ = try await http.send(call)
        } catch var error as TranscriptionError where error.code == .conflict {
            error.code = .invalidState
            throw error
        }
    }
}
