/// The WebVTT format, `.vtt`, as the W3C specifies it.
public enum WebVTT {
    /// Writes captions, in the order given.
    ///
    /// A speaker is a voice tag, as in `<v Anna>Hello`. In text `&`, `<` and `>` are escaped, and the direction marks and
    /// the no-break space are written by name, so that they can be seen in the file. Blank lines would end the caption, so
    /// they are left out, as is white space around a line; a null character becomes U+FFFD. A caption ends at least a
    /// millisecond after it starts.
    public static func write(_ captions: [Caption]) -> String {
        var text = "WEBVTT\n"
        for caption in captions {
            let start = TimeCode.milliseconds(caption.start)
            let end = max(start + 1, TimeCode.milliseconds(caption.end))
            text += "\n\(TimeCode.string(start, separator: ".")) --> \(TimeCode.string(end, separator: "."))\n"
            let lines = caption.lines.flatMap(CaptionText.lines).map(WebVTTText.escaped)
            let voice = CaptionText.label(caption.speaker).map { "<v \(WebVTTText.escaped($0))>" } ?? ""
            if !lines.isEmpty || !voice.isEmpty { text += voice + lines.joined(separator: "\n") + "\n" }
        }
        return text
    }

    /// Reads captions.
    ///
    /// Notes, styles, regions, identifiers, cue settings and headers are passed over, and hours may be missing. A voice tag
    /// names the speaker; text of several voices makes a caption for each, with the same times. All other tags are dropped
    /// and their text kept. An end before the start becomes the start.
    ///
    /// - Parameter text: the content of the file.
    /// - Returns: the captions, in the order of the file.
    /// - Throws: ``TranscriptionError`` of code ``TranscriptionError/Code/invalidRequest``, which names the line, where the
    ///   header is missing or times cannot be read.
    public static func parse(_ text: String) throws -> [Caption] {
        let lines = CaptionText.fileLines(text)
        guard let header = lines.first, header.utf8.starts(with: "WEBVTT".utf8),
            header.unicodeScalars.dropFirst(6).first.map({ $0 == " " || $0 == "\t" }) ?? true
        else { throw CaptionText.malformed("WebVTT", line: 1, "the file must begin with WEBVTT.") }
        var captions: [Caption] = []
        var index = 1
        while index < lines.count {
            guard !lines[index].isEmpty else {
                index += 1
                continue
            }
            let end = lines[index...].firstIndex(where: \.isEmpty) ?? lines.count
            try captions += cues(lines[index..<end])
            index = end
        }
        return captions
    }

    /// The cues of a block of lines without a blank one.
    private static func cues(_ block: ArraySlice<Substring>) throws -> [Caption] {
        let first = block.prefix(2).firstIndex(where: CaptionText.hasArrow)
        // A note may hold an arrow in its text, though it should not.
        guard let first, first == block.startIndex || !isNote(block[block.startIndex]) else { return [] }
        guard var times = CaptionText.times(block[first]) else {
            let example = "00:01.000 --> 00:02.500"
            throw CaptionText.malformed("WebVTT", line: first + 1, "times such as \(example) are expected here.")
        }
        var captions: [Caption] = []
        var text: [Substring] = []
        func finish() {
            let (start, end) = (TimeCode.seconds(times.start), TimeCode.seconds(times.end))
            captions += WebVTTText.voices(text).map {
                Caption(start: start, end: end, lines: $0.lines, speaker: $0.speaker)
            }
        }
        for line in block[(first + 1)...] {
            // A new cue without a blank line before it, as the specification reads it.
            if let next = CaptionText.times(line) {
                finish()
                times = next
                text = []
            } else {
                text.append(line)
            }
        }
        finish()
        return captions
    }

    private static func isNote(_ line: Substring) -> Bool {
        line == "NOTE" || line.hasPrefix("NOTE ") || line.hasPrefix("NOTE\t")
    }
}
