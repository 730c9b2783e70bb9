/// What a provider can honour; asked before any network call.
public struct Capabilities: Sendable, Hashable {
    /// Whether something is supported.
    public enum Support: String, Sendable, Hashable {
        /// Documented.
        case supported
        /// Documented as absent, or there is no way to ask for it.
        case unsupported
        /// Not known; the provider is asked and may refuse.
        case unknown
    }

    /// What can be done with a job.
    public enum Operation: String, Sendable, Hashable, CaseIterable {
        /// The operation ``TranscriptionProvider/submit(_:)``.
        case submit
        /// The operation ``TranscriptionProvider/job(_:)``.
        case job
        /// The operation ``TranscriptionProvider/transcript(_:)``.
        case transcript
        /// The operation ``TranscriptionProvider/cancel(_:)``.
        case cancel
        /// The operation ``TranscriptionProvider/delete(_:)``.
        case delete
        /// The operation ``TranscriptionProvider/list(_:)``.
        case list
    }

    /// How a provider lets the receiver of its webhooks tell them from forgeries.
    public enum WebhookAuthentication: String, Sendable, Hashable {
        /// It signs them.
        case signature
        /// It sends a header the caller chose.
        case header
        /// Not at all, as far as is known: only a secret in the URL it calls can tell.
        case unsigned
    }

    /// What a provider's list of jobs is good for.
    public struct Listing: Sendable, Hashable, Codable {
        /// The most jobs in one page; nil where it is not known.
        public var maximumPageSize: Int?
        /// Whether a job in the list has everything that asking for the job itself gives.
        public var hasWholeJobs: Bool

        /// Describes a list.
        public init(maximumPageSize: Int? = nil, hasWholeJobs: Bool) {
            self.maximumPageSize = maximumPageSize
            self.hasWholeJobs = hasWholeJobs
        }
    }

    /// The operations and whether each is supported; one not listed is unsupported.
    public var operations: [Operation: Support]
    /// The kinds of audio source taken.
    public var audioSources: Set<AudioSource.Kind>
    /// The options and whether each is supported; one not listed is unsupported.
    public var options: [RequestOption: Support]
    /// The languages recognised, compared without regard to case; nil when there is no list to check against.
    public var languages: Set<String>?
    /// The languages that can be translated to, compared without regard to case; nil when there is no list to check against.
    public var translationTargets: Set<String>?
    /// The most languages one request may name; nil when there is no known limit.
    public var maximumLanguages: Int?
    /// How its webhooks can be told from forgeries; nil when it calls none.
    public var webhookAuthentication: WebhookAuthentication?
    /// What its list of jobs is good for; nil when jobs cannot be followed by it.
    public var listing: Listing?
    /// Whether jobs end with the process they were made in, as with an engine on this machine: where such a job is gone,
    /// submitting its request again costs nothing.
    public var jobsEndWithProcess: Bool

    /// Describes what a provider can honour.
    public init(
        operations: [Operation: Support],
        audioSources: Set<AudioSource.Kind>,
        options: [RequestOption: Support],
        languages: Set<String>? = nil,
        translationTargets: Set<String>? = nil,
        maximumLanguages: Int? = nil,
        webhookAuthentication: WebhookAuthentication? = nil,
        listing: Listing? = nil,
        jobsEndWithProcess: Bool = false
    ) {
        self.operations = operations
        self.audioSources = audioSources
        self.options = options
        self.languages = languages
        self.translationTargets = translationTargets
        self.maximumLanguages = maximumLanguages
        self.webhookAuthentication = webhookAuthentication
        self.listing = listing
        self.jobsEndWithProcess = jobsEndWithProcess
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

/// The JSON form has one member for each property, sets as sorted arrays. When reading, a missing member means none, no
/// list, limit or knowledge, or false; operations and kinds of audio this version does not know are left out, and a word
/// for support it does not know reads as ``Support/unknown``.
extension Capabilities: Codable {
    private enum CodingKeys: CodingKey {
        case operations
        case audioSources
        case options
        case languages
        case translationTargets
        case maximumLanguages
        case webhookAuthentication
        case listing
        case jobsEndWithProcess
    }

    /// Reads the JSON form.
    public init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: CodingKeys.self)
        func support<Key: RawRepresentable<String>>(_ key: CodingKeys) throws -> [Key: Support] {
            let words = try members.decodeIfPresent([String: String].self, forKey: key) ?? [:]
            return words.reduce(into: [:]) { known, word in
                if let name = Key(rawValue: word.key) { known[name] = Support(rawValue: word.value) ?? .unknown }
            }
        }
        let kinds = try members.decodeIfPresent([String].self, forKey: .audioSources) ?? []
        self.init(
            operations: try support(.operations),
            audioSources: Set(kinds.compactMap(AudioSource.Kind.init(rawValue:))),
            options: try support(.options),
            languages: try members.decodeIfPresent(Set<String>.self, forKey: .languages),
            translationTargets: try members.decodeIfPresent(Set<String>.self, forKey: .translationTargets),
            maximumLanguages: try members.decodeIfPresent(Int.self, forKey: .maximumLanguages),
            webhookAuthentication: try members.decodeIfPresent(String.self, forKey: .webhookAuthentication)
                .flatMap(WebhookAuthentication.init(rawValue:)),
            listing: try members.decodeIfPresent(Listing.self, forKey: .listing),
            jobsEndWithProcess: try members.decodeIfPresent(Bool.self, forKey: .jobsEndWithProcess) ?? false
        )
    }

    /// Writes the JSON form.
    public func encode(to encoder: any Encoder) throws {
        func words(_ support: [some RawRepresentable<String>: Support]) -> [String: String] {
            support.reduce(into: [:]) { $0[$1.key.rawValue] = $1.value.rawValue }
        }
        var members = encoder.container(keyedBy: CodingKeys.self)
        try members.encode(words(operations), forKey: .operations)
        try members.encode(audioSources.map(\.rawValue).sorted(), forKey: .audioSources)
        try members.encode(words(options), forKey: .options)
        try members.encodeIfPresent(languages?.sorted(), forKey: .languages)
        try members.encodeIfPresent(translationTargets?.sorted(), forKey: .translationTargets)
        try members.encodeIfPresent(maximumLanguages, forKey: .maximumLanguages)
        try members.encodeIfPresent(webhookAuthentication?.rawValue, forKey: .webhookAuthentication)
        try members.encodeIfPresent(listing, forKey: .listing)
        if jobsEndWithProcess { try members.encode(true, forKey: .jobsEndWithProcess) }
    }
}
