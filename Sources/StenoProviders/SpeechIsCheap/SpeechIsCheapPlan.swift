import Foundation
import Steno

/// A request as it goes to SpeechIsCheap, checked against everything known beforehand.
struct SpeechIsCheapPlan {
    /// The fields of the call that creates the job.
    var body = SpeechIsCheapCreateBody()
    /// The audio to upload with them.
    var upload: UploadedFile?
    /// The subtitles to fetch with the transcript.
    var subtitles: [SubtitleFormat]
    /// What must be in no error.
    var secrets: [Secret]
    /// What is left out, and what may be.
    var warnings: [JobWarning]

    /// The most bytes an uploaded file may have: 2 GiB.
    static let uploadLimit: Int64 = 2 << 30

    /// Plans a request.
    ///
    /// - Throws: ``TranscriptionError`` with code `unsupportedOption` or `invalidRequest`, and `invalidAudio` for a file
    ///   that cannot be read.
    init(_ request: TranscriptionRequest) throws {
        let (request, warnings) = try request.honoured(by: SpeechIsCheap.capabilities, of: SpeechIsCheap.id)
        let options = request.options
        var leftOut = LeftOutOptions(of: SpeechIsCheap.id, policy: options.unsupported, warnings: warnings)
        let own = try options.provider.value(SpeechIsCheapOptions.self) ?? SpeechIsCheapOptions()

        if case .url(let url) = request.audio { body.inputURL = url.absoluteString }
        upload = try UploadedFile(request.audio, name: own.fileName, of: SpeechIsCheap.id)
        subtitles = try Self.subtitles(options.subtitles, &leftOut)
        try Self.checkWebhook(request.webhook, &leftOut)
        secrets = request.signedAddresses
        self.warnings = leftOut.warnings + Self.doubts(of: options)

        if options.soundLabels { body.labelsAudio = true }
        if case .speakers = options.diarization { body.parsesSpeakers = true }
        if options.wordTiming { body.parsesWords = true }
        if !options.vocabulary.isEmpty { body.hotwords = options.vocabulary.joined(separator: ", ") }
        body.isPrivate = own.isPrivate
        body.isSplitChannel = own.isSplitChannel
        body.language = options.language.codes.first
        body.minimumConfidence = own.minimumConfidence
        if subtitles.count == 1 { body.outputFormat = subtitles[0].rawValue }
        body.prompt = options.context
        body.segmentDuration = own.segmentDuration
        body.userAgent = own.userAgent
        body.webhookURL = request.webhook?.url.absoluteString
        try check(request)
    }

    private func check(_ request: TranscriptionRequest) throws {
        var rules = RequestRules(of: SpeechIsCheap.id)
        if case .url(let url) = request.audio { rules.webURL(url, "input_url") }
        if let upload {
            rules.need(
                upload.body.length <= Self.uploadLimit,
                "input_file",
                "must have at most \(Self.uploadLimit) bytes (2 GiB), and has \(upload.body.length)"
            )
            rules.need(upload.body.length > 0, "input_file", "must not be empty")
        }
        if let language = body.language {
            let isCode = language.utf8.count == 2 && language.utf8.allSatisfy { (0x61...0x7A).contains($0 | 0x20) }
            rules.need(isCode, "language", "must be an ISO 639-1 code of two letters, such as en, and is `\(language)`")
        }
        if let confidence = body.minimumConfidence {
            rules.need((0...1).contains(confidence), "minimum_confidence", "must be from 0 to 1, and is \(confidence)")
        }
        if let duration = body.segmentDuration {
            let rule = "must be from 6 to 30 seconds, and is \(duration)"
            rules.need((6...30).contains(duration), "segment_duration", rule)
        }
        if let userAgent = body.userAgent {
            rules.need(
                !userAgent.isEmpty && !userAgent.unicodeScalars.contains { $0.properties.generalCategory == .control },
                "user_agent",
                "must be a text of one line"
            )
        }
        rules.webURL(request.webhook?.url, "webhook_url")
        try rules.check()
    }

    private static func subtitles(
        _ formats: [SubtitleFormat],
        _ leftOut: inout LeftOutOptions
    ) throws -> [SubtitleFormat] {
        try formats.filter { format in
            if SpeechIsCheap.subtitleFormats.contains(format) { return true }
            try leftOut.leaveOut(.subtitles, "makes no subtitles as `\(format)` (option `subtitles`).")
            return false
        }
    }

    private static func checkWebhook(_ webhook: Webhook?, _ leftOut: inout LeftOutOptions) throws {
        if webhook?.header != nil {
            try leftOut.leaveOut(
                .webhook,
                "sends no header of the caller's with a delivery; put a secret into the query of the URL "
                    + "(option `webhook`)."
            )
        }
        if webhook?.events.isEmpty == false {
            try leftOut.leaveOut(
                .webhook,
                "reports only a job's end; its events cannot be chosen (option `webhook`)."
            )
        }
    }

    /// The service's change log says that `hotwords` and `prompt` went in 2.8.0, and not whether they are refused now.
    private static func doubts(of options: TranscriptionOptions) -> [JobWarning] {
        let fields: [(RequestOption, String, Bool)] = [
            (.vocabulary, "hotwords", !options.vocabulary.isEmpty),
            (.context, "prompt", options.context != nil),
        ]
        return fields.filter(\.2).map { option, field, _ in
            JobWarning(
                option: option,
                message: "\(SpeechIsCheap.id) removed the field `\(field)` in version 2.8.0 and may ignore it "
                    + "(option `\(option)`)."
            )
        }
    }
}
