import Foundation
import HTTPTypes
import Steno
import StenoProviders
import StenoTestSupport
import Testing

@Suite("Soniox: webhooks")
struct SonioxWebhookTests {
    private func event(_ fixture: String) throws -> WebhookEvent {
        try DeliveryHarness.soniox.event(try SonioxHarness.fixtures.data(fixture))
    }

    @Test(
        "The states documented, and one that is newer",
        arguments: [
            ("webhook-completed.json", .completed), ("webhook-error.json", .failed),
            ("webhook-newer.json", .unknown("archived")),
        ] as [(String, JobStatus)]
    )
    func statuses(fixture: String, status: JobStatus) throws {
        let expected = WebhookEvent(
            id: "\(SonioxHarness.jobID):\(status.isTerminal ? "ended" : "other")",
            provider: "soniox",
            jobID: SonioxHarness.jobID,
            status: status,
            proof: WebhookProof(.header)
        )
        #expect(try event(fixture) == expected)
    }

    @Test(
        "What is documented has to be there, and as documented",
        arguments: [
            #"{"id": "j"}"#, #"{"id": "j", "status": null}"#, #"{"id": "j", "status": ""}"#,
            #"{"id": "j", "status": 1}"#, #"{"id": 7, "status": "completed"}"#, #"{"status": "completed"}"#,
            #"[{"id": "j", "status": "completed"}]"#,
        ]
    )
    func malformed(body: String) throws {
        #expect(try DeliveryHarness.soniox.refusal(body)?.code == .malformedBody)
    }

    @Test("One header serves for what is submitted and for what is expected", arguments: [nil, "X-Hook"])
    func agreement(name: String?) async throws {
        var environment = ["SONIOX_API_KEY": "k", "SONIOX_API_WEBHOOK_SECRET": "of-the-receiver"]
        environment["SONIOX_API_WEBHOOK_HEADER"] = name
        var configuration = try SonioxConfiguration(environment: environment)
        let transport = ScriptedTransport(try .fixture("Soniox/transcription-queued.json", status: 201))
        configuration.transport = transport
        let soniox = Soniox(apiKey: "k", configuration: configuration)
        let hook = Webhook(url: webAddress("https://hooks.example.com/soniox"))
        _ = try await soniox.submit(.init(audio: .url(SonioxHarness.audioURL), webhook: hook))

        // What was submitted comes back with the delivery.
        let submitted = try transport.sent[0].json()
        guard case .object(let members) = submitted, case .string(let name)? = members["webhook_auth_header_name"],
            case .string(let value)? = members["webhook_auth_header_value"]
        else {
            Issue.record("no header was submitted")
            return
        }
        let request = WebhookRequest(
            fields: try WebhookSigner.header(name, value: Secret(value)),
            body: try SonioxHarness.fixtures.data("webhook-completed.json")
        )
        let header = try #require(configuration.webhookHeader)
        for verifier in [
            soniox.webhookVerifier, Soniox.webhookVerifier(header),
            try CloudService.soniox.webhookVerifier(environment: environment),
        ] {
            #expect(try verifier.verify(request).jobID == SonioxHarness.jobID)
        }
        #expect(throws: WebhookRefusal.self) { try Soniox.webhookVerifier(values: ["another"]).verify(request) }
    }

    @Test("Earlier values are taken while the header is being changed")
    func rotation() throws {
        let verifier = Soniox.webhookVerifier(.init(name: "X-Hook", value: "new"), earlier: ["old"])
        for (value, isTaken) in [("new", true), ("old", true), ("older", false)] {
            let fields = try WebhookSigner.header("X-Hook", value: Secret(value))
            let request = WebhookRequest(fields: fields, body: Data(#"{"id": "j", "status": "completed"}"#.utf8))
            #expect(((try? verifier.verify(request)) != nil) == isTaken, "\(value)")
        }
    }

    @Test("Without a header every delivery is refused")
    func closed() throws {
        let request = try DeliveryHarness.soniox.sign(Data(#"{"id": "j", "status": "completed"}"#.utf8))
        let refusal = #expect(throws: WebhookRefusal.self) { try Soniox(apiKey: "k").webhookVerifier.verify(request) }
        #expect(refusal?.code == .noSecret)
    }
}
