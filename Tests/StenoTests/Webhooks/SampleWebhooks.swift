import Foundation
import HTTPTypes
import Steno
import StenoTestSupport

/// Deliveries of a service that says in a header whether they are genuine, and whose body is a job's id and its status.
enum SampleWebhooks {
    static let proofName = HTTPField.Name("X-Proof") ?? .authorization
    static let provider: ProviderID = "sample"

    static func verifier(
        of provider: ProviderID = provider,
        proof: String = "genuine",
        replayWindow: Duration = .zero
    ) -> WebhookVerifier {
        let scheme = WebhookScheme(replayWindow: replayWindow) { request, _ throws(WebhookRefusal) in
            guard request.fields[proofName] == proof else { throw WebhookRefusal(.wrongHeader, "The proof is wrong.") }
            return WebhookProof(.signature)
        }
        return WebhookVerifier(provider: provider, scheme: scheme) { body, proof throws(WebhookRefusal) in
            let words = String(decoding: body, as: UTF8.self).split(separator: " ").map(String.init)
            guard words.count >= 2 else { throw WebhookRefusal(.malformedBody, "There are too few words.") }
            return event(words[0], JobStatus(rawValue: words[1]), of: provider)
        }
    }

    static func event(
        _ job: String,
        _ status: JobStatus = .completed,
        of provider: ProviderID = provider,
        payload: Int? = nil
    ) -> WebhookEvent {
        let id = JobID(rawValue: job)
        return WebhookEvent(
            id: "\(job) \(status)",
            provider: provider,
            jobID: id,
            status: status,
            proof: .init(.signature),
            job: payload.map {
                TranscriptionJob(id: id, provider: provider, status: status, raw: RawPayload(Data(count: $0)))
            }
        )
    }

    static func request(_ job: String, _ status: JobStatus = .completed, proof: String = "genuine") -> WebhookRequest {
        WebhookRequest(fields: [proofName: proof], body: Data("\(job) \(status)".utf8))
    }
}

extension ManualClock {
    /// A date that goes with the clock.
    var date: Date { Date(timeIntervalSince1970: 1_800_000_000 + now.offset / .seconds(1)) }
}
