import Steno

/// What a service cannot honour of a request in ways its capabilities do not tell, such as one value of an option.
///
/// It is refused, or left out with a warning, as the request wants.
struct LeftOutOptions {
    private let provider: ProviderID
    private let policy: TranscriptionOptions.UnsupportedPolicy
    /// A warning for each option left out.
    private(set) var warnings: [JobWarning]

    init(of provider: ProviderID, policy: TranscriptionOptions.UnsupportedPolicy, warnings: [JobWarning] = []) {
        self.provider = provider
        self.policy = policy
        self.warnings = warnings
    }

    /// Notes that an option, or a part of it, is left out.
    ///
    /// The reason follows the provider's name, such as "sends no header with a delivery (option `webhook`).".
    ///
    /// - Throws: ``TranscriptionError`` with code `unsupportedOption`, where the request allows nothing to be left out.
    mutating func leaveOut(_ option: RequestOption, _ reason: String) throws {
        let message = "\(provider) \(reason)"
        guard policy == .bestEffort else { throw TranscriptionError(.unsupportedOption, message, provider: provider) }
        warnings.append(JobWarning(option: option, message: "Left out: \(message)"))
    }
}
