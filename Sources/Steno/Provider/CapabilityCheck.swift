import Foundation

/// One option of a request that a provider cannot honour.
public struct UnsupportedOption: Sendable, Hashable {
    /// Which option.
    public var option: RequestOption
    /// A sentence that says what is wrong and what to do.
    public var message: String
}

extension Capabilities {
    /// The options of a request that cannot be honoured, in the order of the request's properties.
    public func unsupportedOptions(of request: TranscriptionRequest, provider: ProviderID) -> [UnsupportedOption] {
        var found: [UnsupportedOption] = []
        func refuse(_ option: RequestOption, _ reason: String) {
            found.append(UnsupportedOption(option: option, message: "\(provider) \(reason)"))
        }
        func need(_ option: RequestOption, _ used: Bool, _ reason: String) {
            if used, support(for: option) == .unsupported { refuse(option, reason) }
        }
        let options = request.options

        if !audioSources.contains(request.audio.kind) {
            let taken = audioSources.map(\.rawValue).sorted().joined(separator: ", ")
            refuse(.audio, "takes no audio by \(request.audio.kind.rawValue), only by \(taken) (option `audio`).")
        }
        need(.model, options.model != nil, "has no choice of model; leave the option `model` out.")
        checkLanguage(options.language, need: need, refuse: refuse)
        switch options.diarization {
        case .off: break
        case .speakers(let expected):
            need(.speakerDiarization, true, "cannot tell speakers apart by voice (option `diarization`).")
            let counts = expected != nil && support(for: .speakerDiarization) != .unsupported
            need(.expectedSpeakers, counts, "takes no expected number of speakers (option `diarization`).")
        case .channels:
            need(.channelDiarization, true, "cannot transcribe channels separately (option `diarization`).")
        }
        need(.wordTiming, options.wordTiming, "gives no word times (option `wordTiming`).")
        need(.vocabulary, !options.vocabulary.isEmpty, "takes no vocabulary (option `vocabulary`).")
        need(.context, options.context != nil, "takes no free-text context (option `context`).")
        need(.redaction, !options.redaction.isEmpty, "cannot redact (option `redaction`).")
        checkTranslation(options.translation, need: need, refuse: refuse)
        need(.numerals, options.numerals != nil, "has no switch for numerals (option `numerals`).")
        need(.insights, !options.insights.isEmpty, "derives no insights (option `insights`).")
        need(.soundLabels, options.soundLabels, "labels no sounds (option `soundLabels`).")
        need(.subtitles, !options.subtitles.isEmpty, "makes no subtitles (option `subtitles`); export them here.")
        need(.webhook, request.webhook != nil, "calls no webhook (option `webhook`).")
        need(.metadata, !request.metadata.isEmpty, "keeps no metadata (option `metadata`).")
        need(.clientReference, request.clientReference != nil, "keeps no client reference (option `clientReference`).")
        need(.idempotencyKey, request.idempotencyKey != nil, "knows no idempotency key (option `idempotencyKey`).")
        return found
    }

    private func checkLanguage(
        _ selection: LanguageSelection,
        need: (RequestOption, Bool, String) -> Void,
        refuse: (RequestOption, String) -> Void
    ) {
        let option: RequestOption
        switch selection {
        case .automatic, .hints([]):
            need(.automaticLanguage, true, "cannot detect the language; name it (option `language`).")
            return
        case .hints:
            option = .languageHints
            need(option, true, "takes no language hints (option `language`).")
        case .strict:
            option = .strictLanguage
            need(option, true, "cannot be held to the languages given (option `language`).")
        }
        guard support(for: option) != .unsupported else { return }
        if let maximumLanguages, selection.codes.count > maximumLanguages {
            refuse(option, "takes at most \(maximumLanguages) language(s) (option `language`).")
        }
        let unknown = selection.codes.filter { !Self.holds(languages, $0) }
        if !unknown.isEmpty {
            refuse(option, "does not know the language \(unknown.joined(separator: ", ")) (option `language`).")
        }
    }

    /// Whether a list names a language; no list names all.
    fileprivate static func holds(_ list: Set<String>?, _ code: String) -> Bool {
        guard let list else { return true }
        return list.contains(code) || list.contains { $0.lowercased() == code.lowercased() }
    }

    private func checkTranslation(
        _ translation: Translation?,
        need: (RequestOption, Bool, String) -> Void,
        refuse: (RequestOption, String) -> Void
    ) {
        guard let translation else { return }
        need(.translation, true, "cannot translate (option `translation`).")
        guard support(for: .translation) != .unsupported else { return }
        let targets =
            switch translation {
            case .oneWay(let target): [target]
            case .twoWay(let one, let other): [one, other]
            }
        let unknown = targets.filter { !Self.holds(translationTargets, $0) }
        if !unknown.isEmpty {
            refuse(.translation, "cannot translate to \(unknown.joined(separator: ", ")) (option `translation`).")
        }
    }
}

extension TranscriptionRequest {
    /// This request as far as a provider can honour it, with a warning for each option left out.
    ///
    /// With ``TranscriptionOptions/UnsupportedPolicy/refuse`` nothing is left out. With
    /// ``TranscriptionOptions/UnsupportedPolicy/bestEffort`` an option is reduced before it is left out: languages that
    /// cannot be enforced become hints, of which those the provider takes are kept. What cannot be left out is refused all
    /// the same: the audio, and automatic detection of the language where the provider wants one named.
    ///
    /// - Throws: ``TranscriptionError`` with code `unsupportedOption`, naming every option and the provider; with code
    ///   `invalidRequest` or `invalidAudio` when the request makes no sense to any provider.
    public func honoured(by capabilities: Capabilities, of provider: ProviderID) throws -> (Self, [JobWarning]) {
        try validate(for: provider)
        var request = self
        var leftOut: [UnsupportedOption] = []
        while true {
            // Leaving one option out may uncover another, so the rest is checked again.
            let found = capabilities.unsupportedOptions(of: request, provider: provider)
            guard !found.isEmpty else { break }
            for unsupported in found {
                guard options.unsupported == .bestEffort, request.reduce(unsupported.option, to: capabilities) else {
                    throw TranscriptionError(
                        .unsupportedOption,
                        (leftOut + found).map(\.message).joined(separator: " "),
                        provider: provider
                    )
                }
            }
            leftOut += found
        }
        return (request, leftOut.map { JobWarning(option: $0.option, message: "Left out: \($0.message)") })
    }

    /// Takes an option away, or as much of it as the provider cannot honour.
    ///
    /// - Returns: Whether that was possible.
    private mutating func reduce(_ option: RequestOption, to capabilities: Capabilities) -> Bool {
        let standard = TranscriptionOptions()
        switch option {
        case .model: options.model = nil
        case .languageHints: options.language = hints(within: capabilities)
        case .strictLanguage: options.language = .hints(options.language.codes)
        case .speakerDiarization, .channelDiarization: options.diarization = .off
        case .expectedSpeakers: options.diarization = .speakers()
        case .wordTiming: options.wordTiming = false
        case .vocabulary: options.vocabulary = standard.vocabulary
        case .context: options.context = nil
        case .redaction: options.redaction = standard.redaction
        case .translation: options.translation = nil
        case .numerals: options.numerals = nil
        case .insights: options.insights = standard.insights
        case .soundLabels: options.soundLabels = false
        case .subtitles: options.subtitles = standard.subtitles
        case .webhook: webhook = nil
        case .metadata: metadata = [:]
        case .clientReference: clientReference = nil
        case .idempotencyKey: idempotencyKey = nil
        default: return false
        }
        return true
    }

    private func hints(within capabilities: Capabilities) -> LanguageSelection {
        guard capabilities.support(for: .languageHints) != .unsupported else { return .automatic }
        let known = options.language.codes.filter { Capabilities.holds(capabilities.languages, $0) }
        let taken = known.prefix(max(0, capabilities.maximumLanguages ?? known.count))
        return taken.isEmpty ? .automatic : .hints(Array(taken))
    }

    private func validate(for provider: ProviderID) throws {
        func refuse(_ message: String, _ code: TranscriptionError.Code = .invalidRequest) -> TranscriptionError {
            TranscriptionError(code, message, provider: provider)
        }
        switch audio {
        case .file(let url) where !url.isFileURL:
            throw refuse("The audio is given as a file, but \(url.scheme ?? "its URL") is not a file URL's scheme.")
        case .url(let url) where url.isFileURL:
            throw refuse("The audio is given by a URL to fetch, but it is a file on this machine: give it as a file.")
        case .data(let data, _) where data.isEmpty:
            throw refuse("The audio is empty.", .invalidAudio)
        case .stored(let id) where id.isEmpty:
            throw refuse("The id of the stored audio is empty.")
        default:
            break
        }
        if case .speakers(let expected?) = options.diarization, expected < 1 {
            throw refuse("\(expected) is not a number of speakers to expect (option `diarization`).")
        }
        if options.language == .strict([]) {
            throw refuse("Only the languages given may be recognised, but none is given (option `language`).")
        }
        if options.language.codes.contains(where: \.isEmpty) {
            throw refuse("A language's code is empty (option `language`).")
        }
    }
}
