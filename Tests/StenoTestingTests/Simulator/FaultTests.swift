import Foundation
import StenoTesting
import Testing

@Suite struct FaultTests {
    private static let create = #"{"audio_url": "https://example.com/a.mp3"}"#
    private static let jobs = "/pyai/v1/transcription/jobs"

    @Test func aStatusHasTheServicesOwnBody() async throws {
        try await withSimulator { simulator, client in
            simulator.addFaults(
                SimulatorFault(.status(429, retryAfter: "7"), service: .soniox),
                SimulatorFault(.status(503), service: .transcripts),
                SimulatorFault(.status(402, code: "key_budget_exceeded", message: "No."), service: .pyai),
                SimulatorFault(.status(500), service: .speechischeap),
                SimulatorFault(.status(429, retryAfter: "Sat, 01 Aug 2026 09:31:00 GMT"), service: .aitronos)
            )
            let soniox = try await client.get("/soniox/v1/models")
            #expect(soniox.status == 429)
            #expect(soniox[field: "Retry-After"] == "7")
            #expect(soniox.json["error_type"].string == "limit_exceeded")
            let transcripts = try await client.get("/transcripts/v1/transcripts")
            #expect(transcripts.status == 503)
            #expect(transcripts[field: "Retry-After"] == nil)
            #expect(transcripts.json["error"]["type"].string == "model_error")
            let pyai = try await client.get(Self.jobs)
            #expect(pyai.json["error"]["code"].string == "key_budget_exceeded")
            #expect(pyai.json["error"]["message"].string == "No.")
            let cheap = try await client.get("/speechischeap/v2/jobs/1")
            #expect(cheap.status == 500)
            #expect(cheap.text == "Internal server error")
            let aitronos = try await client.get("/aitronos/v1/audio/transcribe")
            #expect(aitronos[field: "Retry-After"] == "Sat, 01 Aug 2026 09:31:00 GMT")
            #expect(simulator.faultsLeft.isEmpty)
            #expect(try await client.get("/soniox/v1/models").status == 200)
        }
    }

    @Test func aFaultHitsTheCallsItIsMeantFor() async throws {
        try await withSimulator { simulator, client in
            simulator.addFaults(
                SimulatorFault(
                    .status(500),
                    service: .pyai,
                    method: "GET",
                    route: "/v1/transcription/jobs/{job_id}",
                    skip: 1,
                    times: 2
                )
            )
            let created = try await client.post(Self.jobs, json: Self.create)
            let id = try #require(created.json["job_id"].string)
            var statuses: [Int] = []
            for _ in 0..<4 { statuses.append(try await client.get("\(Self.jobs)/\(id)").status) }
            #expect(created.status == 202)
            #expect(statuses == [200, 500, 500, 200])
            simulator.addFaults(SimulatorFault(.status(500), times: nil))
            for _ in 0..<3 { #expect(try await client.get("/soniox/v1/models").status == 500) }
            simulator.removeFaults()
            #expect(try await client.get("/soniox/v1/models").status == 200)
        }
    }

    @Test(
        arguments: [
            (SimulatorFault.Kind.resetBeforeHandling, 0), (.resetBeforeAnswer, 1), (.resetInBody, 1),
        ]
    ) func aResetCutsTheConnectionBeforeOrAfterAJobIsMade(kind: SimulatorFault.Kind, jobs: Int) async throws {
        try await withSimulator { simulator, client in
            simulator.addFaults(SimulatorFault(kind, service: .pyai))
            await #expect(throws: (any Error).self) {
                try await client.post(Self.jobs, json: Self.create, fields: ["Idempotency-Key": "k"])
            }
            #expect(simulator.createdJobs(of: .pyai) == jobs)
            let again = try await client.post(Self.jobs, json: Self.create, fields: ["Idempotency-Key": "k"])
            #expect(again.status == 202)
            #expect(simulator.createdJobs(of: .pyai) == 1)
        }
    }

    @Test func aResetIsAlsoPossibleInAStreamOfEvents() async throws {
        try await withSimulator {
            $0.time = .scaled(by: 1_000)
        } _: { simulator, client in
            simulator.addFaults(SimulatorFault(.resetInBody, service: .speechischeap))
            await #expect(throws: (any Error).self) {
                try await client.post(
                    "/speechischeap/v2/jobs/",
                    json: #"{"input_url": "https://e.com/a", "can_stream_output": true}"#
                )
            }
            #expect(simulator.createdJobs(of: .speechischeap) == 1)
        }
    }

    @Test func bodiesAreSpoiled() async throws {
        try await withSimulator { simulator, client in
            let path = "/soniox/v1/models"
            let whole = try await client.get(path)
            simulator.addFaults(SimulatorFault(.truncatedJSON))
            let truncated = try await client.get(path)
            #expect(truncated.data == whole.data.prefix(whole.data.count / 2))
            #expect(truncated.json.isAbsent)
            simulator.addFaults(SimulatorFault(.invalidJSON))
            let invalid = try await client.get(path)
            #expect(invalid.status == 200)
            #expect(invalid.json.isAbsent)
            simulator.addFaults(SimulatorFault(.contentType("text/html")))
            let mislabelled = try await client.get(path)
            #expect(mislabelled[field: "Content-Type"] == "text/html")
            #expect(mislabelled.data == whole.data)
            simulator.addFaults(SimulatorFault(.htmlPage(status: 502)))
            let page = try await client.get(path)
            #expect(page.status == 502)
            #expect(page.text.contains("<h1>502 Bad Gateway</h1>"))
            simulator.addFaults(
                SimulatorFault(.answer(status: 302, fields: ["X-Made-Up": "yes"], body: "elsewhere"))
            )
            let answer = try await client.get(path)
            #expect(answer.status == 302)
            #expect(answer[field: "X-Made-Up"] == "yes")
        }
    }

    @Test func whatNoDocumentKnowsIsAdded() async throws {
        try await withSimulator { simulator, client in
            let json = #"{"audio_url": "https://e.com/a", "metadata": {"a": "b"}}"#
            simulator.addFaults(SimulatorFault(.unknownFields), SimulatorFault(.unknownStatus("reticulating")))
            let created = try await client.post("/transcripts/v1/transcripts", json: json).json
            #expect(created["status"].string == "reticulating")
            #expect(created["x_future_flag"].bool == true)
            #expect(created["metadata"].names == ["a"])
            let id = try #require(created["id"].string)
            #expect(try await client.get("/transcripts/v1/transcripts/\(id)").json["status"].string == "queued")
        }
    }

    @Test func latencyAndSlowBodiesTakeTheirTime() async throws {
        try await withSimulator {
            $0.time = .scaled(by: 1_000)
        } _: { simulator, client in
            simulator.addFaults(SimulatorFault(.latency(.milliseconds(50))))
            let clock = ContinuousClock()
            let waited = try await clock.measure { _ = try await client.get("/soniox/v1/concurrency-limits") }
            #expect(waited >= .milliseconds(50))
            let whole = try await client.get("/soniox/v1/concurrency-limits").data
            simulator.addFaults(SimulatorFault(.slowBody(bytes: whole.count / 4, pause: .milliseconds(10))))
            var slow = Data()
            let taken = try await clock.measure { slow = try await client.get("/soniox/v1/concurrency-limits").data }
            #expect(slow == whole)
            #expect(taken >= .milliseconds(40))
        }
    }

    @Test func scriptedLatencyWaitsForTheClockAndEndsWithTheSimulator() async throws {
        try await withSimulator { simulator, client in
            simulator.addFaults(
                SimulatorFault(.latency(.seconds(30))),
                SimulatorFault(.latency(.seconds(3600)), skip: 1)
            )
            async let answer = client.get("/soniox/v1/models")
            while simulator.requests.isEmpty { await Task.yield() }
            // The request has come; its pause is planned at once.
            var isAnswered = false
            while !isAnswered {
                await simulator.advance(by: .seconds(30))
                isAnswered = simulator.requests[0].status != nil
            }
            let late = try await answer
            #expect(late.status == 200)
            // This one is left waiting: leaving the closure must not wait for it.
            let hanging = Task { try? await client.get("/soniox/v1/models") }
            while simulator.requests.count < 2 { await Task.yield() }
            _ = hanging
        }
    }
}
