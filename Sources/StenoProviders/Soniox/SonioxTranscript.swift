public import Steno

/// A transcript as Soniox gives it: the whole text, and the pieces it is made of.
///
/// What it says of words, segments, speakers and translations is in ``words``, ``segments(_:)``, ``turns``,
/// ``speakers`` and ``translations``.
public struct SonioxTranscript: Sendable, Hashable {
    /// The job's id.
    public var id: String?
    /// The whole text.
    ///
    /// What it holds when there is a translation is not documented; ``originalText`` is the speech alone.
    public var text: String
    /// The pieces, in order of speech; a translation follows the pieces it translates.
    public var tokens: [SonioxToken]

    /// Describes a transcript.
    public init(id: String? = nil, text: String, tokens: [SonioxToken]) {
        self.id = id
        self.text = text
        self.tokens = tokens
    }
}

/// A piece of a transcript: part of a word, with the white space and punctuation around it.
public struct SonioxToken: Sendable, Hashable {
    /// Whether a piece was spoken or is a translation.
    public struct TranslationStatus: OpenName {
        /// Spoken, and not translated.
        public static let none: Self = "none"
        /// Spoken, and translated further on.
        public static let original: Self = "original"
        /// A translation of what came before.
        public static let translation: Self = "translation"

        /// The word.
        public let rawValue: String

        /// Wraps a word.
        public init(rawValue: String) {
            self.rawValue = rawValue
        }
    }

    /// The text, exactly as it joins its neighbours.
    public var text: String
    /// Where it starts, in milliseconds; translations have no times.
    public var startMilliseconds: Int?
    /// Where it ends, in milliseconds.
    ///
    /// Soniox's ends are often some 60 milliseconds after the start, before the sound ends.
    public var endMilliseconds: Int?
    /// How sure Soniox is, from 0 to 1.
    public var confidence: Double?
    /// The speaker's label, where speakers are told apart.
    public var speaker: String?
    /// The language, where it is told; of a translation the language translated to.
    public var language: String?
    /// The language a translation was made from.
    public var sourceLanguage: String?
    /// Whether it was spoken or is a translation; nil where there is no translation.
    public var translationStatus: TranslationStatus?
    /// Whether it stands for a sound that is not speech.
    public var isAudioEvent: Bool?
    /// Whether it will not change any more, which goes without saying for a job.
    public var isFinal: Bool?

    /// Describes a piece.
    public init(
        text: String,
        startMilliseconds: Int? = nil,
        endMilliseconds: Int? = nil,
        confidence: Double? = nil,
        speaker: String? = nil,
        language: String? = nil,
        sourceLanguage: String? = nil,
        translationStatus: TranslationStatus? = nil,
        isAudioEvent: Bool? = nil,
        isFinal: Bool? = nil
    ) {
        self.text = text
        self.startMilliseconds = startMilliseconds
        self.endMilliseconds = endMilliseconds
        self.confidence = confidence
        self.speaker = speaker
        self.language = language
        self.sourceLanguage = sourceLanguage
        self.translationStatus = translationStatus
        self.isAudioEvent = isAudioEvent
        self.isFinal = isFinal
    }
}

extension SonioxTranscript: JSONReadable {
    package init(from json: inout JSONReader) throws {
        var text: String?
        var tokens: [SonioxToken]?
        var id: String?
        try json.readObject { key, json in
            switch key {
            case "id": id = try? json.readString()
            case "text": text = try json.readString()
            case "tokens": tokens = try json.readArray(SonioxToken.init(from:))
            default: break
            }
        }
        guard text != nil || tokens != nil else { throw json.missing("text") }
        self.init(id: id, text: text ?? (tokens ?? []).map(\.text).joined(), tokens: tokens ?? [])
    }
}

extension SonioxToken: JSONReadable {
    package init(from json: inout JSONReader) throws {
        text = ""
        try json.readObject { key, json in
            switch key {
            case "text": text = try json.readString() ?? ""
            case "start_ms": startMilliseconds = try? json.readInt()
            case "end_ms": endMilliseconds = try? json.readInt()
            case "confidence": confidence = try? json.readDouble()
            case "speaker": speaker = json.readTextOrDigits()
            case "language": language = try? json.readString()
            case "source_language": sourceLanguage = try? json.readString()
            case "translation_status":
                translationStatus = (try? json.readString()).map { TranslationStatus(rawValue: $0) }
            case "is_audio_event": isAudioEvent = try? json.readBool()
            case "is_final": isFinal = try? json.readBool()
            default: break
            }
        }
    }
}
