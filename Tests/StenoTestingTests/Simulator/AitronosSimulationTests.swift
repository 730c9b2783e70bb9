import Foundation
import StenoTesting
import Testing

@Suite struct AitronosSimulationTests {
    private static let path = "/aitronos/v1/audio/transcribe"
    /// The contract's own example.
    private static let create = """
        {"organization_id": "org_abc123def456",
         "transcription_options": {"language": "en", "audio_url": "https://storage.example.com/meeting-recording.mp3"},
         "speaker_analysis": {"diarization_enabled": true, "speakers_expected_count": 2},
         "intelligence_features": {"sentiment_analysis_enabled": true, "entity_detection_enabled": true,
                                   "summarization_enabled": true},
         "privacy_settings": {"pii_redaction_enabled": true, "pii_policies": ["email", "phone_number", "ssn"]}}
        """

    private static func create(_ client: PlainClient) async throws -> String {
        try #require(try await client.post(path, json: create).json["data"]["transcription_id"].string)
    }

    @Test func theLifeOfATranscription() async throws {
        try await withSimulator { simulator, client in
            let created = try await client.post(Self.path, json: Self.create)
            #expect(created.status == 201)
            #expect(created.json.names == ContractFields.Aitronos.envelope)
            #expect(created.json["success"].bool == true)
            #expect(created.json["data"].names.isSuperset(of: ContractFields.Aitronos.data))
            #expect(created.json["data"]["status"].string == "queued")
            #expect(created.json["data"]["model_key"].string == "FVT-1")
            #expect(created.json["billing"].names == ContractFields.Aitronos.billing)
            #expect(created.json["billing"]["multipliers"].names == ContractFields.Aitronos.multipliers)
            #expect(created.json["metadata"].names == ContractFields.Aitronos.metadata)
            #expect(!created.json["actions"]["check_status"].isAbsent)
            let id = try #require(created.json["data"]["transcription_id"].string)
            #expect(id.hasPrefix("trans_") && id.count == 38)
            await simulator.advance(by: .seconds(1))
            #expect(try await client.get("\(Self.path)/\(id)").json["data"]["status"].string == "processing")
            await simulator.advance(by: .seconds(2))
            let job = try await client.get("\(Self.path)/\(id)").json
            #expect(job["data"]["status"].string == "completed")
            #expect(job["data"]["timestamps"]["processing_time_seconds"].double == 3)
            #expect(job["actions"].names.isSuperset(of: ["get_paragraphs", "get_sentences", "get_subtitles_srt"]))
        }
    }

    @Test func aTagSparesTheBodyUntilSomethingChanges() async throws {
        try await withSimulator { simulator, client in
            let id = try await Self.create(client)
            let queued = try await client.get("\(Self.path)/\(id)")
            #expect(queued[field: "Cache-Control"] == "public, max-age=5")
            let tag = try #require(queued[field: "ETag"])
            let same = try await client.get("\(Self.path)/\(id)", fields: ["If-None-Match": tag])
            #expect(same.status == 304)
            #expect(same.data.isEmpty)
            await simulator.advance(by: .seconds(3))
            let completed = try await client.get("\(Self.path)/\(id)", fields: ["If-None-Match": tag])
            #expect(completed.status == 200)
            #expect(completed[field: "Cache-Control"] == "public, max-age=86400")
            #expect(completed[field: "Last-Modified"] == "Sat, 01 Aug 2026 09:30:03 GMT")
        }
    }

    @Test func partsOfTheTranscript() async throws {
        try await withSimulator { simulator, client in
            let id = try await Self.create(client)
            #expect(try await client.get("\(Self.path)/\(id)/sentences").status == 409)
            await simulator.advance(by: .seconds(3))
            for name in ["sentences", "paragraphs"] {
                let whole = try await client.get("\(Self.path)/\(id)/\(name)")
                #expect(whole[field: "X-PII-Redacted"] == "true")
                #expect(whole[field: "X-PII-Policies"] == "email,phone_number,ssn")
                let parts = try #require(whole.json["data"][name].array)
                #expect(parts[0].names == ["text", "start", "end"])
                #expect(whole.json["metadata"]["total_count"].int == parts.count)
                let page = try await client.get("\(Self.path)/\(id)/\(name)?limit=1&offset=1").json
                #expect(page["data"][name].array?.count == 1)
                #expect(page["data"][name][0]["text"].string == parts[1]["text"].string)
                #expect(page["actions"].names == ["next", "previous"])
            }
            let vtt = try await client.get("\(Self.path)/\(id)/subtitles/vtt?max_lines=1&max_chars_per_line=20")
            #expect(vtt[field: "Content-Type"]?.hasPrefix("text/vtt") == true)
            #expect(vtt.text.hasPrefix("WEBVTT"))
            #expect(vtt.text.split(separator: "\n").allSatisfy { $0.count <= 20 || $0.contains("-->") })
            #expect(try await client.get("\(Self.path)/\(id)/subtitles/txt").text.hasPrefix("Thanks for calling"))
            #expect(try await client.get("\(Self.path)/\(id)/subtitles/pdf").status == 422)
            #expect(try await client.get("\(Self.path)/\(id)/subtitles/srt?max_lines=4").status == 422)
        }
    }

    @Test func redactedAudioIsBehindASignedAddress() async throws {
        try await withSimulator { simulator, client in
            let id = try await Self.create(client)
            let redacted = "\(Self.path)/\(id)/redacted-audio"
            #expect(try await client.get(redacted).json["data"]["status"].string == "pending")
            await simulator.advance(by: .seconds(3))
            let answer = try await client.get(redacted).json["data"]
            #expect(answer["status"].string == "available")
            #expect(answer["expires_at"].string == "2026-08-01T10:30:03.000Z")
            let address = try #require(answer["redacted_audio_url"].string)
            #expect(try await client.get(address).status == 400)
            var stranger = client
            stranger.key = nil
            #expect(try await stranger.get(address).data.starts(with: Data("RIFF".utf8)))
        }
    }

    @Test(
        arguments: [
            ("{}", "organization_id"), ("[]", "body"),
            (
                #"{"organization_id": "abc", "transcription_options": {"audio_url": "https://e.com/a", "language": "en"}}"#,
                "organization_id"
            ),
            (
                #"{"organization_id": "org_1", "transcription_options": {"audio_url": "http://e.com/a", "language": "en"}}"#,
                "audio_url"
            ),
            (#"{"organization_id": "org_1", "transcription_options": {"audio_url": "https://e.com/a"}}"#, "language"),
            (
                #"{"organization_id": "org_1", "transcription_options": {"audio_url": "https://e.com/a", "language": "en"}, "#
                    + #""speaker_analysis": {"speakers_expected_count": 11}}"#, "speakers_expected_count"
            ),
        ]
    ) func aBodyThatBreaksARuleIsRefused(json: String, field: String) async throws {
        try await withSimulator { _, client in
            let answer = try await client.post(Self.path, json: json)
            #expect(answer.status == 422)
            let locations = answer.json["detail"].array?.compactMap { $0["loc"].array?.last?.string }
            #expect(locations?.contains(field) == true)
        }
    }

    @Test func listsGoByOffset() async throws {
        try await withSimulator { simulator, client in
            for _ in 0..<3 { _ = try await Self.create(client) }
            let first = try await client.get(Self.path + "?limit=2").json["data"]
            #expect(first["transcriptions"].array?.count == 2)
            #expect(first["pagination"]["has_more"].bool == true)
            #expect(first["pagination"]["total_count"].int == 3)
            let second = try await client.get(Self.path + "?limit=2&offset=2").json["data"]
            #expect(second["transcriptions"].array?.count == 1)
            #expect(second["pagination"]["has_more"].bool == false)
            #expect(second["pagination"]["links"]["next"].isNull)
            await simulator.advance(by: .seconds(3))
            #expect(
                try await client.get(Self.path + "?status=queued").json["data"]["transcriptions"].array?.isEmpty == true
            )
            let listed = try await client.get(Self.path + "?status=completed").json["data"]["transcriptions"][0]
            #expect(!listed["completed_at"].isAbsent)
            #expect(try await client.get(Self.path + "?status=done").status == 422)
            #expect(try await client.get(Self.path + "?limit=101").status == 422)
        }
    }

    @Test func tooFewSynapsesAreA402() async throws {
        try await withSimulator {
            $0.aitronos.synapses = 250
        } _: { simulator, client in
            let first = try await client.post(Self.path, json: Self.create)
            #expect(first.status == 201)
            #expect(try await client.post(Self.path, json: Self.create).status == 402)
            #expect(simulator.createdJobs(of: .aitronos) == 1)
        }
    }
}
