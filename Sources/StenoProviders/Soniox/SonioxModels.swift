public import Steno

/// A model of Soniox.
public struct SonioxModel: Sendable, Hashable, Identifiable {
    /// What a model transcribes.
    public struct Mode: OpenName {
        /// Live speech, which is not for jobs.
        public static let realTime: Self = "real_time"
        /// Recordings, by jobs.
        public static let async: Self = "async"

        /// The word.
        public let rawValue: String

        /// Wraps a word.
        public init(rawValue: String) {
            self.rawValue = rawValue
        }
    }

    /// A language of a model.
    public struct Language: Sendable, Hashable {
        /// The code, such as `en`.
        public var code: String
        /// The name in English.
        public var name: String?
    }

    /// A language a model translates to.
    public struct TranslationTarget: Sendable, Hashable {
        /// The code of the language translated to.
        public var targetLanguage: String?
        /// The codes of the languages translated from.
        public var sourceLanguages: [String]
        /// The codes of the languages not translated from.
        public var excludeSourceLanguages: [String]
    }

    /// The model's id, for ``TranscriptionOptions/model``.
    public var id: String
    /// The model that stands behind an alias; nil for one that is none.
    public var aliasedModelID: String?
    /// The model's name.
    public var name: String?
    /// Which form of context it takes: 2 for ``SonioxContext``.
    public var contextVersion: Int?
    /// What it transcribes.
    public var transcriptionMode: Mode?
    /// The languages it recognises.
    public var languages: [Language]
    /// Whether it can be held to the languages expected.
    public var supportsLanguageHintsStrict: Bool?
    /// Whether it takes a longest delay at the end of an utterance; for live speech.
    public var supportsMaxEndpointDelay: Bool?
    /// Whether it takes a sensitivity to the end of an utterance; for live speech.
    public var supportsEndpointSensitivity: Bool?
    /// Whether it takes a latency for the end of an utterance; for live speech.
    public var supportsEndpointLatencyAdjustment: Bool?
    /// The highest level of that latency; for live speech.
    public var endpointLatencyAdjustmentMaxLevel: Int?
    /// The languages it translates to, where they are not all.
    public var translationTargets: [TranslationTarget]
    /// The pairs of languages it translates between, where they are not all.
    public var twoWayTranslationPairs: [String]
    /// `all_languages` where it translates to any of its languages.
    public var oneWayTranslation: String?
    /// `all_languages` where it translates between any of its languages.
    public var twoWayTranslation: String?

    /// Whether it is for jobs.
    public var isForJobs: Bool { transcriptionMode == .async }
}

extension SonioxModel: JSONReadable {
    package init(from json: inout JSONReader) throws {
        (id, languages, translationTargets, twoWayTranslationPairs) = ("", [], [], [])
        try json.readObject { key, json in
            switch key {
            case "id": id = try json.readString() ?? ""
            case "aliased_model_id": aliasedModelID = try? json.readString()
            case "name": name = try? json.readString()
            case "context_version": contextVersion = try? json.readInt()
            case "transcription_mode": transcriptionMode = (try? json.readString()).map { Mode(rawValue: $0) }
            case "languages": languages = (try? json.readArray(of: Language.self)) ?? []
            case "supports_language_hints_strict": supportsLanguageHintsStrict = try? json.readBool()
            case "supports_max_endpoint_delay": supportsMaxEndpointDelay = try? json.readBool()
            case "supports_endpoint_sensitivity": supportsEndpointSensitivity = try? json.readBool()
            case "supports_endpoint_latency_adjustment": supportsEndpointLatencyAdjustment = try? json.readBool()
            case "endpoint_latency_adjustment_max_level": endpointLatencyAdjustmentMaxLevel = try? json.readInt()
            case "translation_targets":
                translationTargets = (try? json.readArray(of: TranslationTarget.self)) ?? []
            case "two_way_translation_pairs": twoWayTranslationPairs = (try? json.readArray(of: String.self)) ?? []
            case "one_way_translation": oneWayTranslation = try? json.readString()
            case "two_way_translation": twoWayTranslation = try? json.readString()
            default: break
            }
        }
        if id.isEmpty { throw json.missing("id") }
    }
}

extension SonioxModel.Language: JSONReadable {
    package init(from json: inout JSONReader) throws {
        code = ""
        try json.readObject { key, json in
            switch key {
            case "code": code = try json.readString() ?? ""
            case "name": name = try? json.readString()
            default: break
            }
        }
    }
}

extension SonioxModel.TranslationTarget: JSONReadable {
    package init(from json: inout JSONReader) throws {
        (sourceLanguages, excludeSourceLanguages) = ([], [])
        try json.readObject { key, json in
            switch key {
            case "target_language": targetLanguage = try? json.readString()
            case "source_languages": sourceLanguages = (try? json.readArray(of: String.self)) ?? []
            case "exclude_source_languages": excludeSourceLanguages = (try? json.readArray(of: String.self)) ?? []
            default: break
            }
        }
    }
}

/// The answer of `GET /v1/models`.
struct SonioxModelList: JSONReadable {
    var models: [SonioxModel] = []

    init(from json: inout JSONReader) throws {
        try json.readObject { key, json in
            if case "models" = key { models = try json.readArray(of: SonioxModel.self) }
        }
    }
}
