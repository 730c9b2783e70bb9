import Foundation
import StenoTesting
import Testing

@Suite struct WebhookDeliveryTests {
    private static func soniox(_ client: PlainClient, _ hook: String) async throws -> String {
        try #require(
            try await client.post(
                "/soniox/v1/transcriptions",
                json: """
                    {"model": "stt-async-v5", "audio_url": "https://e.com/a", "webhook_url": "\(hook)/soniox?ref=1",
                     "webhook_auth_header_name": "X-Hook-Auth", "webhook_auth_header_value": "token"}
                    """
            ).json["id"].string
        )
    }

    @Test func sonioxSendsTheHeaderChosenAndNoTranscript() async throws {
        try await withReceiver { simulator, client, receiver, hook in
            let id = try await Self.soniox(client, hook)
            await simulator.advance(by: .seconds(3))
            let delivery = try #require(receiver.deliveries.first)
            #expect(delivery.path == "/soniox?ref=1")
            #expect(delivery.fields["x-hook-auth"] == "token")
            #expect(delivery.json.names == ["id", "status"])
            #expect(delivery.json["id"].string == id)
            #expect(delivery.json["status"].string == "completed")
            #expect(try await client.get("/soniox/v1/transcriptions/\(id)").json["webhook_status_code"].int == 204)
        }
    }

    @Test func sonioxTriesSeveralTimes() async throws {
        try await withReceiver { simulator, client, receiver, hook in
            receiver.answer(500, 404, 503, 500, 500)
            let id = try await Self.soniox(client, hook)
            await simulator.advance(by: .seconds(600))
            #expect(receiver.deliveries.count == 4)
            #expect(simulator.deliveries.map(\.attempt) == [1, 2, 3, 4])
            #expect(simulator.deliveries.map(\.status) == [500, 404, 503, 500])
            #expect(try await client.get("/soniox/v1/transcriptions/\(id)").json["webhook_status_code"].int == 500)
        }
    }

    @Test func pyaiSignsEachAttempt() async throws {
        try await withReceiver {
            $0.pyai.webhookSecret = "secret"
        } _: { simulator, client, receiver, hook in
            receiver.answer(500)
            let json = #"{"audio_url": "https://e.com/a", "webhook_url": "\#(hook)/pyai"}"#
            let id = try await client.post("/pyai/v1/transcription/jobs", json: json).json["job_id"].string
            await simulator.advance(by: .seconds(60))
            #expect(receiver.deliveries.count == 2)
            let timestamps = try receiver.deliveries.map { delivery in
                #expect(delivery.json["type"].string == "transcription.job.completed")
                #expect(delivery.json["data"]["job_id"].string == id)
                let parts = try #require(delivery.fields["x-pyai-signature"]).split(separator: ",")
                #expect(parts.count == 2)
                let timestamp = String(parts[0].dropFirst(2))
                #expect(parts[1] == "v1=" + signature("secret", timestamp, delivery.body))
                return timestamp
            }
            #expect(timestamps == ["1785576603", "1785576608"])
        }
    }

    @Test func transcriptsSignsForTheJobAndForEachEndpoint() async throws {
        try await withReceiver {
            $0.transcripts.webhookSecret = "whsec_job"
        } _: { simulator, client, receiver, hook in
            let endpoint = try await client.post(
                "/transcripts/v1/webhooks",
                json: #"{"url": "\#(hook)/endpoint", "events": ["transcript.completed"]}"#
            )
            let secret = try #require(endpoint.json["secret"].string)
            let json = #"{"audio_url": "https://e.com/a", "webhook_url": "\#(hook)/job"}"#
            let id = try await client.post("/transcripts/v1/transcripts", json: json).json["id"].string
            await simulator.advance(by: .seconds(3))
            #expect(Set(receiver.deliveries.map(\.path)) == ["/job", "/endpoint"])
            for delivery in receiver.deliveries {
                #expect(delivery.json.names == ["id", "type", "created", "data"])
                #expect(delivery.json["type"].string == "transcript.completed")
                #expect(delivery.json["data"]["transcript_id"].string == id)
                let timestamp = try #require(delivery.fields["wordcab-timestamp"])
                let key = delivery.path == "/job" ? "whsec_job" : secret
                #expect(delivery.fields["wordcab-signature"] == signature(key, timestamp, delivery.body))
            }
        }
    }

    @Test func transcriptsTriesForADayAfterServerErrorsOnly() async throws {
        try await withReceiver { simulator, client, receiver, hook in
            receiver.answer(400, 500, 503)
            let json = #"{"audio_url": "https://e.com/a", "webhook_url": "\#(hook)/job"}"#
            for _ in 0..<2 { _ = try await client.post("/transcripts/v1/transcripts", json: json) }
            await simulator.advance(by: .seconds(2 * 86_400))
            #expect(simulator.deliveries.compactMap(\.status) == [400, 500, 503, 204])
            #expect(Set(receiver.deliveries.dropFirst().compactMap { $0.json["id"].string }).count == 1)
        }
    }

    @Test func speechIsCheapSendsTheWholeJobOnceAndUnsigned() async throws {
        try await withReceiver { simulator, client, receiver, hook in
            receiver.answer(500)
            simulator.script(
                JobScript(),
                JobScript(outcome: .failure(code: "", message: "Bad audio")),
                for: .speechischeap
            )
            let json = #"{"input_url": "https://e.com/a", "webhook_url": "\#(hook)/sic?secret=1"}"#
            var ids: [String?] = []
            for _ in 0..<3 {
                ids.append(try await client.post("/speechischeap/v2/jobs/", json: json).json["id"].string)
            }
            _ = try await client.delete("/speechischeap/v2/jobs/" + (ids[2] ?? ""))
            await simulator.advance(by: .seconds(600))
            #expect(receiver.deliveries.count == 3)
            let byID = Dictionary(grouping: receiver.deliveries) { $0.json["id"].string }
            let completed = try #require(byID[ids[0]]?.first)
            #expect(completed.json["output"]["segments"].array?.isEmpty == false)
            #expect(completed.json["status"].string == "COMPLETED")
            #expect(!completed.fields.keys.contains { $0.contains("signature") })
            let failed = try #require(byID[ids[1]]?.first).json
            #expect(failed["status"].string == "FAILED")
            #expect(failed["output"]["error"].string == "Bad audio")
            let cancelled = try #require(byID[ids[2]]?.first).json
            #expect(cancelled["status"].string == "CANCELED")
            #expect(cancelled["output"].names.isEmpty)
        }
    }

    @Test func aitronosSendsTheEventsAskedFor() async throws {
        try await withReceiver { simulator, client, receiver, hook in
            for event in ["transcription.completed", "transcription.failed"] {
                _ = try await client.post(
                    "/aitronos/v1/audio/transcribe",
                    json: """
                        {"organization_id": "org_1",
                         "transcription_options": {"language": "en", "audio_url": "https://e.com/a"},
                         "webhook": {"url": "\(hook)/aitronos", "events": ["\(event)"]}}
                        """
                )
            }
            await simulator.advance(by: .seconds(3))
            #expect(receiver.deliveries.map { $0.json["event"].string } == ["transcription.completed"])
        }
    }

    @Test func aReceiverThatIsGoneIsTriedAgain() async throws {
        try await withReceiver { simulator, client, receiver, hook in
            _ = try await Self.soniox(client, "http://127.0.0.1:1")
            await simulator.advance(by: .seconds(600))
            #expect(simulator.deliveries.map(\.status) == [nil, nil, nil, nil])
            #expect(receiver.deliveries.isEmpty)
        }
    }

    @Test func faultsDuplicateLoseDelayAndSwapDeliveries() async throws {
        try await withReceiver { simulator, client, receiver, hook in
            simulator.addFaults(
                SimulatorFault(.duplicateWebhook(times: 2), service: .soniox),
                SimulatorFault(.lostWebhook, service: .soniox, skip: 1),
                SimulatorFault(.lateWebhook(.seconds(40)), service: .soniox, skip: 2),
                SimulatorFault(.outOfOrderWebhook, service: .soniox, skip: 3)
            )
            var ids: [String] = []
            for _ in 0..<5 { ids.append(try await Self.soniox(client, hook)) }
            await simulator.advance(by: .seconds(4))
            let order = receiver.deliveries.compactMap { $0.json["id"].string.flatMap { ids.firstIndex(of: $0) } }
            #expect(order == [0, 0, 0, 4, 3])
            await simulator.advance(by: .seconds(100))
            let late = receiver.deliveries.dropFirst(5).compactMap {
                $0.json["id"].string.flatMap { ids.firstIndex(of: $0) }
            }
            #expect(late == [2])
        }
    }

    @Test func faultsSpoilSignatures() async throws {
        try await withReceiver {
            $0.pyai.webhookSecret = "secret"
        } _: { simulator, client, receiver, hook in
            simulator.addFaults(
                SimulatorFault(.badSignature, service: .pyai),
                SimulatorFault(.oldSignature(.seconds(301)), service: .pyai, skip: 1)
            )
            let json = #"{"audio_url": "https://e.com/a", "webhook_url": "\#(hook)/pyai"}"#
            for _ in 0..<2 { _ = try await client.post("/pyai/v1/transcription/jobs", json: json) }
            await simulator.advance(by: .seconds(3))
            let signatures = receiver.deliveries.map { $0.fields["x-pyai-signature"] ?? "" }
            #expect(
                signatures[0] != "t=1785576603,v1=" + signature("secret", "1785576603", receiver.deliveries[0].body)
            )
            #expect(
                signatures[1] == "t=1785576302,v1=" + signature("secret", "1785576302", receiver.deliveries[1].body)
            )
        }
    }
}
