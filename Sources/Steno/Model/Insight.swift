/// Something a provider can derive from the speech beside the words.
public struct Insight: OpenName {
    /// How a speaker feels about what is said.
    public static let sentiment: Self = "sentiment"
    /// Names of people, places, organisations and the like.
    public static let entities: Self = "entities"
    /// The key phrases.
    public static let highlights: Self = "highlights"
    /// A summary.
    public static let summary: Self = "summary"

    /// The insight's name.
    public let rawValue: String

    /// Wraps a name.
    public init(rawValue: String) {
        self.rawValue = rawValue
    }
}

/// A subtitle format a provider can make on its server.
public struct SubtitleFormat: OpenName, CodingKeyRepresentable {
    /// SubRip.
    public static let srt: Self = "srt"
    /// WebVTT.
    public static let vtt: Self = "vtt"

    /// The format's name, which is also its file extension.
    public let rawValue: String

    /// Wraps a name.
    public init(rawValue: String) {
        self.rawValue = rawValue
    }
}
