/// Parts of a request that a service cannot honour for reasons finer than its ``Capabilities`` can tell, such as a webhook's
/// header.
struct UnservedParts {
    private let provider: ProviderID
    private var parts: [JobWarning] = []

    init(of provider: ProviderID) {
        self.provider = provider
    }

    /// Adds a part.
    ///
    /// - Parameters:
    ///   - option: The option it belongs to.
    ///   - isUsed: Whether the request uses it.
    ///   - reason: What follows the provider's name in the sentence.
    mutating func add(_ option: RequestOption, _ isUsed: Bool, _ reason: @autoclosure () -> String) {
        if isUsed { parts.append(JobWarning(option: option, message: "\(provider) \(reason())")) }
    }

    /// Adds what only some services take of a webhook: a header, and events to choose.
    mutating func add(webhook: Webhook?) {
        add(.webhook, webhook?.header != nil, "takes no `webhook.header` for its deliveries.")
        add(.webhook, webhook?.events.isEmpty == false, "has no choice of `webhook.events`.")
    }

    /// The warnings for what is left out.
    ///
    /// - Throws: ``TranscriptionError`` with code `unsupportedOption` where the policy is to refuse.
    func settled(_ policy: TranscriptionOptions.UnsupportedPolicy) throws -> [JobWarning] {
        guard !parts.isEmpty else { return [] }
        guard policy == .bestEffort else {
            throw TranscriptionError(
                .unsupportedOption,
                parts.map(\.message).joined(separator: " "),
                provider: provider
            )
        }
        return parts.map { JobWarning(option: $0.option, message: "Left out: \($0.message)") }
    }
}
