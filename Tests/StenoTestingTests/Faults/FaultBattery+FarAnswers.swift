import Foundation
import Steno
import StenoProviders
import StenoTesting
import Testing

/// Faults on the ways that only one service has: a create that is answered by a stream, and a result at a signed address.
extension FaultBattery {
    func aStreamedCreateMakesOneJob() async throws {
        try await withSimulator {
            $0.time = .scaled(by: 1_000_000)
        } _: { simulator, client in
            for fault in FaultCase.ending {
                for times in [1, nil] {
                    let scene = FaultScene(.speechischeap, fault, simulator, at: client.base, over: transport)
                    let service = try #require(scene.provider as? SpeechIsCheap)
                    _ = try await scene.begin(withJob: false)
                    scene.strike(times: times)
                    let outcome = await scene.call("stream") {
                        var events: [SpeechIsCheapEvent] = []
                        for try await event in try await service.stream(.init(audio: .url(recordingURL))) {
                            events.append(event)
                        }
                        return events
                    }
                    let created = simulator.createdJobs(of: .speechischeap)
                    #expect(created <= 1, "\(fault): \(created)")
                    switch outcome {
                    case .success(let events):
                        #expect(created == 1 && !events.isEmpty, "\(fault): \(created), \(events)")
                    case .failure(let error):
                        #expect(fault.effect != .none, "\(fault): \(error)")
                        let isKnown = error.code == .jobMayExist || error.job != nil
                        #expect(created == 0 || isKnown, "\(fault): \(error)")
                    case nil: break
                    }
                    scene.expectNoSecrets()
                }
            }
        }
    }

    func aResultAtASignedAddressIsReadOrRefused() async throws {
        try await withSimulator {
            $0.time = .scaled(by: 1_000_000)
            $0.pyai.inlineResultSize = 0
            $0.pyai.resultLifetime = .seconds(1_000_000_000_000)
        } _: { simulator, client in
            for fault in FaultCase.ending {
                for times in [1, nil] {
                    let scene = FaultScene(.pyai, fault, simulator, at: client.base, over: transport)
                    let job = try #require(try await scene.begin(withJob: true))
                    let provider = scene.provider
                    let transcript = try await provider.transcript(job.id)
                    let route = "/results/{job_id}"
                    simulator.addFaults(SimulatorFault(fault.kind, service: .pyai, route: route, times: times))
                    let outcome = await scene.call("transcript") { try await provider.transcript(job.id) }
                    switch outcome {
                    case .success(let read):
                        #expect(read == transcript || fault.isSpoiled, "\(fault): \(read)")
                    case .failure(let error):
                        #expect(fault.effect != .none, "\(fault): \(error)")
                        // What the other host says is not about the key or the job.
                        #expect(![.authentication, .permissionDenied, .notFound].contains(error.code), "\(fault)")
                    case nil: break
                    }
                    #expect(simulator.requests.contains { $0.route == route })
                    scene.expectNoSecrets()
                }
            }
        }
    }
}
