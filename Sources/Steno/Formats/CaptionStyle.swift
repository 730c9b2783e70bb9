/// The rules captions are made by.
///
/// The defaults are what the field agrees on: the Netflix Timed Text Style Guide (general requirements and English) for
/// everything but the pause, which the BBC Subtitle Guidelines give.
public struct CaptionStyle: Sendable, Hashable {
    /// Whether text is broken anew.
    ///
    /// If not, each segment makes one caption with the line breaks it has, and the limits on
    /// length, lines and duration and the pause do not apply.
    public var reflows: Bool
    /// The most columns in a line, the speaker's label included; at least 1.
    ///
    /// Netflix: 42. A user-perceived character takes one column, a wide one (Chinese, Japanese, Korean, emoji) two. So 42
    /// allows 21 Chinese characters; Netflix asks for 16 there, which is 32 columns.
    public var maxLineLength: Int
    /// The most lines in a caption; at least 1.
    ///
    /// Netflix: 2.
    public var maxLines: Int
    /// The reading speed in columns a second above which a caption stays on the screen longer, where there is room; nil for
    /// no such rule.
    ///
    /// Text is never left out for it. Netflix, adult programmes: 17 to 20.
    public var maxCharactersPerSecond: Double?
    /// How long a caption stays at least, in seconds, where there is room.
    ///
    /// Netflix: 5/6.
    public var minDuration: Double
    /// How long a caption stays at most, in seconds; nil for no limit.
    ///
    /// Netflix: 7.
    public var maxDuration: Double?
    /// The time between two captions in seconds, taken from the earlier one unless that makes it too short.
    ///
    /// Netflix: two frames, here of film at 24 frames a second.
    public var minGap: Double
    /// The silence in seconds that always ends a caption.
    ///
    /// BBC, section 4.5: a gap is to last at least one second.
    public var pause: Double
    /// Whether captions name their speakers.
    public var speakerLabels: Bool
    /// Whether captions of different channels may be on the screen at the same time when people speak at once.
    ///
    /// Both formats allow it, and most players stack such captions; some show only one.
    public var allowsOverlap: Bool

    /// Describes a style; each default is the field's usual limit.
    public init(
        reflows: Bool = true,
        maxLineLength: Int = 42,
        maxLines: Int = 2,
        maxCharactersPerSecond: Double? = 20,
        minDuration: Double = 5.0 / 6,
        maxDuration: Double? = 7,
        minGap: Double = 2.0 / 24,
        pause: Double = 1,
        speakerLabels: Bool = true,
        allowsOverlap: Bool = false
    ) {
        self.reflows = reflows
        self.maxLineLength = maxLineLength
        self.maxLines = maxLines
        self.maxCharactersPerSecond = maxCharactersPerSecond
        self.minDuration = minDuration
        self.maxDuration = maxDuration
        self.minGap = minGap
        self.pause = pause
        self.speakerLabels = speakerLabels
        self.allowsOverlap = allowsOverlap
    }

    /// The field's usual limits.
    public static let standard = Self()

    /// One caption for each segment, with its own time; only overlaps are cut.
    public static let segments = Self(
        reflows: false,
        maxCharactersPerSecond: nil,
        minDuration: 0,
        maxDuration: nil,
        minGap: 0
    )
}

/// The JSON form has one member for each property. A missing one means its default, except that the two optional limits
/// are off when missing.
extension CaptionStyle: Codable {
    /// Reads the JSON form.
    public init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: CodingKeys.self)
        func value<Value: Decodable>(_ key: CodingKeys, else fallback: Value) throws -> Value {
            try members.decodeIfPresent(Value.self, forKey: key) ?? fallback
        }
        let standard = Self.standard
        self.init(
            reflows: try value(.reflows, else: standard.reflows),
            maxLineLength: try value(.maxLineLength, else: standard.maxLineLength),
            maxLines: try value(.maxLines, else: standard.maxLines),
            maxCharactersPerSecond: try members.decodeIfPresent(Double.self, forKey: .maxCharactersPerSecond),
            minDuration: try value(.minDuration, else: standard.minDuration),
            maxDuration: try members.decodeIfPresent(Double.self, forKey: .maxDuration),
            minGap: try value(.minGap, else: standard.minGap),
            pause: try value(.pause, else: standard.pause),
            speakerLabels: try value(.speakerLabels, else: standard.speakerLabels),
            allowsOverlap: try value(.allowsOverlap, else: standard.allowsOverlap)
        )
    }
}
