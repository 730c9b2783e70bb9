import Foundation

/// The environment variables a provider is set up from.
///
/// A variable that is empty, or white space alone, counts as absent.
struct ProviderEnvironment {
    private let variables: [String: String]
    private let provider: ProviderID

    init(_ variables: [String: String], of provider: ProviderID) {
        self.variables = variables
        self.provider = provider
    }

    /// A variable's value, without white space around it.
    subscript(name: String) -> String? {
        let value = variables[name]?.trimmingCharacters(in: .whitespacesAndNewlines) ?? ""
        return value.isEmpty ? nil : value
    }

    /// A variable's value as a secret.
    func secret(_ name: String) -> Secret? {
        self[name].map { Secret($0) }
    }

    /// The key: the first of these variables that is set.
    ///
    /// - Throws: ``TranscriptionError`` with code `authentication` that names the variables, where none is.
    func key(_ names: String...) throws -> Secret { try key(names) }

    /// The key: the first of these variables that is set.
    ///
    /// - Throws: ``TranscriptionError`` with code `authentication` that names the variables, where none is.
    func key(_ names: [String]) throws -> Secret { try secret(names, called: "key") }

    /// The secret that webhooks are verified with: the first of these variables that is set.
    ///
    /// - Throws: ``TranscriptionError`` with code `authentication` that names the variables, where none is.
    func webhookSecret(_ names: [String]) throws -> Secret { try secret(names, called: "webhook secret") }

    private func secret(_ names: [String], called what: String) throws -> Secret {
        for name in names {
            if let secret = secret(name) { return secret }
        }
        throw TranscriptionError(
            .authentication,
            "There is no \(what) for \(provider): set the environment variable \(names.joined(separator: " or ")).",
            provider: provider
        )
    }
}
