import Steno

extension CloudService {
    /// Every service this version knows.
    public static let all: [Self] = [soniox]

    /// Soniox; the environment also sets what ``SonioxConfiguration/init(environment:)`` reads.
    public static let soniox = Self(
        "Soniox",
        keyVariables: ["SONIOX_API_KEY"],
        sample: Soniox(apiKey: ""),
        models: { soniox in
            try await soniox.models().map {
                let languages = $0.languages.map(\.code)
                return CloudModel(id: $0.id, name: $0.name, isForJobs: $0.isForJobs, languages: languages)
            }
        },
        connect: { key, environment, settings in
            var configuration = try SonioxConfiguration(environment: environment)
            settings.apply(to: &configuration)
            configuration.cleanup.deletesFile = settings.deletesUploads
            return Soniox(apiKey: key, configuration: configuration)
        }
    )
}

extension SonioxConfiguration: CloudConfiguration, UploadConfiguration {}
