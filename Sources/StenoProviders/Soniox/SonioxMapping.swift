import Foundation
import Steno

// From the request to the wire.

/// A request as it goes to Soniox, checked against everything known beforehand.
struct SonioxPlan {
    /// The body of the call that creates the job; the file's id is still to come where there is one to upload.
    var body: SonioxCreateBody
    /// The audio to upload first.
    var upload: UploadedFile?
    /// The caller's own name for the uploaded file.
    var fileReference: String?
    /// What is left out.
    var warnings: [JobWarning]

    /// Plans a request.
    ///
    /// - Throws: ``TranscriptionError`` with code `unsupportedOption` or `invalidRequest`, and `invalidAudio` for a file
    ///   that cannot be read.
    init(_ request: TranscriptionRequest, _ configuration: SonioxConfiguration) throws {
        let (request, warnings) = try request.honoured(by: Soniox.capabilities, of: Soniox.id)
        let options = request.options
        let own = try options.provider.value(SonioxOptions.self) ?? SonioxOptions()
        var leftOut = LeftOutOptions(of: Soniox.id, policy: options.unsupported, warnings: warnings)
        try leftOut.check(request, own)

        self.warnings = leftOut.warnings
        body = SonioxCreateBody(model: options.model ?? configuration.model)
        fileReference = own.fileReference
        switch request.audio {
        case .url(let url): body.audioURL = url.absoluteString
        case .stored(let id): body.fileID = id
        case .file, .data: upload = try UploadedFile(request.audio, name: own.fileName, of: Soniox.id)
        }
        body.languageHints = options.language.codes.isEmpty ? nil : options.language.codes
        if case .strict = options.language { body.languageHintsStrict = true }
        if case .speakers = options.diarization { body.enableSpeakerDiarization = true }
        body.enableLanguageIdentification = own.identifiesLanguage
        body.translation = options.translation.map { SonioxCreateBody.Translation($0) }
        body.context = try SonioxCreateBody.Context(options, own)
        if let webhook = request.webhook {
            let header = webhook.header ?? configuration.webhookHeader
            body.webhookURL = webhook.url.absoluteString
            body.webhookAuthHeaderName = header?.name
            body.webhookAuthHeaderValue = header?.value
        }
        body.clientReferenceID = request.clientReference

        try SonioxLimits.check(request, self)
    }
}

extension LeftOutOptions {
    /// Leaves out what would have no effect.
    fileprivate mutating func check(_ request: TranscriptionRequest, _ own: SonioxOptions) throws {
        if let events = request.webhook?.events, !events.isEmpty {
            try leaveOut(.webhook, "reports only a job's end; its events cannot be chosen (option `webhook`).")
        }
        let isUpload = [.file, .data].contains(request.audio.kind)
        if !isUpload, own.fileName != nil || own.fileReference != nil {
            try leaveOut(.audio, "takes `fileName` and `fileReference` of SonioxOptions only for an upload.")
        }
        if request.options.translation == nil, own.context?.translationTerms.isEmpty == false {
            try leaveOut(.context, "uses `translationTerms` of SonioxContext only with a translation.")
        }
    }
}

extension SonioxCreateBody.Translation {
    fileprivate init(_ translation: Translation) {
        switch translation {
        case .oneWay(let target):
            self.init(type: "one_way", targetLanguage: target)
        case .twoWay(let first, let second):
            self.init(type: "two_way", languageA: first, languageB: second)
        }
    }
}

extension SonioxCreateBody.Context {
    /// The context of a request: a string alone where there is nothing but text, which every model takes.
    fileprivate init?(_ options: TranscriptionOptions, _ own: SonioxOptions) throws {
        var parts = own.context ?? SonioxContext()
        if options.translation == nil { parts.translationTerms = [] }
        if let text = options.context {
            guard (parts.text ?? "").isEmpty else {
                throw TranscriptionError(
                    .invalidRequest,
                    "The context's text is given twice: leave `context` of the options or `text` of SonioxContext out.",
                    provider: Soniox.id
                )
            }
            parts.text = text
        }
        parts.terms = options.vocabulary + parts.terms.filter { !options.vocabulary.contains($0) }
        if parts.isEmpty { return nil }
        if own.context == nil, parts.terms.isEmpty, let text = parts.text {
            self = .text(text)
        } else {
            self = .parts(parts)
        }
    }
}

// From the wire to the model.

extension TranscriptionJob {
    /// A job as Soniox described it.
    init(_ wire: SonioxTranscription, raw: Data) {
        self.init(
            id: JobID(rawValue: wire.id),
            provider: Soniox.id,
            status: JobStatus(wire.status),
            createdAt: wire.createdAt,
            model: wire.model,
            clientReference: wire.clientReferenceID,
            raw: RawPayload(raw)
        )
        // Until processing begins the length is given as 0.
        if let milliseconds = wire.audioDurationMilliseconds, milliseconds > 0 {
            audioDuration = Double(milliseconds) / 1000
        }
        if status == .failed { failure = JobFailure(wire) }
    }
}

extension JobStatus {
    /// The state, whatever its case; one this version does not know is kept.
    init(_ wire: SonioxTranscription.Status?) {
        let word = wire?.rawValue ?? ""
        self =
            switch word.trimmingCharacters(in: .whitespaces).lowercased() {
            case "queued": .queued
            case "processing": .running
            case "completed": .completed
            case "error": .failed
            default: .unknown(word)
            }
    }
}

extension JobFailure {
    /// Why a job failed.
    ///
    /// The list of types is not fully documented, so others are a failure of the provider.
    fileprivate init(_ wire: SonioxTranscription) {
        let type = wire.errorType ?? ""
        let code: TranscriptionError.Code =
            switch type {
            case "file_not_found": .notFound
            case "invalid_audio_file": .invalidAudio
            case _ where type.hasPrefix("file_download_"): .invalidAudio
            case _ where type.hasSuffix("_balance_exhausted") || type.hasSuffix("_budget_exhausted"): .paymentRequired
            default: .providerFailure
            }
        // The service's own words end as they are, mostly with a full stop.
        let reason = [wire.errorMessage, wire.errorType].compactMap { $0 }.first { !$0.isEmpty }
        self.init(
            code: code,
            message: "soniox could not transcribe the audio: \(reason ?? "it gave no reason.")",
            providerCode: wire.errorType
        )
    }
}
