import Foundation
import HTTPTypes
import Steno
import StenoProviders
import StenoTestSupport
import Testing

@Suite("PyAI: the service around jobs")
struct PyAIServiceTests {
    @Test("Models are listed")
    func models() async throws {
        let harness = PyAIHarness(try .pyai("models.json"))
        let models = try await harness.pyai.models()
        #expect(models.map(\.id) == ["pyai-hear-telephony", "pyai-hear"])
        #expect(
            models.first?.details
                == .object([
                    "id": .string("pyai-hear-telephony"), "object": .string("model"), "owned_by": .string("pyai"),
                ])
        )
        #expect(harness.calls == ["GET https://api.pyai.com/v1/models"])
    }

    @Test("A key's scopes, environment and limits are told")
    func account() async throws {
        let harness = PyAIHarness(try .pyai("account.json"), try .pyai("account-env.json"))
        let account = try await harness.pyai.account()
        #expect(account.scopes == ["transcribe:jobs", "hear:transcribe"])
        #expect(account.environment == "test")
        #expect(account.limits == .object(["requests_per_second": .integer(5)]))
        #expect(try await harness.pyai.account().environment == "live")
        #expect(harness.calls.first == "GET https://api.pyai.com/v1/me")
    }

    @Test("A sandbox key is made without a key, and does not print")
    func sandboxKey() async throws {
        let transport = ScriptedTransport(try .pyai("sandbox-key.json"))
        var configuration = PyAIConfiguration()
        configuration.transport = transport
        let key = try await PyAI.sandboxKey(configuration: configuration)
        #expect(key.apiKey == "pyai_test_example")
        #expect(key.organizationID == "org_sandbox")
        #expect(key.scopes == ["transcribe:jobs"])
        #expect(key.expiresAt == "2026-08-08T00:00:00Z")
        #expect(!"\(key)".contains("pyai_test_example"))
        #expect(transport.sent.map(\.url) == ["https://api.pyai.com/v1/sandbox/keys"])
        #expect(transport.sent.first?.request.headerFields[.authorization] == nil)
        #expect(transport.sent.first?.request.method == .post)
    }

    @Test("Short audio is transcribed in one call")
    func direct() async throws {
        let harness = PyAIHarness(try .pyai("transcription.json"))
        let answer = try await harness.pyai.transcribeDirectly(PyAIHarness.upload, model: "pyai-hear", language: "en")
        #expect(answer.text == "Take 2 tablets.")
        #expect(answer.model == "pyai-hear")
        #expect(harness.calls == ["POST https://api.pyai.com/v1/audio/transcriptions"])
        #expect(
            try FormParts(#require(harness.transport.sent.first))?.parts == [
                .init("model", "pyai-hear"), .init("language", "en"),
                .init("file", "RIFF….WAVE", fileName: "call.wav", contentType: "audio/wav"),
            ]
        )
        let error = await #expect(throws: TranscriptionError.self) {
            try await harness.pyai.transcribeDirectly(PyAIHarness.audio)
        }
        #expect(error?.code == .unsupportedOption)
        #expect(harness.calls.count == 1)
    }

    @Test("A call's summary comes as it is")
    func recap() async throws {
        let harness = PyAIHarness(try .pyai("recap.json"))
        let recap = try await harness.pyai.recap(callID: "call/0117")
        #expect(try recap.data == PyAIHarness.fixtures.data("recap.json"))
        #expect(harness.calls == ["GET https://api.pyai.com/v1/recap/calls/call%2F0117"])
    }

    @Test(
        "The address may end in a slash or a version, and have a path",
        arguments: [
            ("https://api.pyai.com", "https://api.pyai.com/v1/models"),
            ("https://api.pyai.com/", "https://api.pyai.com/v1/models"),
            ("https://api.pyai.com/v1/", "https://api.pyai.com/v1/models"),
            ("https://proxy.example.com/stt/pyai/", "https://proxy.example.com/stt/pyai/v1/models"),
        ]
    )
    func addresses(base: String, url: String) async throws {
        let harness = PyAIHarness(try .pyai("models.json")) { $0.baseURL = base }
        _ = try await harness.pyai.models()
        #expect(harness.calls == ["GET \(url)"])
    }

    @Test("The key may go in the field of its own")
    func keyField() async throws {
        let name = try #require(HTTPField.Name("x-api-key"))
        let harness = PyAIHarness(try .pyai("models.json")) { $0.authentication = .header(name) }
        _ = try await harness.pyai.models()
        let fields = try #require(harness.transport.sent.first?.request.headerFields)
        PyAIHarness.key.withValue { #expect(fields[name] == $0) }
        #expect(fields[.authorization] == nil)
    }

    @Test("Fields of the configuration go along")
    func fields() async throws {
        let name = try #require(HTTPField.Name("X-Team"))
        let harness = PyAIHarness(try .pyai("models.json")) { $0.http.fields[name] = "speech" }
        _ = try await harness.pyai.models()
        #expect(harness.transport.sent.first?.request.headerFields[name] == "speech")
    }

    @Test("The environment sets key, address and webhook secret; what is empty counts as absent")
    func environment() async throws {
        let transport = ScriptedTransport(try .pyai("models.json"))
        var configuration = PyAIConfiguration()
        configuration.transport = transport
        let pyai = try PyAI.fromEnvironment(
            ["PYAI_API_KEY": "k1", "PYAI_BASE_URL": "https://eu.example.com/", "PYAI_WEBHOOK_SECRET": "s1"],
            configuration: configuration
        )
        _ = try await pyai.models()
        #expect(transport.sent.first?.url == "https://eu.example.com/v1/models")
        #expect(transport.sent.first?.request.headerFields[.authorization] == "Bearer k1")
        #expect(pyai.configuration.webhookSecret == "s1")

        let plain = try PyAI.fromEnvironment(["PYAI_API_KEY": "k1", "PYAI_BASE_URL": ""])
        #expect(plain.configuration.baseURL == "https://api.pyai.com")
        #expect(plain.configuration.webhookSecret == nil)
        let error = #expect(throws: TranscriptionError.self) { try PyAI.fromEnvironment(["PYAI_API_KEY": " "]) }
        #expect(error?.code == .authentication)
        #expect(error?.message.contains("PYAI_API_KEY") == true)
    }

    @Test("One line sets the provider up")
    func oneLine() {
        let provider: any TranscriptionProvider = PyAI(apiKey: "key")
        #expect(provider.id == "pyai")
        #expect(provider.capabilities.audioSources == [.url, .file, .data])
    }
}
