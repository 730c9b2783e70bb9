import Foundation
import Steno

/// What webhooks of Transcripts tell when a job has ended.
struct TranscriptsEvent {
    private let job: SimulatedJob
    private let type: String
    private let body: Data
    private let settings: TranscriptsSettings

    /// An event, if the job has ended.
    init?(job: SimulatedJob, date: Date, settings: TranscriptsSettings) {
        guard job.isTerminal else { return nil }
        self.job = job
        self.settings = settings
        type = "transcript.\(TranscriptsWire.status(job.phase))"
        let data = TranscriptsWire.transcript(job, settings: settings).merging(["transcript_id": .string(job.id)])
        body =
            JSONValue.object([
                "id": .string(Identifier.hex("evt_", count: 24)),
                "type": .string(type),
                "created": TranscriptsWire.seconds(date),
                "data": data,
            ]).data
    }

    /// The deliveries: to the job's own address, and to the endpoints that asked for this type.
    func webhooks(endpoints: [TranscriptsEndpoints.Endpoint]) -> [OutgoingWebhook] {
        var webhooks: [OutgoingWebhook] = []
        if let text = job.request.given("webhook_url")?.string, let url = URL(string: text) {
            webhooks.append(webhook(to: url, secret: settings.webhookSecret))
        }
        for endpoint in endpoints where endpoint.events.contains(type) || endpoint.events.contains("*") {
            webhooks.append(webhook(to: endpoint.url, secret: endpoint.secret))
        }
        return webhooks
    }

    private func webhook(to url: URL, secret: String?) -> OutgoingWebhook {
        OutgoingWebhook(
            service: .transcripts,
            jobID: job.id,
            url: url,
            body: body,
            signing: secret.map { .wordcab(secret: $0) } ?? .none,
            pauses: Self.pauses,
            retries: { $0 >= 500 }
        )
    }

    /// Documented are exponential pauses within 24 hours; the first of 30 seconds and the doubling are assumed.
    private static let pauses: [Duration] = {
        var pauses: [Duration] = []
        var passed = 0
        var next = 30
        while passed + next <= 24 * 3600 {
            pauses.append(.seconds(next))
            passed += next
            next *= 2
        }
        return pauses
    }()
}
