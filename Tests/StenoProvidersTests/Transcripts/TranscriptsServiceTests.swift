import Foundation
import HTTPTypes
import Steno
import StenoProviders
import StenoTestSupport
import Testing

@Suite("Transcripts: the service around jobs")
struct TranscriptsServiceTests {
    static let webhooks = "https://api.wordcab.com/api/v1/webhooks"
    static let hook = PyAIHarness.url("https://hooks.example.com/wordcab")

    // MARK: Webhook endpoints

    @Test("A webhook endpoint is created, and its secret does not print")
    func createEndpoint() async throws {
        let harness = TranscriptsHarness(try .transcripts("webhook-endpoint-created.json", status: 201))
        let endpoint = try await harness.transcripts.createWebhookEndpoint(
            url: Self.hook,
            events: ["transcript.completed", "call.failed"],
            description: "production"
        )
        #expect(endpoint.id == "wh_31")
        #expect(endpoint.url == Self.hook)
        #expect(endpoint.events == ["transcript.completed", "call.failed"])
        #expect(endpoint.description == "production")
        #expect(endpoint.secret == "whsec_example")
        #expect(endpoint.created == Date(timeIntervalSince1970: 1_712_345_678))
        #expect(!"\(endpoint)".contains("whsec_example"))
        #expect(harness.calls == ["POST \(Self.webhooks)"])
        let sent = try #require(harness.transport.sent.first)
        #expect(try sent.json() == TranscriptsHarness.fixtures.json("webhook-endpoint-create.request.json"))
        #expect(sent.request.headerFields[try #require(HTTPField.Name("Idempotency-Key"))] == "made-key")
    }

    @Test("An endpoint without https, or without events, is refused without a call")
    func endpointRules() async throws {
        let harness = TranscriptsHarness(try .transcripts("webhook-endpoint-created.json", status: 201))
        let error = await #expect(throws: TranscriptionError.self) {
            try await harness.transcripts.createWebhookEndpoint(
                url: PyAIHarness.url("http://hooks.example.com"),
                events: []
            )
        }
        #expect(
            error?.message == "transcripts would refuse this: `url` must be a URL that begins with https://. "
                + "`events` must name at least one event."
        )
        #expect(harness.calls == [])
    }

    @Test("Webhook endpoints are listed")
    func listEndpoints() async throws {
        let harness = TranscriptsHarness(try .transcripts("webhook-endpoint-list.json"))
        var endpoints: [TranscriptsWebhookEndpoint] = []
        for try await endpoint in harness.transcripts.webhookEndpoints() { endpoints.append(endpoint) }
        #expect(endpoints.map(\.id) == ["wh_31"])
        #expect(endpoints.first?.secret == nil)
        #expect(harness.calls == ["GET \(Self.webhooks)"])
    }

    @Test("The list of webhook endpoints goes on by its cursor")
    func endpointPages() async throws {
        let harness = TranscriptsHarness(
            .json(#"{"data": [{"id": "wh_1"}], "has_more": true, "next_cursor": "n"}"#),
            .json(#"{"data": [{"id": "wh_2"}], "has_more": false}"#)
        )
        var ids: [String] = []
        for try await endpoint in harness.transcripts.webhookEndpoints() { ids.append(endpoint.id) }
        #expect(ids == ["wh_1", "wh_2"])
        #expect(harness.calls.last == "GET \(Self.webhooks)?cursor=n")
    }

    @Test("A webhook endpoint is deleted, also when it is gone", arguments: [204, 404])
    func deleteEndpoint(status: Int) async throws {
        let harness = TranscriptsHarness(.status(status))
        try await harness.transcripts.deleteWebhookEndpoint(id: "wh/31")
        #expect(harness.calls == ["DELETE \(Self.webhooks)/wh%2F31"])
    }

    // MARK: Models

    @Test("Models are listed, from another path where it is known")
    func models() async throws {
        let harness = TranscriptsHarness(try .transcripts("models.json"))
        #expect(try await harness.transcripts.models().map(\.id) == ["qwen3-asr", "cohere-transcribe-2b"])
        #expect(harness.calls == ["GET https://api.wordcab.com/api/v1/models"])
        let other = TranscriptsHarness(.json(#"["a", {"id": "b", "task": "stt"}, 3]"#)) {
            $0.modelsPath = "/v1/stt/models"
        }
        let models = try await other.transcripts.models()
        #expect(models.map(\.id) == ["a", "b"])
        #expect(models.last?.details == .object(["id": .string("b"), "task": .string("stt")]))
        #expect(other.calls == ["GET https://api.wordcab.com/api/v1/stt/models"])
    }

    // MARK: Set-up

    @Test(
        "The address may end in a slash or a version, and have a path",
        arguments: [
            ("https://api.wordcab.com/api/v1", "https://api.wordcab.com/api/v1/transcripts"),
            ("https://api.wordcab.com/api/", "https://api.wordcab.com/api/v1/transcripts"),
            ("https://stt.example.com", "https://stt.example.com/v1/transcripts"),
            ("https://stt.example.com/wordcab/api/v1/", "https://stt.example.com/wordcab/api/v1/transcripts"),
        ]
    )
    func addresses(base: String, url: String) async throws {
        let harness = TranscriptsHarness(try .transcripts("transcript-list-end.json")) { $0.baseURL = base }
        _ = try await harness.transcripts.list(.init())
        #expect(harness.calls == ["GET \(url)"])
    }

    @Test("The environment sets key and webhook secret; what is empty counts as absent")
    func environment() async throws {
        let transport = ScriptedTransport(try .transcripts("transcript-list-end.json"))
        var configuration = TranscriptsConfiguration()
        configuration.transport = transport
        let transcripts = try Transcripts.fromEnvironment(
            ["WORDCAB_API_KEY": "k1", "WORDCAB_WH_SECRET": "whsec_1"],
            configuration: configuration
        )
        _ = try await transcripts.list(.init())
        #expect(transport.sent.first?.request.headerFields[.authorization] == "Bearer k1")
        #expect(transcripts.configuration.webhookSecret == "whsec_1")
        #expect(try Transcripts.fromEnvironment(["WORDCAB_API_KEY": "k"]).configuration.webhookSecret == nil)
        let error = #expect(throws: TranscriptionError.self) {
            try Transcripts.fromEnvironment(["WORDCAB_API_KEY": ""])
        }
        #expect(error?.code == .authentication)
        #expect(error?.message.contains("WORDCAB_API_KEY") == true)
    }

    @Test("One line sets the provider up")
    func oneLine() {
        let provider: any TranscriptionProvider = Transcripts(apiKey: "key")
        #expect(provider.id == "transcripts")
        #expect(provider.capabilities.audioSources == [.url, .file, .data])
        #expect(provider.capabilities.maximumLanguages == 1)
    }
}
