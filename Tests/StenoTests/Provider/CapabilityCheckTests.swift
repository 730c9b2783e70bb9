import Foundation
import Steno
import StenoTestSupport
import Testing

@Suite struct CapabilityCheckTests {
    /// An option, a request that uses it and nothing else, and the request that is left when it is left out.
    struct Use: Sendable, CustomTestStringConvertible {
        var option: RequestOption
        var request: TranscriptionRequest
        /// Nil where it cannot be left out.
        var rest: TranscriptionRequest?

        var testDescription: String { "\(option)" }

        init(
            _ option: RequestOption,
            rest: TranscriptionRequest? = plain,
            _ use: (inout TranscriptionRequest) -> Void
        ) {
            self.option = option
            self.rest = rest
            request = plain
            use(&request)
        }
    }

    static let plain = TranscriptionRequest(audio: .stored(id: "x"))

    static func changed(_ change: (inout TranscriptionRequest) -> Void) -> TranscriptionRequest {
        var request = plain
        change(&request)
        return request
    }

    static let uses: [Use] = [
        Use(.model) { $0.options.model = "large" },
        Use(.automaticLanguage, rest: nil) { _ in },
        Use(.automaticLanguage, rest: nil) { $0.options.language = .hints([]) },
        Use(.languageHints) { $0.options.language = .hints(["en"]) },
        Use(.strictLanguage, rest: changed { $0.options.language = .hints(["en"]) }) {
            $0.options.language = .strict(["en"])
        },
        Use(.speakerDiarization) { $0.options.diarization = .speakers() },
        Use(.speakerDiarization) { $0.options.diarization = .speakers(expected: 2) },
        Use(.expectedSpeakers, rest: changed { $0.options.diarization = .speakers() }) {
            $0.options.diarization = .speakers(expected: 2)
        },
        Use(.channelDiarization) { $0.options.diarization = .channels },
        Use(.wordTiming) { $0.options.wordTiming = true },
        Use(.vocabulary) { $0.options.vocabulary = ["Steno"] },
        Use(.context) { $0.options.context = "A call." },
        Use(.redaction) { $0.options.redaction = [.personal] },
        Use(.translation) { $0.options.translation = .twoWay("en", "de") },
        Use(.numerals) { $0.options.numerals = false },
        Use(.insights) { $0.options.insights = [.summary] },
        Use(.soundLabels) { $0.options.soundLabels = true },
        Use(.subtitles) { $0.options.subtitles = [.vtt] },
        Use(.webhook) { $0.webhook = Webhook(url: URL(filePath: "/hook")) },
        Use(.metadata) { $0.metadata = ["a": "b"] },
        Use(.clientReference) { $0.clientReference = "r" },
        Use(.idempotencyKey) { $0.idempotencyKey = "k" },
    ]

    static func everything(but option: RequestOption, _ support: Capabilities.Support? = .unsupported) -> Capabilities {
        var capabilities = Capabilities.everything
        capabilities.options[option] = support
        return capabilities
    }

    static func refusal(of request: TranscriptionRequest, by capabilities: Capabilities) -> TranscriptionError? {
        do {
            _ = try request.honoured(by: capabilities, of: "scripted")
            return nil
        } catch {
            return error as? TranscriptionError
        }
    }

    @Test func `every option is in the table`() {
        #expect(Set(Self.uses.map(\.option)) == Set(RequestOption.allKnown).subtracting([.audio]))
    }

    @Test(arguments: uses)
    func `an unsupported option is refused by name`(use: Use) throws {
        for support in [Capabilities.Support.unsupported, nil] {
            let capabilities = Self.everything(but: use.option, support)
            let found = capabilities.unsupportedOptions(of: use.request, provider: "scripted")
            #expect(found.map(\.option) == [use.option])
            let error = try #require(Self.refusal(of: use.request, by: capabilities))
            #expect(error.code == .unsupportedOption)
            #expect(error.provider == "scripted")
            #expect(error.message.contains("scripted"))
            let property =
                switch use.option {
                case .automaticLanguage, .languageHints, .strictLanguage: "language"
                case .speakerDiarization, .expectedSpeakers, .channelDiarization: "diarization"
                default: use.option.rawValue
                }
            #expect(error.message.contains("`\(property)`"))
        }
    }

    @Test(arguments: uses)
    func `best effort leaves it out and warns`(use: Use) throws {
        var request = use.request
        request.options.unsupported = .bestEffort
        let capabilities = Self.everything(but: use.option)
        guard var rest = use.rest else {
            #expect(Self.refusal(of: request, by: capabilities)?.code == .unsupportedOption)
            return
        }
        rest.options.unsupported = .bestEffort
        let (honoured, warnings) = try request.honoured(by: capabilities, of: "scripted")
        #expect(honoured == rest)
        #expect(warnings.map(\.option) == [use.option])
        #expect(capabilities.unsupportedOptions(of: honoured, provider: "scripted").isEmpty)
    }

    @Test(arguments: uses, [TranscriptionOptions.UnsupportedPolicy.refuse, .bestEffort])
    func `what is supported or unknown passes unchanged`(
        use: Use,
        policy: TranscriptionOptions.UnsupportedPolicy
    ) throws {
        var request = use.request
        request.options.unsupported = policy
        for support in [Capabilities.Support.supported, .unknown] {
            let (honoured, warnings) = try request.honoured(
                by: Self.everything(but: use.option, support),
                of: "scripted"
            )
            #expect(honoured == request)
            #expect(warnings.isEmpty)
        }
    }

    @Test func `all that is wrong is named at once`() throws {
        var request = JSONFormTests.request
        let nothing = Capabilities(operations: [:], audioSources: [.file], options: [:])
        let found = nothing.unsupportedOptions(of: request, provider: "scripted")
        #expect(
            found.map(\.option) == [
                .audio, .model, .languageHints, .speakerDiarization, .wordTiming, .vocabulary, .context, .redaction,
                .translation, .numerals, .insights, .soundLabels, .subtitles, .webhook, .metadata, .clientReference,
                .idempotencyKey,
            ]
        )
        request.options.unsupported = .refuse
        let error = try #require(Self.refusal(of: request, by: nothing))
        for unsupported in found {
            #expect(error.message.contains(unsupported.message))
        }
    }

    @Test(arguments: AudioSource.Kind.allCases)
    func `an audio source of another kind is refused under both policies`(kind: AudioSource.Kind) throws {
        let source: AudioSource =
            switch kind {
            case .url: .url(try #require(URL(string: "https://example.com/a.mp3")))
            case .file: .file(URL(filePath: "/a.mp3"))
            case .data: .data(Data([1]), name: nil)
            case .stored: .stored(id: "x")
            }
        var capabilities = Capabilities.everything
        for policy in [TranscriptionOptions.UnsupportedPolicy.refuse, .bestEffort] {
            let request = TranscriptionRequest(audio: source, options: .init(unsupported: policy))
            capabilities.audioSources = [kind]
            #expect(Self.refusal(of: request, by: capabilities) == nil)
            capabilities.audioSources = Set(AudioSource.Kind.allCases).subtracting([kind])
            let error = try #require(Self.refusal(of: request, by: capabilities))
            #expect(error.code == .unsupportedOption)
            #expect(error.message.contains("by \(kind.rawValue)"))
        }
    }

    struct LanguageCase: Sendable, CustomTestStringConvertible {
        var given: LanguageSelection
        var unsupported: Set<RequestOption> = []
        var maximum: Int?
        /// What best effort makes of it; nil where nothing can be made.
        var left: LanguageSelection?
        var testDescription: String { "\(given) without \(unsupported.map(\.rawValue).sorted()), \(maximum ?? 99)" }
    }

    static let languageCases = [
        LanguageCase(given: .hints(["en", "DE"]), left: .hints(["en", "DE"])),
        LanguageCase(given: .strict(["en", "ZH-hant"]), left: .strict(["en", "ZH-hant"])),
        LanguageCase(given: .hints(["en", "xx", "de"]), left: .hints(["en", "de"])),
        LanguageCase(given: .hints(["xx", "en", "de"]), maximum: 1, left: .hints(["en"])),
        LanguageCase(given: .hints(["xx"]), left: .automatic),
        LanguageCase(given: .hints(["xx"]), unsupported: [.automaticLanguage], left: nil),
        LanguageCase(given: .hints(["en"]), maximum: 0, left: .automatic),
        LanguageCase(given: .strict(["en", "xx"]), left: .hints(["en"])),
        LanguageCase(given: .strict(["en", "de"]), maximum: 1, left: .hints(["en"])),
        LanguageCase(given: .strict(["en"]), unsupported: [.strictLanguage], left: .hints(["en"])),
        LanguageCase(given: .strict(["en"]), unsupported: [.strictLanguage, .languageHints], left: .automatic),
        LanguageCase(
            given: .strict(["en"]),
            unsupported: [.strictLanguage, .languageHints, .automaticLanguage],
            left: nil
        ),
        LanguageCase(given: .hints(["en"]), unsupported: [.languageHints, .automaticLanguage], left: nil),
        LanguageCase(given: .automatic, unsupported: [.automaticLanguage], left: nil),
    ]

    @Test(arguments: languageCases)
    func `languages are held to the list and the limit`(language: LanguageCase) throws {
        var capabilities = Capabilities.everything
        capabilities.languages = ["en", "de", "zh-Hant"]
        capabilities.maximumLanguages = language.maximum
        for option in language.unsupported { capabilities.options[option] = .unsupported }
        var request = Self.changed { $0.options.language = language.given }
        #expect((Self.refusal(of: request, by: capabilities) == nil) == (language.left == language.given))

        request.options.unsupported = .bestEffort
        guard let left = language.left else {
            #expect(Self.refusal(of: request, by: capabilities)?.code == .unsupportedOption)
            return
        }
        let (honoured, warnings) = try request.honoured(by: capabilities, of: "scripted")
        #expect(honoured.options.language == left)
        #expect(warnings.isEmpty == (left == language.given))
    }

    @Test func `a translation is held to its list`() throws {
        var capabilities = Capabilities.everything
        capabilities.translationTargets = ["en", "pt-BR"]
        func refusal(_ translation: Translation) -> String? {
            Self.refusal(of: Self.changed { $0.options.translation = translation }, by: capabilities)?.message
        }
        #expect(refusal(.oneWay(to: "PT-br")) == nil)
        #expect(refusal(.twoWay("en", "pt-BR")) == nil)
        #expect(refusal(.oneWay(to: "fr"))?.contains("translate to fr") == true)
        #expect(refusal(.twoWay("fr", "en"))?.contains("translate to fr ") == true)
    }

    @Test func `what makes no sense to anyone is refused under both policies`() throws {
        let web = try #require(URL(string: "https://example.com/a.mp3"))
        let cases: [(TranscriptionRequest, TranscriptionError.Code)] = [
            (.init(audio: .file(web)), .invalidRequest),
            (.init(audio: .url(URL(filePath: "/a.mp3"))), .invalidRequest),
            (.init(audio: .data(Data(), name: nil)), .invalidAudio),
            (.init(audio: .stored(id: "")), .invalidRequest),
            (Self.changed { $0.options.diarization = .speakers(expected: 0) }, .invalidRequest),
            (Self.changed { $0.options.language = .strict([]) }, .invalidRequest),
            (Self.changed { $0.options.language = .hints(["en", ""]) }, .invalidRequest),
        ]
        for (request, code) in cases {
            for policy in [TranscriptionOptions.UnsupportedPolicy.refuse, .bestEffort] {
                var request = request
                request.options.unsupported = policy
                #expect(Self.refusal(of: request, by: .everything)?.code == code)
            }
        }
    }
}
