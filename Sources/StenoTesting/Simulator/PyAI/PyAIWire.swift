import Foundation
import Steno

/// The objects of PyAI as they are on the wire.
enum PyAIWire {
    private static func milliseconds(_ date: Date) -> JSONValue {
        .integer(Int((date.timeIntervalSince1970 * 1000).rounded()))
    }

    private static func status(_ phase: SimulatedJob.Phase) -> String {
        switch phase {
        case .queued: "queued"
        case .running: "running"
        case .completed: "completed"
        case .failed: "failed"
        case .cancelled: "cancelled"
        }
    }

    /// The job without its result.
    static func envelope(_ job: SimulatedJob) -> JSONValue {
        var members: [String: JSONValue] = [
            "job_id": .string(job.id),
            "status": .string(status(job.phase)),
            "created_at": milliseconds(job.createdAt),
            "updated_at": milliseconds(job.updatedAt),
        ]
        if let failure = job.failure { members["error"] = .string(failure.message) }
        return .object(members)
    }

    /// The result of a completed job.
    static func result(_ job: SimulatedJob) -> JSONValue? {
        guard job.phase == .completed else { return nil }
        if let payload = job.payload { return payload }
        return PyAIResult(transcript: job.transcript ?? .conversation, request: job.request).json
    }

    static func webhook(for job: SimulatedJob, settings: PyAISettings) -> OutgoingWebhook? {
        guard job.isTerminal, let text = job.request.given("webhook_url")?.string, let url = URL(string: text) else {
            return nil
        }
        let event = JSONValue.object([
            "type": .string("transcription.job.\(status(job.phase))"),
            "data": envelope(job),
        ])
        return OutgoingWebhook(
            service: .pyai,
            jobID: job.id,
            url: url,
            body: event.data,
            signing: settings.webhookSecret.map { .pyai(secret: $0) } ?? .none,
            pauses: settings.webhookPauses
        )
    }

    static let models = JSONValue.object([
        "object": .string("list"),
        "data": .array(
            ["pyai-hear-telephony", "pyai-hear"].map { .object(["id": .string($0), "object": .string("model")]) }
        ),
    ])

    /// A new key of the sandbox, with an organisation of its own.
    static func sandboxKey(expiresAt date: Date) -> JSONValue {
        .object([
            "api_key": .string(Identifier.hex("pyai_test_", count: 32)),
            "org_id": .string(Identifier.hex("org_", count: 24)),
            "scopes": .array(["transcribe:jobs", "hear:transcribe"].map { .string($0) }),
            "expires_at": .string(date.formatted(Date.ISO8601FormatStyle())),
        ])
    }

    static let keyDescription = JSONValue.object([
        "scopes": .array(["transcribe:jobs", "hear:transcribe"].map { .string($0) }),
        "environment": .string("test"),
        "limits": .object([:]),
    ])
}
