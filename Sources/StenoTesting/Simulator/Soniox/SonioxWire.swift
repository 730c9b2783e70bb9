import Foundation
import Steno

/// The objects of Soniox as they are on the wire.
enum SonioxWire {
    static func date(_ date: Date) -> JSONValue {
        .string(date.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true)))
    }

    static func file(_ file: SonioxFiles.File) -> JSONValue {
        .object([
            "id": .string(file.id),
            "filename": .string(file.upload.fileName),
            "size": .integer(Int(file.upload.size)),
            "created_at": date(file.createdAt),
            "client_reference_id": .optional(file.clientReferenceID),
        ])
    }

    static func transcription(_ job: SimulatedJob) -> JSONValue {
        let request = job.request
        func echo(_ name: String) -> JSONValue { request[name] ?? .null }
        let hasAuth = request.given("webhook_auth_header_value") != nil
        let model = request["model"]?.string ?? ""
        return .object([
            "id": .string(job.id),
            "status": .string(status(job.phase)),
            "created_at": date(job.createdAt),
            "model": .string(SonioxModels.resolve(model) ?? model),
            "audio_url": echo("audio_url"),
            "file_id": echo("file_id"),
            "filename": .string(job.audio.fileName),
            "language_hints": echo("language_hints"),
            "enable_speaker_diarization": .bool(request["enable_speaker_diarization"]?.bool ?? false),
            "enable_language_identification": .bool(identifiesLanguage(request)),
            "context": echo("context"),
            "audio_duration_ms": duration(job),
            "error_type": .optional(failure(job)?.code),
            "error_message": .optional(failure(job)?.message),
            "webhook_url": echo("webhook_url"),
            "webhook_auth_header_name": echo("webhook_auth_header_name"),
            "webhook_auth_header_value": hasAuth ? .string(String(repeating: "*", count: 18)) : .null,
            "webhook_status_code": job.webhookStatus.map { .integer($0) } ?? .null,
            "client_reference_id": echo("client_reference_id"),
        ])
    }

    /// The examples show 0 while a job waits; while it runs the length is known.
    private static func duration(_ job: SimulatedJob) -> JSONValue {
        guard job.phase != .queued else { return .integer(0) }
        guard failure(job) == nil else { return .null }
        return .integer(Int(((job.transcript ?? .conversation).seconds * 1000).rounded()))
    }

    /// Why a job failed; there is no status for one that was cancelled, so it counts as failed.
    private static func failure(_ job: SimulatedJob) -> SimulatedJob.Failure? {
        guard job.phase == .cancelled else { return job.failure }
        return .init(code: "internal_error", message: "The transcription was cancelled.")
    }

    private static func status(_ phase: SimulatedJob.Phase) -> String {
        switch phase {
        case .queued: "queued"
        case .running: "processing"
        case .completed: "completed"
        case .failed, .cancelled: "error"
        }
    }

    private static func identifiesLanguage(_ request: JSONValue) -> Bool {
        request["enable_language_identification"]?.bool ?? false
    }

    static func transcript(_ job: SimulatedJob) -> JSONValue {
        if let payload = job.payload { return payload.merging(["id": .string(job.id)]) }
        let tokens = SonioxTokens.tokens(of: job.transcript ?? .conversation, request: job.request)
        return .object([
            "id": .string(job.id),
            "text": .string(tokens.compactMap { $0["text"]?.string }.joined()),
            "tokens": .array(tokens),
        ])
    }

    static func webhook(for job: SimulatedJob, settings: SonioxSettings) -> OutgoingWebhook? {
        guard job.isTerminal, let text = job.request.given("webhook_url")?.string, let url = URL(string: text) else {
            return nil
        }
        let name = job.request.given("webhook_auth_header_name")?.string
        let value = job.request.given("webhook_auth_header_value")?.string
        let body = JSONValue.object(["id": .string(job.id), "status": .string(status(job.phase))])
        return OutgoingWebhook(
            service: .soniox,
            jobID: job.id,
            url: url,
            body: body.data,
            signing: name.flatMap { name in value.map { .header(name: name, value: $0) } } ?? .none,
            pauses: settings.webhookPauses
        )
    }

    static let concurrencyLimits: JSONValue = {
        let scope = JSONValue.object([
            "current": .object(["transcribe_concurrent": .integer(0), "tts_concurrent": .integer(0)]),
            "limits": .object(["transcribe_concurrent": .integer(10), "tts_concurrent": .integer(10)]),
        ])
        return .object(["project": scope, "organization": scope])
    }()
}
