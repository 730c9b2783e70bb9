import Foundation
import StenoTesting
import Testing

@Suite struct SimulatorTests {
    @Test func aPortInUseIsSaidPlainly() async throws {
        try await withSimulator { _, client in
            let port = try #require(client.base.port)
            let error = await #expect(throws: SimulatorError.self) {
                try await Simulator().serve(port: port) { _ in }
            }
            #expect(error?.description == "Port \(port) of 127.0.0.1 is in use.")
        }
    }

    @Test func anErrorOfTheClosureIsPassedOn() async throws {
        await #expect(throws: CocoaError.self) {
            try await Simulator().serve { (_: URL) -> Void in throw CocoaError(.featureUnsupported) }
        }
    }

    @Test func eachServiceHasItsAddress() throws {
        let address = try #require(URL(string: "http://127.0.0.1:8080"))
        let simulator = Simulator()
        let addresses = SimulatorService.allCases.map { simulator.url(of: $0, at: address).absoluteString }
        #expect(
            addresses
                == ["soniox", "pyai", "aitronos", "transcripts", "speechischeap"].map { "http://127.0.0.1:8080/\($0)" }
        )
    }

    @Test func whatIsDueAtTheSameTimeHappensInTheOrderItWasPlanned() async throws {
        try await withSimulator { simulator, client in
            simulator.script(
                JobScript(queued: .seconds(1), running: .seconds(5)),
                JobScript(queued: .seconds(3), running: .seconds(3)),
                JobScript(queued: .zero, running: .zero),
                for: .pyai
            )
            var ids: [String] = []
            for _ in 0..<3 {
                let json = #"{"audio_url": "https://e.com/a", "webhook_url": "http://127.0.0.1:1/hook"}"#
                let created = try await client.post("/pyai/v1/transcription/jobs", json: json)
                ids.append(try #require(created.json["job_id"].string))
            }
            await simulator.advance(by: .zero)
            #expect(simulator.deliveries.map(\.jobID) == [ids[2]])
            await simulator.advance(by: .seconds(6))
            #expect(simulator.deliveries.filter { $0.attempt == 1 }.map(\.jobID) == [ids[2], ids[0], ids[1]])
            #expect(simulator.now == .seconds(6))
            #expect(simulator.date == start.addingTimeInterval(6))
        }
    }

    @Test func fiveHundredJobsAtOnceAreFiveHundredJobs() async throws {
        try await withSimulator {
            $0.soniox.pendingTranscriptions = 500
        } _: { simulator, client in
            let json = #"{"model": "stt-async-v5", "audio_url": "https://e.com/a"}"#
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<520 {
                    group.addTask { try await client.post("/soniox/v1/transcriptions", json: json).status }
                }
                return try await group.reduce(into: [:]) { counts, status in counts[status, default: 0] += 1 }
            }
            #expect(statuses == [201: 500, 429: 20])
            #expect(simulator.createdJobs(of: .soniox) == 500)
            await simulator.advance(by: .seconds(3))
            #expect(try await client.get("/soniox/v1/transcriptions").json["transcriptions"].array?.count == 500)
        }
    }
}
