import Foundation
import Steno

/// What Soniox limits.
///
/// The lengths are those of its API reference and specification, the quotas its documented defaults, which can be raised in
/// its console. They count for an organisation, while listing and deleting work in one project alone.
public enum SonioxLimits {
    /// The most bytes of one file: 1 GiB.
    public static let fileSize: Int64 = 1 << 30
    /// The longest audio in seconds: 300 minutes, which cannot be raised.
    public static let audioDuration = 18_000.0
    /// The jobs that may wait for their turn, by default.
    public static let pendingTranscriptions = 100
    /// The jobs that may be kept, ended ones too, by default.
    public static let storedTranscriptions = 2000
    /// The files that may be stored, by default.
    public static let storedFiles = 1000
    /// The bytes of all files together, by default.
    public static let storedBytes: Int64 = 10_000_000_000
    /// The items of one page.
    public static let pageSize = 1...1000

    /// The characters of a reference, and of a webhook's address, header name and header value.
    static let shortText = 256
}

extension SonioxLimits {
    /// Checks a request before anything is sent.
    static func check(_ request: TranscriptionRequest, _ plan: SonioxPlan) throws {
        let body = plan.body
        var rules = RequestRules(of: Soniox.id)
        rules.need(!body.model.isEmpty, "model", "must not be empty")
        rules.length(body.model, "model", atMost: 32)
        if case .url(let url) = request.audio { rules.webURL(url, "audio_url") }
        rules.length(body.audioURL, "audio_url", atMost: 4096)
        rules.uuid(body.fileID, "file_id")
        rules.count(body.languageHints?.count ?? 0, "language_hints", atMost: 100)
        for hint in body.languageHints ?? [] { rules.length(hint, "language_hints", atMost: 10) }
        check(body.translation, &rules)
        if case .text(let text) = body.context { rules.length(text, "context", atMost: 10_000) }
        rules.webURL(request.webhook?.url, "webhook_url")
        rules.length(body.webhookURL, "webhook_url", atMost: shortText)
        rules.length(body.webhookAuthHeaderName, "webhook_auth_header_name", atMost: shortText)
        if let name = body.webhookAuthHeaderName {
            rules.need(!name.isEmpty, "webhook_auth_header_name", "must not be empty")
        }
        body.webhookAuthHeaderValue?.withValue {
            rules.length($0, "webhook_auth_header_value", atMost: shortText)
        }
        rules.length(body.clientReferenceID, "client_reference_id", atMost: shortText)
        if let upload = plan.upload { check(upload, reference: plan.fileReference, &rules) }
        try rules.check()
    }

    /// Checks an upload before anything is sent.
    static func check(_ upload: UploadedFile, reference: String?, _ rules: inout RequestRules) {
        rules.need(upload.body.length > 0, "file", "must not be empty")
        rules.need(
            upload.body.length <= fileSize,
            "file",
            "must have at most \(fileSize) bytes (1 GiB), and has \(upload.body.length)"
        )
        rules.need(!upload.name.isEmpty, "file", "must have a name")
        rules.length(reference, "client_reference_id", atMost: shortText)
    }

    /// Checks the size of a page.
    static func check(pageSize: Int?) throws {
        var rules = RequestRules(of: Soniox.id)
        rules.range(pageSize, "limit", Self.pageSize)
        try rules.check()
    }

    private static func check(_ translation: SonioxCreateBody.Translation?, _ rules: inout RequestRules) {
        guard let translation else { return }
        func named(_ language: String?, _ field: String) {
            if let language { rules.need(!language.isEmpty, field, "must not be empty") }
        }
        named(translation.targetLanguage, "translation.target_language")
        named(translation.languageA, "translation.language_a")
        named(translation.languageB, "translation.language_b")
        if let first = translation.languageA, !first.isEmpty {
            rules.need(first != translation.languageB, "translation.language_b", "must be another than language_a")
        }
    }
}
