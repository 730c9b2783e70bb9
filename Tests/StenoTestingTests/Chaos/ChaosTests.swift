import Foundation
import Hummingbird
import Logging
import Steno
import StenoHummingbird
import StenoProviders
import StenoTestSupport
import StenoTesting
import Synchronization
import Testing

/// A thousand jobs over all five services, while submitting, polling, fetching and webhooks go wrong at random.
///
/// The variable `STENO_CHAOS_SEED` chooses what goes wrong.
@Suite(.timeLimit(.minutes(10))) struct ChaosTests {
    /// The end of a job, as told to a URL that was signed for a reference, or by a service that signs.
    private struct End: Hashable {
        var job: String
        var reference: String?
    }

    private static let jobsPerService = 200
    private static let seed =
        ProcessInfo.processInfo.environment["STENO_CHAOS_SEED"].flatMap { UInt64($0) } ?? 20_261_121

    @Test func everyJobEndsInTheRightTranscriptOrTheRightError() async throws {
        var configuration = SimulatorConfiguration()
        configuration.time = .scaled(by: ChaosScene.pace)
        let simulator = Simulator(configuration)
        try await simulator.serve { address in
            var generator = SeededGenerator(seed: Self.seed)
            let scenes = SimulatorService.allCases.map { service in
                let plan = ChaosPlan(service, jobs: Self.jobsPerService, using: &generator)
                for script in plan.scripts { simulator.script(script, for: service) }
                for fault in plan.faults { simulator.addFaults(fault) }
                return ChaosScene(plan, simulator, at: address, seed: Self.seed)
            }
            try await run(scenes, simulator)
        }
    }

    /// Runs the scenes beside a server that receives their webhooks, and checks what came of every request, and of every
    /// webhook.
    private func run(_ scenes: [ChaosScene], _ simulator: Simulator) async throws {
        let effects = Mutex<[End: Int]>([:])
        let store = InMemoryWebhookStore()
        let receiver = Self.receiver(store)
        let (genuine, came) = AsyncStream.makeStream(of: Void.self)
        let worker = WebhookWorker(receiver, confirmingWith: scenes.map(\.client)) { event, job in
            #expect(event.status == job.status, "\(event) is told of a job that is \(job.status)")
            let end = End(job: "\(event.provider) \(event.jobID)", reference: event.proof.reference)
            effects.withLock { $0[end, default: 0] += 1 }
            came.yield()
        }
        try await serve(receiver, worker) { hooks in
            try await withThrowingTaskGroup(of: Void.self) { group in
                let forger = Task { await ChaosForger(simulator: simulator).run(after: genuine, seed: Self.seed) }
                for scene in scenes {
                    group.addTask {
                        Self.check(await scene.run(webhooksAt: hooks), of: scene.plan, simulator)
                    }
                }
                try await group.waitForAll()
                forger.cancel()
                let forged = await forger.value
                #expect(forged.sent > 0)
                #expect(forged.believed == 0)
            }
            // What was acknowledged has its effect, and once, whatever was forged meanwhile.
            let acknowledged = Set(
                simulator.deliveries.filter { $0.status == 204 }.map { "\($0.service.rawValue) \($0.jobID)" }
            )
            while store.unfinishedCount > 0 { await Task.yield() }
            let had = effects.withLock { $0 }
            let lost = acknowledged.subtracting(had.keys.map(\.job))
            #expect(!acknowledged.isEmpty)
            #expect(lost.isEmpty)
            for (end, times) in had { #expect(times == 1, "\(end) had \(times) effects") }
        }
    }

    private static func receiver(_ store: InMemoryWebhookStore) -> WebhookReceiver {
        let signer = ChaosScene.signer
        let simulated = SimulatorConfiguration()
        func secrets(_ secret: String?) -> [Secret] { secret.map { [Secret($0)] } ?? [] }
        return WebhookReceiver(
            [
                PyAI.webhookVerifier(secrets: secrets(simulated.pyai.webhookSecret)),
                Transcripts.webhookVerifier(secrets: secrets(simulated.transcripts.webhookSecret)),
                Soniox.webhookVerifier(values: [Secret(ProviderSetup.webhookSecret)]),
                SpeechIsCheap.webhookVerifier(signer: signer),
                Aitronos.webhookVerifier(signer: signer),
            ],
            store: store,
            effort: WebhookEffort(
                baseDelay: .milliseconds(20),
                maximumDelay: .seconds(1),
                interval: .milliseconds(20)
            ),
            logger: Logger(label: "chaos") { _ in SwiftLogNoOpLogHandler() }
        )
    }

    private func serve(
        _ receiver: WebhookReceiver,
        _ worker: WebhookWorker,
        _ body: @escaping @Sendable (URL) async throws -> Void
    ) async throws {
        let router = Router()
        router.addWebhooks(receiver)
        let (ports, opened) = AsyncStream.makeStream(of: Int.self)
        let application = Application(
            router: router,
            configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            services: [worker],
            onServerRunning: { channel in opened.yield(channel.localAddress?.port ?? 0) }
        )
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await application.run() }
            for await port in ports {
                guard let address = URL(string: "http://127.0.0.1:\(port)") else { continue }
                try await body(address)
                break
            }
            group.cancelAll()
        }
    }
}

// MARK: - What is right

extension ChaosTests {
    /// Checks that no request has two jobs, and that each ended as the service says.
    private static func check(_ endings: [ChaosScene.Ending], of plan: ChaosPlan, _ simulator: Simulator) {
        let service = plan.service
        #expect(endings.count == plan.scripts.count)
        var jobs: [String: [(id: String, number: Int)]] = [:]
        for (number, id) in simulator.jobIDs(of: service).enumerated() {
            guard case .url(let recording)? = simulator.audio(ofJob: id, of: service) else { continue }
            jobs[recording, default: []].append((id, number))
        }
        for (index, ending) in endings.enumerated() {
            let made = jobs[plan.recording(index)] ?? []
            #expect(made.count <= 1, "\(service): request \(index) has \(made.count) jobs")
            switch ending {
            case .refused(let error):
                #expect(made.isEmpty || error.code == .jobMayExist, "\(service): a job is lost by \(error)")
            case .ended(let id, let result):
                #expect(made.map(\.id) == [id.rawValue], "\(service): request \(index) got the job of another")
                guard let number = made.first?.number else { continue }
                check(result, by: plan.scripts[number], number, of: service)
            }
        }
    }

    private static func check(
        _ result: Result<Transcript, TranscriptionError>,
        by script: JobScript,
        _ number: Int,
        of service: SimulatorService
    ) {
        switch (script.outcome, result) {
        case (.transcript, .success(let transcript)):
            #expect(transcript.text == ChaosPlan.words(number, of: service))
        case (.transcript, .failure(let error)):
            Issue.record("\(service): the transcript of job \(number) is lost by \(error)")
        case (_, .success):
            Issue.record("\(service): job \(number) failed and gave a transcript")
        case (_, .failure(let error)):
            let status = error.job?.status
            #expect(status == .failed || status == .cancelled, "\(service): job \(number) ended with \(error)")
        }
    }
}
