import Foundation
import HTTPTypes
import StenoProviders
import StenoTestSupport
import Testing

@Suite("Aitronos: creating jobs")
struct AitronosSubmitTests {
    private let created: ScriptedTransport

    init() throws {
        created = ScriptedTransport(try .fixture("Aitronos/transcription-created.json"))
    }

    private func body(of request: TranscriptionRequest) async throws -> JSONValue {
        _ = try await Aitronos.scripted(created).submit(request)
        return try created.sent[0].json()
    }

    @Test("Audio by URL, in a language the service finds out")
    func minimal() async throws {
        #expect(try await body(of: .meeting()) == aitronosFixtures.json("create-minimal.request.json"))
        let request = created.sent[0].request
        #expect(request.method == .post)
        #expect(created.sent[0].url == "https://api.aitronos.com/v1/audio/transcribe")
        #expect(request.headerFields[.authorization] == "Bearer secret-key")
        #expect(request.headerFields[.contentType] == "application/json")
    }

    @Test("The reference's own example")
    func reference() async throws {
        let options = TranscriptionOptions(
            language: .hints(["en"]),
            diarization: .speakers(expected: 2),
            redaction: [.email, .phoneNumber, .socialSecurityNumber],
            insights: [.sentiment, .entities, .summary]
        )
        let audio = webAddress("https://storage.example.com/meeting-recording.mp3")
        let request = TranscriptionRequest(audio: .url(audio), options: options)
        #expect(try await body(of: request) == aitronosFixtures.json("create-reference.request.json"))
    }

    @Test("Every documented field")
    func all() async throws {
        var options = TranscriptionOptions(
            language: .hints(["de"]),
            diarization: .speakers(expected: 10),
            redaction: [.personal, .email],
            insights: [.sentiment, .entities, .highlights, .summary]
        )
        options.provider.set(AitronosOptions(organizationID: "org_other"))
        let webhook = Webhook(
            url: webAddress("https://example.com/hook"),
            events: ["transcription.completed", "transcription.failed"]
        )
        #expect(
            try await body(of: .meeting(options, webhook: webhook)) == aitronosFixtures.json("create-all.request.json")
        )
    }

    @Test("Redaction without a policy")
    func redaction() async throws {
        let body = try await body(of: .meeting(.init(redaction: [.personal])))
        #expect(body == (try aitronosFixtures.json("create-redaction-only.request.json")))
    }

    @Test("Members the service does not document")
    func otherMembers() async throws {
        var options = TranscriptionOptions()
        options.provider.set(AitronosOptions(otherMembers: ["priority": .string("high")]))
        #expect(try await body(of: .meeting(options)) == aitronosFixtures.json("create-other-members.request.json"))
    }

    @Test("The created job, and what the answer says beside it")
    func job() async throws {
        let job = try await Aitronos.scripted(created).submit(.meeting())
        #expect(job.id == aitronosJob)
        #expect(job.provider == "aitronos")
        #expect(job.status == .queued)
        #expect(job.model == Aitronos.model)
        #expect(job.audioDuration == 1830.5)
        #expect(job.createdAt == Date(timeIntervalSince1970: 1_785_576_600))
        #expect(job.billing == Billing(amount: 366, unit: "synapses"))
        #expect(job.warnings.isEmpty)
        #expect(job.raw?.data == (try aitronosFixtures.data("transcription-created.json")))

        let details = try AitronosDetails(of: job)
        #expect(details.isSuccess == true)
        #expect(details.billing?.transactionID == "txn_19b2")
        #expect(details.billing?.currency == "synapses")
        #expect(details.billing?.synapsesRefunded == 0)
        #expect(details.billing?.multipliers == ["base": 1, "organization": 1.2, "priority": 1.5])
        #expect(details.metadata?.requestID == "req_7f3a")
        #expect(details.metadata?.timestamp == Date(timeIntervalSince1970: 1_785_576_600.25))
        #expect(details.metadata?.processingTimeInMilliseconds == 412.5)
        #expect(details.actions["check_status"] == .string("/v1/audio/transcribe/\(aitronosJob)"))
        #expect(details.transcription.audioURL == "https://storage.example.com/meeting-recording.mp3")
        #expect(details.transcription.language == "en")
    }

    @Test("The key in a field of its own, and other addresses")
    func setup() async throws {
        let apiKey = try #require(HTTPField.Name("x-api-key"))
        for ending in ["", "/", "/v1", "/v1/"] {
            let address = "http://127.0.0.1:9/aitronos" + ending
            let transport = ScriptedTransport(try .fixture("Aitronos/transcription-created.json"))
            let provider = Aitronos.scripted(transport, baseURL: address) { $0.authentication = .header(apiKey) }
            _ = try await provider.submit(.meeting())
            #expect(transport.sent[0].url == "http://127.0.0.1:9/aitronos/v1/audio/transcribe")
            #expect(transport.sent[0].request.headerFields[apiKey] == "secret-key")
            #expect(transport.sent[0].request.headerFields[.authorization] == nil)
        }
    }

    @Test(
        "An answer that tells no job leaves a job that may be there",
        arguments: [
            ScriptedTransport.Answer.json(#"{"success": true, "data": {}}"#), .json(#"{"success": true, "da"#),
            .text("accepted"), .status(200), .brokenOff,
        ]
    )
    func lostAnswer(answer: ScriptedTransport.Answer) async throws {
        let transport = ScriptedTransport(answer)
        let provider = Aitronos.scripted(transport) { $0.http.retry = RetryPolicy() }
        let error = await #expect(throws: TranscriptionError.self) { try await provider.submit(.meeting()) }
        #expect(error?.code == .jobMayExist)
        #expect(error?.isRetryable == false)
        #expect(transport.sent.count == 1)
    }

    @Test("An envelope that reports no success is no job")
    func noSuccess() async throws {
        let provider = Aitronos.scripted(ScriptedTransport(try .fixture("Aitronos/no-success.json")))
        let error = await #expect(throws: TranscriptionError.self) { try await provider.submit(.meeting()) }
        #expect(error?.code == .providerFailure)
        #expect(error?.providerCode == "insufficient_synapses")
        #expect(error?.providerMessage == "Not enough synapses.")
    }

    @Test(
        "Refusals",
        arguments: [
            ("error-400-invalid-audio-url.json", 400, TranscriptionError.Code.invalidRequest),
            ("error-401-unauthorized.json", 401, .authentication),
            ("error-402-insufficient-synapses.json", 402, .paymentRequired),
            ("error-403-forbidden.json", 403, .permissionDenied),
            ("error-404-transcription-not-found.json", 404, .notFound),
            ("error-409-conflict.json", 409, .conflict),
            ("error-422-validation.json", 422, .invalidRequest),
            ("error-429-rate-limited.json", 429, .rateLimited),
        ]
    )
    func refusals(fixture: String, status: Int, code: TranscriptionError.Code) async throws {
        let transport = ScriptedTransport(try .fixture("Aitronos/\(fixture)", status: status))
        let provider = Aitronos.scripted(transport)
        let error = await #expect(throws: TranscriptionError.self) { try await provider.submit(.meeting()) }
        #expect(error?.code == code)
        #expect(error?.httpStatus == status)
        #expect(error?.provider == "aitronos")
        #expect(!"\(String(describing: error))".contains("secret-key"))
    }

    @Test("A failure of the service may have created a job")
    func serverFailure() async throws {
        let transport = ScriptedTransport(try .fixture("Aitronos/error-500-internal-error.json", status: 500))
        let provider = Aitronos.scripted(transport) { $0.http.retry = RetryPolicy() }
        let error = await #expect(throws: TranscriptionError.self) { try await provider.submit(.meeting()) }
        #expect(error?.httpStatus == 500)
        #expect(transport.sent.count == 1)
    }
}
