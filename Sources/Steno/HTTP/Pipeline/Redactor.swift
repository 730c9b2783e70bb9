import Foundation

/// Takes secrets out of text that came from outside.
struct Redactor: Sendable {
    /// Longest first, so that a secret inside another leaves nothing of it behind.
    private let secrets: [String]

    init(_ secrets: [Secret]) {
        var forms: Set<String> = []
        for secret in secrets {
            secret.withValue { value in
                forms.formUnion([value, value.percentEncoded, value.replacing("/", with: "\\/")])
                forms.insert(Data(value.utf8).base64EncodedString())
            }
        }
        self.secrets = forms.filter { !$0.isEmpty }.sorted { $0.count > $1.count }
    }

    /// The text with every secret replaced, on one line, cut to a number of characters.
    func clean(_ text: String, limit: Int) -> String {
        var text = text
        // Unit by unit: a combining mark behind a secret must not hide it.
        for secret in secrets { text = text.replacingOccurrences(of: secret, with: "<redacted>", options: .literal) }
        let line = text.unicodeScalars.lazy.map { scalar in
            scalar.properties.generalCategory == .control || scalar == "\u{2028}" || scalar == "\u{2029}" ? " " : scalar
        }
        var cleaned = String(String.UnicodeScalarView(line.prefix(4 * limit)))
        cleaned = cleaned.split(separator: " ").joined(separator: " ")
        return cleaned.count > limit ? cleaned.prefix(limit - 1) + "…" : cleaned
    }
}
