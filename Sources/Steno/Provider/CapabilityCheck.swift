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
            refuse(.audio, "takes no audio by \(request.audio.kind.rawValue), only by \(taken).")
        }
        need(.model, options.model != nil, "has no choice of model; leave the option `model` out.")
        checkLanguage(options.language, need: need, refuse: refuse)
        switch options.diarization {
        case .off: break
        case .speakers(let expected):
            need(.speakerDiarization, true, "cannot tell speakers apart by voice (option `diarization`).")
            need(.expectedSpeakers, expected != nil, "takes no expected number of speakers (option `diarization`).")
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
        need(.subtitles, !options.subtitles.isEmpty, "makes no subtitles itself (option `subtitles`); export them here.")
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
        case .automatic:
            need(.automaticLanguage, true, "cannot detect the language; name it (option `language`).")
            return
        case .hints:
            option = .languageHints
            need(option, true, "takes no language hints (option `language`).")
        case .strict:
            option = .strictLanguage
            need(option, true, "cannot be held to the languages given (option `language`).")
        }
        if let maximumLanguages, selection.codes.count > maximumLanguages {
            refuse(option, "takes at most \(maximumLanguages) language(s) (option `language`).")
        }
        if let languages {
            let unknown = selection.codes.filter { !languages.contains($0.lowercased()) }
            if !unknown.isEmpty {
                refuse(option, "does not know the language \(unknown.joined(separator: ", ")) (option `language`).")
            }
        }
    }

    private func checkTranslation(
        _ translation: Translation?,
        need: (RequestOption, Bool, String) -> Void,
        refuse: (RequestOption, String) -> Void
    ) {
        guard let translation else { return }
        need(.translation, true, "cannot translate (option `translation`).")
        guard support(for: .translation) != .unsupported, let translationTargets else { return }
        let targets =
            switch translation {
            case .oneWay(let target): [target]
            case .twoWay(let one, let other): [one, other]
            }
        let unknown = targets.filter { !translationTargets.contains($0.lowercased()) }
        if !unknown.isEmpty {
            refuse(.translation, "cannot translate to \(unknown.joined(separator: ", ")) (option `translation`).")
        }
    }
}

extension TranscriptionRequest {
    /// This request as far as a provider can honour it, with a warning for each option left out.
    ///
    /// With ``TranscriptionOptions/UnsupportedPolicy/refuse`` nothing is left out. An audio source of the wrong kind is
    /// refused under both policies, because there is nothing to transcribe without it.
    ///
    /// - Throws: ``TranscriptionError`` with code `unsupportedOption`, naming every option and the provider.
    public func honoured(by capabilities: Capabilities, of provider: ProviderID) throws -> (Self, [JobWarning]) {
        let found = capabilities.unsupportedOptions(of: self, provider: provider)
        let fatal = options.unsupported == .refuse ? found : found.filter { $0.option == .audio }
        guard fatal.isEmpty else {
            throw TranscriptionError(
                .unsupportedOption,
                fatal.map(\.message).joined(separator: " "),
                provider: provider
            )
        }
        var request = self
        for unsupported in found {
            request.leaveOut(unsupported.option)
        }
        return (request, found.map { JobWarning(option: $0.option, message: "Left out: \($0.message)") })
    }

    private mutating func leaveOut(_ option: RequestOption) {
        let standard = TranscriptionOptions()
        switch option {
        case .model: options.model = nil
        case .languageHints, .strictLanguage: options.language = .automatic
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
        default: break
        }
    }
}
