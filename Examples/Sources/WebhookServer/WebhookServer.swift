import Foundation
import Hummingbird
import ServiceLifecycle
import StenoHummingbird
import StenoProviders

/// Receives the webhooks of two services, and submits recordings to them.
struct WebhookServer {
    private let webhooks: WebhookReceiver
    private let clients: [TranscriptionClient]
    private let port: Int
    private let publicURL: String?

    /// Sets everything up from the environment.
    init(environment: [String: String]) throws {
        port = environment["PORT"].flatMap { Int($0) } ?? 0
        publicURL = environment["PUBLIC_URL"]

        // PyAI signs with a secret from its console, which is read from the environment too.
        let pyai = try PyAI.fromEnvironment(environment)

        // SpeechIsCheap signs nothing. The client signs the URLs it submits, with a secret that is ours alone.
        let cheap = try SpeechIsCheap.fromEnvironment(environment)
        let signer = CallbackSigner(secrets: [Secret(environment["STENO_WEBHOOK_SECRET"] ?? "")])

        webhooks = WebhookReceiver([
            pyai.webhookVerifier,
            SpeechIsCheap.webhookVerifier(signer: signer),
        ])
        clients = [
            TranscriptionClient(provider: pyai),
            TranscriptionClient(provider: cheap, callbackSigner: signer),
        ]
    }

    /// Serves until both services have transcribed the recording.
    func transcribe(_ recording: URL) async throws {
        let router = Router()
        router.addWebhooks(webhooks, at: "webhooks/:provider")

        let worker = WebhookWorker(webhooks, confirmingWith: clients) { event, job in
            print("event from \(event.provider), proved by its \(event.proof.kind): \(job.id) \(job.status)")
        }

        let (ports, opened) = AsyncStream.makeStream(of: Int.self)
        let app = Application(
            router: router,
            configuration: .init(address: .hostname("127.0.0.1", port: port)),
            services: [worker],
            onServerRunning: { channel in opened.yield(channel.localAddress?.port ?? 0) }
        )
        let server = ServiceGroup(services: [app], gracefulShutdownSignals: [.sigterm, .sigint], logger: app.logger)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                defer { opened.finish() }
                try await server.run()
            }
            for await port in ports {
                try await submit(recording, callingBack: publicURL ?? "http://127.0.0.1:\(port)")
                await server.triggerGracefulShutdown()
            }
            // Ends once the effects under way have ended, or throws why the server could not begin to serve.
            try await group.waitForAll()
        }
    }

    /// Submits the recording to each service, and waits for the transcripts.
    private func submit(_ recording: URL, callingBack address: String) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for client in clients {
                let provider = client.provider.id
                guard let url = URL(string: "\(address)/webhooks/\(provider)") else {
                    throw TranscriptionError(.invalidRequest, "PUBLIC_URL is not a URL.")
                }
                group.addTask {
                    let handle = try await client.submit(.init(audio: .file(recording), webhook: .init(url: url)))
                    print("submitted to \(provider): \(handle.id)")
                    let transcript = try await handle.transcript()
                    print("transcript from \(provider): \(transcript.text.prefix(60))…")
                }
            }
            try await group.waitForAll()
        }
    }
}
