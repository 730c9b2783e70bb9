import ArgumentParser
import Foundation
import HTTPTypes
import Steno

/// `steno webhook sign`.
struct WebhookSignCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sign",
        abstract: "Sign a delivery, to test what receives it.",
        usage: """
            steno webhook sign --provider <name> --body <file> [<options>]
            steno webhook sign --provider <name> --url <url> [<options>]
            """,
        discussion: """
            Prints the header lines of a delivery of that body. For services that sign
            nothing, it prints the address they would be given, with its token.

            EXAMPLES:
              steno webhook sign --provider standard --body test.json > headers
              curl --header @headers --data-binary @test.json \\
                http://127.0.0.1:8080/webhooks/standard

              url=$(steno webhook sign --provider aitronos \\
                --url http://127.0.0.1:8080/webhooks/aitronos)
              curl --data-binary @test.json "$url"

            The line for soniox holds the secret itself, as its deliveries do.

            ENVIRONMENT:
            \(WebhookProvider.help)
            """
    )

    @Option(name: [.short, .long], help: .init("Who is to have sent it.", valueName: "name"))
    var provider: WebhookProvider

    @Option(
        help: .init("A file with the body; - for standard input. At most 10 MiB.", valueName: "file"),
        completion: .file()
    )
    var body: String?

    @Option(
        help: .init(
            "The delivery's id, by Standard Webhooks; the reference of the job, for services that sign nothing.",
            valueName: "id"
        )
    )
    var id: String?

    @Option(help: .init("When it is signed, as Unix seconds or ISO 8601; now by default.", valueName: "time"))
    var at: MomentArgument?

    @Option(help: .init("The address to sign, for services that sign nothing else.", valueName: "url"))
    var url: String?

    func validate() throws {
        func refuse(_ option: String, _ isGiven: Bool, unless isTaken: Bool) throws {
            guard isGiven, !isTaken else { return }
            throw ValidationError("\(option) has no meaning for \(provider.id); leave it out.")
        }
        try refuse("--id", id != nil, unless: provider.takesID)
        try refuse("--at", at != nil, unless: provider.takesTime)
        try refuse("--url", url != nil, unless: provider.signsAddress)
        if provider.signsAddress {
            try refuse("--body", body != nil, unless: false)
            guard let url, Input(argument: url).address != nil else {
                throw ValidationError("\(provider.id) signs nothing; give the address that it is to call with --url.")
            }
        } else {
            guard let body, !body.isEmpty else {
                throw ValidationError("Give the body with --body: the signature holds for its bytes.")
            }
        }
    }

    func run() async throws {
        let console = Console(isQuiet: false, showsProgress: false)
        try await console.exiting {
            let environment = provider.alone(try CloudKeys.variables())
            let now = at?.date ?? Date()
            if let url = url.flatMap({ URL(string: $0) }) {
                let signed = try provider.address(url, reference: id ?? "test", now: now, environment: environment)
                return try console.write(line: signed.absoluteString)
            }
            // Before the body is read, which may take as long as its writer likes.
            _ = try provider.secret(in: environment)
            let body: Data
            do {
                body = try await WebhookBody(self.body ?? "").read()
            } catch let refusal as WebhookRefusal {
                throw TranscriptionError(.invalidRequest, refusal.message)
            }
            let fields = try provider.fields(of: body, id: id, now: now, environment: environment)
            try console.write(line: "content-type: application/json")
            for field in fields { try console.write(line: "\(field.name): \(field.value)") }
        }
    }
}
