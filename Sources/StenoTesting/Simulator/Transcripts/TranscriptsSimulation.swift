import Foundation
import HTTPTypes
import Steno

/// Transcripts (Wordcab) as documented: transcripts from a URL or an upload, their list, deletion, and webhook endpoints.
///
/// The documents write the paths both as `/v1/…` and as `/api/v1/…`; both are served. Open in the documents, and assumed here:
/// the statuses `processing`, `failed` and `cancelled`; a failed transcript has an `error` object; a body that differs from the
/// first with its idempotency key is refused with 409 (`conflict_error`), and keys count for JSON only; dates in the list's
/// query are Unix seconds or ISO 8601; lists begin with the newest; a limit above 100 counts as 100; arrays in forms are
/// repeated fields, comma-separated or JSON text, and `metadata` is JSON text or fields `metadata[name]`; the `data` of
/// `transcript.completed` is the transcript, with `transcript_id` added; failures are told by `transcript.failed`, and
/// cancellations by `transcript.cancelled`; models are at `/v1/models`.
final class TranscriptsSimulation: SimulatedService {
    let id = SimulatorService.transcripts
    let book: JobBook
    private let endpoints: TranscriptsEndpoints
    private let configuration: SimulatorConfiguration
    private let replays: ReplayTable

    init(agenda: Agenda, courier: Courier, configuration: SimulatorConfiguration) {
        let endpoints = TranscriptsEndpoints(agenda: agenda)
        self.endpoints = endpoints
        self.configuration = configuration
        replays = ReplayTable(agenda: agenda, lifetime: configuration.transcripts.idempotencyLifetime)
        book = JobBook(agenda: agenda, configuration: configuration) { _, job in
            guard let event = TranscriptsEvent(job: job, date: agenda.date, settings: configuration.transcripts) else {
                return
            }
            for webhook in event.webhooks(endpoints: endpoints.all) { courier.deliver(webhook) }
        }
    }

    var routes: [String: [Route]] { ["transcripts": table(below: "/v1") + table(below: "/api/v1")] }

    private func table(below base: String) -> [Route] {
        [
            Route(.post, base + "/transcripts", create),
            Route(.get, base + "/transcripts", list),
            Route(.get, base + "/transcripts/{transcript_id}", transcript),
            Route(.delete, base + "/transcripts/{transcript_id}", delete),
            Route(.post, base + "/webhooks") { [endpoints] in try await endpoints.create($0) },
            Route(.get, base + "/webhooks") { [endpoints] in try endpoints.list($0) },
            Route(.delete, base + "/webhooks/{webhook_id}") { [endpoints] in try endpoints.delete($0) },
            Route(.get, base + "/models") { [configuration] _ in
                .json(TranscriptsWire.models(default: configuration.transcripts.defaultModel))
            },
        ]
    }

    func clear() {
        book.clear()
        endpoints.clear()
        replays.clear()
    }

    private func create(_ exchange: Exchange) async throws -> Answer {
        if exchange.mediaType == "multipart/form-data" { return try await upload(exchange) }
        guard let body = try await exchange.jsonObject() else {
            throw Refusal(400, "invalid_json", "The body must be a JSON object.")
        }
        try TranscriptsRequest.check(body)
        guard body.given("audio_file") == nil, let url = body.given("audio_url")?.string else {
            throw TranscriptsRequest.missing("audio_url", "Exactly one of audio_url or audio_file is required.")
        }
        let owner = Identifier.sha256(exchange.acceptedKey() ?? "")
        let conflict = Refusal(
            409,
            "idempotency_conflict",
            "This Idempotency-Key was already used with a different request body."
        )
        let key = exchange.field("Idempotency-Key").map { owner + $0 }
        return try replays.answer(key: key, body: body, conflict: conflict) {
            try accepted(body, audio: .url(url), owner: owner)
        }
    }

    private func upload(_ exchange: Exchange) async throws -> Answer {
        let form: UploadedForm
        do {
            form = try await MultipartReader(keepsFiles: configuration.transcriber != nil).read(exchange.request)
        } catch is MultipartReader.Failure {
            throw Refusal(400, "invalid_multipart", "The form is malformed or incomplete.")
        }
        do {
            let body = try TranscriptsRequest.body(of: form)
            try TranscriptsRequest.check(body)
            let owner = Identifier.sha256(exchange.acceptedKey() ?? "")
            switch (form.files.first { $0.name == "audio_file" }?.file, body.given("audio_url")?.string) {
            case (let file?, nil): return try accepted(body, audio: .upload(file), owner: owner)
            case (nil, let url?): return try accepted(body, audio: .url(url), owner: owner)
            default:
                throw TranscriptsRequest.missing("audio_file", "Exactly one of audio_url or audio_file is required.")
            }
        } catch {
            form.discard()
            throw error
        }
    }

    private func accepted(_ body: JSONValue, audio: SubmittedAudio, owner: String) throws -> Answer {
        let id = Identifier.hex("transcript_", count: 24)
        let job = try book.create(id: id, request: body, audio: audio, owner: owner)
        let settings = configuration.transcripts
        return .json(TranscriptsWire.transcript(job, settings: settings), status: settings.createdStatus)
    }

    private static let notFound = Refusal(404, "transcript_not_found", "No such transcript.")

    private func transcript(_ exchange: Exchange) throws -> Answer {
        guard let job = book[exchange.parameters[0]] else { throw Self.notFound }
        return .json(TranscriptsWire.transcript(job, settings: configuration.transcripts))
    }

    private func delete(_ exchange: Exchange) throws -> Answer {
        try book.remove(exchange.parameters[0]) { job in
            guard job != nil else { throw Self.notFound }
        }
        return Answer(status: 204)
    }

    private func list(_ exchange: Exchange) throws -> Answer {
        let limit = min(100, try exchange.int("limit", 1...Int.max, default: 25))
        let after = try Self.date("created_after", exchange)
        let before = try Self.date("created_before", exchange)
        let status = exchange.query["status"]
        let jobs = book.all.filter { job in
            status.map { $0 == TranscriptsWire.status(job.phase) } ?? true
                && after.map { job.createdAt > $0 } ?? true
                && before.map { job.createdAt < $0 } ?? true
        }
        guard let page = Page(of: jobs, number: \.number, after: exchange.query["cursor"], limit: limit) else {
            throw Refusal(
                400,
                "invalid_cursor",
                "The cursor is invalid.",
                issues: [.init(field: "cursor", message: "")]
            )
        }
        let settings = configuration.transcripts
        return .json(
            TranscriptsWire.list(
                page.elements.map { TranscriptsWire.transcript($0, settings: settings) },
                next: page.next
            )
        )
    }

    private static func date(_ name: String, _ exchange: Exchange) throws -> Date? {
        guard let text = exchange.query[name] else { return nil }
        if let seconds = Double(text) { return Date(timeIntervalSince1970: seconds) }
        for isFractional in [true, false] {
            if let date = try? Date.ISO8601FormatStyle(includingFractionalSeconds: isFractional).parse(text) {
                return date
            }
        }
        throw InvalidParameter(name: name, message: "must be a date")
    }
}
