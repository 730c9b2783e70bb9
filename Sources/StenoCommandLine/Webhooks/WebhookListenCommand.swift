import ArgumentParser
import Foundation
import Steno

/// `steno webhook listen`.
struct WebhookListenCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "listen",
        abstract: "Watch the events of webhooks arrive.",
        discussion: """
            Serves http://127.0.0.1:PORT/webhooks/NAME for each provider, until Ctrl-C.
            Each event that is verified is written to standard output as a line of
            JSON, once, however often it is delivered. A delivery that is refused is
            told of on standard error. A service reaches this machine through a tunnel
            that passes bodies on unchanged.

            EXAMPLES:
              steno webhook listen --port 8080
              steno webhook listen --port 8080 --provider pyai | jq .jobID

            JSON:
              {"id": "…", "jobID": "…", "proof": {"kind": "signature", …},
               "provider": "pyai", "status": "completed", "type": "…"}
              `job`, with the transcript, is there where a signed delivery holds it.
              What `proof` calls callback or header vouches for less than a signature:
              ask the service before you rely on it, as `steno jobs show` does.

            ENVIRONMENT:
            \(WebhookProvider.help)
            """
    )

    @Option(help: "The port of 127.0.0.1 to serve on; 0 for one that is free.")
    var port: Int

    @Option(
        name: [.short, .long],
        help: .init(
            "Whose deliveries to take; may be given again and again. By default, all that a secret is set for.",
            valueName: "name"
        )
    )
    var provider: [WebhookProvider] = []

    @Flag(name: [.short, .long], help: "Tell nothing on standard error but errors.")
    var quiet = false

    func validate() throws {
        guard 0...65_535 ~= port else { throw ValidationError("The port must be from 0 to 65535.") }
    }

    func run() async throws {
        let console = Console(isQuiet: quiet, showsProgress: false)
        try await console.exiting {
            let environment = try CloudKeys.variables()
            let verifiers = try verifiers(environment)
            try await WebhookListener(verifiers, console: console).run(port: port)
        }
    }

    private func verifiers(_ environment: [String: String]) throws -> [WebhookVerifier] {
        if !provider.isEmpty { return try provider.map { try $0.verifier(environment) } }
        let known = WebhookProvider.all.compactMap { try? $0.verifier(environment) }
        // Says what to set.
        return known.isEmpty ? [try WebhookProvider.standard.verifier(environment)] : known
    }
}
