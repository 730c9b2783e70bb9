import Foundation
import Steno
import StenoTesting
import Testing

/// Every fault of the simulator against every adapter over one transport: a typed error or success, one job at most, nothing
/// hangs, and the key is nowhere to be seen.
struct FaultBattery: Sendable {
    let transport: any HTTPTransport

    func faultsDoNoHarm(to service: SimulatorService) async throws {
        try await withSimulator {
            $0.time = .scaled(by: 1_000_000)
        } _: { simulator, client in
            for fault in FaultCase.ending {
                try await Self.battery(FaultScene(service, fault, simulator, at: client.base, over: transport))
            }
        }
    }

    func silenceEndsByDeadlines(of service: SimulatorService) async throws {
        try await withSimulator { simulator, client in
            for fault in FaultCase.silent {
                try await Self.battery(FaultScene(service, fault, simulator, at: client.base, over: transport))
            }
        }
    }

    private static func battery(_ scene: FaultScene) async throws {
        for times in [1, nil] {
            try await creates(scene, times: times)
            try await reads(scene, times: times)
            try await changes(scene, times: times)
        }
        scene.expectNoSecrets()
    }

    /// A create makes one job at most, and says so where nobody knows.
    private static func creates(_ scene: FaultScene, times: Int?) async throws {
        let sources: [AudioSource] = [.url(recordingURL), .data(recordingData, name: "call.wav")]
        for audio in sources where scene.provider.capabilities.audioSources.contains(audio.kind) {
            _ = try await scene.begin(withJob: false)
            scene.strike(times: times)
            let provider = scene.provider
            var request = TranscriptionRequest(audio: audio)
            if scene.service == .soniox {
                let header = Webhook.Header(name: "X-Told-By", value: Secret(ProviderSetup.webhookSecret))
                request.webhook = Webhook(url: receiverURL, header: header)
            }
            let asked = request
            let outcome = await scene.call("submit \(audio.kind)") { try await provider.submit(asked) }
            let created = scene.simulator.createdJobs(of: scene.service)
            let place: Comment =
                "\(scene.service), \(scene.fault), submit by \(audio.kind), \(times ?? 0) times: \(created)"
            #expect(created <= 1, place)
            switch outcome {
            case .success(let job):
                // An answer that was written out may name a job.
                guard !scene.fault.isSpoiled || created == 1 else { continue }
                #expect(created == 1, place)
                #expect(scene.simulator.jobIDs(of: scene.service) == [job.id.rawValue], place)
            case .failure(let error):
                #expect(scene.fault.effect != .none, "\(place): \(error)")
                // A job that is there must not be taken for one that is not.
                if created == 1 { #expect(error.code == .jobMayExist, "\(place): \(error)") }
            case nil: break
            }
        }
    }

    /// Reading gives what it did without the fault, or fails.
    private static func reads(_ scene: FaultScene, times: Int?) async throws {
        guard let job = try await scene.begin(withJob: true) else { return }
        let provider = scene.provider
        #expect(job.status == .completed)
        let transcript = try await provider.transcript(job.id)
        #expect(!transcript.text.isEmpty)

        scene.strike(times: times)
        if case .success(let read) = await scene.call("job", { try await provider.job(job.id) }) {
            let isKnown = [job.status, .unknown("reticulating")].contains(read.status)
            #expect(isKnown || scene.fault.isSpoiled, "\(scene.service), \(scene.fault): \(read.status)")
        }
        scene.simulator.removeFaults()
        scene.strike(times: times)
        switch await scene.call("transcript", { try await provider.transcript(job.id) }) {
        case .success(let read):
            #expect(read == transcript || scene.fault.isSpoiled, "\(scene.service), \(scene.fault): \(read)")
        case .failure(let error):
            #expect(scene.fault.effect != .none, "\(scene.service), \(scene.fault): \(error)")
        case nil: break
        }
        scene.simulator.removeFaults()
        scene.strike(times: times)
        if provider.capabilities.support(for: .list) == .supported {
            let outcome = await scene.call("list") { try await provider.list(.init()) }
            if case .failure(let error) = outcome {
                #expect(scene.fault.effect != .none, "\(scene.service), \(scene.fault): \(error)")
            }
        }
        #expect(scene.simulator.createdJobs(of: scene.service) == 1)
    }

    /// Cancelling and deleting end too.
    private static func changes(_ scene: FaultScene, times: Int?) async throws {
        guard let job = try await scene.begin(withJob: true) else { return }
        let provider = scene.provider
        scene.strike(times: times)
        if provider.capabilities.support(for: .cancel) != .unsupported {
            _ = await scene.call("cancel") { try await provider.cancel(job.id) }
        }
        scene.simulator.removeFaults()
        scene.strike(times: times)
        if provider.capabilities.support(for: .delete) != .unsupported {
            _ = await scene.call("delete") { try await provider.delete(job.id) }
        }
        #expect(scene.simulator.createdJobs(of: scene.service) == 1)
    }
}
