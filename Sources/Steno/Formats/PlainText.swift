extension Transcript {
    /// Writes the text in paragraphs with a blank line between them, ending with a line feed; empty without text.
    ///
    /// Where speakers are known, a paragraph is a turn and begins with the speaker's label, as in `Anna: Hello`. A
    /// paragraph also ends at a pause. Without segments and words it is the whole ``text``.
    ///
    /// - Parameters:
    ///   - speakerLabels: whether turns name their speaker.
    ///   - pause: the silence in seconds that begins a paragraph.
    /// - Returns: the text.
    public func plainText(speakerLabels: Bool = true, pause: Double = 2) -> String {
        var paragraphs: [Paragraph] = []
        for spoken in spokenSegments() where !spoken.segment.text.allSatisfy(\.isWhitespace) {
            let segment = spoken.segment
            if let last = paragraphs.indices.last, paragraphs[last].goes(on: segment, pause: pause) {
                paragraphs[last].append(segment)
            } else {
                paragraphs.append(Paragraph(segment))
            }
        }
        return paragraphs.map { paragraph in
            let speaker = speakerLabels ? CaptionText.label(paragraph.speaker) : nil
            return (speaker.map { $0 + ": " } ?? "") + paragraph.text + "\n"
        }.joined(separator: "\n")
    }
}

private struct Paragraph {
    var speaker: String?
    private var channel: Int?
    private var end: Double
    private var endsTurn: Bool
    private(set) var text: String

    init(_ segment: Segment) {
        speaker = segment.speaker
        channel = segment.channel
        end = segment.end
        endsTurn = segment.endsTurn == true
        text = segment.text
    }

    func goes(on segment: Segment, pause: Double) -> Bool {
        speaker == segment.speaker && channel == segment.channel && !endsTurn && segment.start - end < pause
    }

    mutating func append(_ segment: Segment) {
        TextShape.append(segment.text, to: &text)
        end = max(end, segment.end)
        endsTurn = segment.endsTurn == true
    }
}
