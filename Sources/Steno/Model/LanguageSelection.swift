/// Which languages to expect, as ISO 639-1 codes such as `en`, or BCP 47 tags where a provider takes them.
public enum LanguageSelection: Sendable, Hashable {
    /// The provider finds out.
    case automatic
    /// These are likely; others may still be recognised.
    case hints([String])
    /// Only these may be recognised.
    case strict([String])

    /// The codes given, empty for ``automatic``.
    public var codes: [String] {
        switch self {
        case .automatic: []
        case .hints(let codes), .strict(let codes): codes
        }
    }
}

/// The JSON form is `{"mode": "automatic"}` or `{"mode": "hints" | "strict", "codes": ["en"]}`.
extension LanguageSelection: Codable {
    private enum Mode: String, Codable {
        case automatic
        case hints
        case strict
    }

    private enum Member: CodingKey {
        case mode
        case codes
    }

    /// Reads the JSON form.
    public init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: Member.self)
        let codes = try members.decodeIfPresent([String].self, forKey: .codes) ?? []
        switch try members.decode(Mode.self, forKey: .mode) {
        case .automatic: self = .automatic
        case .hints: self = .hints(codes)
        case .strict: self = .strict(codes)
        }
    }

    /// Writes the JSON form.
    public func encode(to encoder: any Encoder) throws {
        var members = encoder.container(keyedBy: Member.self)
        switch self {
        case .automatic:
            try members.encode(Mode.automatic, forKey: .mode)
        case .hints(let codes):
            try members.encode(Mode.hints, forKey: .mode)
            try members.encode(codes, forKey: .codes)
        case .strict(let codes):
            try members.encode(Mode.strict, forKey: .mode)
            try members.encode(codes, forKey: .codes)
        }
    }
}
