/// What a provider can honour; asked before any network call.
public struct Capabilities: Sendable, Hashable, Codable {
    /// Whether something is supported.
    public enum Support: String, Sendable, Hashable, Codable {
        /// Documented.
        case supported
        /// Documented as absent, or there is no way to ask for it.
        case unsupported
        /// Not known; the provider is asked and may refuse.
        case unknown
    }

    /// What can be done with a job.
    public enum Operation: String, Sendable, Hashable, Codable, CaseIterable, CodingKeyRepresentable {
        /// ``TranscriptionProvider/submit(_:)``
        case submit
        /// ``TranscriptionProvider/job(_:)``
        case job
        /// ``TranscriptionProvider/transcript(_:)``
        case transcript
        /// ``TranscriptionProvider/cancel(_:)``
        case cancel
        /// ``TranscriptionProvider/delete(_:)``
        case delete
        /// ``TranscriptionProvider/list(_:)``
        case list
    }

    /// The operations and whether each is supported; one not listed is unsupported.
    public var operations: [Operation: Support]
    /// The kinds of audio source taken.
    public var audioSources: Set<AudioSource.Kind>
    /// The options and whether each is supported; one not listed is unsupported.
    public var options: [RequestOption: Support]
    /// The languages recognised; nil when there is no list to check against.
    public var languages: Set<String>?
    /// The languages that can be translated to; nil when there is no list to check against.
    public var translationTargets: Set<String>?
    /// The most languages one request may name; nil when there is no known limit.
    public var maximumLanguages: Int?

    /// Describes what a provider can honour.
    public init(
        operations: [Operation: Support],
        audioSources: Set<AudioSource.Kind>,
        options: [RequestOption: Support],
        languages: Set<String>? = nil,
        translationTargets: Set<String>? = nil,
        maximumLanguages: Int? = nil
    ) {
        self.operations = operations
        self.audioSources = audioSources
        self.options = options
        self.languages = languages
        self.translationTargets = translationTargets
        self.maximumLanguages = maximumLanguages
    }

    /// Whether an option is supported.
    public func support(for option: RequestOption) -> Support {
        options[option] ?? .unsupported
    }

    /// Whether an operation is supported.
    public func support(for operation: Operation) -> Support {
        operations[operation] ?? .unsupported
    }
}
