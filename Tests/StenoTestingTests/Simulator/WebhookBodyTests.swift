import Foundation
import HTTPTypes
import Steno
import StenoProviders
import StenoTesting
import Testing

/// What deliveries say of each end of a job, read by the verifiers of `StenoProviders`.
@Suite struct WebhookBodyTests {
    /// A service whose jobs are created by hand.
    struct Service: Sendable, CustomTestStringConvertible {
        let id: SimulatorService
        let path: String
        /// The body of a request with an address for its webhook.
        let request: @Sendable (_ hook: String) -> String
        /// The member of the answer with the job's id.
        let jobID: @Sendable (JSON) -> String?
        let verifier: WebhookVerifier
        /// The members of a delivery.
        let members: Set<String>
        /// The state of a job that the service itself cancelled.
        var cancelled = JobStatus.cancelled
        /// Whether the delivery of a completed job has its transcript, and can be believed.
        var isWhole = true

        var testDescription: String { id.rawValue }
    }

    static let signer = CallbackSigner(secrets: ["a-secret-of-the-tests"])

    static let services = [
        Service(
            id: .soniox,
            path: "/soniox/v1/transcriptions",
            request: {
                """
                {"model": "stt-async-v5", "audio_url": "https://e.com/a", "webhook_url": "\($0)",
                 "webhook_auth_header_name": "X-Hook", "webhook_auth_header_value": "agreed"}
                """
            },
            jobID: { $0["id"].string },
            verifier: Soniox.webhookVerifier(header: "X-Hook", values: ["agreed"]),
            members: ["id", "status"],
            cancelled: .failed,
            isWhole: false
        ),
        Service(
            id: .pyai,
            path: "/pyai/v1/transcription/jobs",
            request: { #"{"audio_url": "https://e.com/a", "webhook_url": "\#($0)"}"# },
            jobID: { $0["job_id"].string },
            verifier: PyAI.webhookVerifier(secrets: ["pyai-simulator-webhook-secret"]),
            members: ["type", "data"],
            isWhole: false
        ),
        Service(
            id: .transcripts,
            path: "/transcripts/v1/transcripts",
            request: { #"{"audio_url": "https://e.com/a", "webhook_url": "\#($0)"}"# },
            jobID: { $0["id"].string },
            verifier: Transcripts.webhookVerifier(secrets: ["whsec_transcripts_simulator"]),
            members: ["id", "type", "created", "data"]
        ),
        Service(
            id: .aitronos,
            path: "/aitronos/v1/audio/transcribe",
            request: {
                """
                {"organization_id": "org_1", "webhook": {"url": "\($0)"},
                 "transcription_options": {"language": "en", "audio_url": "https://e.com/a"}}
                """
            },
            jobID: { $0["data"]["transcription_id"].string },
            verifier: Aitronos.webhookVerifier(signer: signer),
            members: ["event", "data"],
            isWhole: false
        ),
        Service(
            id: .speechischeap,
            path: "/speechischeap/v2/jobs/",
            request: { #"{"input_url": "https://e.com/a", "webhook_url": "\#($0)"}"# },
            jobID: { $0["id"].string },
            verifier: SpeechIsCheap.webhookVerifier(signer: signer),
            members: ["id", "output", "status"],
            isWhole: false
        ),
    ]

    @Test(arguments: services) func everyEndIsToldAsTheServiceTellsIt(service: Service) async throws {
        try await withReceiver { simulator, client, receiver, hook in
            let outcomes: [JobScript.Outcome] = [.automatic, .failure(code: "c", message: "Bad audio."), .cancelled]
            for outcome in outcomes { simulator.script(JobScript(outcome: outcome), for: service.id) }
            let address = try Self.signer.sign(
                try #require(URL(string: hook + "/hook?tenant=7")),
                provider: ProviderID(rawValue: service.id.rawValue),
                reference: "call-17",
                now: simulator.date
            )
            var ids: [JobID] = []
            for _ in outcomes {
                let created = try await client.post(service.path, json: service.request(address.absoluteString))
                ids.append(JobID(rawValue: try #require(service.jobID(created.json))))
            }
            await simulator.advance(by: .seconds(3))

            #expect(receiver.deliveries.count == 3)
            let events = try receiver.deliveries.map { delivery in
                #expect(delivery.json.names == service.members)
                return try service.verifier.verify(WebhookRequest(delivery), at: simulator.date)
            }
            #expect(events.map(\.jobID) == ids)
            #expect(events.map(\.status) == [.completed, .failed, service.cancelled])
            #expect(Set(events.map(\.id)).count == 3)
            #expect(events[0].type?.hasSuffix(".completed") ?? true)
            #expect(events[1].type?.hasSuffix(".failed") ?? true)
            #expect(events[2].type?.hasSuffix(".cancelled") ?? true)
            #expect((events[0].job?.transcript?.text.isEmpty == false) == service.isWhole)
            if service.isWhole { #expect(events[1].job?.failure?.message == "Bad audio.") }
        }
    }

    @Test(arguments: services) func whatIsDeliveredAgainIsTheSameEvent(service: Service) async throws {
        try await withReceiver { simulator, client, receiver, hook in
            simulator.addFaults(SimulatorFault(.duplicateWebhook(times: 1), service: service.id))
            let address = try Self.signer.sign(
                try #require(URL(string: hook + "/hook")),
                provider: ProviderID(rawValue: service.id.rawValue),
                reference: "call-17",
                now: simulator.date
            )
            _ = try await client.post(service.path, json: service.request(address.absoluteString))
            await simulator.advance(by: .seconds(3))
            let events = try receiver.deliveries.map {
                try service.verifier.verify(WebhookRequest($0), at: simulator.date)
            }
            #expect(events.count == 2)
            #expect(Set(events.map(\.id)).count == 1)
        }
    }
}

extension WebhookRequest {
    fileprivate init(_ delivery: Receiver.Delivery) {
        var fields = HTTPFields()
        for case (let name?, let value) in delivery.fields.map({ (HTTPField.Name($0.key), $0.value) }) {
            fields[name] = value
        }
        self.init(fields: fields, body: delivery.body, target: delivery.path)
    }
}
