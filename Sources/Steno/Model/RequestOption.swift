/// A part of a request that a provider may or may not honour.
public struct RequestOption: OpenName, CodingKeyRepresentable {
    /// The option ``TranscriptionOptions/model``.
    public static let model: Self = "model"
    /// The option ``LanguageSelection/automatic``.
    public static let automaticLanguage: Self = "automaticLanguage"
    /// The option ``LanguageSelection/hints(_:)``.
    public static let languageHints: Self = "languageHints"
    /// The option ``LanguageSelection/strict(_:)``.
    public static let strictLanguage: Self = "strictLanguage"
    /// The option ``Diarization/speakers(expected:)``.
    public static let speakerDiarization: Self = "speakerDiarization"
    /// The expected number of speakers of ``Diarization/speakers(expected:)``.
    public static let expectedSpeakers: Self = "expectedSpeakers"
    /// The option ``Diarization/channels``.
    public static let channelDiarization: Self = "channelDiarization"
    /// The option ``TranscriptionOptions/wordTiming``.
    public static let wordTiming: Self = "wordTiming"
    /// The option ``TranscriptionOptions/vocabulary``.
    public static let vocabulary: Self = "vocabulary"
    /// The option ``TranscriptionOptions/context``.
    public static let context: Self = "context"
    /// The option ``TranscriptionOptions/redaction``.
    public static let redaction: Self = "redaction"
    /// The option ``TranscriptionOptions/translation``.
    public static let translation: Self = "translation"
    /// The option ``TranscriptionOptions/numerals``.
    public static let numerals: Self = "numerals"
    /// The option ``TranscriptionOptions/insights``.
    public static let insights: Self = "insights"
    /// The option ``TranscriptionOptions/soundLabels``.
    public static let soundLabels: Self = "soundLabels"
    /// The option ``TranscriptionOptions/subtitles``.
    public static let subtitles: Self = "subtitles"
    /// The option ``TranscriptionRequest/webhook``.
    public static let webhook: Self = "webhook"
    /// The option ``TranscriptionRequest/metadata``.
    public static let metadata: Self = "metadata"
    /// The option ``TranscriptionRequest/clientReference``.
    public static let clientReference: Self = "clientReference"
    /// The option ``TranscriptionRequest/idempotencyKey``.
    public static let idempotencyKey: Self = "idempotencyKey"
    /// The option ``TranscriptionRequest/audio``.
    public static let audio: Self = "audio"

    /// The option's name.
    public let rawValue: String

    /// Wraps a name.
    public init(rawValue: String) {
        self.rawValue = rawValue
    }
}
