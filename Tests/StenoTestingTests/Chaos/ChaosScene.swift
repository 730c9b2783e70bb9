import Foundation
import Steno
import StenoProviders
import StenoTestSupport
import StenoTesting

/// One service in a run of chaos, and a client that has it transcribe.
struct ChaosScene: Sendable {
    /// What came of a request.
    enum Ending: Sendable {
        case refused(TranscriptionError)
        case ended(JobID, Result<Transcript, TranscriptionError>)
    }

    /// How much faster than in reality time passes, for the services and for their clients.
    static let pace = 20.0
    /// What signs the URLs of the services that sign nothing.
    static let signer = CallbackSigner(secrets: ["chaos-callbacks"])

    private static let clock = ScaledClock(factor: pace)
    private static let requestsAtOnce = 50

    let plan: ChaosPlan
    let client: TranscriptionClient

    init(_ plan: ChaosPlan, _ simulator: Simulator, at address: URL, seed: UInt64) {
        self.plan = plan
        client = TranscriptionClient(
            provider: simulator.provider(of: plan.service, at: address, .init(clock: Self.clock)),
            callbackSigner: Self.signer,
            clock: Self.clock,
            generator: SeededGenerator(seed: seed)
        )
    }

    /// Submits every request and waits for its transcript, so many at a time.
    ///
    /// - Returns: What came of each, in the order of the requests.
    func run(webhooksAt address: URL) async -> [Ending] {
        await withTaskGroup(of: (Int, Ending).self) { group in
            var endings = [Ending?](repeating: nil, count: plan.scripts.count)
            for index in plan.scripts.indices {
                if index >= Self.requestsAtOnce, let (done, ending) = await group.next() { endings[done] = ending }
                group.addTask { (index, await ending(of: index, webhooksAt: address)) }
            }
            for await (done, ending) in group { endings[done] = ending }
            return endings.compactMap(\.self)
        }
    }

    private func ending(of index: Int, webhooksAt address: URL) async -> Ending {
        do {
            let handle = try await client.submit(request(index, webhooksAt: address))
            do {
                return .ended(handle.id, .success(try await handle.transcript()))
            } catch {
                return .ended(handle.id, .failure(Self.unified(error)))
            }
        } catch {
            return .refused(Self.unified(error))
        }
    }

    private func request(_ index: Int, webhooksAt address: URL) throws -> TranscriptionRequest {
        guard let recording = URL(string: plan.recording(index)) else { throw URLError(.badURL) }
        var request = TranscriptionRequest(audio: .url(recording))
        let capabilities = client.provider.capabilities
        if capabilities.support(for: .idempotencyKey) != .unsupported { request.idempotencyKey = "chaos-\(index)" }
        let hook = address.appending(path: "webhooks/\(client.provider.id)", directoryHint: .notDirectory)
        let takesHeader = capabilities.webhookAuthentication == .header
        request.webhook = Webhook(
            url: hook,
            header: takesHeader
                ? .init(name: Soniox.webhookHeaderName, value: Secret(ProviderSetup.webhookSecret)) : nil
        )
        return request
    }

    private static func unified(_ error: any Error) -> TranscriptionError {
        error as? TranscriptionError ?? TranscriptionError("notOurs", "\(type(of: error)): \(error)")
    }
}
