import Foundation
import Hummingbird
import HummingbirdTesting
import StenoHummingbird
import StenoProviders
import StenoTestSupport
import StenoTesting
import Testing

/// From a job's submission to its transcript, over a simulator that calls a server back.
@Suite(.timeLimit(.minutes(10))) struct WebhookRoundTripTests {
    @Test func `a service that signs delivers to the route`() async throws {
        try await roundTrip(.pyai, proof: .signature) { base, _ in
            var configuration = PyAIConfiguration()
            configuration.baseURL = base
            configuration.webhookSecret = "pyai-simulator-webhook-secret"
            let pyai = PyAI(apiKey: "any", configuration: configuration)
            return (pyai, pyai.webhookVerifier)
        }
    }

    @Test func `a service that signs nothing delivers to a signed URL`() async throws {
        try await roundTrip(.speechischeap, proof: .callback) { base, signer in
            let configuration = SpeechIsCheapConfiguration(baseURL: base, uploadBaseURL: base + "-upload")
            let cheap = SpeechIsCheap(apiKey: "any", configuration: configuration)
            return (cheap, SpeechIsCheap.webhookVerifier(signer: signer))
        }
    }

    /// Submits a job, and awaits its transcript and its delivery.
    private func roundTrip(
        _ service: SimulatorService,
        proof: WebhookProof.Kind,
        _ connect: @escaping @Sendable (String, CallbackSigner) -> (any TranscriptionProvider, WebhookVerifier)
    ) async throws {
        var configuration = SimulatorConfiguration()
        configuration.time = .scaled(by: 50)
        let simulator = Simulator(configuration)
        try await simulator.serve { address in
            let signer = CallbackSigner(secrets: ["a secret of ours"])
            let (provider, verifier) = connect(simulator.url(of: service, at: address).absoluteString, signer)
            let client = TranscriptionClient(
                provider: provider,
                pollPolicy: PollPolicy(initialDelay: .milliseconds(50)),
                callbackSigner: signer
            )
            let log = CollectedLog()
            let receiver = WebhookReceiver([verifier], logger: log.logger)
            let events = Happenings<WebhookEvent>()
            let tellClient = WebhookReceiver.delivery(to: [client])
            let worker = WebhookWorker(receiver) { event in
                events.note(event)
                try await tellClient(event)
            }
            let router = Router()
            router.addWebhooks(receiver)
            let app = Application(router: router, services: [worker], logger: log.logger)
            try await app.test(.live) { server in
                let port = try #require(server.port)
                let hook = try #require(URL(string: "http://localhost:\(port)/webhooks/\(provider.id)"))
                let audio = try #require(URL(string: "https://example.org/a.wav"))
                let handle = try await client.submit(.init(audio: .url(audio), webhook: .init(url: hook)))
                let transcript = try await handle.transcript()
                #expect(!transcript.text.isEmpty)
                await events.untilCount(1)
                #expect(events.all.map(\.jobID) == [handle.id])
                #expect(events.all.first?.proof.kind == proof)
            }
        }
    }
}
