import Foundation
import StenoTesting
import Testing

@Suite struct SpeechIsCheapSimulationTests {
    private static let jobs = "/speechischeap/v2/jobs"
    private static let create = #"{"input_url": "https://example.com/audio-file.mp3"}"#

    private static func create(_ client: PlainClient, _ json: String = create) async throws -> String {
        try #require(try await client.post(jobs + "/", json: json).json["id"].string)
    }

    @Test func theLifeOfAJobReadWithoutAKey() async throws {
        try await withSimulator { simulator, client in
            let created = try await client.post(Self.jobs + "/", json: Self.create)
            #expect(created.status == 202)
            #expect(created.json.names == ContractFields.SpeechIsCheap.job)
            #expect(created.json["status"].string == "PENDING")
            #expect(created.json["output"].names.isEmpty)
            let id = try #require(created.json["id"].string)
            #expect(id.hasSuffix("-sic"))
            var stranger = client
            stranger.key = nil
            await simulator.advance(by: .seconds(2))
            #expect(try await stranger.get("\(Self.jobs)/\(id)").json["status"].string == "PENDING")
            await simulator.advance(by: .seconds(1))
            let job = try await stranger.get("\(Self.jobs)/\(id)").json
            #expect(job["status"].string == "COMPLETED")
            let segments = try #require(job["output"]["segments"].array)
            #expect(segments.map(\.names) == Array(repeating: ContractFields.SpeechIsCheap.segment, count: 5))
            #expect(segments.compactMap { $0["id"].int } == [1, 2, 3, 4, 5])
            #expect(segments[0]["language"].string == "en (99.95%)")
            #expect(segments[0]["words"].isNull)
            #expect(job["output"]["request"]["input_url"].string == "https://example.com/audio-file.mp3")
            #expect(job["output"]["request"]["language"].isNull)
        }
    }

    @Test func addOnsAddToTheSegments() async throws {
        try await withSimulator { simulator, client in
            let id = try await Self.create(
                client,
                """
                {"input_url": "https://e.com/a", "can_label_audio": true, "can_parse_speakers": true,
                 "can_parse_words": true, "minimum_confidence": 0, "hotwords": "AI", "prompt": "p", "segment_duration": 15}
                """
            )
            await simulator.advance(by: .seconds(3))
            let segments = try #require(try await client.get("\(Self.jobs)/\(id)").json["output"]["segments"].array)
            #expect(segments.count == 7)
            #expect(segments[0]["label"].string == "music")
            #expect(segments[0]["speaker_id"].string == "")
            #expect(segments[1]["label"].string == "speech")
            #expect(segments[1]["speaker_id"].string == "A")
            #expect(segments[2]["speaker_id"].string == "B")
            #expect(segments[1]["words"][0].names == ContractFields.SpeechIsCheap.word)
        }
    }

    @Test func finalSlashesCount() async throws {
        try await withSimulator { _, client in
            let id = try await Self.create(client)
            #expect(try await client.get("\(Self.jobs)/\(id)").status == 200)
            #expect(try await client.get("\(Self.jobs)/\(id)/").status == 404)
            #expect(try await client.delete("\(Self.jobs)/\(id)/").status == 404)
            #expect(try await client.post(Self.jobs, json: Self.create).status == 202)
        }
        try await withSimulator {
            $0.speechIsCheap.requiresFinalSlash = true
        } _: { _, client in
            let answer = try await client.post(Self.jobs, json: Self.create)
            #expect(answer.status == 404)
            #expect(try await client.post(Self.jobs + "/", json: Self.create).status == 202)
        }
    }

    @Test(
        arguments: [
            ("{}", #"Missing required "input_url" parameter"#),
            (#"{"input_url": ""}"#, #"Missing required "input_url" parameter"#),
            (#"{"input_url": "https://e.com/a", "segment_duration": 5}"#, #"Invalid "segment_duration" parameter"#),
            (
                #"{"input_url": "https://e.com/a", "minimum_confidence": 1.5}"#,
                #"Invalid "minimum_confidence" parameter"#
            ),
            (#"{"input_url": "https://e.com/a", "language": "english"}"#, #"Invalid "language" parameter"#),
            (#"{"input_url": "https://e.com/a", "output_format": "pdf"}"#, #"Invalid "output_format" parameter"#),
        ]
    ) func aBodyThatBreaksARuleIsRefusedInPlainText(json: String, text: String) async throws {
        try await withSimulator { _, client in
            let answer = try await client.post(Self.jobs + "/", json: json)
            #expect(answer.status == 400)
            #expect(answer[field: "Content-Type"] == "text/plain")
            #expect(answer.text == text)
        }
    }

    @Test func aPendingJobIsCancelledOnceByItsOwner() async throws {
        try await withSimulator { simulator, client in
            let id = try await Self.create(client)
            var other = client
            other.key = "someone-else"
            #expect(try await other.delete("\(Self.jobs)/\(id)").status == 404)
            let cancelled = try await client.delete("\(Self.jobs)/\(id)")
            #expect(cancelled.status == 200)
            #expect(cancelled.text == "OK")
            let job = try await client.get("\(Self.jobs)/\(id)").json
            #expect(job["status"].string == "CANCELED")
            #expect(job["output"].names.isEmpty)
            #expect(try await client.delete("\(Self.jobs)/\(id)").status == 404)
            let done = try await Self.create(client)
            await simulator.advance(by: .seconds(3))
            #expect(try await client.delete("\(Self.jobs)/\(done)").status == 404)
            #expect(try await client.delete("\(Self.jobs)/unknown-sic").status == 404)
        }
    }

    @Test func subtitlesAreTextOnceCompleted() async throws {
        try await withSimulator { simulator, client in
            let id = try await Self.create(client)
            let early = try await client.get("\(Self.jobs)/\(id)?output_format=srt")
            #expect(early.json["status"].string == "PENDING")
            await simulator.advance(by: .seconds(3))
            #expect(try await client.get("\(Self.jobs)/\(id)?output_format=srt").text.hasPrefix("1\n00:00:00,480"))
            for format in ["vtt", "webvtt"] {
                let answer = try await client.get("\(Self.jobs)/\(id)?output_format=\(format)")
                #expect(answer.text.hasPrefix("WEBVTT"))
                #expect(answer[field: "Content-Type"]?.hasPrefix("text/vtt") == true)
            }
        }
    }

    @Test func aPrivateJobHidesItsAddressAndLosesItsSegments() async throws {
        try await withSimulator { simulator, client in
            let id = try await Self.create(client, #"{"input_url": "https://secret.example/a", "is_private": true}"#)
            await simulator.advance(by: .seconds(3))
            let job = try await client.get("\(Self.jobs)/\(id)")
            #expect(job.json["output"]["request"]["input_url"].string == "https://speechischeap.com/redacted")
            #expect(!job.text.contains("secret.example"))
            #expect(job.json["output"]["segments"].array?.isEmpty == false)
            await simulator.advance(by: .seconds(12 * 3600 + 1))
            #expect(try await client.get("\(Self.jobs)/\(id)").json["output"]["segments"].array?.isEmpty == true)
        }
    }

    @Test func aFailedJobIsReadWithAnEmptyOutput() async throws {
        try await withSimulator { simulator, client in
            simulator.script(JobScript(outcome: .failure(code: "x", message: "Bad audio")), for: .speechischeap)
            let id = try await Self.create(client)
            await simulator.advance(by: .seconds(3))
            let job = try await client.get("\(Self.jobs)/\(id)").json
            #expect(job["status"].string == "FAILED")
            #expect(job["output"].names.isEmpty)
        }
    }

    @Test func anUploadGoesToItsOwnHost() async throws {
        try await withSimulator { simulator, client in
            let bytes = Data(repeating: 3, count: 70_000)
            let form = PlainClient.Form(
                fields: [("can_parse_words", "true"), ("segment_duration", "10"), ("language", "en")],
                file: ("input_file", "a.wav", bytes)
            )
            let created = try await client.post("/speechischeap-upload/v2/jobs/", form: form)
            #expect(created.status == 202)
            let id = try #require(created.json["id"].string)
            await simulator.advance(by: .seconds(3))
            let output = try await client.get("\(Self.jobs)/\(id)").json["output"]
            #expect(output["request"]["can_parse_words"].bool == true)
            #expect(output["segments"][0]["words"].array?.isEmpty == false)
            let missing = try await client.post(
                "/speechischeap-upload/v2/jobs/",
                form: .init(fields: [("language", "en")])
            )
            #expect(missing.status == 400)
            #expect(missing.json["message"].string == #"Missing required "input_file" parameter"#)
            var broken = form
            broken.breakOff()
            #expect(try await client.post("/speechischeap-upload/v2/jobs/", form: broken).status == 400)
            #expect(simulator.createdJobs(of: .speechischeap) == 1)
        }
    }

    @Test func theFirstVersionIsGone() async throws {
        try await withSimulator { _, client in
            let answer = try await client.get("/speechischeap/v1/jobs/1")
            #expect(answer.status == 410)
        }
    }

    @Test func aStreamedCreateTellsEachSegment() async throws {
        try await withSimulator {
            $0.time = .scaled(by: 1_000)
        } _: { simulator, client in
            let answer = try await client.post(
                Self.jobs + "/",
                json: #"{"input_url": "https://e.com/a", "can_stream_output": true}"#
            )
            #expect(answer.status == 200)
            #expect(answer[field: "Content-Type"] == "text/event-stream")
            let lines = answer.text.split(separator: "\n")
            #expect(lines.allSatisfy { $0.hasPrefix("data: {") })
            let events = lines.map { JSON(Data($0.dropFirst(6).utf8)) }
            let types = events.compactMap { $0["type"].string }
            #expect(types.first == "initial")
            #expect(types.last == "final")
            #expect(types.filter { $0 == "initial" || $0 == "final" }.count == 2)
            #expect(types.contains("progress"))
            #expect(events[0].names == ["type", "duration", "id", "request"])
            #expect(events.filter { $0["type"].string == "segment" }.compactMap { $0["id"].int } == [1, 2, 3, 4, 5])
            #expect(simulator.jobIDs(of: .speechischeap) == [events[0]["id"].string])
        }
    }
}
