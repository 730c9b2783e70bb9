import ArgumentParser

/// `steno webhook`.
struct WebhookCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "webhook",
        abstract: "Check, sign and watch the deliveries of webhooks.",
        discussion: """
            EXAMPLES:
              steno webhook verify --provider pyai --body delivery.json \\
                --header 'X-PyAI-Signature: t=1785576600,v1=5257a8…'
              steno webhook sign --provider standard --body test.json
              steno webhook listen --port 8080 --provider pyai

            PROVIDERS:
              standard  anyone who signs by Standard Webhooks
              whisper   the local provider of Steno, which does so too
              and the cloud services of `steno providers`

            ENVIRONMENT:
            \(WebhookProvider.help)
            """,
        subcommands: [WebhookVerifyCommand.self, WebhookSignCommand.self, WebhookListenCommand.self]
    )
}
