import Foundation
import Steno
import StenoTesting
import Testing

@Suite struct SonioxSimulationTests {
    private static let create = #"{"model": "stt-async-v5", "audio_url": "https://example.com/talks/one.mp3"}"#

    private static func create(_ client: PlainClient, _ json: String = create) async throws -> String {
        try #require(try await client.post("/soniox/v1/transcriptions", json: json).json["id"].string)
    }

    @Test func theLifeOfATranscription() async throws {
        try await withSimulator { simulator, client in
            let created = try await client.post("/soniox/v1/transcriptions", json: Self.create)
            #expect(created.status == 201)
            #expect(created.json["status"].string == "queued")
            #expect(created.json["audio_duration_ms"].int == 0)
            #expect(created.json["created_at"].string == "2026-08-01T09:30:00.000Z")
            #expect(created.json["filename"].string == "one.mp3")
            let id = try #require(created.json["id"].string)
            #expect(UUID(uuidString: id) != nil)
            let path = "/soniox/v1/transcriptions/\(id)"

            let early = try await client.get(path + "/transcript")
            #expect(early.status == 409)
            #expect(early.json["error_type"].string == "transcription_invalid_state")

            await simulator.advance(by: .seconds(1))
            #expect(try await client.get(path).json["status"].string == "processing")
            #expect(try await client.get(path).json["audio_duration_ms"].int ?? 0 > 0)
            let busy = try await client.delete(path)
            #expect(busy.status == 409)

            await simulator.advance(by: .seconds(2))
            let completed = try await client.get(path)
            #expect(completed.json["status"].string == "completed")
            #expect(completed.json["error_message"].isNull)
            let transcript = try await client.get(path + "/transcript")
            #expect(transcript.status == 200)
            #expect(transcript.json.names == ["id", "text", "tokens"])
            #expect(transcript.json["id"].string == id)

            let deleted = try await client.delete(path)
            #expect(deleted.status == 204)
            #expect(deleted.data.isEmpty)
            #expect(try await client.get(path).json["error_type"].string == "transcription_not_found")
            #expect(try await client.delete(path).status == 404)
        }
    }

    @Test func everyContractFieldIsAnswered() async throws {
        try await withSimulator { _, client in
            let answer = try await client.post(
                "/soniox/v1/transcriptions",
                json: """
                    {"model": "stt-async-v5", "audio_url": "https://example.com/a.mp3", "file_id": null,
                     "language_hints": ["en", "es"], "enable_speaker_diarization": true, "context": "Contoso",
                     "webhook_url": "https://example.com/hook", "webhook_auth_header_name": "X-Auth",
                     "webhook_auth_header_value": "s3cret", "client_reference_id": "ref-1"}
                    """
            )
            #expect(answer.status == 201)
            #expect(answer.json.names.isSuperset(of: ContractFields.Soniox.transcription))
            #expect(answer.json["context"].string == "Contoso")
            #expect(answer.json["client_reference_id"].string == "ref-1")
            #expect(answer.json["language_hints"].array?.compactMap(\.string) == ["en", "es"])
            #expect(answer.json["webhook_auth_header_value"].string == "******************")
            #expect(!answer.text.contains("s3cret"))
        }
    }

    @Test func tokensAreTheTextInPieces() async throws {
        try await withSimulator { simulator, client in
            let plain = try await Self.create(client)
            let full = try await Self.create(
                client,
                #"{"model": "stt-async-v5", "audio_url": "https://e.com/a", "enable_speaker_diarization": true, "#
                    + #""enable_language_identification": true}"#
            )
            await simulator.advance(by: .seconds(3))
            for id in [plain, full] {
                let transcript = try await client.get("/soniox/v1/transcriptions/\(id)/transcript").json
                let tokens = try #require(transcript["tokens"].array)
                #expect(tokens.compactMap { $0["text"].string }.joined() == transcript["text"].string)
                #expect(
                    transcript["text"].string == "Thanks for calling Contoso, this is Alex. Hi Alex. My order number "
                        + "forty two has not arrived. I am sorry to hear that. Let me have a look. Mhm. It left our warehouse "
                        + "yesterday and will be with you tomorrow. Great, thank you very much."
                )
                #expect(tokens.allSatisfy { $0["start_ms"].int ?? -1 >= 0 && $0["end_ms"].int ?? 0 > 0 })
                #expect(tokens.contains { $0["text"].string == " " })
                #expect(tokens.allSatisfy { $0["speaker"].isNull == (id == plain) })
                #expect(tokens.allSatisfy { $0["language"].isNull == (id == plain) })
            }
        }
    }

    @Test func translationTokensFollowTheOriginalsAndHaveNoTimes() async throws {
        try await withSimulator { simulator, client in
            let id = try await Self.create(
                client,
                #"{"model": "stt-async-v5", "audio_url": "https://e.com/a", "#
                    + #""translation": {"type": "one_way", "target_language": "es"}}"#
            )
            await simulator.advance(by: .seconds(3))
            let tokens = try #require(
                try await client.get("/soniox/v1/transcriptions/\(id)/transcript").json["tokens"].array
            )
            let statuses = tokens.compactMap { $0["translation_status"].string }
            #expect(statuses.first == "original")
            #expect(Set(statuses) == ["original", "translation"])
            let translated = tokens.filter { $0["translation_status"].string == "translation" }
            #expect(translated.allSatisfy { $0["start_ms"].isAbsent && $0["language"].string == "es" })
            #expect(translated.allSatisfy { $0["source_language"].string == "en" })
            #expect(translated.compactMap { $0["text"].string }.joined().hasPrefix(" Gracias por llamar"))
        }
    }

    @Test(
        arguments: [
            ("{}", "body.payload.model"),
            (#"{"model": "stt-async-v5"}"#, "body.payload.audio_url"),
            (#"{"model": 5, "audio_url": "https://e.com/a"}"#, "body.payload.model"),
            (#"{"model": "stt-async-v5", "audio_url": "ftp://e.com/a"}"#, "body.payload.audio_url"),
            (#"{"model": "stt-async-v5", "audio_url": "https://e.com/a b"}"#, "body.payload.audio_url"),
            (#"{"model": "stt-async-v5", "file_id": "no-uuid"}"#, "body.payload.file_id"),
            (
                #"{"model": "stt-async-v5", "audio_url": "https://e.com/a", "file_id": "#
                    + #""8e0e5b5c-4e0c-4a5e-8d1b-111111111111"}"#,
                "body.payload.audio_url"
            ),
            (
                #"{"model": "stt-async-v5", "audio_url": "https://e.com/a", "language_hints": ["languagehint"]}"#,
                "body.payload.language_hints.0"
            ),
            (
                #"{"model": "stt-async-v5", "audio_url": "https://e.com/a", "translation": {"type": "one_way"}}"#,
                "body.payload.translation.target_language"
            ),
            (
                #"{"model": "stt-async-v5", "audio_url": "https://e.com/a", "context": {"general": {"a": "b"}}}"#,
                "body.payload.context.general"
            ),
            (
                #"{"model": "stt-async-v5", "audio_url": "https://e.com/a", "webhook_url": "hook"}"#,
                "body.payload.webhook_url"
            ),
            (#"{"model": "stt-rt-v5", "audio_url": "https://e.com/a"}"#, "body.payload.model"),
            ("[]", "body"), ("{", "body"),
        ]
    ) func aBodyThatBreaksARuleIsRefused(json: String, location: String) async throws {
        try await withSimulator { simulator, client in
            let answer = try await client.post("/soniox/v1/transcriptions", json: json)
            #expect(answer.status == 400)
            #expect(answer.json["status_code"].int == 400)
            #expect(["invalid_request", "model_not_available"].contains(answer.json["error_type"].string))
            #expect(answer.json["request_id"].string?.isEmpty == false)
            #expect(
                answer.json["validation_errors"].array?.compactMap { $0["location"].string }.contains(location) == true
            )
            #expect(simulator.createdJobs(of: .soniox) == 0)
        }
    }

    @Test(arguments: [
        "model", "webhook_url", "webhook_auth_header_name", "webhook_auth_header_value", "client_reference_id",
    ])
    func aTextThatIsTooLongIsRefused(name: String) async throws {
        try await withSimulator { _, client in
            let limit = name == "model" ? 32 : 256
            for (length, status) in [(limit, name == "model" ? 400 : 201), (limit + 1, 400)] {
                let prefix = name == "webhook_url" ? "https://e.com/" : ""
                let value = prefix + String(repeating: "x", count: length - prefix.count)
                var body = ["model": "stt-async-v5", "audio_url": "https://e.com/a"]
                body[name] = value
                let json = String(decoding: try JSONEncoder().encode(body), as: UTF8.self)
                let answer = try await client.post("/soniox/v1/transcriptions", json: json)
                #expect(answer.status == status)
                let isLong = answer.json["validation_errors"][0]["message"].string?.contains("at most") ?? false
                #expect(isLong == (length > limit))
            }
        }
    }

    @Test func aFileIsUploadedUsedAndDeleted() async throws {
        try await withSimulator { simulator, client in
            let bytes = Data((0..<100_000).map { UInt8(truncatingIfNeeded: $0 * 7) })
            let form = PlainClient.Form(
                fields: [("client_reference_id", "ref")],
                file: ("file", "na\u{EF}ve call.wav", bytes)
            )
            let uploaded = try await client.post("/soniox/v1/files", form: form)
            #expect(uploaded.status == 201)
            #expect(uploaded.json.names == ["id", "filename", "size", "created_at", "client_reference_id"])
            #expect(uploaded.json["filename"].string == "na\u{EF}ve call.wav")
            #expect(uploaded.json["size"].int == 100_000)
            let file = try #require(uploaded.json["id"].string)
            let id = try await Self.create(
                client,
                #"{"model": "stt-async-v5", "audio_url": null, "file_id": "\#(file)"}"#
            )
            guard case .upload(let upload) = simulator.audio(ofJob: id, of: .soniox) else {
                Issue.record("The job has no file.")
                return
            }
            #expect(upload.sha256 == sha256(bytes))
            await simulator.advance(by: .seconds(3))
            #expect(try await client.get("/soniox/v1/transcriptions/\(id)").json["status"].string == "completed")
            #expect(try await client.get("/soniox/v1/files/count").json["total"].int == 1)
            #expect(try await client.delete("/soniox/v1/files/\(file)").status == 204)
            #expect(try await client.get("/soniox/v1/files/\(file)").json["error_type"].string == "file_not_found")
        }
    }

    @Test func aFileDeletedTooEarlyFailsTheJob() async throws {
        try await withSimulator { simulator, client in
            let form = PlainClient.Form(file: ("file", "a.wav", Data(count: 10)))
            let file = try #require(try await client.post("/soniox/v1/files", form: form).json["id"].string)
            let id = try await Self.create(client, #"{"model": "stt-async-v5", "file_id": "\#(file)"}"#)
            await simulator.advance(by: .seconds(1))
            _ = try await client.delete("/soniox/v1/files/\(file)")
            await simulator.advance(by: .seconds(2))
            let job = try await client.get("/soniox/v1/transcriptions/\(id)").json
            #expect(job["status"].string == "error")
            #expect(job["error_type"].string == "file_not_found")
        }
    }

    @Test func anUploadThatIsNoFormOrHasNoFileIsRefused() async throws {
        try await withSimulator { _, client in
            let noForm = try await client.post("/soniox/v1/files", json: "{}")
            #expect(noForm.status == 400)
            #expect(try await client.post("/soniox/v1/files", form: .init(fields: [("a", "b")])).status == 400)
            var broken = PlainClient.Form(file: ("file", "a.wav", Data(count: 1_000)))
            broken.breakOff()
            #expect(try await client.post("/soniox/v1/files", form: broken).status == 400)
            #expect(try await client.get("/soniox/v1/files/count").json["total"].int == 0)
        }
    }

    @Test func listsComeInPages() async throws {
        try await withSimulator { _, client in
            var ids: [String] = []
            for _ in 0..<5 { ids.append(try await Self.create(client)) }
            var listed: [String] = []
            var cursor = ""
            repeat {
                let page = try await client.get("/soniox/v1/transcriptions?limit=2" + cursor).json
                listed += page["transcriptions"].array?.compactMap { $0["id"].string } ?? []
                cursor = page["next_page_cursor"].string.map { "&cursor=\($0)" } ?? ""
            } while !cursor.isEmpty
            #expect(listed == ids.reversed())
            #expect(try await client.get("/soniox/v1/transcriptions/count").json["public_api"].int == 5)
            #expect(try await client.get("/soniox/v1/transcriptions?limit=0").status == 400)
            #expect(try await client.get("/soniox/v1/transcriptions?limit=1001").status == 400)
            let wrong = try await client.get("/soniox/v1/transcriptions?cursor=nonsense")
            #expect(wrong.status == 400)
            #expect(wrong.json["error_type"].string == "invalid_cursor")
        }
    }

    @Test func quotasCountPendingAndFinishedJobs() async throws {
        try await withSimulator {
            $0.soniox.pendingTranscriptions = 2
            $0.soniox.transcriptions = 3
            $0.soniox.files = 1
        } _: { simulator, client in
            let first = try await Self.create(client)
            _ = try await Self.create(client)
            let pending = try await client.post("/soniox/v1/transcriptions", json: Self.create)
            #expect(pending.status == 429)
            #expect(pending.json["error_type"].string == "limit_exceeded")
            #expect(pending.json["message"].string?.contains("pending") == true)
            await simulator.advance(by: .seconds(3))
            _ = try await Self.create(client)
            let total = try await client.post("/soniox/v1/transcriptions", json: Self.create)
            #expect(total.status == 429)
            #expect(total.json["message"].string?.contains("pending") == false)
            _ = try await client.delete("/soniox/v1/transcriptions/\(first)")
            #expect(try await client.post("/soniox/v1/transcriptions", json: Self.create).status == 201)
            let form = PlainClient.Form(file: ("file", "a.wav", Data(count: 10)))
            #expect(try await client.post("/soniox/v1/files", form: form).status == 201)
            #expect(try await client.post("/soniox/v1/files", form: form).status == 429)
        }
    }

    @Test func modelsLimitsAndUsageAreAnswered() async throws {
        try await withSimulator { simulator, client in
            let models = try await client.get("/soniox/v1/models").json["models"].array ?? []
            #expect(models.contains { $0["id"].string == "stt-async-v5" && $0["transcription_mode"].string == "async" })
            #expect(models.allSatisfy { !$0["languages"][0]["code"].isAbsent && !$0["two_way_translation"].isAbsent })
            #expect(try await client.get("/soniox/v1/concurrency-limits").json["project"]["limits"].names.count == 2)
            #expect(models.first?["languages"].array?.count == 60)
        }
    }

    @Test func theUsageLogIsInOrderOfTheEnds() async throws {
        try await withSimulator { simulator, client in
            var ids: [String] = []
            for _ in 0..<3 {
                ids.append(try await Self.create(client))
                await simulator.advance(by: .seconds(3))
            }
            let path = "/soniox/v1/usage-logs?start_time=2026-08-01T00:00:00Z&end_time=2026-08-02T00:00:00Z&limit=2"
            for (order, expected) in [("", ids), ("&sort=end_time_asc", ids), ("&sort=end_time_desc", ids.reversed())] {
                let first = try await client.get(path + order).json
                let cursor = try #require(first["next_page_cursor"].string)
                let second = try await client.get("\(path)\(order)&cursor=\(cursor)").json
                #expect(second["next_page_cursor"].isNull)
                let entries = (first["usage_logs"].array ?? []) + (second["usage_logs"].array ?? [])
                #expect(entries.compactMap { $0["uuid"].string } == expected, "\(order)")
                #expect(entries.allSatisfy { $0.names.count == 19 })
            }
            #expect(try await client.get("/soniox/v1/usage-logs").status == 400)
            #expect(try await client.get(path + "&sort=newest").status == 400)
            let year = "start_time=2026-01-01T00:00:00Z&end_time=2026-12-01T00:00:00Z"
            #expect(try await client.get("/soniox/v1/usage-logs?" + year).status == 400)
        }
    }

    @Test func theUsageSummaryHasEachDayOfTheWindow() async throws {
        try await withSimulator { simulator, client in
            let path = "/soniox/v1/usage/summary?start_time=2026-07-31T12:00:00Z&end_time="
            let before = try await client.get(path + "2026-08-01T09:00:00Z").json
            #expect(before["models"].array?.isEmpty == true)
            for _ in 0..<2 { _ = try await Self.create(client) }
            await simulator.advance(by: .seconds(3))
            let summary = try await client.get(path + "2026-08-02T00:00:00Z").json
            let total = summary["total"]
            #expect(total["model"].isNull)
            // An end at midnight leaves out its own day.
            #expect(total["days"].array?.compactMap(\.string) == ["2026-07-31", "2026-08-01"])
            #expect(total["num_requests"].array?.compactMap(\.int) == [0, 2])
            #expect(total["total_num_requests"].int == 2)
            #expect(total["total_input_audio_duration_ms"].int == 38_400)
            #expect(total["cost_usd"][0].string == "0.0000000000")
            #expect(total["total_cost_usd"].string == total["cost_usd"][1].string)
            #expect(total.names.count == 26)
            #expect(summary["models"].array?.compactMap { $0["model"].string } == ["stt-async-v5"])
            #expect(try await client.get(path + "2026-07-31T12:00:00Z").status == 400)
            #expect(try await client.get(path + "2028-07-31T12:00:00Z").status == 400)
        }
    }

    @Test func aFailedJobSaysWhyAndHasNoTranscript() async throws {
        try await withSimulator { simulator, client in
            simulator.script(
                JobScript(outcome: .failure(code: "invalid_audio_file", message: "Not audio.")),
                for: .soniox
            )
            let id = try await Self.create(client)
            await simulator.advance(by: .seconds(3))
            let job = try await client.get("/soniox/v1/transcriptions/\(id)").json
            #expect(job["status"].string == "error")
            #expect(job["error_type"].string == "invalid_audio_file")
            #expect(job["error_message"].string == "Not audio.")
            #expect(try await client.get("/soniox/v1/transcriptions/\(id)/transcript").status == 409)
        }
    }
}
