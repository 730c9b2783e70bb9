import Foundation
import StenoTesting
import Testing

@Suite struct TranscriptsSimulationTests {
    private static let create = #"{"audio_url": "https://example.com/a.mp3"}"#

    @Test(arguments: ["/transcripts/v1", "/transcripts/api/v1"])
    func theLifeOfATranscript(base: String) async throws {
        try await withSimulator { simulator, client in
            let created = try await client.post(
                base + "/transcripts",
                json: """
                    {"audio_url": "https://example.com/a.mp3", "model": "qwen3-asr", "language": "en", "diarize": true,
                     "word_timestamps": true, "redact": ["phi"], "vocabulary": ["Contoso"],
                     "metadata": {"external_id": "call-55123"}}
                    """
            )
            #expect(created.status == 201)
            #expect(created.json["object"].string == "transcript")
            #expect(created.json["status"].string == "queued")
            #expect(created.json["created"].int == 1_785_576_600)
            let path = base + "/transcripts/" + (try #require(created.json["id"].string))
            await simulator.advance(by: .seconds(3))
            let transcript = try await client.get(path).json
            #expect(transcript.names == ContractFields.Transcripts.transcript)
            #expect(transcript["status"].string == "completed")
            #expect(transcript["utterances"][0].names == ContractFields.Transcripts.utterance)
            #expect(transcript["utterances"][1]["speaker"].int == 1)
            #expect(transcript["words"][0].names == ContractFields.Transcripts.word)
            #expect(transcript["words"][0]["word"].string == "Thanks")
            #expect(transcript["redactions"][0].names == ContractFields.Transcripts.redaction)
            #expect(transcript["metadata"]["external_id"].string == "call-55123")
            #expect(try await client.delete(path).status == 204)
            #expect(try await client.get(path).json["error"]["type"].string == "not_found_error")
        }
    }

    @Test func whatWasNotAskedForIsLeftOut() async throws {
        try await withSimulator { simulator, client in
            let created = try await client.post("/transcripts/v1/transcripts", json: Self.create).json
            #expect(created["text"].isAbsent && created["duration"].isAbsent)
            await simulator.advance(by: .seconds(3))
            let id = try #require(created["id"].string)
            let transcript = try await client.get("/transcripts/v1/transcripts/\(id)").json
            #expect(transcript["text"].string?.hasPrefix("Thanks for calling") == true)
            #expect(
                transcript["utterances"].isAbsent && transcript["words"].isAbsent && transcript["redactions"].isAbsent
            )
        }
    }

    @Test func aFormSaysTheSame() async throws {
        try await withSimulator { simulator, client in
            let form = PlainClient.Form(
                fields: [
                    ("diarize", "true"), ("redact", "pii"), ("redact", "pci"), ("vocabulary", #"["Contoso", "Alex"]"#),
                    ("metadata", #"{"a": "b"}"#), ("metadata[c]", "d"),
                ],
                file: ("audio_file", "a.wav", Data(count: 1_000))
            )
            let created = try await client.post("/transcripts/v1/transcripts", form: form)
            #expect(created.status == 201)
            #expect(created.json["metadata"]["a"].string == "b")
            #expect(created.json["metadata"]["c"].string == "d")
            await simulator.advance(by: .seconds(3))
            let id = try #require(created.json["id"].string)
            let redactions = try await client.get("/transcripts/v1/transcripts/\(id)").json["redactions"].array
            #expect(redactions?.compactMap { $0["entity"].string } == ["pii", "pci"])
        }
    }

    @Test(
        arguments: [
            ("{}", "audio_url"), (#"{"audio_url": "https://e.com/a", "redact": ["names"]}"#, "redact"),
            (#"{"audio_url": "https://e.com/a", "metadata": {"n": 1}}"#, "metadata"),
            (#"{"audio_url": "https://e.com/a", "diarize": "true"}"#, "diarize"),
            (
                #"{"audio_url": "https://e.com/a", "metadata": {"#
                    + (0...20).map { #""k\#($0)": "v""# }.joined(separator: ",") + "}}",
                "metadata"
            ),
        ]
    ) func aBodyThatBreaksARuleIsRefused(json: String, field: String) async throws {
        try await withSimulator { _, client in
            let answer = try await client.post("/transcripts/v1/transcripts", json: json)
            #expect(answer.status == 400)
            #expect(answer.json["error"]["type"].string == "invalid_request_error")
            #expect(answer.json["error"]["param"].string == field)
        }
    }

    @Test func anIdempotencyKeyHoldsForADay() async throws {
        try await withSimulator { simulator, client in
            let fields = ["Idempotency-Key": "k"]
            let path = "/transcripts/v1/transcripts"
            let first = try await client.post(path, json: Self.create, fields: fields)
            await simulator.advance(by: .seconds(86_000))
            #expect(try await client.post(path, json: Self.create, fields: fields).data == first.data)
            let other = try await client.post(path, json: #"{"audio_url": "https://e.com/b"}"#, fields: fields)
            #expect(other.status == 409)
            #expect(other.json["error"]["type"].string == "conflict_error")
            await simulator.advance(by: .seconds(500))
            #expect(try await client.post(path, json: Self.create, fields: fields).data != first.data)
            #expect(simulator.createdJobs(of: .transcripts) == 2)
        }
    }

    @Test func listsAreFilteredAndPaged() async throws {
        try await withSimulator { simulator, client in
            let path = "/transcripts/v1/transcripts"
            for _ in 0..<26 { _ = try await client.post(path, json: Self.create) }
            await simulator.advance(by: .seconds(10))
            for _ in 0..<2 { _ = try await client.post(path, json: Self.create) }
            let first = try await client.get(path).json
            #expect(first["object"].string == "list")
            #expect(first["data"].array?.count == 25)
            #expect(first["has_more"].bool == true)
            let cursor = try #require(first["next_cursor"].string)
            let second = try await client.get(path + "?cursor=\(cursor)").json
            #expect(second["data"].array?.count == 3)
            #expect(second["has_more"].bool == false)
            #expect(try await client.get(path + "?status=queued").json["data"].array?.count == 2)
            #expect(try await client.get(path + "?created_after=1785576605").json["data"].array?.count == 2)
            let before = "2026-08-01T09:30:05Z"
            #expect(try await client.get(path + "?limit=100&created_before=\(before)").json["data"].array?.count == 26)
            #expect(try await client.get(path + "?limit=1000").json["data"].array?.count == 28)
            #expect(try await client.get(path + "?limit=none").status == 400)
        }
    }

    @Test func endpointsShowTheirSecretOnce() async throws {
        try await withSimulator { _, client in
            let json = #"{"url": "https://e.com/hook", "events": ["transcript.completed"], "description": "d"}"#
            let created = try await client.post("/transcripts/v1/webhooks", json: json)
            #expect(created.json["secret"].string?.hasPrefix("whsec_") == true)
            let id = try #require(created.json["id"].string)
            let listed = try await client.get("/transcripts/v1/webhooks").json["data"][0]
            #expect(listed["id"].string == id)
            #expect(listed["secret"].isAbsent)
            #expect(try await client.delete("/transcripts/v1/webhooks/\(id)").status == 204)
            #expect(try await client.delete("/transcripts/v1/webhooks/\(id)").status == 404)
            let plain = #"{"url": "http://e.com/hook", "events": ["transcript.completed"]}"#
            #expect(try await client.post("/transcripts/v1/webhooks", json: plain).status == 400)
        }
    }
}
