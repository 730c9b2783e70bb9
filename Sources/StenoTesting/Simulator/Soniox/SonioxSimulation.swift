import Foundation
import HTTPTypes
import Steno

/// Soniox as documented: transcriptions and their transcripts, files, models, counts and usage logs.
///
/// Open in the documents, and assumed here: a create request with an unknown `file_id` is taken and the job fails with
/// `file_not_found`, as it does for a file deleted too early; a job that waits can be deleted; lists begin with the newest; the
/// `text` of a translated transcript holds all tokens, translations included; prices are made up; what is deleted is in no usage
/// report. There is no limit on requests per minute; set a fault for one. What is about live streams, speech synthesis and
/// temporary keys is not served.
final class SonioxSimulation: SimulatedService {
    let id = SimulatorService.soniox
    let book: JobBook
    let files: SonioxFiles
    private let agenda: Agenda
    private let configuration: SimulatorConfiguration

    init(agenda: Agenda, courier: Courier, configuration: SimulatorConfiguration) {
        let files = SonioxFiles(configuration: configuration, agenda: agenda)
        self.files = files
        self.agenda = agenda
        self.configuration = configuration
        book = JobBook(
            agenda: agenda,
            configuration: configuration,
            ownsAudio: false,
            obstacle: { job in
                guard let id = job.request.given("file_id")?.string, files[id] == nil else { return nil }
                return .init(code: "file_not_found", message: "The file was not found.")
            },
            changed: { book, job in
                guard var webhook = SonioxWire.webhook(for: job, settings: configuration.soniox) else { return }
                webhook.answered = { book.noteWebhook(job.id, status: $0) }
                courier.deliver(webhook)
            }
        )
    }

    var routes: [String: [Route]] { ["soniox": table] }

    private var table: [Route] {
        [
            Route(.post, "/v1/transcriptions", create),
            Route(.get, "/v1/transcriptions", list),
            Route(.get, "/v1/transcriptions/count") { [book] _ in Self.count(book.all.count) },
            Route(.get, "/v1/transcriptions/{id}") { [self] in .json(SonioxWire.transcription(try job($0))) },
            Route(.get, "/v1/transcriptions/{id}/transcript", transcript),
            Route(.delete, "/v1/transcriptions/{id}", delete),
            Route(.post, "/v1/files") { [files] in try await files.upload($0) },
            Route(.get, "/v1/files") { [files] in try files.list($0) },
            Route(.get, "/v1/files/count") { [files] _ in Self.count(files.all.count) },
            Route(.get, "/v1/files/{id}") { [files] in .json(SonioxWire.file(try files.file($0.parameters[0]))) },
            Route(.delete, "/v1/files/{id}") { [files] in try files.delete($0.parameters[0]) },
            Route(.get, "/v1/models") { _ in .json(SonioxModels.list) },
            Route(.get, "/v1/concurrency-limits") { _ in .json(SonioxWire.concurrencyLimits) },
            Route(.get, "/v1/usage-logs") { [book] in try SonioxUsage.logs(of: book.all, $0) },
            Route(.get, "/v1/usage/summary") { [book] in try SonioxUsage.summary(of: book.all, $0) },
        ]
    }

    func clear() {
        book.clear()
        files.clear()
    }

    private static func count(_ number: Int) -> Answer {
        .json(.object(["total": .integer(number), "public_api": .integer(number), "playground": .integer(0)]))
    }

    private func job(_ exchange: Exchange) throws(Refusal) -> SimulatedJob {
        guard let job = book[exchange.parameters[0]] else { throw Self.transcriptionNotFound }
        return job
    }

    private static let transcriptionNotFound = Refusal(404, "transcription_not_found", "Transcription not found.")

    private func create(_ exchange: Exchange) async throws -> Answer {
        let request = try SonioxRequest.check(try await exchange.jsonObject())
        let audio: SubmittedAudio
        if let url = request.given("audio_url")?.string {
            audio = .url(url)
        } else {
            let file = request.given("file_id")?.string.flatMap { files[$0] }
            audio = .upload(file?.upload ?? .init(fileName: "", contentType: "", size: 0, sha256: ""))
        }
        let limits = configuration.soniox
        let job = try book.create(id: Identifier.uuid(), request: request, audio: audio, owner: "") { kept, pending in
            if kept >= limits.transcriptions {
                throw Refusal(
                    429,
                    "limit_exceeded",
                    "Maximum number of transcriptions (\(limits.transcriptions)) reached."
                )
            }
            if pending >= limits.pendingTranscriptions {
                throw Refusal(
                    429,
                    "limit_exceeded",
                    "Maximum number of pending transcriptions (\(limits.pendingTranscriptions)) reached."
                )
            }
        }
        return .json(SonioxWire.transcription(job), status: 201)
    }

    private func list(_ exchange: Exchange) throws -> Answer {
        let limit = try exchange.int("limit", 1...1_000, default: 1_000)
        guard let page = Page(of: book.all, number: \.number, after: exchange.query["cursor"], limit: limit) else {
            throw Refusal(400, "invalid_cursor", "The cursor is invalid.")
        }
        return .json(
            .object([
                "transcriptions": .array(page.elements.map { SonioxWire.transcription($0) }),
                "next_page_cursor": .optional(page.next),
            ])
        )
    }

    private func transcript(_ exchange: Exchange) throws -> Answer {
        let job = try job(exchange)
        switch job.phase {
        case .completed: return .json(SonioxWire.transcript(job))
        case .queued, .running:
            throw Refusal(409, "transcription_invalid_state", "Transcription is not completed yet.")
        case .failed, .cancelled:
            throw Refusal(409, "transcription_invalid_state", "Transcription has failed; there is no transcript.")
        }
    }

    private func delete(_ exchange: Exchange) throws -> Answer {
        try book.remove(exchange.parameters[0]) { job in
            guard let job else { throw Self.transcriptionNotFound }
            guard job.phase != .running else {
                throw Refusal(
                    409,
                    "transcription_invalid_state",
                    "Transcription is being processed and cannot be deleted."
                )
            }
        }
        return Answer(status: 204)
    }
}
