public import Foundation
import HTTPTypes
public import Steno

/// Transcribes with SpeechIsCheap.
///
/// ```swift
/// let provider = SpeechIsCheap(apiKey: key)
/// let transcript = try await provider.transcribe(.file(recording), .init(diarization: .speakers()))
/// ```
///
/// Audio is 6 seconds to 24 hours long; a local file is uploaded as it is read, up to 2 GiB. Jobs can be cancelled while
/// they are pending, and neither listed nor deleted. Anyone who knows a job's id can read it, so treat ids as secrets.
///
/// The subtitles a request asks for are remembered by this value while the program runs. A job that names one format can
/// also tell it itself; for others ``subtitles(of:as:)`` fetches them.
public struct SpeechIsCheap: TranscriptionProvider {
    /// The name of this provider: `speechischeap`.
    public static let id: ProviderID = "speechischeap"

    /// The formats the service writes a transcript in: SubRip, and WebVTT by two names.
    public static let subtitleFormats: Set<SubtitleFormat> = [.srt, .vtt, .webvtt]

    /// How this provider is set up.
    public let configuration: SpeechIsCheapConfiguration

    private let key: Secret
    private let pipeline: HTTPPipeline
    /// For reading, which needs no key and so gets none.
    private let openPipeline: HTTPPipeline
    private let subtitlesWanted = RecentJobs<[SubtitleFormat]>(limit: 10_000)

    /// Sets the provider up.
    ///
    /// - Parameters:
    ///   - apiKey: The key.
    ///   - configuration: How to reach the service.
    public init(apiKey: Secret, configuration: SpeechIsCheapConfiguration = .init()) {
        self.configuration = configuration
        key = apiKey
        func pipeline(_ key: Secret?, _ authentication: HTTPAuthentication) -> HTTPPipeline {
            HTTPPipeline(
                provider: Self.id,
                baseURL: configuration.baseURL,
                key: key,
                authentication: authentication,
                transport: configuration.transport,
                settings: configuration.http,
                clock: configuration.clock,
                logger: configuration.logger
            )
        }
        self.pipeline = pipeline(apiKey, .bearer)
        openPipeline = pipeline(nil, .none)
    }

    /// Sets the provider up from environment variables: the key from `SIC_API_KEY`, and what
    /// ``SpeechIsCheapConfiguration/init(environment:)`` reads.
    ///
    /// - Throws: ``TranscriptionError`` with code `authentication` where there is no key.
    public static func fromEnvironment(
        _ environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws -> Self {
        Self(
            apiKey: try ProviderEnvironment(environment, of: id).key("SIC_API_KEY"),
            configuration: .init(environment: environment)
        )
    }

    /// The name of this provider.
    public var id: ProviderID { Self.id }

    /// What this provider can honour.
    ///
    /// Vocabulary and context are unknown: the service once took them and has removed their fields.
    public var capabilities: Capabilities { Self.capabilities }

    /// Asks after 2 seconds or a hundredth of the audio's length, and then less and less often, at least every minute.
    ///
    /// The service says that it needs about a minute for 100 minutes of audio.
    public var pollPolicy: PollPolicy { PollPolicy(maximumDelay: .seconds(60), audioShare: 0.01) }

    static var capabilities: Capabilities {
        Capabilities(
            operations: [.submit: .supported, .job: .supported, .transcript: .supported, .cancel: .supported],
            audioSources: [.url, .file, .data],
            options: [
                .automaticLanguage: .supported,
                .languageHints: .supported,
                .speakerDiarization: .supported,
                .wordTiming: .supported,
                .vocabulary: .unknown,
                .context: .unknown,
                .soundLabels: .supported,
                .subtitles: .supported,
                .webhook: .supported,
            ],
            maximumLanguages: 1,
            webhookAuthentication: .unsigned
        )
    }
}

// MARK: - Creating

extension SpeechIsCheap {
    /// Accepts a request.
    ///
    /// - Throws: ``TranscriptionError``; `unsupportedOption` and `invalidRequest` before anything is sent, `jobMayExist`
    ///   where the answer was lost.
    public func submit(_ request: TranscriptionRequest) async throws -> TranscriptionJob {
        let plan = try SpeechIsCheapPlan(request)
        let call = try createCall(plan)
        let answer = try await retryingOnce { try await pipeline.send(call) }
        do {
            var job = try Self.job(in: answer)
            guard !job.id.rawValue.isEmpty else { throw Self.namelessJob(answer) }
            if job.status == .unknown("") { job.status = .queued }
            job.warnings = plan.warnings
            if !plan.subtitles.isEmpty {
                subtitlesWanted.remember(plan.subtitles, of: job.id)
                job.transcript = nil
            }
            return job
        } catch let error as TranscriptionError {
            throw error.afterAcceptedCreate
        }
    }

    /// Creates a job and listens to it: the segments come as they are made.
    ///
    /// ```swift
    /// for try await event in try await provider.stream(.init(audio: .file(recording))) {
    ///     if case .segment(let segment, _) = event { print(segment.text) }
    /// }
    /// ```
    ///
    /// The initial event holds the job, with whose id it can be asked for at any time. Subtitles have to be fetched after
    /// the end, with ``subtitles(of:as:)``. Listening ends by ``HTTPSettings/streamTimeout``, if not before; the job goes on.
    ///
    /// - Throws: ``TranscriptionError``, as ``submit(_:)`` does.
    public func stream(_ request: TranscriptionRequest) async throws -> SpeechIsCheapStream {
        var plan = try SpeechIsCheapPlan(request)
        plan.body.streamsOutput = true
        let call = try createCall(plan)
        let response = try await retryingOnce { try await pipeline.stream(call) }
        let type = response.head.headerFields[.contentType]?.lowercased() ?? ""
        guard type.hasPrefix("application/json") else {
            return SpeechIsCheapStream(body: response.body, warnings: plan.warnings)
        }
        throw try await Self.didNotStream(response)
    }

    /// The error of a call that was answered with a job at once; it holds that job, which goes on.
    private static func didNotStream(_ response: HTTPStreamedResponse) async throws -> TranscriptionError {
        var body = Data()
        for try await piece in response.body where body.count < 1 << 20 { body += piece }
        let answer = HTTPAnswer(head: response.head, body: body)
        do {
            let job = try job(in: answer)
            guard !job.id.rawValue.isEmpty else { throw namelessJob(answer) }
            let message = "\(id) made the job and does not stream it; ask for the job \(job.id) instead."
            return TranscriptionError(.unsupportedOperation, message, provider: id, job: job)
        } catch let error as TranscriptionError {
            throw error.afterAcceptedCreate
        }
    }

    /// The call that creates a job; its path ends in a slash, which older servers insist on.
    private func createCall(_ plan: SpeechIsCheapPlan) throws -> HTTPCall {
        var call = HTTPCall(.post, "/v2/jobs/", operation: "submit")
        call.repetition = .ifRefused
        call.mayCreateJob = true
        call.secrets = plan.secrets
        guard let upload = plan.upload?.reportingProgress(configuration.uploadProgress) else {
            call.setJSON(try JSONEncoder.wire.encode(plan.body))
            return call
        }
        var form = MultipartForm()
        try form.append(fieldsOf: plan.body, lists: .commaSeparated)
        form.append(upload.body, name: "input_file", fileName: upload.name, contentType: upload.contentType)
        call.base = configuration.uploadBaseURL
        call.body = form.body
        call.contentType = form.contentType
        return call
    }

    /// Makes a call that needs the key, and makes it again if the key is refused: the service's look-up of keys can fail for
    /// a moment, and a call refused so has done nothing.
    private func retryingOnce<Value>(_ call: () async throws -> Value) async throws -> Value {
        do {
            return try await call()
        } catch let error as TranscriptionError where error.httpStatus == 401 {
            return try await call()
        }
    }
}

// MARK: - Reading

extension SpeechIsCheap {
    /// The job as it is now.
    ///
    /// It holds its transcript once it is completed, but not where the request asked for subtitles: then
    /// ``transcript(_:)`` fetches both. Why a job failed is told to its webhook, and not always here.
    ///
    /// - Throws: ``TranscriptionError``; `notFound` when there is no such job.
    public func job(_ id: JobID) async throws -> TranscriptionJob {
        var job = try await read(id)
        if !subtitlesWanted(of: job).isEmpty { job.transcript = nil }
        return job
    }

    /// The transcript of a completed job, with the subtitles its request asked for.
    ///
    /// - Throws: ``TranscriptionError``; `invalidState` while the job is not completed, or the job's own failure.
    public func transcript(_ id: JobID) async throws -> Transcript {
        let job = try await read(id)
        try job.requireCompleted()
        var transcript = job.transcript ?? Transcript(text: "")
        for format in subtitlesWanted(of: job) {
            transcript.subtitles[format] = try await subtitles(of: id, as: format)
        }
        return transcript
    }

    /// The transcript of a completed job as subtitles that the service makes.
    ///
    /// - Parameters:
    ///   - id: The job.
    ///   - format: One of ``subtitleFormats``.
    /// - Returns: The subtitles, byte for byte.
    /// - Throws: ``TranscriptionError``; `unsupportedOption` for another format, `invalidState` while the job is not
    ///   completed, or the job's own failure.
    public func subtitles(of id: JobID, as format: SubtitleFormat) async throws -> String {
        guard Self.subtitleFormats.contains(format) else {
            throw TranscriptionError(
                .unsupportedOption,
                "\(Self.id) makes no subtitles as `\(format)`, only as srt, vtt and webvtt.",
                provider: Self.id
            )
        }
        let answer = try await get(id, outputFormat: format.rawValue, operation: "subtitles")
        // A job that is not completed is answered with JSON all the same.
        if answer.isJSON {
            let job = try Self.job(in: answer)
            try job.requireCompleted()
            throw TranscriptionError(.invalidResponse, "\(Self.id) made no subtitles.", provider: Self.id, job: job)
        }
        return String(decoding: answer.body, as: UTF8.self)
    }

    /// Asks for a job and its result.
    private func read(_ id: JobID) async throws -> TranscriptionJob {
        var answer = try await get(id, operation: "job")
        // A job created with an output format may be answered in that format.
        if !answer.isJSON { answer = try await get(id, outputFormat: "json", operation: "job") }
        var job = try Self.job(in: answer)
        if job.id.rawValue.isEmpty { job.id = id }
        return job
    }

    /// Asks for a job, without the key and without a slash at the end, with which there is no such path.
    private func get(_ id: JobID, outputFormat: String? = nil, operation: String) async throws -> HTTPAnswer {
        var call = HTTPCall(.get, try Self.path(to: id), operation: operation)
        if let outputFormat { call.query = [URLQueryItem(name: "output_format", value: outputFormat)] }
        // The key is not sent, and is not to be read out of an error either.
        call.secrets = [key]
        return try await openPipeline.send(call)
    }

    private static func job(in answer: HTTPAnswer) throws -> TranscriptionJob {
        let body = try answer.read(SpeechIsCheapJobBody.self, of: id)
        return SpeechIsCheapMapping.job(body, raw: RawPayload(answer.body))
    }

    /// The subtitles the job's request asked for, as far as this value remembers or the job tells.
    private func subtitlesWanted(of job: TranscriptionJob) -> [SubtitleFormat] {
        guard job.status == .completed else { return [] }
        if let formats = subtitlesWanted[job.id] { return formats }
        guard let told = try? SpeechIsCheapOutput(of: job).request?.outputFormat else { return [] }
        let format = SubtitleFormat(rawValue: told)
        return Self.subtitleFormats.contains(format) ? [format] : []
    }

    private static func path(to id: JobID) throws -> HTTPPath {
        try HTTPPath("/v2/jobs").appending(id: id.rawValue, of: Self.id)
    }

    private static func namelessJob(_ answer: HTTPAnswer) -> TranscriptionError {
        TranscriptionError(
            .invalidResponse,
            "\(id) answered without `id`.",
            provider: id,
            httpStatus: answer.head.status.code,
            requestID: answer.requestID
        )
    }
}

// MARK: - Cancelling, and the key

extension SpeechIsCheap {
    /// Ends a pending job.
    ///
    /// A job that has ended stays as it is.
    ///
    /// The service answers "not found" for a job that has ended, was cancelled before, or is another customer's; so the job
    /// is then asked for.
    ///
    /// - Throws: ``TranscriptionError``; `notFound` when there is no such job, or it is pending and another customer's.
    @discardableResult
    public func cancel(_ id: JobID) async throws -> TranscriptionJob {
        let call = HTTPCall(.delete, try Self.path(to: id), operation: "cancel")
        do {
            _ = try await retryingOnce { try await pipeline.send(call) }
        } catch var error as TranscriptionError where error.code == .notFound {
            let job = try await job(id)
            guard !job.status.isTerminal else { return job }
            error.job = job
            throw error
        }
        return try await job(id)
    }

    /// Asks the service whether it knows the key.
    ///
    /// - Throws: ``TranscriptionError`` with code `authentication` where it does not.
    public func checkKey() async throws {
        let call = HTTPCall(.get, "/v2/jobs/auth", operation: "check-key")
        _ = try await retryingOnce { try await pipeline.send(call) }
    }
}

extension HTTPAnswer {
    /// Whether the body is JSON, by its type or its first character; subtitles begin with neither brace nor bracket.
    fileprivate var isJSON: Bool {
        let type = head.headerFields[.contentType]?.lowercased() ?? ""
        let first = body.first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }
        return type.contains("json") || first == UInt8(ascii: "{")
    }
}
