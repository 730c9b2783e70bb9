/// How to transcribe.
///
/// Everything has a default that means: as the provider does by itself.
public struct TranscriptionOptions: Sendable, Hashable {
    /// What to do with an option the provider cannot honour.
    public enum UnsupportedPolicy: String, Sendable, Hashable, Codable {
        /// The request is refused before any network call, naming the option and the provider.
        case refuse
        /// The option is left out, and the job carries a warning that says so.
        case bestEffort
    }

    /// The provider's model; nil means its default.
    public var model: String?
    /// The languages to expect.
    public var language: LanguageSelection
    /// Whether and how to tell speakers apart.
    public var diarization: Diarization
    /// Whether to return the time of each word.
    public var wordTiming: Bool
    /// Words and phrases likely to occur, such as names and technical terms.
    public var vocabulary: [String]
    /// Free text about the audio that helps recognition.
    public var context: String?
    /// Classes of information to remove.
    public var redaction: [RedactionClass]
    /// A translation to make.
    public var translation: Translation?
    /// Whether spoken numbers are written as digits; nil means the provider's default.
    public var numerals: Bool?
    /// What to derive from the speech.
    public var insights: [Insight]
    /// Whether to label sounds that are not speech.
    public var soundLabels: Bool
    /// Subtitle formats the provider is to make; ``Transcript/srt(_:)`` and ``Transcript/vtt(_:)`` make them here.
    public var subtitles: [SubtitleFormat]
    /// Options only one provider has.
    public var provider: ProviderOptionSet
    /// What to do with an option the provider cannot honour.
    public var unsupported: UnsupportedPolicy

    /// Describes how to transcribe.
    public init(
        model: String? = nil,
        language: LanguageSelection = .automatic,
        diarization: Diarization = .off,
        wordTiming: Bool = false,
        vocabulary: [String] = [],
        context: String? = nil,
        redaction: [RedactionClass] = [],
        translation: Translation? = nil,
        numerals: Bool? = nil,
        insights: [Insight] = [],
        soundLabels: Bool = false,
        subtitles: [SubtitleFormat] = [],
        provider: ProviderOptionSet = .init(),
        unsupported: UnsupportedPolicy = .refuse
    ) {
        self.model = model
        self.language = language
        self.diarization = diarization
        self.wordTiming = wordTiming
        self.vocabulary = vocabulary
        self.context = context
        self.redaction = redaction
        self.translation = translation
        self.numerals = numerals
        self.insights = insights
        self.soundLabels = soundLabels
        self.subtitles = subtitles
        self.provider = provider
        self.unsupported = unsupported
    }
}

/// The JSON form has one member for each property; a missing one means its default.
extension TranscriptionOptions: Codable {
    /// Reads the JSON form.
    public init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: CodingKeys.self)
        func value<Value: Decodable>(_ key: CodingKeys, else fallback: Value) throws -> Value {
            try members.decodeIfPresent(Value.self, forKey: key) ?? fallback
        }
        let standard = Self()
        model = try members.decodeIfPresent(String.self, forKey: .model)
        language = try value(.language, else: standard.language)
        diarization = try value(.diarization, else: standard.diarization)
        wordTiming = try value(.wordTiming, else: standard.wordTiming)
        vocabulary = try value(.vocabulary, else: standard.vocabulary)
        context = try members.decodeIfPresent(String.self, forKey: .context)
        redaction = try value(.redaction, else: standard.redaction)
        translation = try members.decodeIfPresent(Translation.self, forKey: .translation)
        numerals = try members.decodeIfPresent(Bool.self, forKey: .numerals)
        insights = try value(.insights, else: standard.insights)
        soundLabels = try value(.soundLabels, else: standard.soundLabels)
        subtitles = try value(.subtitles, else: standard.subtitles)
        provider = try value(.provider, else: standard.provider)
        unsupported = try value(.unsupported, else: standard.unsupported)
    }
}
