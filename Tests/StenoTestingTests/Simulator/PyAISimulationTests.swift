import Foundation
import StenoTesting
import Testing

@Suite struct PyAISimulationTests {
    private static let jobs = "/pyai/v1/transcription/jobs"
    private static let create = #"{"audio_url": "https://example.com/a.mp3"}"#

    @Test func theLifeOfAJob() async throws {
        try await withSimulator { simulator, client in
            let created = try await client.post(Self.jobs, json: Self.create)
            #expect(created.status == 202)
            #expect(created.json.names == ContractFields.PyAI.job)
            #expect(created.json["status"].string == "queued")
            #expect(created.json["created_at"].int == 1_785_576_600_000)
            let id = try #require(created.json["job_id"].string)
            #expect(id.hasPrefix("job_"))
            await simulator.advance(by: .seconds(1))
            #expect(try await client.get("\(Self.jobs)/\(id)").json["status"].string == "running")
            await simulator.advance(by: .seconds(2))
            let job = try await client.get("\(Self.jobs)/\(id)").json
            #expect(job["status"].string == "completed")
            #expect(job["updated_at"].int == 1_785_576_603_000)
            #expect(job["result"].names == ContractFields.PyAI.result)
            #expect(job["result"]["segments"][0].names == ContractFields.PyAI.segment)
            #expect(job["result"]["speakers"].int == 1)
            #expect(job["result"]["formats"].names.isEmpty)
        }
    }

    @Test func optionsShapeTheResult() async throws {
        try await withSimulator { simulator, client in
            let mono =
                #"{"audio_url": "https://e.com/a", "diarize": true, "numerals": true, "output_formats": ["json", "vtt"]}"#
            let stereo = #"{"audio_url": "https://e.com/a", "channel": true, "output_formats": ["srt"]}"#
            var ids: [String] = []
            for json in [mono, stereo] {
                ids.append(try #require(try await client.post(Self.jobs, json: json).json["job_id"].string))
            }
            await simulator.advance(by: .seconds(3))
            let diarized = try await client.get("\(Self.jobs)/\(ids[0])").json["result"]
            #expect(diarized["speakers"].int == 2)
            #expect(diarized["segments"][1]["speaker"].string == "speaker_1")
            #expect(diarized["segments"][1]["channel"].isAbsent)
            #expect(diarized["text"].string?.contains("number 42 has") == true)
            #expect(diarized["formats"].names == ["vtt"])
            #expect(diarized["formats"]["vtt"].string?.hasPrefix("WEBVTT") == true)
            let channels = try await client.get("\(Self.jobs)/\(ids[1])").json["result"]
            #expect(channels["segments"][1]["channel"].int == 1)
            #expect(channels["segments"][1]["speaker"].isAbsent)
            #expect(channels["formats"]["srt"].string?.hasPrefix("1\n00:00:00,480 --> ") == true)
        }
    }

    @Test func shortAudioIsTranscribedInOneCall() async throws {
        try await withSimulator { simulator, client in
            let path = "/pyai/v1/audio/transcriptions"
            let fields = [("model", "pyai-hear"), ("numerals", "true"), ("vocabulary", "Contoso,Alex")]
            let form = PlainClient.Form(fields: fields, file: ("file", "a.wav", Data("RIFF".utf8)))
            let answer = try await client.post(path, form: form)
            #expect(answer.status == 200)
            #expect(answer.json.names == ["text", "model"])
            #expect(answer.json["text"].string?.contains("number 42 has") == true)
            #expect(answer.json["model"].string == "pyai-hear")
            #expect(try await client.post(path, form: .init(fields: fields)).status == 400)
            #expect(simulator.createdJobs(of: .pyai) == 0)
        }
    }

    @Test func theSandboxGivesKeysToAnyone() async throws {
        try await withSimulator { _, client in
            var stranger = client
            stranger.key = nil
            let answer = try await stranger.post("/pyai/v1/sandbox/keys", json: "{}")
            #expect(answer.status == 201)
            #expect(answer.json.names == ["api_key", "org_id", "scopes", "expires_at"])
            #expect(answer.json["expires_at"].string == "2026-08-08T09:30:00Z")
            stranger.key = answer.json["api_key"].string
            #expect(stranger.key?.hasPrefix("pyai_test_") == true)
            #expect(try await stranger.get("/pyai/v1/me").status == 200)
        }
    }

    @Test func anIdempotencyKeyReplaysTheFirstAnswer() async throws {
        try await withSimulator { simulator, client in
            let key = ["Idempotency-Key": "k-1"]
            let first = try await client.post(Self.jobs, json: Self.create, fields: key)
            await simulator.advance(by: .seconds(3))
            let again = try await client.post(Self.jobs, json: Self.create, fields: key)
            #expect(again.status == 202)
            #expect(again.data == first.data)
            #expect(simulator.createdJobs(of: .pyai) == 1)

            let other = try await client.post(
                Self.jobs,
                json: #"{"audio_url": "https://example.com/b.mp3"}"#,
                fields: key
            )
            #expect(other.status == 409)
            #expect(other[field: "Content-Type"] == "application/problem+json")
            #expect(other.json.names == ["type", "title", "status", "detail", "request_id"])
            #expect(other.json["type"].string?.split(separator: "/").last == "idempotency_conflict")
            #expect(simulator.createdJobs(of: .pyai) == 1)

            let long = try await client.post(
                Self.jobs,
                json: Self.create,
                fields: ["Idempotency-Key": String(repeating: "k", count: 256)]
            )
            #expect(long.status == 400)
        }
    }

    @Test func requestsAtOnceWithOneKeyMakeOneJob() async throws {
        try await withSimulator { simulator, client in
            let ids = try await withThrowingTaskGroup(of: String?.self) { group in
                for _ in 0..<20 {
                    group.addTask {
                        let fields = ["Idempotency-Key": "same"]
                        return try await client.post(Self.jobs, json: Self.create, fields: fields).json["job_id"].string
                    }
                }
                return try await group.reduce(into: Set<String>()) { ids, id in if let id { ids.insert(id) } }
            }
            #expect(ids.count == 1)
            #expect(simulator.createdJobs(of: .pyai) == 1)
        }
    }

    @Test func aLargeResultIsBehindASignedAddressThatTakesNoKey() async throws {
        try await withSimulator {
            $0.pyai.inlineResultSize = 10_000
        } _: { simulator, client in
            simulator.script(JobScript(outcome: .longTranscript(seconds: 300)), for: .pyai)
            let id = try #require(try await client.post(Self.jobs, json: Self.create).json["job_id"].string)
            await simulator.advance(by: .seconds(3))
            let job = try await client.get("\(Self.jobs)/\(id)").json
            #expect(job["result"].isAbsent)
            let address = try #require(job["result_url"].string)
            var stranger = client
            let refused = try await client.get(address)
            #expect(refused.status == 400)
            stranger.key = nil
            #expect(try await stranger.get(address, fields: ["x-api-key": "k"]).status == 400)
            let result = try await stranger.get(address)
            #expect(result.status == 200)
            #expect(result.json.names == ContractFields.PyAI.result)
            #expect(result.json["audio_seconds"].double ?? 0 >= 300)
            #expect(try await stranger.get(address + "0").status == 403)
            await simulator.advance(by: .seconds(3700))
            #expect(try await stranger.get(address).status == 403)
        }
    }

    @Test func anUploadMakesAJob() async throws {
        try await withSimulator { simulator, client in
            let bytes = Data(repeating: 7, count: 200_000)
            let form = PlainClient.Form(
                fields: [("diarize", "true"), ("output_formats", "json"), ("output_formats", "srt")],
                file: ("audio", "call.wav", bytes)
            )
            let created = try await client.post(Self.jobs, form: form)
            #expect(created.status == 202)
            let id = try #require(created.json["job_id"].string)
            guard case .upload(let upload) = simulator.audio(ofJob: id, of: .pyai) else {
                Issue.record("The job has no upload.")
                return
            }
            #expect(upload.sha256 == sha256(bytes))
            #expect(upload.contentType == "audio/wav")
            await simulator.advance(by: .seconds(3))
            #expect(try await client.get("\(Self.jobs)/\(id)").json["result"]["formats"].names == ["srt"])
            let both = PlainClient.Form(
                fields: [("audio_url", "https://e.com/a")],
                file: ("audio", "call.wav", bytes)
            )
            #expect(try await client.post(Self.jobs, form: both).status == 400)
            #expect(try await client.post(Self.jobs, form: .init(fields: [("diarize", "true")])).status == 400)
        }
    }

    @Test(
        arguments: [
            "{}", "[]", "", #"{"audio_url": "http://example.com/a.mp3"}"#, #"{"audio_url": 5}"#,
            #"{"audio_url": "https://e.com/a", "channel": true, "diarize": true}"#,
            #"{"audio_url": "https://e.com/a", "output_formats": ["pdf"]}"#,
            #"{"audio_url": "https://e.com/a", "numerals": "yes"}"#,
            #"{"audio_url": "https://e.com/a", "webhook_url": "http://example.com/"}"#,
        ]
    ) func aBodyThatBreaksARuleIsRefused(json: String) async throws {
        try await withSimulator { simulator, client in
            let answer = try await client.post(Self.jobs, json: json)
            #expect(answer.status == 400)
            #expect(answer.json["status"].int == 400)
            #expect(answer.json["detail"].string?.isEmpty == false)
            #expect(simulator.createdJobs(of: .pyai) == 0)
        }
    }

    @Test func jobsAreListedInPages() async throws {
        try await withSimulator { _, client in
            for _ in 0..<3 { _ = try await client.post(Self.jobs, json: Self.create) }
            let first = try await client.get(Self.jobs + "?limit=2").json
            #expect(first["data"].array?.count == 2)
            let cursor = try #require(first["next_cursor"].string)
            let second = try await client.get(Self.jobs + "?limit=2&cursor=\(cursor)").json
            #expect(second["data"].array?.count == 1)
            #expect(second["next_cursor"].isNull)
            #expect(try await client.get(Self.jobs + "/job_none").status == 404)
        }
    }

    @Test(arguments: [
        (JobScript.Outcome.cancelled, "cancelled"), (.failure(code: "x", message: "Bad audio."), "failed"),
    ])
    func aJobMayEndOtherwise(outcome: JobScript.Outcome, status: String) async throws {
        try await withSimulator { simulator, client in
            simulator.script(JobScript(outcome: outcome), for: .pyai)
            let id = try #require(try await client.post(Self.jobs, json: Self.create).json["job_id"].string)
            await simulator.advance(by: .seconds(3))
            let job = try await client.get("\(Self.jobs)/\(id)").json
            #expect(job["status"].string == status)
            #expect(job["error"].string == (status == "failed" ? "Bad audio." : nil))
            #expect(job["result"].isAbsent)
        }
    }
}
