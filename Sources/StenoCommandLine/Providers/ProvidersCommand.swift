import ArgumentParser
import Foundation
import Steno
import StenoDemoModel
import StenoProviders
import StenoWhisper

/// `steno providers`.
struct ProvidersCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "providers",
        abstract: "Show who can transcribe, and what each can do.",
        discussion: """
            `yes` is documented by the service, `no` is documented as absent or cannot be asked for, and `?` is not known: \
            the service is asked, and may refuse.

            EXAMPLES:
              steno providers
              steno providers --json | jq -r '.[] | select(.hasKey).id'

            ENVIRONMENT:
            \(CloudKeys.help)
            """
    )

    @Flag(help: "Write a JSON array, with the environment variables of the keys.")
    var json = false

    func run() async throws {
        let console = Console(isQuiet: false, showsProgress: false)
        try await console.exiting {
            let rows = try await [ProviderRow.whisper()] + services(console)
            guard !json else { return try console.write(json: rows) }
            try console.write(line: CapabilityTable.text(of: rows))
        }
    }

    /// The services; a file of keys that cannot be used does not keep them from being shown.
    private func services(_ console: Console) -> [ProviderRow] {
        var variables = ProcessInfo.processInfo.environment
        do {
            variables = try CloudKeys.variables()
        } catch {
            console.say(console.explanation(of: error))
        }
        return CloudService.all.map { ProviderRow($0, hasKey: $0.hasKey(in: variables)) }
    }
}

/// One provider in the list.
struct ProviderRow: Encodable {
    let id: ProviderID
    let name: String
    /// The environment variables that may hold the key; empty where none is needed.
    let keyVariables: [String]
    /// Whether there is a key; nil where none is needed.
    let hasKey: Bool?
    let capabilities: Capabilities

    init(_ service: CloudService, hasKey: Bool) {
        id = service.id
        name = service.name
        keyVariables = service.keyVariables
        self.hasKey = hasKey
        capabilities = service.capabilities
    }

    private init(whisper capabilities: Capabilities) {
        id = Whisper.id
        name = "whisper.cpp on this machine"
        keyVariables = []
        hasKey = nil
        self.capabilities = capabilities
    }

    /// Whisper with what it can do with a multilingual model of the user's choice.
    static func whisper() async throws -> Self {
        let whisper = try await Whisper(model: .demo)
        var capabilities = whisper.capabilities
        await whisper.shutDown()
        capabilities.options[.model] = .supported
        capabilities.options[.translation] = .supported
        (capabilities.languages, capabilities.translationTargets) = (nil, ["en"])
        return Self(whisper: capabilities)
    }
}
