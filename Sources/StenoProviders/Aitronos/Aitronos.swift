public import Foundation
import HTTPTypes
import Logging
public import Steno

/// Transcribes with Aitronos.
///
/// ```swift
/// let aitronos = Aitronos(apiKey: key, configuration: .init(organizationID: "org_abc123"))
/// let transcript = try await aitronos.transcribe(.url(recording), .init(insights: [.summary]))
/// ```
///
/// Aitronos fetches audio itself, over https; local audio needs ``AitronosConfiguration/stager``. Its model is fixed. It
/// offers no way to cancel or delete a job.
///
/// Subtitles asked for with a request, and staged audio, are remembered by this value while the program runs; for a job
/// resumed after that, ``subtitles(of:as:style:)`` fetches what the request asked for.
public struct Aitronos: TranscriptionProvider {
    /// The name of this provider: `aitronos`.
    public static let id: ProviderID = "aitronos"

    /// The only model, as jobs name it.
    public static let model = "FVT-1"

    /// The formats the service writes a transcript in: SubRip, WebVTT and plain text.
    public static let subtitleFormats: Set<SubtitleFormat> = [.srt, .vtt, .txt]

    /// How this provider is set up.
    public let configuration: AitronosConfiguration

    let pipeline: HTTPPipeline
    let memory = AitronosMemory()

    /// Sets the provider up.
    ///
    /// - Parameters:
    ///   - apiKey: The key, or an access token.
    ///   - configuration: How to reach the service, and who pays.
    public init(apiKey: Secret, configuration: AitronosConfiguration = .init()) {
        self.configuration = configuration
        pipeline = HTTPPipeline(
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

    /// Sets the provider up from environment variables: the key from `AITRONOS_API_KEY`, otherwise `FREDDY_API_KEY`,
    /// otherwise `ACCESS_TOKEN`, and what ``AitronosConfiguration/init(environment:)`` reads.
    ///
    /// The service's pages use the last two in examples. `ACCESS_TOKEN` is a name that other programs use too, and theirs
    /// would be sent to Aitronos: set `AITRONOS_API_KEY` where such a variable is about.
    ///
    /// - Throws: ``TranscriptionError`` with code `authentication` where there is no key.
    public static func fromEnvironment(
        _ environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws -> Self {
        let variables = ProviderEnvironment(environment, of: id)
        return Self(
            apiKey: try variables.key("AITRONOS_API_KEY", "FREDDY_API_KEY", "ACCESS_TOKEN"),
            configuration: .init(environment: environment)
        )
    }

    /// The name of this provider.
    public var id: ProviderID { Self.id }

    /// What this provider can honour.
    ///
    /// How its webhooks could be told from forgeries is not documented, so they count as unsigned. A job in its list has a
    /// state and times, and neither the reason of a failure nor what was refunded.
    public var capabilities: Capabilities { Self.capabilities(stages: configuration.stager != nil) }

    /// Asks every 11 seconds at first, and with the share left to chance never within 10 seconds: the service looks at a job's
    /// state no more often than that.
    public var pollPolicy: PollPolicy { PollPolicy(initialDelay: .seconds(11), jitter: 0.09) }

    static func capabilities(stages: Bool) -> Capabilities {
        Capabilities(
            operations: [.submit: .supported, .job: .supported, .transcript: .supported, .list: .supported],
            audioSources: stages ? [.url, .file, .data] : [.url],
            options: [
                .automaticLanguage: .supported,
                .languageHints: .supported,
                .speakerDiarization: .supported,
                .expectedSpeakers: .supported,
                .redaction: .supported,
                .insights: .supported,
                .subtitles: .supported,
                .webhook: .supported,
            ],
            maximumLanguages: 1,
            webhookAuthentication: .unsigned,
            listing: .init(maximumPageSize: 100, hasWholeJobs: false)
        )
    }
}

// MARK: - Jobs

extension Aitronos {
    /// Accepts a request.
    ///
    /// The job is paid for here, in synapses, by the length of its audio.
    ///
    /// - Throws: ``TranscriptionError``; `unsupportedOption` and `invalidRequest` before anything is sent, `jobMayExist`
    ///   where the answer was lost: then look for the job with ``list(_:)``.
    public func submit(_ request: TranscriptionRequest) async throws -> TranscriptionJob {
        var plan = try AitronosPlan(request, configuration)
        let staged = try await stage(plan.audioToStage)
        if let staged {
            plan.body.transcription.audioURL = staged.url.absoluteString
            plan.secrets.append(Secret(staged.url.absoluteString))
        }
        do {
            var job = try await create(plan)
            job.warnings = plan.warnings
            if let staged { memory.staged.remember(staged, of: job.id) }
            if !plan.subtitles.isEmpty { memory.subtitles.remember(plan.subtitles, of: job.id) }
            return job
        } catch {
            // A job that may be there may still fetch its audio.
            if let staged, (error as? TranscriptionError)?.code != .jobMayExist { await remove(staged) }
            throw error
        }
    }

    private func create(_ plan: AitronosPlan) async throws -> TranscriptionJob {
        var call = HTTPCall(.post, "/v1/audio/transcribe", operation: "submit")
        call.setJSON(try plan.encoded())
        call.repetition = .ifRefused
        call.mayCreateJob = true
        call.secrets = plan.secrets
        let answer = try await pipeline.send(call)
        do {
            return try AitronosMapping.job(in: answer)
        } catch let error as TranscriptionError {
            throw error.afterAcceptedCreate
        }
    }

    /// The job as it is now.
    ///
    /// What was last heard of the job is not sent again when it has not changed.
    ///
    /// - Throws: ``TranscriptionError``; `notFound` when there is no such job.
    public func job(_ id: JobID) async throws -> TranscriptionJob {
        let job = try await ask(for: id, knowing: memory.answers[id])
        if job.status.isTerminal, let staged = memory.staged.forget(id) { await remove(staged) }
        return job
    }

    private func ask(for id: JobID, knowing known: AitronosMemory.Answer?) async throws -> TranscriptionJob {
        var call = HTTPCall(.get, try Self.path(to: id), operation: "job")
        if let known {
            call.fields[.ifNoneMatch] = known.tag
            call.expected = [304]
        }
        let answer = try await pipeline.send(call)
        if answer.head.status.code == 304, let known { return known.job }
        let job = try AitronosMapping.job(in: answer)
        if let tag = answer.head.headerFields[.eTag], AitronosMemory.isWorthKeeping(job, size: answer.body.count) {
            memory.answers.remember(.init(tag: tag, job: job), of: id, size: answer.body.count)
        } else {
            memory.answers.forget(id)
        }
        return job
    }

    /// One page of the jobs the service remembers.
    ///
    /// - Parameter query: The cursor is the offset of the page's first job; a page has 1 to 100 jobs, 20 without a limit.
    /// - Returns: The jobs, and where to go on.
    /// - Throws: ``TranscriptionError``; `invalidRequest` for a limit or a cursor that cannot be.
    public func list(_ query: JobQuery) async throws -> JobPage {
        var rules = RequestRules(of: Self.id)
        let offset = query.cursor.map { Int($0) ?? -1 } ?? 0
        rules.need(offset >= 0, "offset", "must be a whole number from 0 on: the cursor of an earlier page")
        try rules.check()
        let page = try await transcriptions(status: query.status, limit: query.limit, offset: offset)
        let jobs = zip(page.transcriptions, page.payloads).map { transcription, payload in
            AitronosMapping.job(AitronosDetails(transcription: transcription), raw: payload)
        }
        return JobPage(jobs: jobs, nextCursor: AitronosMapping.nextOffset(after: page, from: offset).map(String.init))
    }

    /// The transcript of a completed job, with a segment for each sentence.
    ///
    /// The text is the one the job holds; where it holds none it is the service's plain text, and where there is none either
    /// the sentences joined with spaces. Subtitles that the request asked for are fetched too.
    ///
    /// - Throws: ``TranscriptionError``; `invalidState` while the job is not completed, or the job's own failure.
    public func transcript(_ id: JobID) async throws -> Transcript {
        let job = try await job(id)
        try job.requireCompleted()
        let transcription = try AitronosDetails(of: job).transcription
        let passages = try await ifThere { try await sentences(of: id) }
        var plainText: String?
        if AitronosMapping.spoken(transcription.text) == nil {
            plainText = try await ifThere { try await subtitles(of: id, as: .txt).text }
        }
        var wanted: [SubtitleFormat: String] = [:]
        for format in memory.subtitles[id] ?? [] {
            wanted[format] = try await subtitles(of: id, as: format).text
        }
        return AitronosMapping.transcript(
            of: transcription,
            plainText: plainText,
            sentences: passages,
            subtitles: wanted
        )
    }

    /// What a call returns, or nil where there is no such thing.
    private func ifThere<Value>(_ fetch: () async throws -> Value) async throws -> Value? {
        do {
            return try await fetch()
        } catch let error as TranscriptionError where error.code == .notFound {
            return nil
        }
    }

    static func path(to id: JobID) throws -> HTTPPath {
        try HTTPPath("/v1/audio/transcribe").appending(id: id.rawValue, of: Self.id)
    }
}

// MARK: - Staged audio

extension Aitronos {
    private func stage(_ audio: AudioSource?) async throws -> StagedAudio? {
        guard let audio, let stager = configuration.stager else { return nil }
        let staged = try await stager.stage(audio)
        var rules = RequestRules(of: Self.id)
        rules.webURL(staged.url, "transcription_options.audio_url", httpsOnly: true)
        do {
            try rules.check()
        } catch {
            await remove(staged)
            throw error
        }
        return staged
    }

    /// Removes staged audio, whether or not the calling task is cancelled.
    private func remove(_ staged: StagedAudio) async {
        guard let stager = configuration.stager else { return }
        let logger = configuration.logger
        await Task {
            do {
                try await stager.remove(staged)
            } catch {
                // The URL is signed and the error may hold it, so only the stager's name for the audio is told.
                logger.warning("staged audio could not be removed", metadata: ["audio": "\(staged.id)"])
            }
        }.value
    }
}
