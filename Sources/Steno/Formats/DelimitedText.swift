extension Transcript {
    /// Writes the segments as comma-separated values (RFC 4180): a header, then `start,end,speaker,channel,text`.
    ///
    /// Times are seconds with three decimals and a full stop. Lines end with CRLF. A field with a comma, a quotation mark or
    /// a line end stands in quotation marks, and quotation marks in it are doubled. What is unknown is empty. Text is data
    /// and kept as it is: a spreadsheet may take one that begins with `=`, `+`, `-` or `@` for a formula.
    public func csv() -> String {
        rows(separator: ",", lineEnd: "\r\n") { field in
            guard field.utf8.contains(where: { [0x22, 0x2C, 0x0A, 0x0D].contains($0) }) else { return field }
            var quoted = "\""
            for scalar in field.unicodeScalars { quoted += scalar == "\"" ? "\"\"" : String(scalar) }
            return quoted + "\""
        }
    }

    /// Writes the segments as tab-separated values: a header, then `start`, `end`, `speaker`, `channel` and `text`.
    ///
    /// Times are seconds with three decimals and a full stop. Lines end with LF. A tab, a line feed, a carriage return and a
    /// backslash in a field are written `\t`, `\n`, `\r` and `\\`. What is unknown is empty. Text is data and kept as it is: a
    /// spreadsheet may take one that begins with `=`, `+`, `-` or `@` for a formula.
    public func tsv() -> String {
        rows(separator: "\t", lineEnd: "\n") { field in
            guard field.utf8.contains(where: { [0x09, 0x0A, 0x0D, 0x5C].contains($0) }) else { return field }
            var escaped = ""
            for scalar in field.unicodeScalars {
                switch scalar {
                case "\t": escaped += "\\t"
                case "\n": escaped += "\\n"
                case "\r": escaped += "\\r"
                case "\\": escaped += "\\\\"
                default: escaped.unicodeScalars.append(scalar)
                }
            }
            return escaped
        }
    }

    private func rows(separator: String, lineEnd: String, escape: (String) -> String) -> String {
        var text = ["start", "end", "speaker", "channel", "text"].joined(separator: separator) + lineEnd
        for spoken in spokenSegments() {
            let segment = spoken.segment
            let start = TimeCode.milliseconds(segment.start)
            text += TimeCode.decimal(start) + separator
            text += TimeCode.decimal(max(start, TimeCode.milliseconds(segment.end))) + separator
            text += escape(segment.speaker ?? "") + separator
            text += (segment.channel.map { String($0) } ?? "") + separator
            text += escape(segment.text) + lineEnd
        }
        return text
    }
}
