/// What was said, and when.
///
/// All times are seconds from the start of the audio.
public struct Transcript: Sendable, Hashable {
    /// The whole text.
    public var text: String
    /// The language spoken, as a code such as `en`; nil when unknown.
    public var language: String?
    /// How sure the language detection was, from 0 to 1, where it was detected.
    public var languageConfidence: Double?
    /// The length of the audio in seconds.
    public var duration: Double?
    /// Timed stretches of text, in order of start.
    public var segments: [Segment]
    /// The words with their times, in order of start; empty unless asked for and available.
    public var words: [Word]
    /// The speakers told apart, in order of first appearance.
    public var speakers: [Speaker]
    /// Translations, where asked for in addition to the transcript.
    public var translations: [TranslatedText]
    /// Stretches the provider redacted.
    public var redactions: [Redaction]
    /// Subtitles the provider made, by format.
    public var subtitles: [SubtitleFormat: String]

    /// Describes a transcript.
    public init(
        text: String,
        language: String? = nil,
        languageConfidence: Double? = nil,
        duration: Double? = nil,
        segments: [Segment] = [],
        words: [Word] = [],
        speakers: [Speaker] = [],
        translations: [TranslatedText] = [],
        redactions: [Redaction] = [],
        subtitles: [SubtitleFormat: String] = [:]
    ) {
        self.text = text
        self.language = language
        self.languageConfidence = languageConfidence
        self.duration = duration
        self.segments = segments
        self.words = words
        self.speakers = speakers
        self.translations = translations
        self.redactions = redactions
        self.subtitles = subtitles
    }
}

/// The JSON form has one member for each property; only `text` is required when reading.
extension Transcript: Codable {
    /// Reads the JSON form.
    public init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            text: try members.decode(String.self, forKey: .text),
            language: try members.decodeIfPresent(String.self, forKey: .language),
            languageConfidence: try members.decodeIfPresent(Double.self, forKey: .languageConfidence),
            duration: try members.decodeIfPresent(Double.self, forKey: .duration),
            segments: try members.decodeIfPresent([Segment].self, forKey: .segments) ?? [],
            words: try members.decodeIfPresent([Word].self, forKey: .words) ?? [],
            speakers: try members.decodeIfPresent([Speaker].self, forKey: .speakers) ?? [],
            translations: try members.decodeIfPresent([TranslatedText].self, forKey: .translations) ?? [],
            redactions: try members.decodeIfPresent([Redaction].self, forKey: .redactions) ?? [],
            subtitles: try members.decodeIfPresent([SubtitleFormat: String].self, forKey: .subtitles) ?? [:]
        )
    }
}

/// A timed stretch of text.
public struct Segment: Sendable, Hashable, Codable {
    /// Where it starts, in seconds.
    public var start: Double
    /// Where it ends, in seconds; not before the start.
    public var end: Double
    /// The text, without white space around it.
    public var text: String
    /// The speaker's label, valid inside this transcript only.
    public var speaker: String?
    /// The audio channel, counted from 0.
    public var channel: Int?
    /// The language of this stretch.
    public var language: String?
    /// How sure the provider is, from 0 to 1.
    public var confidence: Double?
    /// What is heard where it is not speech, such as `music`.
    public var sound: String?
    /// Whether another speaker begins after this stretch, where only turns are told and not who speaks.
    public var endsTurn: Bool?

    /// Describes a segment.
    public init(
        start: Double,
        end: Double,
        text: String,
        speaker: String? = nil,
        channel: Int? = nil,
        language: String? = nil,
        confidence: Double? = nil,
        sound: String? = nil,
        endsTurn: Bool? = nil
    ) {
        self.start = start
        self.end = end
        self.text = text
        self.speaker = speaker
        self.channel = channel
        self.language = language
        self.confidence = confidence
        self.sound = sound
        self.endsTurn = endsTurn
    }
}

/// A word with its time.
public struct Word: Sendable, Hashable, Codable {
    /// Where it starts, in seconds.
    public var start: Double
    /// Where it ends, in seconds; not before the start.
    public var end: Double
    /// The word with its punctuation, without white space around it.
    public var text: String
    /// How sure the provider is, from 0 to 1.
    public var confidence: Double?
    /// The speaker's label, valid inside this transcript only.
    public var speaker: String?
    /// The audio channel, counted from 0.
    public var channel: Int?

    /// Describes a word.
    public init(
        start: Double,
        end: Double,
        text: String,
        confidence: Double? = nil,
        speaker: String? = nil,
        channel: Int? = nil
    ) {
        self.start = start
        self.end = end
        self.text = text
        self.confidence = confidence
        self.speaker = speaker
        self.channel = channel
    }
}

/// Someone who speaks.
public struct Speaker: Sendable, Hashable, Codable {
    /// The label that segments and words carry; valid inside this transcript only.
    public var label: String
    /// The channel the label stands for, when speakers were told apart by channel and not by voice.
    public var channel: Int?

    /// Describes a speaker.
    public init(label: String, channel: Int? = nil) {
        self.label = label
        self.channel = channel
    }
}

/// A translation of a transcript.
public struct TranslatedText: Sendable, Hashable {
    /// The language translated to.
    public var language: String
    /// The whole text.
    public var text: String
    /// Timed stretches; where the provider gives no times they are those of the original.
    public var segments: [Segment]

    /// Describes a translation.
    public init(language: String, text: String, segments: [Segment] = []) {
        self.language = language
        self.text = text
        self.segments = segments
    }
}

/// The JSON form has one member for each property; `segments` may be missing when reading.
extension TranslatedText: Codable {
    /// Reads the JSON form.
    public init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            language: try members.decode(String.self, forKey: .language),
            text: try members.decode(String.self, forKey: .text),
            segments: try members.decodeIfPresent([Segment].self, forKey: .segments) ?? []
        )
    }
}

/// A stretch of audio or text that was redacted.
public struct Redaction: Sendable, Hashable, Codable {
    /// What was removed.
    public var kind: RedactionClass
    /// Where it starts, in seconds.
    public var start: Double
    /// Where it ends, in seconds.
    public var end: Double

    /// Describes a redaction.
    public init(kind: RedactionClass, start: Double, end: Double) {
        self.kind = kind
        self.start = start
        self.end = end
    }
}
