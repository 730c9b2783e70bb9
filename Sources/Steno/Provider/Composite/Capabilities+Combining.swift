extension Capabilities {
    /// What a provider can honour that has others to choose from.
    init(combining members: [Capabilities]) {
        var operations: [Operation: Support] = [:]
        for operation in Operation.allCases {
            let supports = members.map { $0.support(for: operation) }
            operations[operation] = operation == .submit ? Support(first: supports) : Support(common: supports)
        }
        var options: [RequestOption: Support] = [:]
        for option in Set(members.flatMap(\.options.keys)) {
            options[option] = Support(first: members.map { $0.support(for: option) })
        }
        // A key is good with one member, and nobody knows which one that is.
        if options[.idempotencyKey] == .supported { options[.idempotencyKey] = .unknown }
        // A member that takes no languages has no say in which can be named.
        let hearing = members.filter { $0.takes(.languageHints) || $0.takes(.strictLanguage) }
        let calling = members.filter { $0.takes(.webhook) }.compactMap(\.webhookAuthentication)
        let fromWorst: [WebhookAuthentication] = [.unsigned, .header, .signature]
        let listings = members.map(\.listing)
        self.init(
            operations: operations,
            audioSources: members.reduce(into: []) { $0.formUnion($1.audioSources) },
            options: options,
            languages: Self.union(hearing.map(\.languages)),
            translationTargets: Self.union(members.filter { $0.takes(.translation) }.map(\.translationTargets)),
            maximumLanguages: hearing.contains { $0.maximumLanguages == nil }
                ? nil : hearing.compactMap(\.maximumLanguages).max(),
            webhookAuthentication: fromWorst.first(where: calling.contains),
            listing: listings.contains(nil) || listings.isEmpty
                ? nil
                : Listing(
                    maximumPageSize: listings.compactMap { $0?.maximumPageSize }.min(),
                    hasWholeJobs: listings.allSatisfy { $0?.hasWholeJobs == true }
                ),
            jobsEndWithProcess: !members.isEmpty && members.allSatisfy(\.jobsEndWithProcess)
        )
    }

    private func takes(_ option: RequestOption) -> Bool { support(for: option) != .unsupported }

    /// All that is in any list; nil where one has no list to check against.
    private static func union(_ lists: [Set<String>?]) -> Set<String>? {
        guard !lists.isEmpty, !lists.contains(nil) else { return nil }
        return lists.reduce(into: []) { $0.formUnion($1 ?? []) }
    }
}

extension Capabilities.Support {
    /// What holds where the first that may be able is asked.
    fileprivate init(first supports: [Self]) {
        self = supports.first { $0 != .unsupported } ?? .unsupported
    }

    /// What holds where it is not known which one it will be.
    fileprivate init(common supports: [Self]) {
        let kinds = Set(supports)
        self = kinds.count == 1 ? kinds.first ?? .unsupported : kinds.isEmpty ? .unsupported : .unknown
    }
}

extension PollPolicy {
    /// The policy that begins with the longest delay, with the longest deadline and the lowest rate of all.
    init(combining policies: [PollPolicy]) {
        // Of two with the same delay the first: whoever stands first is asked most.
        var combined = policies.reduce(nil as PollPolicy?) { slowest, policy in
            guard let slowest, slowest.initialDelay >= policy.initialDelay else { return policy }
            return slowest
        }
        combined?.asksPerSecond = policies.compactMap(\.asksPerSecond).min()
        let deadlines = policies.map(\.deadline)
        combined?.deadline = deadlines.contains(nil) ? nil : deadlines.compactMap(\.self).max()
        self = combined ?? .init()
    }
}
