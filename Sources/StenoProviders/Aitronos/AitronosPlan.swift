import Foundation
import Steno

/// A request as it goes to Aitronos, checked against everything known beforehand.
struct AitronosPlan {
    /// The body of the call that creates the job; the audio's URL is still to come where the audio has to be staged.
    var body: AitronosCreateBody
    /// More members of the body.
    var otherMembers: [String: JSONValue]
    /// The audio to stage first.
    var audioToStage: AudioSource?
    /// The subtitles to fetch with the transcript.
    var subtitles: [SubtitleFormat]
    /// What must be in no error.
    var secrets: [Secret]
    /// What is left out.
    var warnings: [JobWarning]

    /// Plans a request.
    ///
    /// - Throws: ``TranscriptionError`` with code `unsupportedOption` or `invalidRequest`.
    init(_ request: TranscriptionRequest, _ configuration: AitronosConfiguration) throws {
        if configuration.stager == nil, [.file, .data].contains(request.audio.kind) { throw Self.needsStager }
        let capabilities = Aitronos.capabilities(stages: configuration.stager != nil)
        let (request, warnings) = try request.honoured(by: capabilities, of: Aitronos.id)
        let options = request.options
        var leftOut = LeftOutOptions(of: Aitronos.id, policy: options.unsupported, warnings: warnings)
        let own = try options.provider.value(AitronosOptions.self) ?? AitronosOptions()

        body = AitronosCreateBody(
            organizationID: own.organizationID ?? configuration.organizationID ?? "",
            transcription: .init(audioURL: "", language: options.language.codes.first ?? "en")
        )
        if case .url(let url) = request.audio {
            body.transcription.audioURL = url.absoluteString
        } else {
            audioToStage = request.audio
        }
        if case .speakers(let expected) = options.diarization {
            body.speakers = .init(isDiarizationEnabled: true, expectedSpeakers: expected)
        }
        body.intelligence = try Self.intelligence(options.insights, &leftOut)
        body.privacy = try Self.privacy(options.redaction, &leftOut)
        body.webhook = try Self.webhook(request.webhook, &leftOut)
        subtitles = try Self.subtitles(options.subtitles, &leftOut)
        otherMembers = own.otherMembers
        secrets = request.signedAddresses
        self.warnings = leftOut.warnings
        try check(request, allowsPlainHooks: configuration.baseURL.isLoopbackAddress)
    }

    /// The body in JSON.
    func encoded() throws -> Data {
        let body = try JSONEncoder.wire.encode(body)
        guard !otherMembers.isEmpty else { return body }
        let members = try JSONDecoder().decode([String: JSONValue].self, from: body)
        return try JSONEncoder.wire.encode(members.merging(otherMembers) { documented, _ in documented })
    }

    private func check(_ request: TranscriptionRequest, allowsPlainHooks: Bool) throws {
        var rules = RequestRules(of: Aitronos.id)
        rules.need(
            body.organizationID.hasPrefix("org_") && body.organizationID.count > 4,
            "organization_id",
            "must be an organisation's id that begins with org_; set `organizationID` in AitronosConfiguration or "
                + "AitronosOptions"
        )
        if case .url(let url) = request.audio {
            rules.webURL(url, "transcription_options.audio_url", httpsOnly: true)
        }
        rules.range(body.speakers?.expectedSpeakers, "speaker_analysis.speakers_expected_count", 1...10)
        for policy in body.privacy?.policies ?? [] {
            rules.need(!policy.isEmpty, "privacy_settings.pii_policies", "must not hold an empty name")
        }
        rules.webURL(request.webhook?.url, "webhook.url", httpsOnly: !allowsPlainHooks)
        for event in body.webhook?.events ?? [] {
            rules.need(!event.isEmpty, "webhook.events", "must not hold an empty name")
        }
        for member in AitronosCreateBody.CodingKeys.allCases where otherMembers[member.rawValue] != nil {
            rules.need(false, member.rawValue, "is documented and cannot be set in `otherMembers` of AitronosOptions")
        }
        try rules.check()
    }

    private static var needsStager: TranscriptionError {
        TranscriptionError(
            .unsupportedOption,
            "aitronos fetches audio by URL and takes no uploads (option `audio`). Give a URL, or set `stager` in "
                + "AitronosConfiguration, which puts local audio where it can be fetched.",
            provider: Aitronos.id
        )
    }
}

// MARK: - Options whose values the capabilities do not tell apart

extension AitronosPlan {
    private static func intelligence(
        _ insights: [Insight],
        _ leftOut: inout LeftOutOptions
    ) throws -> AitronosCreateBody.Intelligence? {
        guard !insights.isEmpty else { return nil }
        var intelligence = AitronosCreateBody.Intelligence()
        for insight in insights {
            switch insight {
            case .sentiment: intelligence.sentiment = true
            case .entities: intelligence.entities = true
            case .highlights: intelligence.highlights = true
            case .summary: intelligence.summary = true
            default: try leftOut.leaveOut(.insights, "does not derive `\(insight)` (option `insights`).")
            }
        }
        return intelligence == .init() ? nil : intelligence
    }

    /// `personal` turns redaction on; every other class is taken for the name of one of the service's policies.
    private static func privacy(
        _ classes: [RedactionClass],
        _ leftOut: inout LeftOutOptions
    ) throws -> AitronosCreateBody.Privacy? {
        var policies: [String] = []
        for name in classes where name != .personal {
            if [.health, .payment].contains(name) {
                try leftOut.leaveOut(
                    .redaction,
                    "redacts personal information only, and not the class `\(name)` (option `redaction`)."
                )
            } else {
                policies.append(name.rawValue)
            }
        }
        guard classes.contains(.personal) || !policies.isEmpty else { return nil }
        return .init(isRedactionEnabled: true, policies: policies.isEmpty ? nil : policies)
    }

    private static func webhook(
        _ webhook: Webhook?,
        _ leftOut: inout LeftOutOptions
    ) throws -> AitronosCreateBody.Hook? {
        guard let webhook else { return nil }
        if webhook.header != nil {
            try leftOut.leaveOut(.webhook, "sends no header of the caller's with a delivery (option `webhook`).")
        }
        return .init(url: webhook.url.absoluteString, events: webhook.events.isEmpty ? nil : webhook.events)
    }

    private static func subtitles(
        _ formats: [SubtitleFormat],
        _ leftOut: inout LeftOutOptions
    ) throws -> [SubtitleFormat] {
        try formats.filter { format in
            if Aitronos.subtitleFormats.contains(format) { return true }
            try leftOut.leaveOut(.subtitles, "makes no subtitles as `\(format)` (option `subtitles`).")
            return false
        }
    }
}
