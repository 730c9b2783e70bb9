import Foundation
import StenoProviders
import StenoTestSupport
import Testing

@Suite("Aitronos: what is refused before anything is sent")
struct AitronosRulesTests {
    private static let events = Webhook(url: webAddress("https://example.com/hook"), events: [""])
    private static let plainHook = Webhook(url: webAddress("http://example.com/hook"))
    private static let header = Webhook(
        url: webAddress("https://example.com/hook"),
        header: .init(name: "X-Secret", value: "s")
    )

    private static func own(_ options: AitronosOptions) -> TranscriptionRequest {
        var request = TranscriptionRequest.meeting()
        request.options.provider.set(options)
        return request
    }

    @Test(
        "A broken rule names its field",
        arguments: [
            (
                TranscriptionRequest.meeting(.init(diarization: .speakers(expected: 11))), "speakers_expected_count",
                "1 to 10"
            ),
            (TranscriptionRequest(audio: .url(webAddress("http://example.com/a.mp3"))), "audio_url", "https://"),
            (own(.init(organizationID: "abc")), "organization_id", "org_"),
            (own(.init(organizationID: "org_")), "organization_id", "org_"),
            (own(.init(otherMembers: ["webhook": .null])), "webhook", "documented"),
            (.meeting(webhook: plainHook), "webhook.url", "https://"),
            (.meeting(webhook: events), "webhook.events", "empty"),
            (.meeting(.init(redaction: [""])), "pii_policies", "empty"),
        ]
    )
    func rules(request: TranscriptionRequest, field: String, rule: String) async throws {
        let transport = ScriptedTransport()
        let error = await #expect(throws: TranscriptionError.self) {
            try await Aitronos.scripted(transport).submit(request)
        }
        #expect(error?.code == .invalidRequest)
        #expect(error?.message.contains(field) == true)
        #expect(error?.message.contains(rule) == true)
        #expect(transport.sent.isEmpty)
    }

    @Test("Without an organisation nobody pays")
    func noOrganization() async throws {
        let transport = ScriptedTransport()
        let provider = Aitronos.scripted(transport, organizationID: nil)
        let error = await #expect(throws: TranscriptionError.self) { try await provider.submit(.meeting()) }
        #expect(error?.code == .invalidRequest)
        #expect(error?.message.contains("organization_id") == true)
        #expect(transport.sent.isEmpty)
    }

    @Test(
        "What the service does not have is refused, or left out when that is wanted",
        arguments: [
            (TranscriptionRequest.meeting(.init(model: "other")), RequestOption.model),
            (.meeting(.init(language: .strict(["en"]))), .strictLanguage),
            (.meeting(.init(language: .hints(["en", "de"]))), .languageHints),
            (.meeting(.init(diarization: .channels)), .channelDiarization),
            (.meeting(.init(wordTiming: true)), .wordTiming),
            (.meeting(.init(vocabulary: ["Steno"])), .vocabulary),
            (.meeting(.init(context: "A talk.")), .context),
            (.meeting(.init(redaction: [.health])), .redaction),
            (.meeting(.init(translation: .oneWay(to: "de"))), .translation),
            (.meeting(.init(numerals: true)), .numerals),
            (.meeting(.init(insights: ["mood"])), .insights),
            (.meeting(.init(soundLabels: true)), .soundLabels),
            (.meeting(.init(subtitles: ["ass"])), .subtitles),
            (.meeting(webhook: header), .webhook),
        ]
    )
    func unsupported(request: TranscriptionRequest, option: RequestOption) async throws {
        let refusing = ScriptedTransport()
        let error = await #expect(throws: TranscriptionError.self) {
            try await Aitronos.scripted(refusing).submit(request)
        }
        #expect(error?.code == .unsupportedOption)
        #expect(error?.message.hasPrefix("aitronos") == true)
        #expect(refusing.sent.isEmpty)

        var lenient = request
        lenient.options.unsupported = .bestEffort
        let transport = ScriptedTransport(try .fixture("Aitronos/transcription-created.json"))
        let job = try await Aitronos.scripted(transport).submit(lenient)
        #expect(job.warnings.contains { $0.option == option })
    }

    @Test("Metadata, a reference and a key are refused")
    func references() async throws {
        let transport = ScriptedTransport()
        for request in [
            TranscriptionRequest(audio: TranscriptionRequest.meeting().audio, metadata: ["a": "b"]),
            TranscriptionRequest(audio: TranscriptionRequest.meeting().audio, clientReference: "a"),
            TranscriptionRequest(audio: TranscriptionRequest.meeting().audio, idempotencyKey: "a"),
            TranscriptionRequest(audio: .stored(id: "a")),
        ] {
            let error = await #expect(throws: TranscriptionError.self) {
                try await Aitronos.scripted(transport).submit(request)
            }
            #expect(error?.code == .unsupportedOption)
        }
        #expect(transport.sent.isEmpty)
    }

    @Test("A job cannot be cancelled or deleted, and the capabilities say so")
    func operations() async throws {
        let transport = ScriptedTransport()
        let provider = Aitronos.scripted(transport)
        for operation in [Capabilities.Operation.cancel, .delete] {
            #expect(provider.capabilities.support(for: operation) == .unsupported)
        }
        for operation in [Capabilities.Operation.submit, .job, .transcript, .list] {
            #expect(provider.capabilities.support(for: operation) == .supported)
        }
        let cancelling = await #expect(throws: TranscriptionError.self) { try await provider.cancel("trans_a") }
        let deleting = await #expect(throws: TranscriptionError.self) { try await provider.delete("trans_a") }
        #expect(cancelling?.code == .unsupportedOperation)
        #expect(deleting?.code == .unsupportedOperation)
        #expect(transport.sent.isEmpty)
    }

    @Test("The options have a JSON form in which all may be missing")
    func optionsForm() throws {
        let options = AitronosOptions(organizationID: "org_a", otherMembers: ["priority": .string("high")])
        let json = try JSONEncoder.steno.encode(options)
        #expect(try JSONDecoder.steno.decode(AitronosOptions.self, from: json) == options)
        #expect(try JSONDecoder.steno.decode(AitronosOptions.self, from: Data("{}".utf8)) == AitronosOptions())
    }

    @Test("The environment names the key, the organisation and the address")
    func environment() async throws {
        let configured = try Aitronos.fromEnvironment([
            "AITRONOS_API_KEY": "k", "AITRONOS_ORGANIZATION_ID": "org_a", "AITRONOS_BASE_URL": "https://example.com/",
        ])
        #expect(configured.configuration.organizationID == "org_a")
        #expect(configured.configuration.baseURL == "https://example.com/")
        for name in ["FREDDY_API_KEY", "ACCESS_TOKEN"] {
            let provider = try Aitronos.fromEnvironment([name: "k", "AITRONOS_API_KEY": ""])
            #expect(provider.configuration.baseURL == "https://api.aitronos.com")
            #expect(provider.configuration.organizationID == nil)
        }
        let error = #expect(throws: TranscriptionError.self) { try Aitronos.fromEnvironment(["ACCESS_TOKEN": " "]) }
        #expect(error?.code == .authentication)
        #expect(error?.message.contains("AITRONOS_API_KEY") == true)
    }
}
