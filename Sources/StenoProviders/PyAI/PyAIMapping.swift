import Foundation

// MARK: - Request

extension PyAICreateBody {
    /// The body for a request that the capabilities can honour.
    ///
    /// - Parameters:
    ///   - request: The request.
    ///   - allowsInsecureURLs: Whether the service may be sent plain `http` URLs, as a simulator on this machine may.
    /// - Throws: ``TranscriptionError`` with code `invalidRequest` for what breaks a rule of the service.
    init(_ request: TranscriptionRequest, allowsInsecureURLs: Bool) throws {
        let options = request.options
        let own = try options.provider.value(PyAIOptions.self) ?? PyAIOptions()
        if case .url(let url) = request.audio { audioURL = url }
        model = options.model
        switch options.diarization {
        case .off: break
        case .speakers: diarize = true
        case .channels: channel = true
        }
        numerals = options.numerals
        outputFormats = Self.outputFormats(own.outputFormats, subtitles: options.subtitles)
        webhookURL = request.webhook?.url
        smartFormat = own.smartFormat
        dictation = own.dictation
        dropFillers = own.dropFillers
        let terms = options.vocabulary.map { $0.trimmingCharacters(in: .whitespacesAndNewlines) }.filter { !$0.isEmpty }
        vocabulary = terms.isEmpty ? nil : terms
        callID = request.clientReference
        packID = own.packID
        callDirection = own.callDirection
        customerName = own.customerName
        trace = own.trace
        language = own.recapLanguage

        var rules = RequestRules(of: PyAI.id)
        rules.webURL(audioURL, "audio_url", httpsOnly: !allowsInsecureURLs)
        rules.webURL(webhookURL, "webhook_url", httpsOnly: !allowsInsecureURLs)
        let known: [PyAIOutputFormat] = [.json, .srt, .vtt]
        let unknown = outputFormats?.filter { !known.contains($0) } ?? []
        rules.need(
            unknown.isEmpty,
            "output_formats",
            "must be of json, srt and vtt, and holds \(unknown.map(\.rawValue).joined(separator: ", "))"
        )
        rules.need(model?.isEmpty != true, "model", "must not be empty")
        rules.idempotencyKey(request.idempotencyKey, atMost: 255)
        try rules.check()
    }

    /// The formats chosen, and those of the subtitles wanted beside them, each once; nil leaves the service's default.
    private static func outputFormats(
        _ chosen: [PyAIOutputFormat]?,
        subtitles: [SubtitleFormat]
    ) -> [PyAIOutputFormat]? {
        guard chosen != nil || !subtitles.isEmpty else { return nil }
        var formats: [PyAIOutputFormat] = []
        for format in (chosen ?? [.json]) + subtitles.map({ PyAIOutputFormat(rawValue: $0.rawValue) })
        where !formats.contains(format) {
            formats.append(format)
        }
        return formats
    }
}

// MARK: - Job

extension JobStatus {
    /// The status of a job of PyAI, whose words are those of ``JobStatus``.
    ///
    /// - Parameters:
    ///   - word: The service's word.
    ///   - isNew: Whether the job was just created: such an answer may have no word at all, and the job is queued then.
    init(pyai word: String?, isNew: Bool) {
        guard let word else {
            self = isNew ? .queued : .unknown("")
            return
        }
        let known = JobStatus(rawValue: word.trimmingCharacters(in: .whitespacesAndNewlines).lowercased())
        if case .unknown = known { self = .unknown(word) } else { self = known }
    }
}

extension TranscriptionJob {
    /// A job of PyAI.
    ///
    /// - Parameters:
    ///   - job: The job as it came.
    ///   - payload: Its bytes.
    ///   - isNew: Whether it was just created.
    init(_ job: PyAIJob, payload: Data, isNew: Bool = false) {
        let status = JobStatus(pyai: job.status, isNew: isNew)
        self.init(
            id: JobID(rawValue: job.id),
            provider: PyAI.id,
            status: status,
            createdAt: job.createdAt,
            finishedAt: status.isTerminal ? job.updatedAt : nil,
            audioDuration: job.result?.audioSeconds,
            model: job.model,
            clientReference: job.callID,
            raw: RawPayload(payload)
        )
        if status == .failed, let message = job.error, !message.isEmpty {
            failure = JobFailure(code: .providerFailure, message: message, providerCode: job.errorCode)
        }
        if status == .completed, let result = job.result, result.formatURLs.isEmpty {
            transcript = Transcript(result)
        }
    }
}

// MARK: - Transcript

extension PyAIResult {
    /// The subtitles that are not here but behind a URL.
    var formatURLs: [SubtitleFormat: URL] {
        subtitles { text in text.isURL ? URL(string: text) : nil }
    }

    /// The subtitles that are here.
    fileprivate var subtitleTexts: [SubtitleFormat: String] {
        subtitles { text in text.isURL ? nil : text }
    }

    private func subtitles<Value>(_ value: (String) -> Value?) -> [SubtitleFormat: Value] {
        var subtitles: [SubtitleFormat: Value] = [:]
        for (name, format) in formats where name != PyAIOutputFormat.json.rawValue {
            guard case .string(let text) = format, let value = value(text) else { continue }
            subtitles[SubtitleFormat(rawValue: name)] = value
        }
        return subtitles
    }
}

extension String {
    /// Whether this is a web address and nothing else; subtitles begin otherwise.
    fileprivate var isURL: Bool {
        (hasPrefix("https://") || hasPrefix("http://")) && !contains(where: \.isWhitespace)
    }
}

extension Transcript {
    /// The transcript of a result.
    ///
    /// Segments and words without a start, or with one before the audio, cannot be placed and are left out; the
    /// result's own types have them.
    init(_ result: PyAIResult) {
        let segments = result.segments.compactMap(Segment.init).sortedByStart(\.start)
        let words = result.words.compactMap(Word.init).sortedByStart(\.start)
        self.init(
            text: result.text ?? result.segments.compactMap(\.text).joinedAsText(),
            duration: result.audioSeconds,
            segments: segments,
            words: words,
            speakers: Speaker.inOrder(of: segments, words),
            subtitles: result.subtitleTexts
        )
    }
}

extension Segment {
    fileprivate init?(_ segment: PyAISegment) {
        guard let start = segment.start, start >= 0 else { return nil }
        self.init(
            start: start,
            end: max(start, segment.end ?? start),
            text: (segment.text ?? "").trimmed,
            speaker: Speaker.label(segment.speaker, channel: segment.channel),
            channel: segment.channel
        )
    }
}

extension Word {
    fileprivate init?(_ word: PyAIWord) {
        guard let start = word.start, start >= 0, let text = word.text else { return nil }
        self.init(
            start: start,
            end: max(start, word.end ?? start),
            text: text.trimmed,
            confidence: word.confidence,
            speaker: Speaker.label(word.speaker, channel: word.channel),
            channel: word.channel
        )
    }
}

// MARK: - Errors

extension TranscriptionError {
    /// Corrects what a refused status alone does not tell.
    mutating func classifyPyAI() {
        switch providerCode {
        case "unsupported_format": code = .invalidAudio
        case "unsupported_language": code = .unsupportedOption
        default: break
        }
    }
}
