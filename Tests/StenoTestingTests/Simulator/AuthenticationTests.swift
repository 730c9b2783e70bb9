import Foundation
import StenoTesting
import Testing

@Suite struct AuthenticationTests {
    private static let routes: [(method: String, path: String)] = [
        ("POST", "/soniox/v1/transcriptions"), ("GET", "/soniox/v1/transcriptions"), ("GET", "/soniox/v1/files"),
        ("POST", "/pyai/v1/transcription/jobs"), ("GET", "/pyai/v1/transcription/jobs/job_1"),
        ("POST", "/aitronos/v1/audio/transcribe"), ("GET", "/aitronos/v1/audio/transcribe/trans_1"),
        ("POST", "/transcripts/v1/transcripts"), ("DELETE", "/transcripts/api/v1/transcripts/transcript_1"),
        ("POST", "/speechischeap/v2/jobs/"), ("DELETE", "/speechischeap/v2/jobs/1-sic"),
        ("GET", "/speechischeap/v2/jobs/auth"), ("POST", "/speechischeap-upload/v2/jobs/"),
    ]

    @Test(arguments: routes) func aMissingEmptyOrRefusedKeyIs401(method: String, path: String) async throws {
        try await withSimulator { _, client in
            var client = client
            for key in [nil, "", "refused-key"] {
                client.key = key
                let answer = try await client.send(method, path)
                #expect(answer.status == 401)
                #expect(!answer.text.contains("refused-key"))
            }
            client.key = "anything-else"
            #expect(try await client.send(method, path).status != 401)
        }
    }

    @Test func errorsHaveEachServicesOwnShape() async throws {
        try await withSimulator { _, client in
            var client = client
            client.key = nil
            let soniox = try await client.get("/soniox/v1/transcriptions").json
            #expect(soniox["status_code"].int == 401)
            #expect(soniox["error_type"].string == "unauthenticated")
            #expect(soniox.names.isSuperset(of: ["message", "validation_errors", "request_id"]))

            let pyai = try await client.get("/pyai/v1/transcription/jobs")
            #expect(pyai.json["error"].names == ["message", "type", "code", "param"])
            #expect(pyai.json["error"]["code"].string == "unauthorized")
            #expect(pyai[field: "X-Request-Id"] != nil)

            let transcripts = try await client.get("/transcripts/v1/transcripts")
            #expect(transcripts.json["error"].names == ["type", "code", "message", "param", "request_id"])
            #expect(transcripts.json["error"]["type"].string == "authentication_error")
            #expect(transcripts[field: "X-Request-ID"] == transcripts.json["error"]["request_id"].string)

            let jobs = try await client.send("POST", "/speechischeap/v2/jobs/")
            #expect(jobs[field: "Content-Type"]?.hasPrefix("text/plain") == true)
            #expect(jobs.json.isAbsent)
            let upload = try await client.send("POST", "/speechischeap-upload/v2/jobs/")
            #expect(!upload.json["message"].isAbsent)

            let aitronos = try await client.get("/aitronos/v1/audio/transcribe")
            #expect(aitronos.json["success"].bool == false)
            #expect(!aitronos.json["error"]["message"].isAbsent)
            #expect(aitronos[field: "x-request-id"] != nil)
        }
    }

    @Test(arguments: ["/pyai/v1/transcription/jobs", "/aitronos/v1/audio/transcribe"])
    func aKeyInItsOwnFieldIsTaken(path: String) async throws {
        try await withSimulator { _, client in
            var client = client
            client.key = nil
            let accepted = try await client.get(path, fields: ["x-api-key": "k"])
            let refused = try await client.get(path, fields: ["x-api-key": "refused-key"])
            #expect(accepted.status == 200)
            #expect(refused.status == 401)
        }
    }

    @Test func theRecordOfRequestsHoldsNoKey() async throws {
        try await withSimulator { simulator, client in
            _ = try await client.get("/soniox/v1/models")
            _ = try await client.get("/pyai/v1/models", fields: ["x-api-key": "sk_test_key"])
            #expect(simulator.requests.map(\.status) == [200, 200])
            #expect(simulator.requests[0].fields["authorization"] == "<redacted>")
            #expect(!"\(simulator.requests)".contains("sk_test_key"))
            #expect(try await !client.get("/control/requests").text.contains("sk_test_key"))
        }
    }
}
