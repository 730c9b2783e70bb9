/// A translation to make beside, or in place of, the transcript.
public enum Translation: Sendable, Hashable {
    /// Everything spoken is translated to this language.
    case oneWay(to: String)
    /// Each of the two languages is translated to the other.
    case twoWay(String, String)
}

/// The JSON form is `{"to": "en"}` or `{"between": ["en", "de"]}`.
extension Translation: Codable {
    private enum Member: CodingKey {
        case to
        case between
    }

    /// Reads the JSON form.
    ///
    /// - Throws: `DecodingError` when neither member is present, or `between` does not hold two codes.
    public init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: Member.self)
        if let target = try members.decodeIfPresent(String.self, forKey: .to) {
            self = .oneWay(to: target)
            return
        }
        let pair = try members.decode([String].self, forKey: .between)
        guard pair.count == 2 else {
            throw DecodingError.dataCorruptedError(
                forKey: .between,
                in: members,
                debugDescription: "two languages are needed"
            )
        }
        self = .twoWay(pair[0], pair[1])
    }

    /// Writes the JSON form.
    public func encode(to encoder: any Encoder) throws {
        var members = encoder.container(keyedBy: Member.self)
        switch self {
        case .oneWay(let target): try members.encode(target, forKey: .to)
        case .twoWay(let first, let second): try members.encode([first, second], forKey: .between)
        }
    }
}
