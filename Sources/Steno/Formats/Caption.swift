/// A stretch of text shown on the screen at one time.
public struct Caption: Sendable, Hashable, Codable {
    /// When it appears, in seconds from the start of the audio; 0 or more.
    public var start: Double
    /// When it disappears, in seconds; not before the start.
    public var end: Double
    /// The text, line by line, as it is shown: without markup and without the speaker's label.
    public var lines: [String]
    /// Who speaks; each format writes it in its own way.
    public var speaker: String?

    /// Describes a caption.
    public init(start: Double, end: Double, lines: [String], speaker: String? = nil) {
        self.start = start
        self.end = end
        self.lines = lines
        self.speaker = speaker
    }

    /// The lines with line feeds between them.
    public var text: String { lines.joined(separator: "\n") }
}

extension Transcript {
    /// Breaks what was said into captions.
    ///
    /// Times come from the words where the transcript has them, and else from sharing a segment's time among its
    /// characters. Text without any times is spread over the ``duration``; where that is unknown too, at 15 characters a
    /// second, about the pace of speech. A segment with a ``Segment/sound`` and no text reads `[sound]`.
    ///
    /// All text is kept, in order of start. Every caption lasts at least a millisecond, starts after the one before,
    /// and, unless ``CaptionStyle/allowsOverlap`` is set, after the one before has ended: the earlier one is cut short,
    /// and where people speak at once, the later one waits up to a second and a half so that both can be read.
    ///
    /// The work grows linearly with the transcript.
    public func captions(_ style: CaptionStyle = .standard) -> [Caption] {
        CaptionBuilder(style).captions(of: self)
    }

    /// Writes subtitles in the SubRip format.
    public func srt(_ style: CaptionStyle = .standard) -> String {
        SubRip.write(captions(style))
    }

    /// Writes subtitles in the WebVTT format.
    public func vtt(_ style: CaptionStyle = .standard) -> String {
        WebVTT.write(captions(style))
    }

    /// Makes a transcript of captions, one segment of each.
    ///
    /// The duration stays unknown: the last caption need not end with the audio.
    public init(captions: [Caption]) {
        let segments = captions.map { caption in
            Segment(
                start: caption.start,
                end: caption.end,
                text: TextShape.join(caption.lines),
                speaker: caption.speaker
            )
        }
        var seen: Set<String> = []
        self.init(
            text: TextShape.join(segments.map(\.text)),
            segments: segments,
            speakers: segments.compactMap(\.speaker).filter { seen.insert($0).inserted }.map { Speaker(label: $0) }
        )
    }
}
