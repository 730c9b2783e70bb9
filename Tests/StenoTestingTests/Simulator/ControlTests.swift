import Foundation
import StenoTesting
import Testing

@Suite struct ControlTests {
    @Test func faultsAreSetListedAndTakenBack() async throws {
        try await withSimulator { simulator, client in
            let set = try await client.post(
                "/control/faults",
                json: """
                    [{"kind": "status", "status": 429, "retry_after": 2, "service": "pyai", "times": null},
                     {"kind": "html-page", "status": 502, "service": "soniox", "skip": 1}]
                    """
            )
            #expect(set.status == 201)
            #expect(
                simulator.faultsLeft == [
                    SimulatorFault(.status(429, retryAfter: "2"), service: .pyai, times: nil),
                    SimulatorFault(.htmlPage(status: 502), service: .soniox, skip: 1),
                ]
            )
            #expect(try await client.get("/pyai/v1/models")[field: "Retry-After"] == "2")
            #expect(try await client.get("/control/faults").json.array?.count == 2)
            #expect(try await client.delete("/control/faults").status == 204)
            #expect(simulator.faultsLeft.isEmpty)
        }
    }

    @Test(
        arguments: [
            #"{"kind": "status", "status": 429, "code": "x", "message": "y"}"#, #"{"kind": "latency", "seconds": 0.5}"#,
            #"{"kind": "reset-before-handling"}"#, #"{"kind": "reset-before-answer"}"#, #"{"kind": "reset-in-body"}"#,
            #"{"kind": "truncated-json"}"#, #"{"kind": "invalid-json"}"#,
            #"{"kind": "content-type", "content_type": "text/html"}"#, #"{"kind": "html-page", "status": 503}"#,
            #"{"kind": "slow-body", "bytes": 10, "seconds": 0.1}"#, #"{"kind": "unknown-status", "value": "x"}"#,
            #"{"kind": "unknown-fields"}"#,
            #"{"kind": "answer", "status": 302, "fields": {"Location": "https://e.com"}, "body": ""}"#,
            #"{"kind": "duplicate-webhook", "copies": 2}"#, #"{"kind": "out-of-order-webhook"}"#,
            #"{"kind": "late-webhook", "seconds": 9}"#, #"{"kind": "lost-webhook"}"#, #"{"kind": "bad-signature"}"#,
            #"{"kind": "old-signature", "seconds": 301}"#,
        ]
    ) func everyKindOfFaultCanBeSet(json: String) async throws {
        try await withSimulator { simulator, client in
            let answer = try await client.post("/control/faults", json: json)
            #expect(answer.status == 201)
            #expect(simulator.faultsLeft.map(\.kind.name) == [JSON(Data(json.utf8))["kind"].string])
        }
    }

    @Test(
        arguments: [
            "{", #"{"kind": "nothing"}"#, #"{"kind": "status"}"#, #"{"kind": "status", "status": 99}"#,
            #"{"kind": "latency"}"#, #"{"kind": "reset-in-body", "service": "nobody"}"#,
            #"{"kind": "reset-in-body", "times": -1}"#,
        ]
    ) func aFaultThatCannotBeReadIsRefused(json: String) async throws {
        try await withSimulator { simulator, client in
            let answer = try await client.post("/control/faults", json: json)
            #expect(answer.status == 400)
            #expect(!answer.json["error"].isAbsent)
            #expect(simulator.faultsLeft.isEmpty)
        }
    }

    @Test func jobsAreScriptedAndTimeIsAdvanced() async throws {
        try await withSimulator { _, client in
            let scripts = """
                [{"service": "soniox", "queued": 5, "running": 10, "outcome": "fail", "code": "c", "message": "m"},
                 {"service": "soniox", "outcome": "payload", "payload": {"text": "Hi", "tokens": []}},
                 {"service": "soniox", "outcome": "never"}]
                """
            #expect(try await client.post("/control/jobs", json: scripts).status == 204)
            var paths: [String] = []
            let json = #"{"model": "stt-async-v5", "audio_url": "https://e.com/a"}"#
            for _ in 0..<3 {
                let created = try await client.post("/soniox/v1/transcriptions", json: json)
                paths.append("/soniox/v1/transcriptions/" + (try #require(created.json["id"].string)))
            }
            let advanced = try await client.post("/control/advance", json: #"{"seconds": 14.5}"#)
            #expect(advanced.json["now"].double == 14.5)
            #expect(try await client.get(paths[0]).json["status"].string == "processing")
            #expect(try await client.get(paths[1] + "/transcript").json["text"].string == "Hi")
            let ended = try await client.get("/control/jobs?service=soniox").json.array ?? []
            #expect(ended.map { "/soniox/v1/transcriptions/" + ($0["id"].string ?? "") } == [paths[1]])
            #expect(ended.first?["ended"].string?.hasSuffix("Z") == true)
            #expect(try await client.get("/control/jobs").status == 400)
            _ = try await client.post("/control/advance", json: #"{"seconds": 1000}"#)
            #expect(try await client.get(paths[0]).json["error_message"].string == "m")
            #expect(try await client.get(paths[2]).json["status"].string == "processing")
            #expect(try await client.post("/control/jobs", json: #"{"outcome": "fail"}"#).status == 400)
            #expect(try await client.post("/control/jobs", json: #"{"service": "pyai", "outcome": "?"}"#).status == 400)
        }
    }

    @Test func everythingCanBeForgotten() async throws {
        try await withSimulator { simulator, client in
            _ = try await client.post("/pyai/v1/transcription/jobs", json: #"{"audio_url": "https://e.com/a"}"#)
            simulator.addFaults(SimulatorFault(.invalidJSON))
            #expect(try await client.get("/control/requests").json[0]["path"].string == "/v1/transcription/jobs")
            #expect(try await client.post("/control/reset", json: "").status == 204)
            #expect(simulator.jobIDs(of: .pyai).isEmpty)
            #expect(simulator.requests.isEmpty)
            #expect(try await client.get("/pyai/v1/transcription/jobs").json["data"].array?.isEmpty == true)
        }
    }

    @Test func timeThatPassesByItselfIsNotAdvanced() async throws {
        try await withSimulator {
            $0.time = .scaled(by: 1)
        } _: { _, client in
            let answer = try await client.post("/control/advance", json: #"{"seconds": 1}"#)
            #expect(answer.status == 409)
        }
    }

    @Test func theOverviewNamesEveryService() async throws {
        try await withSimulator { _, client in
            let overview = try await client.get("/").json
            #expect(
                overview["services"].names == [
                    "soniox", "pyai", "aitronos", "transcripts", "speechischeap", "speechischeap-upload",
                ]
            )
            #expect(try await client.get("/nowhere").status == 404)
            #expect(try await client.get("/control/nowhere").status == 404)
        }
    }
}
