public import Foundation
import HTTPTypes
public import Steno

/// What Aitronos makes of a completed job beside the transcript.
extension Aitronos {
    /// The paragraphs of a transcript with their times.
    ///
    /// - Parameters:
    ///   - id: The job.
    ///   - limit: How many, 1 to 1,000; nil for all.
    ///   - offset: How many to pass over.
    /// - Returns: The paragraphs, and what the service says of them.
    /// - Throws: ``TranscriptionError``.
    public func paragraphs(of id: JobID, limit: Int? = nil, offset: Int = 0) async throws -> AitronosPassages {
        try await passages(Self.path(to: id).appending("/paragraphs"), "paragraphs", limit, offset)
    }

    /// The sentences of a transcript with their times.
    ///
    /// - Parameters:
    ///   - id: The job.
    ///   - limit: How many, 1 to 1,000; nil for all.
    ///   - offset: How many to pass over.
    /// - Returns: The sentences, and what the service says of them.
    /// - Throws: ``TranscriptionError``.
    public func sentences(of id: JobID, limit: Int? = nil, offset: Int = 0) async throws -> AitronosPassages {
        try await passages(Self.path(to: id).appending("/sentences"), "sentences", limit, offset)
    }

    private func passages(
        _ path: HTTPPath,
        _ operation: String,
        _ limit: Int?,
        _ offset: Int
    ) async throws -> AitronosPassages {
        var rules = RequestRules(of: Self.id)
        rules.range(limit, "limit", 1...1000)
        rules.need(offset >= 0, "offset", "must not be negative, and is \(offset)")
        try rules.check()
        var call = HTTPCall(.get, path, operation: operation)
        if let limit { call.query.append(URLQueryItem(name: "limit", value: "\(limit)")) }
        if offset > 0 { call.query.append(URLQueryItem(name: "offset", value: "\(offset)")) }
        let answer = try await pipeline.send(call)
        var passages = try answer.read(AitronosPassages.self, of: Self.id)
        passages.redaction = AitronosRedactionNotice(answer.head.headerFields)
        return passages
    }

    /// The transcript as subtitles, or as plain text.
    ///
    /// - Parameters:
    ///   - id: The job.
    ///   - format: One of ``subtitleFormats``.
    ///   - style: How subtitles are cut.
    /// - Returns: The text, and what was redacted in it.
    /// - Throws: ``TranscriptionError``; `unsupportedOption` for another format, `invalidRequest` for a style outside the
    ///   service's limits.
    public func subtitles(
        of id: JobID,
        as format: SubtitleFormat,
        style: AitronosCaptionStyle = .init()
    ) async throws -> AitronosSubtitles {
        guard Self.subtitleFormats.contains(format) else {
            throw TranscriptionError(
                .unsupportedOption,
                "\(Self.id) makes no subtitles as `\(format)`, only as srt, vtt and txt.",
                provider: Self.id
            )
        }
        var rules = RequestRules(of: Self.id)
        rules.range(style.charactersPerCaption, "chars_per_caption", 0...512)
        rules.range(style.maximumLines, "max_lines", 1...3)
        rules.range(style.maximumCharactersPerLine, "max_chars_per_line", 20...60)
        try rules.check()
        let path = try Self.path(to: id).appending("/subtitles").appending(id: format.rawValue, of: Self.id)
        var call = HTTPCall(.get, path, operation: "subtitles")
        call.query = [
            ("chars_per_caption", style.charactersPerCaption),
            ("max_lines", style.maximumLines),
            ("max_chars_per_line", style.maximumCharactersPerLine),
        ].compactMap { name, value in value.map { URLQueryItem(name: name, value: "\($0)") } }
        let answer = try await pipeline.send(call)
        return AitronosSubtitles(
            format: format,
            text: String(decoding: answer.body, as: UTF8.self),
            redaction: AitronosRedactionNotice(answer.head.headerFields)
        )
    }

    /// Whether there is a recording without what was redacted, and where.
    ///
    /// - Throws: ``TranscriptionError``.
    public func redactedAudio(of id: JobID) async throws -> AitronosRedactedAudio {
        let path = try Self.path(to: id).appending("/redacted-audio")
        let answer = try await pipeline.send(HTTPCall(.get, path, operation: "redacted-audio"))
        return try answer.read(AitronosRedactedAudioBody.self, of: Self.id).audio
    }

    /// Fetches the recording without what was redacted, from its signed URL; the key is not sent there.
    ///
    /// - Throws: ``TranscriptionError``; `invalidState` where there is no such recording, or not yet.
    public func data(of audio: AitronosRedactedAudio) async throws -> Data {
        guard let url = audio.url else {
            throw TranscriptionError(
                .invalidState,
                "There is no redacted recording to fetch: the service calls it \(audio.status).",
                provider: Self.id
            )
        }
        return try await pipeline.fetch(signedURL: url, operation: "redacted-audio-file").body
    }

    /// One page of the transcriptions the service remembers, with everything it says of them.
    ///
    /// ``list(_:)`` gives the same as jobs.
    ///
    /// - Parameters:
    ///   - status: Only those in this state.
    ///   - limit: How many, 1 to 100; nil takes the service's 20.
    ///   - offset: How many to pass over.
    /// - Returns: The page, newest first.
    /// - Throws: ``TranscriptionError``.
    public func transcriptions(
        status: JobStatus? = nil,
        limit: Int? = nil,
        offset: Int = 0
    ) async throws -> AitronosPage {
        var rules = RequestRules(of: Self.id)
        rules.range(limit, "limit", 1...100)
        rules.need(offset >= 0, "offset", "must not be negative, and is \(offset)")
        try rules.check()
        var call = HTTPCall(.get, "/v1/audio/transcribe", operation: "list")
        if let status { call.query.append(URLQueryItem(name: "status", value: AitronosMapping.word(for: status))) }
        if let limit { call.query.append(URLQueryItem(name: "limit", value: "\(limit)")) }
        if offset > 0 { call.query.append(URLQueryItem(name: "offset", value: "\(offset)")) }
        return try await pipeline.send(call).read(AitronosPage.self, of: Self.id)
    }
}

extension AitronosRedactionNotice {
    init(_ fields: HTTPFields) {
        func value(_ name: String) -> String? { HTTPField.Name(name).flatMap { fields[$0] } }
        isRedacted = value("X-PII-Redacted").map { ["true", "1", "yes"].contains($0.lowercased()) }
        policies = (value("X-PII-Policies") ?? "").split(separator: ",")
            .map { $0.trimmingCharacters(in: .whitespaces) }
            .filter { !$0.isEmpty }
            .map(RedactionClass.init(rawValue:))
    }
}
