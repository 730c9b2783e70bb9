/// A part of a request that a provider may or may not honour.
public struct RequestOption: OpenName, CodingKeyRepresentable {
    /// ``TranscriptionOptions/model``
    public static let model: Self = "model"
    /// ``LanguageSelection/automatic``
    public static let automaticLanguage: Self = "automaticLanguage"
    /// ``LanguageSelection/hints(_:)``
    public static let languageHints: Self = "languageHints"
    /// ``LanguageSelection/strict(_:)``
    public static let strictLanguage: Self = "strictLanguage"
    /// ``Diarization/speakers(expected:)``
    public static let speakerDiarization: Self = "speakerDiarization"
    /// The expected count of ``Diarization/speakers(expected:)``
    public static let expectedSpeakers: Self = "expectedSpeakers"
    /// ``Diarization/channels``
    public static let channelDiarization: Self = "channelDiarization"
    /// ``TranscriptionOptions/wordTiming``
    public static let wordTiming: Self = "wordTiming"
    /// ``TranscriptionOptions/vocabulary``
    public static let vocabulary: Self = "vocabulary"
    /// ``TranscriptionOptions/context``
    public static let context: Self = "context"
    /// ``TranscriptionOptions/redaction``
    public static let redaction: Self = "redaction"
    /// ``TranscriptionOptions/translation``
    public static let translation: Self = "translation"
    /// ``TranscriptionOptions/numerals``
    public static let numerals: Self = "numerals"
    /// ``TranscriptionOptions/insights``
    public static let insights: Self = "insights"
    /// ``TranscriptionOptions/soundLabels``
    public static let soundLabels: Self = "soundLabels"
    /// ``TranscriptionOptions/subtitles``
    public static let subtitles: Self = "subtitles"
    /// ``TranscriptionRequest/webhook``
    public static let webhook: Self = "webhook"
    /// ``TranscriptionRequest/metadata``
    public static let metadata: Self = "metadata"
    /// ``TranscriptionRequest/clientReference``
    public static let clientReference: Self = "clientReference"
    /// ``TranscriptionRequest/idempotencyKey``
    public static let idempotencyKey: Self = "idempotencyKey"
    /// ``TranscriptionRequest/audio``
    public static let audio: Self = "audio"

    /// The option's name.
    public let rawValue: String

    /// Wraps a name.
    public init(rawValue: String) {
        self.rawValue = rawValue
    }
}
