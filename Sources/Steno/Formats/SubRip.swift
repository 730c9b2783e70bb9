/// The SubRip format, `.srt`.
///
/// There is no standard. What is written here is what players agree on: a number from 1, `HH:MM:SS,mmm` with hours of two
/// digits or more, LF line ends, a blank line after each caption, UTF-8 without a byte order mark.
public enum SubRip {
    /// Writes captions, in the order given.
    ///
    /// A speaker is named on the first line of a turn, as in `Anna: Hello`. Text stands as it is, markup included. Blank
    /// lines would end the caption, so they are left out, as is white space around a line. A caption ends at least a
    /// millisecond after it starts.
    public static func write(_ captions: [Caption]) -> String {
        var text = ""
        var last: String?
        for (index, caption) in captions.enumerated() {
            let start = TimeCode.milliseconds(caption.start)
            let end = max(start + 1, TimeCode.milliseconds(caption.end))
            text += "\(index + 1)\n"
            text += TimeCode.string(start, separator: ",") + " --> " + TimeCode.string(end, separator: ",") + "\n"
            let speaker = CaptionText.label(caption.speaker)
            var lines = caption.lines.flatMap(CaptionText.lines)
            if let speaker, speaker != last {
                let label = Self.label(speaker)
                lines = [lines.first.map { label + " " + $0 } ?? label] + lines.dropFirst()
            }
            last = speaker
            for line in lines { text += line + "\n" }
            if index < captions.count - 1 { text += "\n" }
        }
        return text
    }

    /// Reads captions.
    ///
    /// Read with patience: a byte order mark, any line ends, a missing number, a full stop for the comma, missing hours or
    /// milliseconds, positions after the times, and further blank lines are all taken. An end before the start becomes the
    /// start. Formatting tags such as `<i>` stay in the text, as the format has no fixed set of them.
    ///
    /// - Parameters:
    ///   - text: the content of the file.
    ///   - speakerPrefix: whether `Anna: Hello` at the start of a caption names the speaker. A caption without such a prefix
    ///     then has the speaker of the one before. Off by default, as any text may hold a colon.
    /// - Returns: the captions, in the order of the file.
    /// - Throws: ``TranscriptionError`` of code ``TranscriptionError/Code/invalidRequest``, which names the line, where no
    ///   times stand where they must.
    public static func parse(_ text: String, speakerPrefix: Bool = false) throws -> [Caption] {
        let lines = CaptionText.fileLines(text)
        var captions: [Caption] = []
        var isInText = false
        var index = 0
        while index < lines.count {
            let line = lines[index]
            index += 1
            if line.isEmpty {
                isInText = false
            } else if isInText {
                captions[captions.count - 1].lines.append(String(line))
            } else {
                var timeLine = line
                if isNumber(line), index < lines.count, CaptionText.hasArrow(lines[index]) {
                    timeLine = lines[index]
                    index += 1
                }
                if let times = CaptionText.times(timeLine) {
                    let (start, end) = (TimeCode.seconds(times.start), TimeCode.seconds(times.end))
                    captions.append(Caption(start: start, end: end, lines: []))
                } else if CaptionText.hasArrow(timeLine) || captions.isEmpty {
                    let example = "00:00:01,000 --> 00:00:02,500"
                    throw CaptionText.malformed("SubRip", line: index, "times such as \(example) are expected here.")
                } else {
                    captions[captions.count - 1].lines.append(String(line))
                }
                isInText = true
            }
        }
        return speakerPrefix ? withSpeakers(captions) : captions
    }

    static func label(_ speaker: String) -> String { speaker + ":" }

    private static func isNumber(_ line: Substring) -> Bool {
        line.utf8.allSatisfy { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
    }

    private static func withSpeakers(_ captions: [Caption]) -> [Caption] {
        var speaker: String?
        return captions.map { caption in
            var caption = caption
            if let first = caption.lines.first {
                let scalars = first.unicodeScalars
                if let colon = scalars.firstIndex(of: ":"), colon > scalars.startIndex {
                    let rest = scalars[scalars.index(after: colon)...]
                    if rest.isEmpty || rest.first == " " {
                        speaker = String(scalars[..<colon])
                        let text = String(CaptionText.trimmed(Substring(rest)))
                        caption.lines = (text.isEmpty ? [] : [text]) + caption.lines.dropFirst()
                    }
                }
            }
            caption.speaker = speaker
            return caption
        }
    }
}
