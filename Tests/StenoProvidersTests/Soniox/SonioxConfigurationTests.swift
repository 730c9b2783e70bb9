import Foundation
import Steno
import StenoProviders
import StenoTestSupport
import Testing

@Suite("Soniox: setting up")
struct SonioxConfigurationTests {
    @Test("Each region has its address, new ones too")
    func regions() {
        #expect(SonioxConfiguration().baseURL == "https://api.soniox.com")
        #expect(SonioxConfiguration(region: .europe).baseURL == "https://api.eu.soniox.com")
        #expect(SonioxConfiguration(region: .japan).baseURL == "https://api.jp.soniox.com")
        #expect(SonioxRegion(rawValue: "US") == .unitedStates)
        #expect(SonioxRegion(rawValue: "in-1")?.baseURL == "https://api.in-1.soniox.com")
        for name in ["", "eu.example.com/x", "e u", "eu/"] { #expect(SonioxRegion(rawValue: name) == nil) }
    }

    @Test(
        "The address may end with a slash or the version",
        arguments: [
            "https://proxy.example.com", "https://proxy.example.com/", "https://proxy.example.com/v1",
            "https://proxy.example.com/v1/",
        ]
    )
    func addresses(address: String) async throws {
        let harness = SonioxHarness(["GET /v1/models": [try .soniox("models.json")]]) { $0.baseURL = address }
        _ = try await harness.soniox.models()
        #expect(harness.transport.sent[0].url == "https://proxy.example.com/v1/models")
    }

    @Test("The address may have a path of its own")
    func prefix() async throws {
        let harness = SonioxHarness(["GET /soniox/v1/models": [try .soniox("models.json")]]) {
            $0.baseURL = "http://127.0.0.1:8080/soniox"
        }
        _ = try await harness.soniox.models()
        #expect(harness.transport.sent[0].url == "http://127.0.0.1:8080/soniox/v1/models")
    }

    @Test("The environment names the key, and an empty variable is none")
    func key() throws {
        #expect(throws: Never.self) { try Soniox.fromEnvironment(["SONIOX_API_KEY": "k"]) }
        for environment in [[:], ["SONIOX_API_KEY": ""], ["SONIOX_API_KEY": " \n"]] {
            let error = #expect(throws: TranscriptionError.self) { try Soniox.fromEnvironment(environment) }
            #expect(error?.code == .authentication)
            #expect(error?.message.contains("SONIOX_API_KEY") == true)
        }
    }

    @Test("An address goes before a domain, and that before a region")
    func places() throws {
        var environment = ["SONIOX_API_KEY": "k", "SONIOX_REGION": "eu"]
        func address() throws -> String { try Soniox.fromEnvironment(environment).configuration.baseURL }
        #expect(try address() == "https://api.eu.soniox.com")
        environment["SONIOX_BASE_DOMAIN"] = "soniox.example.com"
        #expect(try address() == "https://api.soniox.example.com")
        environment["SONIOX_API_BASE_URL"] = "https://proxy.example.com/v1"
        #expect(try address() == "https://proxy.example.com/v1")
        environment = ["SONIOX_API_KEY": "k", "SONIOX_REGION": "a.b/c"]
        let error = #expect(throws: TranscriptionError.self) { try address() }
        #expect(error?.message.contains("SONIOX_REGION") == true)
    }

    @Test("The environment names the header of webhooks, which needs a secret")
    func webhookHeader() throws {
        var environment = ["SONIOX_API_KEY": "k", "SONIOX_API_WEBHOOK_HEADER": "X-Mine"]
        func header() throws -> Webhook.Header? { try SonioxConfiguration(environment: environment).webhookHeader }
        #expect(try header() == nil)
        environment["SONIOX_API_WEBHOOK_SECRET"] = "s"
        #expect(try header() == .init(name: "X-Mine", value: "s"))
        environment["SONIOX_API_WEBHOOK_HEADER"] = ""
        #expect(try header() == .init(name: "X-Soniox-Webhook-Secret", value: "s"))
    }

    @Test("What Soniox can honour")
    func capabilities() {
        let capabilities = Soniox(apiKey: "k").capabilities
        #expect(capabilities.audioSources == Set(AudioSource.Kind.allCases))
        #expect(capabilities.support(for: .cancel) == .unknown)
        for operation in [Capabilities.Operation.submit, .job, .transcript, .delete, .list] {
            #expect(capabilities.support(for: operation) == .supported)
        }
        for option in [RequestOption.translation, .strictLanguage, .vocabulary, .context, .webhook, .wordTiming] {
            #expect(capabilities.support(for: option) == .supported)
        }
        #expect(Soniox(apiKey: "k").id == "soniox")
    }

    @Test("The key is in no description")
    func keyStaysHome() {
        let soniox = Soniox(apiKey: SonioxHarness.key)
        var text = "\(soniox) \(String(reflecting: soniox))"
        dump(soniox, to: &text)
        #expect(!text.contains("a-key-that-must-not-leak"))
    }

    @Test("A long job is waited for, a short one seen soon")
    func polling() {
        let policy = Soniox(apiKey: "k").pollPolicy
        #expect(policy.initialDelay == .seconds(1))
        #expect(policy.deadline == .seconds(6 * 3600))
        #expect(policy.audioShare < 1.0 / 40, "the audio takes about a fortieth of its length")
        #expect((policy.asksPerSecond ?? .infinity) * 60 < 500, "the requests in a minute that users report")
    }
}
