/// Whether and how to tell speakers apart.
public enum Diarization: Sendable, Hashable {
    /// No speaker labels.
    case off
    /// By voice. The expected number of speakers, when known, helps the providers that take it.
    case speakers(expected: Int? = nil)
    /// By channel: each channel is transcribed by itself and its number is the label.
    case channels
}

/// The JSON form is `{"by": "off" | "speakers" | "channels"}`, with `"expected": 2` where a count is given.
extension Diarization: Codable {
    private enum Kind: String, Codable {
        case off
        case speakers
        case channels
    }

    private enum Member: CodingKey {
        case by
        case expected
    }

    /// Reads the JSON form.
    public init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: Member.self)
        switch try members.decode(Kind.self, forKey: .by) {
        case .off: self = .off
        case .speakers: self = .speakers(expected: try members.decodeIfPresent(Int.self, forKey: .expected))
        case .channels: self = .channels
        }
    }

    /// Writes the JSON form.
    public func encode(to encoder: any Encoder) throws {
        var members = encoder.container(keyedBy: Member.self)
        switch self {
        case .off:
            try members.encode(Kind.off, forKey: .by)
        case .speakers(let expected):
            try members.encode(Kind.speakers, forKey: .by)
            try members.encodeIfPresent(expected, forKey: .expected)
        case .channels:
            try members.encode(Kind.channels, forKey: .by)
        }
    }
}
