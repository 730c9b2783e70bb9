/// A rule of a ``RoutingProvider``: for which requests it is, and who gets them.
///
/// ```swift
/// let routes = [
///     Route(to: ["whisper"], maximumDuration: 60),
///     Route(to: ["soniox", "pyai"], languages: ["de", "fr"], choice: .cheapest),
///     Route(),
/// ]
/// ```
///
/// A route holds for a request that meets all its conditions; one without conditions holds for every request.
public struct Route: Sendable, Hashable {
    /// Which of several able members gets a request.
    public enum Choice: String, Sendable, Hashable, Codable {
        /// The first in the route's order.
        case first
        /// The one whose price per hour is the lowest, in doubt by the most it may cost; those without a known price come
        /// last.
        case cheapest
    }

    /// The names of the members to choose from, in order; nil means all members in theirs.
    public var members: [String]?
    /// Which of them gets the request, where several can honour it.
    public var choice: Choice
    /// The request names languages, and none but these; compared without regard to case, `en` standing for `en-US` too.
    public var languages: Set<String>?
    /// The audio is known to be at least so long, in seconds.
    public var minimumDuration: Double?
    /// The audio is known to be at most so long, in seconds.
    public var maximumDuration: Double?
    /// The request asks for all of these.
    public var options: Set<RequestOption>
    /// The most the transcription may cost, in the currency of the price list; who may cost more, or has no known price, is
    /// ruled out.
    public var maximumCost: Double?

    /// Describes a route.
    public init(
        to members: [String]? = nil,
        languages: Set<String>? = nil,
        minimumDuration: Double? = nil,
        maximumDuration: Double? = nil,
        options: Set<RequestOption> = [],
        maximumCost: Double? = nil,
        choice: Choice = .first
    ) {
        self.members = members
        self.choice = choice
        self.languages = languages
        self.minimumDuration = minimumDuration
        self.maximumDuration = maximumDuration
        self.options = options
        self.maximumCost = maximumCost
    }
}

/// The JSON form has one member for each property; a missing one is no condition, all members, or the choice of the first.
extension Route: Codable {
    /// Reads the JSON form.
    public init(from decoder: any Decoder) throws {
        let json = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            to: try json.decodeIfPresent([String].self, forKey: .members),
            languages: try json.decodeIfPresent(Set<String>.self, forKey: .languages),
            minimumDuration: try json.decodeIfPresent(Double.self, forKey: .minimumDuration),
            maximumDuration: try json.decodeIfPresent(Double.self, forKey: .maximumDuration),
            options: try json.decodeIfPresent(Set<RequestOption>.self, forKey: .options) ?? [],
            maximumCost: try json.decodeIfPresent(Double.self, forKey: .maximumCost),
            choice: try json.decodeIfPresent(Choice.self, forKey: .choice) ?? .first
        )
    }
}

extension Route {
    /// Whether the route can be judged only with the length of the audio.
    var needsDuration: Bool { minimumDuration != nil || maximumDuration != nil || maximumCost != nil }

    /// Why the route does not hold for a request; nil where it does.
    func mismatch(_ request: TranscriptionRequest, duration: Double?) -> String? {
        if let languages {
            let codes = request.options.language.codes
            if codes.isEmpty { return "the request names no language" }
            let others = codes.filter { code in !languages.contains { Self.covers($0, code) } }
            if !others.isEmpty { return "it is not for \(others.joined(separator: ", "))" }
        }
        if minimumDuration != nil || maximumDuration != nil {
            guard let duration else { return "the length of the audio is not known" }
            if let minimumDuration, duration < minimumDuration {
                return "the audio has \(duration) s, and it is for \(minimumDuration) s or more"
            }
            if let maximumDuration, duration > maximumDuration {
                return "the audio has \(duration) s, and it is for \(maximumDuration) s or less"
            }
        }
        let missing = options.subtracting(request.usedOptions).map(\.rawValue).sorted()
        return missing.isEmpty ? nil : "the request does not ask for \(missing.joined(separator: ", "))"
    }

    private static func covers(_ language: String, _ code: String) -> Bool {
        let (language, code) = (language.lowercased(), code.lowercased())
        return code == language || code.hasPrefix(language + "-")
    }
}

extension TranscriptionRequest {
    /// The options the request asks for.
    fileprivate var usedOptions: Set<RequestOption> {
        let nothing = Capabilities(
            operations: [:],
            audioSources: [],
            options: [.speakerDiarization: .supported]
        )
        let unmet = nothing.unsupportedOptions(of: self, provider: "").map(\.option)
        if case .speakers = options.diarization { return Set(unmet + [.speakerDiarization]) }
        return Set(unmet)
    }
}
