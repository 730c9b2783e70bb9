/// The text of WebVTT cues: escapes, tags and voices.
enum WebVTTText {
    private static let scalars: [String: Unicode.Scalar] = [
        "amp": "&", "lt": "<", "gt": ">", "lrm": "\u{200E}", "rlm": "\u{200F}", "nbsp": "\u{A0}", "quot": "\"",
        "apos": "'",
    ]

    static func escaped(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: { escape($0) != nil }) else { return text }
        var escaped = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if let escape = escape(scalar) {
                escaped.append(contentsOf: escape.unicodeScalars)
            } else {
                escaped.append(scalar)
            }
        }
        return String(escaped)
    }

    private static func escape(_ scalar: Unicode.Scalar) -> String? {
        switch scalar {
        case "&": "&amp;"
        case "<": "&lt;"
        case ">": "&gt;"
        case "\u{200E}": "&lrm;"
        case "\u{200F}": "&rlm;"
        case "\u{A0}": "&nbsp;"
        case "\0": "\u{FFFD}"
        default: nil
        }
    }

    /// What one voice says in a cue.
    struct Voice {
        var speaker: String?
        var lines: [String]
    }

    /// Reads the text of a cue; at least one voice.
    static func voices(_ lines: [Substring]) -> [Voice] {
        var voices: [(speaker: String?, text: String.UnicodeScalarView)] = [(nil, .init())]
        var scalars = lines.joined(separator: "\n").unicodeScalars[...]
        while let scalar = scalars.popFirst() {
            if scalar == "<", let end = scalars.firstIndex(of: ">") {
                let tag = scalars[..<end]
                scalars = scalars[scalars.index(after: end)...]
                if let speaker = voice(tag) {
                    voices.append((speaker, .init()))
                } else if tag.elementsEqual("/v".unicodeScalars) {
                    voices.append((nil, .init()))
                }
            } else if scalar == "&", let (character, length) = reference(scalars) {
                scalars = scalars.dropFirst(length)
                voices[voices.count - 1].text.append(character)
            } else {
                voices[voices.count - 1].text.append(scalar)
            }
        }
        let spoken = voices.map { Voice(speaker: $0.speaker, lines: CaptionText.lines(String($0.text))) }
        let told = spoken.filter { !$0.lines.isEmpty }
        return told.isEmpty ? [spoken.first { $0.speaker != nil } ?? Voice(lines: [])] : told
    }

    /// The speaker of a tag such as `v.loud Anna`.
    private static func voice(_ tag: Substring.UnicodeScalarView) -> String? {
        guard tag.first == "v", let second = tag.dropFirst().first, second == "." || second.properties.isWhitespace,
            let space = tag.firstIndex(where: \.properties.isWhitespace)
        else { return nil }
        return CaptionText.label(decoded(tag[space...]))
    }

    private static func decoded(_ text: Substring.UnicodeScalarView) -> String {
        var rest = text
        var decoded = String.UnicodeScalarView()
        while let scalar = rest.popFirst() {
            if scalar == "&", let (character, length) = reference(rest) {
                decoded.append(character)
                rest = rest.dropFirst(length)
            } else {
                decoded.append(scalar)
            }
        }
        return String(decoded)
    }

    /// The scalar a reference such as `amp;` or `#x41;` stands for, and its length; unknown ones stay text.
    private static func reference(_ text: Substring.UnicodeScalarView) -> (Unicode.Scalar, Int)? {
        // The longest is `#x10FFFF;`.
        let body = text.prefix(10)
        guard let end = body.firstIndex(of: ";") else { return nil }
        let name = String(Substring(body[..<end]))
        let length = body.distance(from: body.startIndex, to: end) + 1
        if let scalar = scalars[name] { return (scalar, length) }
        guard name.utf8.first == UInt8(ascii: "#") else { return nil }
        let digits = name.dropFirst()
        let value = digits.lowercased().hasPrefix("x") ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
        return value.flatMap(Unicode.Scalar.init).map { ($0, length) }
    }
}
