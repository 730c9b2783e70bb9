import Foundation
import HTTPTypes
import Steno

/// PyAI as documented: asynchronous jobs from a URL or an upload, their list, transcription in one call, models, the key's own
/// description, and the signed addresses of large results.
///
/// Open in the documents, and assumed here: a list answers `data`, `has_more` and `next_cursor`, 20 entries unless asked for
/// 1 to 100, the newest first; words have `word`, `start`, `end` and the speaker or channel of their segment; `formats` holds
/// the text of each format; a webhook's `data` is the job without its result. Sending both `channel` and `diarize` is refused,
/// as users report. Transcription in one call takes the fields that the vendor's own client sends, and answers in JSON whatever
/// `response_format` says. A sandbox key is a key like any other, though said to end after 7 days. An address of this machine may
/// be plain http. Recap, Trace and what is spoken live are not served.
final class PyAISimulation: SimulatedService {
    let id = SimulatorService.pyai
    let book: JobBook
    private let agenda: Agenda
    private let configuration: SimulatorConfiguration
    private let replays: ReplayTable

    init(agenda: Agenda, courier: Courier, configuration: SimulatorConfiguration) {
        self.agenda = agenda
        self.configuration = configuration
        replays = ReplayTable(agenda: agenda, lifetime: configuration.pyai.idempotencyLifetime)
        book = JobBook(agenda: agenda, configuration: configuration) { _, job in
            if let webhook = PyAIWire.webhook(for: job, settings: configuration.pyai) { courier.deliver(webhook) }
        }
    }

    var routes: [String: [Route]] { ["pyai": table] }

    private var table: [Route] {
        [
            Route(.post, "/v1/transcription/jobs", create),
            Route(.get, "/v1/transcription/jobs", list),
            Route(.get, "/v1/transcription/jobs/{job_id}", job),
            Route(.get, "/results/{job_id}", access: .open, result),
            Route(.post, "/v1/audio/transcriptions", transcribe),
            Route(.get, "/v1/models") { _ in .json(PyAIWire.models) },
            Route(.post, "/v1/sandbox/keys", access: .open) { [agenda] _ in
                .json(PyAIWire.sandboxKey(expiresAt: agenda.date.addingTimeInterval(7 * 86_400)), status: 201)
            },
            Route(.get, "/v1/me") { _ in .json(PyAIWire.keyDescription) },
        ]
    }

    func clear() {
        book.clear()
        replays.clear()
    }

    private func create(_ exchange: Exchange) async throws -> Answer {
        exchange.mediaType == "multipart/form-data" ? try await upload(exchange) : try await createFromURL(exchange)
    }

    private func createFromURL(_ exchange: Exchange) async throws -> Answer {
        guard let body = try await exchange.jsonObject() else {
            throw PyAIRequest.refusal("invalid_json", "The body must be a JSON object.")
        }
        try PyAIRequest.check(body)
        guard let url = body.given("audio_url")?.string else {
            throw PyAIRequest.refusal("missing_audio_url", "audio_url is required.")
        }
        let key = exchange.field("Idempotency-Key")
        if let key, key.isEmpty || key.count > 255 {
            throw PyAIRequest.refusal("invalid_idempotency_key", "Idempotency-Key must have 1 to 255 characters.")
        }
        let owner = Identifier.sha256(exchange.acceptedKey(orField: "x-api-key") ?? "")
        let conflict = Refusal(
            409,
            "idempotency_conflict",
            "This Idempotency-Key was already used with a different request body."
        )
        return try replays.answer(key: key.map { owner + $0 }, body: body, conflict: conflict) {
            try accepted(body, audio: .url(url), owner: owner)
        }
    }

    private func upload(_ exchange: Exchange) async throws -> Answer {
        let form: UploadedForm
        do {
            form = try await MultipartReader(keepsFiles: configuration.transcriber != nil).read(exchange.request)
        } catch is MultipartReader.Failure {
            throw PyAIRequest.refusal("invalid_form", "The form is malformed or incomplete.")
        }
        do {
            let body = try PyAIRequest.body(of: form)
            try PyAIRequest.check(body)
            let owner = Identifier.sha256(exchange.acceptedKey(orField: "x-api-key") ?? "")
            switch (form.files.first { $0.name == "audio" }?.file, body.given("audio_url")?.string) {
            case (let file?, nil): return try accepted(body, audio: .upload(file), owner: owner)
            case (nil, let url?): return try accepted(body, audio: .url(url), owner: owner)
            case (nil, nil): throw PyAIRequest.refusal("missing_audio", "Either audio or audio_url is required.")
            case (.some, .some):
                throw PyAIRequest.refusal("multiple_sources", "Only one of audio and audio_url may be sent.")
            }
        } catch {
            form.discard()
            throw error
        }
    }

    private func accepted(_ body: JSONValue, audio: SubmittedAudio, owner: String) throws -> Answer {
        let job = try book.create(id: Identifier.hex("job_", count: 24), request: body, audio: audio, owner: owner)
        return .json(PyAIWire.envelope(job), status: 202)
    }

    /// Transcribes an upload while the client waits; there is no job.
    private func transcribe(_ exchange: Exchange) async throws -> Answer {
        let form: UploadedForm
        do {
            form = try await MultipartReader(keepsFiles: configuration.transcriber != nil).read(exchange.request)
        } catch is MultipartReader.Failure {
            throw PyAIRequest.refusal("invalid_form", "The form is malformed or incomplete.")
        }
        defer { form.discard() }
        let request = try PyAIRequest.body(of: form)
        try PyAIRequest.check(request)
        guard let file = form.files.first(where: { $0.name == "file" })?.file else {
            throw PyAIRequest.refusal("missing_file", "file is required.")
        }
        let transcript =
            if let transcriber = configuration.transcriber {
                try await AudioFetch.transcribe(.upload(file), with: transcriber)
            } else {
                Transcript.conversation
            }
        return .json(
            .object([
                "text": PyAIResult(transcript: transcript, request: request).json["text"] ?? .string(""),
                "model": request.given("model") ?? .string("pyai-hear"),
            ])
        )
    }

    private func found(_ exchange: Exchange) throws -> SimulatedJob {
        guard let job = book[exchange.parameters[0]] else { throw Refusal(404, "not_found", "Job not found.") }
        return job
    }

    private func job(_ exchange: Exchange) throws -> Answer {
        let job = try found(exchange)
        guard let result = PyAIWire.result(job) else { return .json(PyAIWire.envelope(job)) }
        guard result.data.count > configuration.pyai.inlineResultSize else {
            return .json(PyAIWire.envelope(job).merging(["result": result]))
        }
        let expiry = Int(((agenda.now + configuration.pyai.resultLifetime) / .seconds(1)).rounded(.up))
        let address =
            exchange.origin + "/pyai/results/\(job.id)?expires=\(expiry)&signature=\(signature(job.id, expiry))"
        return .json(PyAIWire.envelope(job).merging(["result_url": .string(address)]))
    }

    private func list(_ exchange: Exchange) throws -> Answer {
        let limit = try exchange.int("limit", 1...100, default: 20)
        guard let page = Page(of: book.all, number: \.number, after: exchange.query["cursor"], limit: limit) else {
            throw PyAIRequest.refusal("invalid_cursor", "The cursor is invalid.")
        }
        return .json(
            .object([
                "data": .array(page.elements.map { PyAIWire.envelope($0) }),
                "has_more": .bool(page.next != nil),
                "next_cursor": .optional(page.next),
            ])
        )
    }

    /// The document behind a signed address.
    ///
    /// Signed addresses are those of an object store, which refuses a request that is signed and carries a key as well; and so
    /// it is here.
    private func result(_ exchange: Exchange) throws -> Answer {
        guard exchange.field("Authorization") == nil, exchange.field("x-api-key") == nil else {
            return ObjectStore.error(400, "InvalidArgument", "Only one auth mechanism allowed.")
        }
        let id = exchange.parameters[0]
        guard let expiry = exchange.query["expires"].flatMap(Int.init),
            exchange.query["signature"] == signature(id, expiry)
        else { return ObjectStore.error(403, "SignatureDoesNotMatch", "The signature does not match.") }
        guard agenda.now <= .seconds(expiry) else {
            return ObjectStore.error(403, "AccessDenied", "Request has expired")
        }
        guard let job = book[id], let result = PyAIWire.result(job) else {
            return ObjectStore.error(404, "NoSuchKey", "The specified key does not exist.")
        }
        return .json(result)
    }

    private func signature(_ id: String, _ expiry: Int) -> String {
        let secret = configuration.pyai.webhookSecret ?? "unsigned"
        return WebhookSignature.hex(secret: "results" + secret, timestamp: String(expiry), body: Data(id.utf8))
    }
}
