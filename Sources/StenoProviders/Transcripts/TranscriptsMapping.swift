import Foundation

// MARK: - Request

extension TranscriptsCreateBody {
    /// The body for a request that the capabilities can honour.
    ///
    /// - Parameters:
    ///   - request: The request.
    ///   - clientReferenceKey: Where in the metadata the client reference goes.
    /// - Throws: ``TranscriptionError`` with code `invalidRequest` for what breaks a rule of the service.
    init(_ request: TranscriptionRequest, clientReferenceKey: String) throws {
        let options = request.options
        if case .url(let url) = request.audio { audioURL = url }
        model = options.model
        language = options.language.codes.first?.lowercased()
        if case .speakers = options.diarization { diarize = true }
        wordTimestamps = options.wordTiming ? true : nil
        redact = options.redaction.isEmpty ? nil : options.redaction
        vocabulary = options.vocabulary.isEmpty ? nil : options.vocabulary
        webhookURL = request.webhook?.url
        var pairs = request.metadata
        if let reference = request.clientReference { pairs[clientReferenceKey] = reference }
        metadata = pairs.isEmpty ? nil : pairs

        var rules = RequestRules(of: Transcripts.id)
        rules.webURL(audioURL, "audio_url")
        rules.webURL(webhookURL, "webhook_url")
        rules.need(model?.isEmpty != true, "model", "must not be empty")
        rules.need(
            language?.isISO639 != false,
            "language",
            "must be an ISO 639-1 code of two letters, and is \(language ?? "")"
        )
        let known: [RedactionClass] = [.personal, .health, .payment]
        let unknown = options.redaction.filter { !known.contains($0) }
        rules.need(
            unknown.isEmpty,
            "redact",
            "must be of pii, phi and pci, and holds \(unknown.map(\.rawValue).joined(separator: ", "))"
        )
        rules.need(
            request.clientReference == nil
                || [nil, request.clientReference].contains(request.metadata[clientReferenceKey]),
            "metadata",
            "must leave the name \(clientReferenceKey) to the client reference"
        )
        rules.need(pairs.count <= 20, "metadata", "must have at most 20 keys, and has \(pairs.count)")
        rules.idempotencyKey(request.idempotencyKey)
        try rules.check()
    }
}

extension String {
    fileprivate var isISO639: Bool {
        utf8.count == 2 && utf8.allSatisfy { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) }
    }
}

// MARK: - Job

extension JobStatus {
    /// The status of a transcript.
    ///
    /// Only `queued` and `completed` are documented; the other words are those in use elsewhere.
    ///
    /// - Parameters:
    ///   - word: The service's word.
    ///   - isNew: Whether the transcript was just created: it is documented to be queued then.
    init(transcripts word: String?, isNew: Bool) {
        switch word?.trimmingCharacters(in: .whitespacesAndNewlines).lowercased() {
        case nil: self = isNew ? .queued : .unknown("")
        case "queued": self = .queued
        case "processing", "running", "in_progress": self = .running
        case "completed": self = .completed
        case "failed", "error": self = .failed
        case "cancelled", "canceled": self = .cancelled
        default: self = .unknown(word ?? "")
        }
    }

    /// The documented word to filter a list by; nil where the service has none that is known.
    var transcriptsFilter: String? {
        switch self {
        case .queued, .completed: rawValue
        case .unknown(let word): word.isEmpty ? nil : word
        case .running, .failed, .cancelled: nil
        }
    }
}

extension TranscriptionJob {
    /// A transcript as a job.
    ///
    /// - Parameters:
    ///   - details: The transcript as it came.
    ///   - payload: Its bytes.
    ///   - clientReferenceKey: Where in the metadata the client reference is.
    ///   - isNew: Whether it was just created.
    init(_ details: TranscriptsTranscript, payload: Data, clientReferenceKey: String, isNew: Bool = false) {
        var metadata = details.metadata
        let reference = metadata.removeValue(forKey: clientReferenceKey)
        self.init(
            id: JobID(rawValue: details.id),
            provider: Transcripts.id,
            status: JobStatus(transcripts: details.status, isNew: isNew),
            createdAt: details.created,
            audioDuration: details.duration,
            model: details.model,
            clientReference: reference,
            metadata: metadata,
            raw: RawPayload(payload)
        )
        if status == .failed, let message = details.error, !message.isEmpty {
            failure = JobFailure(code: .providerFailure, message: message, providerCode: details.errorCode)
        }
        // What a list or a delivery holds of a transcript may be less than the whole.
        if status == .completed, details.text != nil || !details.utterances.isEmpty {
            transcript = Transcript(details)
        }
    }
}

// MARK: - Transcript

extension Transcript {
    /// The unified form of a completed transcript.
    ///
    /// Utterances and words without a start, or with one before the audio, cannot be placed and are left out;
    /// ``TranscriptsTranscript`` has them.
    init(_ details: TranscriptsTranscript) {
        let segments = details.utterances.compactMap(Segment.init).sortedByStart(\.start)
        self.init(
            text: details.text ?? details.utterances.compactMap(\.text).joinedAsText(),
            language: details.language,
            duration: details.duration,
            segments: segments,
            words: details.words.compactMap(Word.init).sortedByStart(\.start),
            speakers: Speaker.inOrder(of: segments),
            redactions: details.redactions.compactMap(Redaction.init)
        )
    }
}

extension Segment {
    fileprivate init?(_ utterance: TranscriptsUtterance) {
        guard let start = utterance.start, start >= 0 else { return nil }
        self.init(
            start: start,
            end: max(start, utterance.end ?? start),
            text: (utterance.text ?? "").trimmed,
            speaker: utterance.speaker,
            confidence: utterance.confidence
        )
    }
}

extension Word {
    fileprivate init?(_ word: TranscriptsWord) {
        guard let start = word.start, start >= 0, let text = word.text else { return nil }
        self.init(
            start: start,
            end: max(start, word.end ?? start),
            text: text.trimmed,
            confidence: word.confidence
        )
    }
}

extension Redaction {
    fileprivate init?(_ redaction: TranscriptsRedaction) {
        guard let entity = redaction.entity, let start = redaction.start, start >= 0 else { return nil }
        self.init(kind: RedactionClass(rawValue: entity), start: start, end: max(start, redaction.end ?? start))
    }
}
