import ArgumentParser
import Foundation
import Steno
import StenoProviders
import StenoWhisper

/// The value of `--provider` where webhooks are concerned.
enum WebhookProvider: ExpressibleByArgument, Hashable {
    /// Anyone who signs by Standard Webhooks.
    case standard
    /// The local provider, which does so too.
    case whisper
    /// A cloud service.
    case cloud(CloudService)

    /// How the secret is given, for the help.
    static let help = """
          STENO_WEBHOOK_SECRET
                       the secret, which is never an argument, as others could see
                       it: what deliveries are signed with; for soniox the value of
                       the header; for services that sign nothing what the address
                       they call was signed with. The services' own variables do as
                       well, such as PYAI_WEBHOOK_SECRET; listen prefers them, so
                       that several services can be listened to.
          STENO_KEYS   a file of keys in place of ~/.config/steno/keys, with such
                       lines as STENO_WEBHOOK_SECRET=…
        """

    private static let secretVariable = "STENO_WEBHOOK_SECRET"

    static let all: [Self] = [.standard, .whisper] + CloudService.all.map { .cloud($0) }

    init?(argument: String) {
        switch argument.lowercased() {
        case "standard": self = .standard
        case "whisper": self = .whisper
        default:
            guard let service = try? CloudService.named(argument) else { return nil }
            self = .cloud(service)
        }
    }

    static var allValueStrings: [String] { all.map(\.defaultValueDescription) }

    var defaultValueDescription: String { id.rawValue }

    /// The provider that events name.
    var id: ProviderID {
        switch self {
        case .standard: "standard"
        case .whisper: Whisper.id
        case .cloud(let service): service.id
        }
    }

    /// How deliveries are told from forgeries.
    var authentication: Capabilities.WebhookAuthentication {
        switch self {
        case .standard, .whisper: .signature
        case .cloud(let service): service.capabilities.webhookAuthentication ?? .unsigned
        }
    }

    /// The environment variables that may hold the secret; the first that is set counts.
    var variables: [String] {
        switch self {
        case .standard, .whisper: [Self.secretVariable]
        case .cloud(let service): service.webhookVariables
        }
    }

    /// The environment where this provider alone is asked for: `STENO_WEBHOOK_SECRET` then comes before the service's own.
    func alone(_ environment: [String: String]) -> [String: String] {
        let isSet = environment[Self.secretVariable]?.allSatisfy(\.isWhitespace) == false
        guard isSet else { return environment }
        return environment.filter { $0.key == Self.secretVariable || !variables.contains($0.key) }
    }

    /// The secret.
    ///
    /// - Throws: ``TranscriptionError`` with code `authentication` that says how to give it, where there is none.
    func secret(in environment: [String: String]) throws -> Secret {
        for name in variables {
            let value = environment[name]?.trimmingCharacters(in: .whitespacesAndNewlines) ?? ""
            if !value.isEmpty { return Secret(value) }
        }
        let names = variables.joined(separator: " or ")
        throw TranscriptionError(
            .authentication,
            "There is no webhook secret for \(id): set the environment variable \(names). It is never an argument.",
            provider: id
        )
    }

    /// What verifies the deliveries.
    ///
    /// - Throws: What ``secret(in:)`` throws.
    func verifier(_ environment: [String: String]) throws -> WebhookVerifier {
        let secret = try secret(in: environment)
        return switch self {
        case .standard, .whisper: .standard(provider: id, secrets: [secret])
        case .cloud(let service): try service.webhookVerifier(environment: environment)
        }
    }
}
