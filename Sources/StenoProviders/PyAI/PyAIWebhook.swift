import Foundation
import HTTPTypes

extension PyAI {
    private static let signatureHeader = "X-PyAI-Signature"

    /// Verifies deliveries with ``PyAIConfiguration/webhookSecret``; without it every delivery is refused.
    public var webhookVerifier: WebhookVerifier {
        Self.webhookVerifier(secrets: [configuration.webhookSecret].compactMap(\.self))
    }

    /// Verifies PyAI's deliveries, which are signed in the header `X-PyAI-Signature`.
    ///
    /// A delivery holds the event's type and the job's id. Whether it also holds the result is not documented: where it
    /// holds the whole of a job that has ended, so does the event.
    ///
    /// Of the types only `transcription.job.completed` is documented. Others are read like it: the last word is the state,
    /// where it is a known one.
    ///
    /// - Parameters:
    ///   - secrets: The organisation's signing secret, and during a rotation the other one too; with none every delivery is
    ///     refused.
    ///   - tolerance: How far the time of signing may be off, both ways.
    /// - Returns: The verifier.
    public static func webhookVerifier(secrets: [Secret], tolerance: Duration = .seconds(300)) -> WebhookVerifier {
        webhookVerifier(scheme: .timestamped(header: signatureHeader, secrets: secrets, tolerance: tolerance))
    }

    /// The header field that PyAI signs a body with.
    ///
    /// - Throws: What ``WebhookSigner/timestamped(header:body:secret:now:)`` throws.
    static func webhookFields(of body: Data, secret: Secret, now: Date) throws -> HTTPFields {
        try WebhookSigner.timestamped(header: signatureHeader, body: body, secret: secret, now: now)
    }

    /// Reads PyAI's deliveries, told from forgeries in another way, such as by a gateway that signs them.
    ///
    /// An event holds a job only where the scheme proves a signature.
    public static func webhookVerifier(scheme: WebhookScheme) -> WebhookVerifier {
        WebhookVerifier(id, scheme, reading: PyAIDelivery.self) { delivery, proof in
            let job = delivery.job.map { TranscriptionJob($0, payload: delivery.payload) }
            let told = JobStatus(toldBy: delivery.type, of: ["transcription.job", "transcription", "job"])
            return WebhookEvent(
                of: delivery.job?.id ?? "",
                id,
                status: .delivered(job: job?.status, event: told),
                type: delivery.type,
                proof: proof,
                job: proof.kind == .signature && delivery.job?.isWhole == true ? job : nil
            )
        }
    }
}

/// The body of a delivery: `type`, and in `data` the job, or no more of it than its `job_id`.
private struct PyAIDelivery: JSONReadable {
    var type = ""
    var job: PyAIJob?
    var payload = Data()

    init(from json: inout JSONReader) throws {
        try json.readObject { key, json in
            switch key {
            case "type": type = json.readText() ?? ""
            case "data":
                let data = try json.readKeepingBytes(PyAIJob.self)
                (job, payload) = (data.value, data.bytes)
            default: break
            }
        }
        if type.isEmpty { throw json.missing("type") }
    }
}

extension PyAIJob {
    /// Whether asking for the job could tell nothing more: it has ended, and its result or its failure is here.
    fileprivate var isWhole: Bool {
        switch JobStatus(pyai: status, isNew: false) {
        case .completed: result != nil || resultURL != nil
        case .failed: error?.isEmpty == false
        case .cancelled: true
        case .queued, .running, .unknown: false
        }
    }
}
