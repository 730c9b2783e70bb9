/// Lines of subtitle files.
///
/// All of it works on scalars, so that a combining mark after a line feed or a `<` hides neither.
enum CaptionText {
    /// The lines of a text, without blank ones and the white space around each: what a subtitle file can hold.
    static func lines(_ text: String) -> [String] {
        text.unicodeScalars.split { isLineEnd($0) }.compactMap { line in
            let line = trimmed(Substring(line))
            return line.isEmpty ? nil : String(line)
        }
    }

    /// The lines of a file: LF, CRLF or CR, without a byte order mark.
    static func fileLines(_ text: String) -> [Substring] {
        var scalars = text.unicodeScalars[...]
        if scalars.first == "\u{FEFF}" { scalars.removeFirst() }
        var lines: [Substring] = []
        var start = scalars.startIndex
        var index = start
        while index < scalars.endIndex {
            let scalar = scalars[index]
            let next = scalars.index(after: index)
            if scalar == "\n" || scalar == "\r" {
                lines.append(trimmed(Substring(scalars[start..<index])))
                start = next
                if scalar == "\r", next < scalars.endIndex, scalars[next] == "\n" { start = scalars.index(after: next) }
                index = start
            } else {
                index = next
            }
        }
        lines.append(trimmed(Substring(scalars[start...])))
        return lines
    }

    /// A label on one line, with single spaces; nil when nothing is left.
    static func label(_ speaker: String?) -> String? {
        let words = speaker?.unicodeScalars.split { $0.properties.isWhitespace || $0 == "\0" } ?? []
        return words.isEmpty ? nil : words.map { String(Substring($0)) }.joined(separator: " ")
    }

    /// LF, VT, FF, CR, NEL, and the line and paragraph separators.
    private static func isLineEnd(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x0A...0x0D, 0x85, 0x2028, 0x2029: true
        default: false
        }
    }

    /// Without spaces and tabs at either end.
    static func trimmed(_ text: Substring) -> Substring {
        var scalars = text.unicodeScalars
        while let first = scalars.first, first == " " || first == "\t" { scalars.removeFirst() }
        while let last = scalars.last, last == " " || last == "\t" { scalars.removeLast() }
        return Substring(scalars)
    }

    /// The times of a line such as `00:00:01,000 --> 00:00:02,500 X1:40`, in milliseconds, the end not before the start;
    /// nil when it is none.
    static func times(_ line: Substring) -> (start: Int, end: Int)? {
        guard let arrow = arrow(in: line) else { return nil }
        let rest = trimmed(line[arrow.upperBound...]).unicodeScalars.prefix { $0 != " " && $0 != "\t" }
        guard let start = TimeCode.parse(trimmed(line[..<arrow.lowerBound])), let end = TimeCode.parse(Substring(rest))
        else { return nil }
        return (start, max(start, end))
    }

    static func hasArrow(_ line: Substring) -> Bool {
        arrow(in: line) != nil
    }

    private static func arrow(in line: Substring) -> Range<Substring.Index>? {
        let bytes = line.utf8
        var index = bytes.startIndex
        while let dash = bytes[index...].firstIndex(of: UInt8(ascii: "-")) {
            if bytes[dash...].starts(with: "-->".utf8) { return dash..<bytes.index(dash, offsetBy: 3) }
            index = bytes.index(after: dash)
        }
        return nil
    }

    static func malformed(_ format: String, line: Int, _ problem: String) -> TranscriptionError {
        TranscriptionError(.invalidRequest, "\(format), line \(line): \(problem)")
    }
}
