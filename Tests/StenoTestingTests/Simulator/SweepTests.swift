import Foundation
import Steno
import StenoProviders
import StenoTestSupport
import StenoTesting
import Testing

/// Sweeping the simulated services.
@Suite struct SweepTests {
    /// A provider over a simulator, and jobs made by it.
    private struct Scene {
        let simulator: Simulator
        let provider: any TranscriptionProvider

        init(_ service: SimulatorService, _ simulator: Simulator, _ client: PlainClient) {
            self.simulator = simulator
            provider = simulator.provider(of: service, at: client.base, ProviderSetup())
        }

        func make(_ outcome: JobScript.Outcome = .automatic, for service: SimulatorService) async throws -> String {
            simulator.script(JobScript(queued: .seconds(1), running: .seconds(2), outcome: outcome), for: service)
            return try await provider.submit(TranscriptionRequest(audio: .url(recordingURL))).id.rawValue
        }

        func sweep(_ policy: SweepPolicy, day: Double) async throws -> [SweepFinding] {
            let now = start.addingTimeInterval(day * 86_400)
            return try await provider.sweep(policy, now: now, clock: HurriedClock()).reduce(into: []) { $0.append($1) }
        }
    }

    private static let week = SweepPolicy(olderThan: .seconds(7 * 86_400), includesFiles: true)

    @Test(arguments: [SimulatorService.soniox, .transcripts])
    func deletesWhatIsOldAndHasEnded(at service: SimulatorService) async throws {
        try await withSimulator { simulator, client in
            let scene = Scene(service, simulator, client)
            let old = [
                try await scene.make(for: service),
                try await scene.make(.failure(code: "internal_error", message: "No."), for: service),
            ]
            let endless = try await scene.make(.none, for: service)
            await simulator.advance(by: .seconds(5 * 86_400))
            let young = try await scene.make(for: service)
            await simulator.advance(by: .seconds(3 * 86_400))

            var trial = Self.week
            trial.isDryRun = true
            let foretold = try await scene.sweep(trial, day: 8)
            #expect(Set(simulator.jobIDs(of: service)) == Set(old + [endless, young]))
            let findings = try await scene.sweep(Self.week, day: 8)
            #expect(Set(simulator.jobIDs(of: service)) == [endless, young])
            for told in [foretold, findings] {
                #expect(told.count == 3)
                #expect(told.filter { if case .kept(.unfinished) = $0.outcome { true } else { false } }.count == 1)
            }
            #expect(try await scene.sweep(Self.week, day: 8).count == 1)
        }
    }

    @Test(arguments: [SimulatorService.pyai, .aitronos, .speechischeap])
    func refusesAServiceThatCannotDelete(service: SimulatorService) async throws {
        try await withSimulator { simulator, client in
            let scene = Scene(service, simulator, client)
            _ = try await scene.make(for: service)
            await simulator.advance(by: .seconds(8 * 86_400))
            let calls = simulator.requests.count
            let error = await #expect(throws: TranscriptionError.self) { try await scene.sweep(Self.week, day: 8) }
            #expect(error?.code == .unsupportedOperation)
            #expect(simulator.requests.count == calls)
            #expect(simulator.jobIDs(of: service).count == 1)
        }
    }

    @Test func deletesAFileWhoseUploadWasNeverAnswered() async throws {
        try await withSimulator { simulator, client in
            let scene = Scene(.soniox, simulator, client)
            let soniox = try #require(scene.provider as? Soniox)
            simulator.addFaults(SimulatorFault(.resetBeforeAnswer, service: .soniox, route: "/v1/files"))
            let request = TranscriptionRequest(audio: .data(recordingData, name: "call.wav"))
            await #expect(throws: TranscriptionError.self) { try await soniox.submit(request) }
            // A file that is used again.
            let kept = try await soniox.files.upload(recordingData, name: "kept.wav")
            let done = try await soniox.submit(request)
            await simulator.advance(by: .seconds(6 * 86_400))
            let young = try await soniox.submit(.init(audio: .stored(id: kept.id)))
            await simulator.advance(by: .seconds(2 * 86_400))
            #expect(try await soniox.files.count().total == 3)

            let findings = try await scene.sweep(Self.week, day: 8)
            #expect(simulator.jobIDs(of: .soniox) == [young.id.rawValue])
            #expect(!simulator.jobIDs(of: .soniox).contains(done.id.rawValue))
            var left: [String] = []
            for try await file in soniox.files.list() { left.append(file.id) }
            #expect(left == [kept.id])
            #expect(findings.count == 4)
        }
    }

    @Test func aJobThatIsBeingProcessedIsRefusedAndTheOthersAreNot() async throws {
        try await withSimulator { simulator, client in
            let scene = Scene(.soniox, simulator, client)
            let endless = try await scene.make(.none, for: .soniox)
            _ = try await scene.make(for: .soniox)
            await simulator.advance(by: .seconds(8 * 86_400))
            var policy = Self.week
            policy.includesUnfinishedJobs = true
            let findings = try await scene.sweep(policy, day: 8)
            #expect(simulator.jobIDs(of: .soniox) == [endless])
            guard case .failed(let error) = findings.last?.outcome else {
                Issue.record("the last finding is no failure: \(findings)")
                return
            }
            #expect(error.code == .invalidState)
            #expect(simulator.requests.filter { $0.method == "DELETE" }.count == 4)
        }
    }

    @Test func aPauseTheServiceAsksForIsKept() async throws {
        try await withSimulator { simulator, client in
            let scene = Scene(.soniox, simulator, client)
            for _ in 0..<3 { _ = try await scene.make(for: .soniox) }
            await simulator.advance(by: .seconds(8 * 86_400))
            simulator.addFaults(
                SimulatorFault(.status(429, retryAfter: "2"), service: .soniox, method: "DELETE", times: 4)
            )
            let findings = try await scene.sweep(Self.week, day: 8)
            #expect(findings.count == 3)
            #expect(simulator.jobIDs(of: .soniox) == [])
        }
    }
}
