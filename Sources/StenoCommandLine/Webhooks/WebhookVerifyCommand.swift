import ArgumentParser
import Foundation
import HTTPTypes
import Steno

/// `steno webhook verify`.
struct WebhookVerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Check whether a delivery is genuine.",
        usage: "steno webhook verify --provider <name> --body <file> [<options>]",
        discussion: """
            Prints a line for each check: whether it holds, or what is wrong. The exit
            code is 0 only if all hold.

            EXAMPLES:
              steno webhook verify --provider standard --body delivery.json \\
                --header 'webhook-id: msg_2b' --header 'webhook-timestamp: 1785576600' \\
                --header 'webhook-signature: v1,K5oZ…'
              steno webhook verify --provider transcripts --body - < delivery.json \\
                --header 'Wordcab-Signature: 9a1f…' \\
                --header 'Wordcab-Timestamp: 1785576600' --at 2026-08-01T09:31:00Z
              steno webhook verify --provider aitronos --body delivery.json \\
                --url 'https://example.org/webhooks/aitronos?steno=…'

            ENVIRONMENT:
            \(WebhookProvider.help)

            EXIT CODES:
                0  all checks hold
               64  the arguments cannot be honoured
               66  the body does not exist or cannot be opened
               76  a check failed
               77  there is no secret
            """
    )

    @Option(name: [.short, .long], help: .init("Who is said to have sent it.", valueName: "name"))
    var provider: WebhookProvider

    @Option(
        help: .init(
            "A file with the body, byte for byte as it came; - for standard input. At most 10 MiB.",
            valueName: "file"
        ),
        completion: .file()
    )
    var body: String

    @Option(
        name: [.customShort("H"), .long],
        help: .init("A header that came with it; may be given again and again.", valueName: "'Name: value'")
    )
    var header: [String] = []

    @Option(help: .init("The address that was called, or its path and query.", valueName: "url"))
    var url: String?

    @Option(help: .init("When it came, as Unix seconds or ISO 8601; now by default.", valueName: "time"))
    var at: MomentArgument?

    @Flag(help: "Write the event as a line of JSON, in place of the checks, where all hold.")
    var json = false

    func validate() throws {
        guard !body.isEmpty else { throw ValidationError("The name of the body's file is empty.") }
        _ = try fields()
    }

    func run() async throws {
        let console = Console(isQuiet: false, showsProgress: false)
        try await console.exiting {
            let verifier = try provider.verifier(provider.alone(CloudKeys.variables()))
            let now = at?.date ?? Date()
            var request = WebhookRequest(fields: try fields(), body: Data(), target: url.map(Self.target) ?? "")
            do {
                request.body = try await WebhookBody(body).read()
                let event = try verifier.verify(request, at: now)
                let checks = WebhookChecks(event, of: provider, at: now)
                try console.write(line: json ? event.line : checks.text)
            } catch let refusal as WebhookRefusal {
                try console.write(line: WebhookChecks(refusal, of: provider, at: now).text)
                let advice = WebhookAdvice(provider: provider, verifier: verifier, request: request, now: now)
                if let advice = advice.text(for: refusal) { console.say(advice) }
                throw ExitCode.refusedDelivery
            }
        }
    }

    private func fields() throws -> HTTPFields {
        HTTPFields(try header.map { try HTTPField(argument: $0) })
    }

    /// What a request for an address asks for: its path and query as they stand.
    private static func target(of url: String) -> String {
        guard let scheme = url.range(of: "://") else { return url }
        return url[scheme.upperBound...].firstIndex(of: "/").map { String(url[$0...]) } ?? url
    }
}
