import Steno

extension CloudService {
    /// Every service this version knows.
    public static let all: [Self] = [soniox, pyai, aitronos, transcripts, speechIsCheap]

    /// Soniox; the environment also sets what ``SonioxConfiguration/init(environment:)`` reads.
    public static let soniox = Self(
        "Soniox",
        keyVariables: ["SONIOX_API_KEY"],
        webhookVariable: "SONIOX_API_WEBHOOK_SECRET",
        sample: Soniox(apiKey: ""),
        models: { soniox in
            try await soniox.models().map {
                let languages = $0.languages.map(\.code)
                return CloudModel(id: $0.id, name: $0.name, isForJobs: $0.isForJobs, languages: languages)
            }
        },
        verifier: { secret, environment in
            let name = SonioxConfiguration.webhookHeaderName(in: environment)
            return Soniox.webhookVerifier(header: name, values: [secret])
        },
        webhookFields: { _, secret, environment, _ in
            try WebhookSigner.header(SonioxConfiguration.webhookHeaderName(in: environment), value: secret)
        },
        connect: { key, environment, settings in
            var configuration = try SonioxConfiguration(environment: environment)
            settings.apply(to: &configuration)
            configuration.cleanup.deletesFile = settings.deletesUploads
            return Soniox(apiKey: key, configuration: configuration)
        }
    )

    /// PyAI; the environment also sets what ``PyAI/fromEnvironment(_:configuration:)`` reads.
    public static let pyai = Self(
        "PyAI",
        keyVariables: ["PYAI_API_KEY"],
        webhookVariable: "PYAI_WEBHOOK_SECRET",
        sample: PyAI(apiKey: ""),
        models: { pyai in try await pyai.models().map { CloudModel(id: $0.id) } },
        verifier: { secret, _ in PyAI.webhookVerifier(secrets: [secret]) },
        webhookFields: { body, secret, _, now in try PyAI.webhookFields(of: body, secret: secret, now: now) },
        connect: { _, environment, settings in
            var configuration = PyAIConfiguration()
            settings.apply(to: &configuration)
            return try PyAI.fromEnvironment(environment, configuration: configuration)
        }
    )

    /// Aitronos; the environment also sets what ``AitronosConfiguration/init(environment:)`` reads.
    public static let aitronos = Self(
        "Aitronos",
        keyVariables: ["AITRONOS_API_KEY", "FREDDY_API_KEY", "ACCESS_TOKEN"],
        sample: Aitronos(apiKey: ""),
        verifier: { secret, _ in Aitronos.webhookVerifier(signer: CallbackSigner(secrets: [secret])) },
        connect: { key, environment, settings in
            var configuration = AitronosConfiguration(environment: environment)
            settings.apply(to: &configuration)
            return Aitronos(apiKey: key, configuration: configuration)
        }
    )

    /// Transcripts (Wordcab); the environment also sets what ``Transcripts/fromEnvironment(_:configuration:)`` reads.
    public static let transcripts = Self(
        "Transcripts",
        keyVariables: ["WORDCAB_API_KEY"],
        webhookVariable: "WORDCAB_WH_SECRET",
        sample: Transcripts(apiKey: ""),
        models: { transcripts in try await transcripts.models().map { CloudModel(id: $0.id) } },
        verifier: { secret, _ in Transcripts.webhookVerifier(secrets: [secret]) },
        webhookFields: { body, secret, _, now in try Transcripts.webhookFields(of: body, secret: secret, now: now) },
        connect: { _, environment, settings in
            var configuration = TranscriptsConfiguration()
            settings.apply(to: &configuration)
            return try Transcripts.fromEnvironment(environment, configuration: configuration)
        }
    )

    /// SpeechIsCheap; the environment also sets what ``SpeechIsCheapConfiguration/init(environment:)`` reads.
    public static let speechIsCheap = Self(
        "SpeechIsCheap",
        keyVariables: ["SIC_API_KEY"],
        sample: SpeechIsCheap(apiKey: ""),
        verifier: { secret, _ in SpeechIsCheap.webhookVerifier(signer: CallbackSigner(secrets: [secret])) },
        connect: { key, environment, settings in
            var configuration = SpeechIsCheapConfiguration(environment: environment)
            settings.apply(to: &configuration)
            return SpeechIsCheap(apiKey: key, configuration: configuration)
        }
    )
}

extension SonioxConfiguration: CloudConfiguration, UploadConfiguration {}
extension PyAIConfiguration: CloudConfiguration, UploadConfiguration {}
extension AitronosConfiguration: CloudConfiguration {}
extension TranscriptsConfiguration: CloudConfiguration, UploadConfiguration {}
extension SpeechIsCheapConfiguration: CloudConfiguration, UploadConfiguration {}
