import Foundation
import HTTPTypes
import Steno

/// SpeechIsCheap as documented: jobs from a URL on one host and from an upload on another, reading without a key, subtitles,
/// cancellation, and creation as a stream of server-sent events.
///
/// Open in the documents, and assumed here: the upload host's errors are `{"error": …, "message": …}`; an uploaded job's
/// `request` has no `input_url`; the removed fields `hotwords` and `prompt` are taken and ignored; the event `progress` has
/// `progress` from 0 to 1, `segment` has the members of a segment, and `final` has the members of the job; a private job
/// loses its segments 12 hours after its end. A failed job's reason is in the webhook only, as the newer documents say.
final class SpeechIsCheapSimulation: SimulatedService {
    let id = SimulatorService.speechischeap
    let book: JobBook
    private let agenda: Agenda
    private let configuration: SimulatorConfiguration

    init(agenda: Agenda, courier: Courier, configuration: SimulatorConfiguration) {
        self.agenda = agenda
        self.configuration = configuration
        book = JobBook(agenda: agenda, configuration: configuration) { _, job in
            let webhook = SpeechIsCheapWire.webhook(for: job, settings: configuration.speechIsCheap)
            if let webhook { courier.deliver(webhook) }
        }
    }

    var routes: [String: [Route]] { ["speechischeap": jobs, "speechischeap-upload": uploads] }

    private var jobs: [Route] {
        [
            Route(.post, "/v2/jobs/", createFromURL),
            Route(.get, "/v2/jobs/auth") { _ in .text("Authenticated") },
            Route(.get, "/v2/jobs/{id}", access: .open, job),
            Route(.delete, "/v2/jobs/{id}", cancel),
        ] + (configuration.speechIsCheap.requiresFinalSlash ? [] : [Route(.post, "/v2/jobs", createFromURL)])
            + ["/v1/jobs", "/v1/jobs/", "/v1/jobs/{id}"].flatMap { path in
                [HTTPRequest.Method.get, .post, .delete].map { Route($0, path, access: .open, gone) }
            }
    }

    private var uploads: [Route] { [Route(.post, "/v2/jobs/", upload)] }

    func clear() { book.clear() }

    private func gone(_ exchange: Exchange) throws -> Answer {
        throw Refusal(410, "gone", "This version of the API was retired. Use /v2/jobs/.")
    }

    private func createFromURL(_ exchange: Exchange) async throws -> Answer {
        guard let body = try await exchange.jsonObject() else {
            throw Refusal(400, "bad_request", "Request body must be a JSON object")
        }
        guard let url = body.given("input_url")?.string, !url.isEmpty else {
            throw Refusal(400, "bad_request", "Missing required \"input_url\" parameter")
        }
        guard WebAddress.isWeb(url) else { throw Refusal(400, "bad_request", "Invalid \"input_url\" parameter") }
        return try accepted(body, audio: .url(url), exchange)
    }

    private func upload(_ exchange: Exchange) async throws -> Answer {
        let reader = MultipartReader(
            keepsFiles: configuration.transcriber != nil,
            maximumFileSize: configuration.speechIsCheap.uploadSize
        )
        let form: UploadedForm
        do {
            form = try await reader.read(exchange.request)
        } catch MultipartReader.Failure.fileTooLarge {
            throw Refusal(413, "payload_too_large", "File exceeds the 2 GiB limit")
        } catch is MultipartReader.Failure {
            throw Refusal(400, "bad_request", "Upload is malformed or incomplete")
        }
        do {
            guard let file = form.files.first(where: { $0.name == "input_file" })?.file else {
                throw Refusal(400, "bad_request", "Missing required \"input_file\" parameter")
            }
            return try accepted(try SpeechIsCheapRequest.body(of: form), audio: .upload(file), exchange)
        } catch {
            form.discard()
            throw error
        }
    }

    private func accepted(_ body: JSONValue, audio: SubmittedAudio, _ exchange: Exchange) throws -> Answer {
        try SpeechIsCheapRequest.check(body)
        let owner = Identifier.sha256(exchange.acceptedKey() ?? "")
        let job = try book.create(id: Identifier.uuid() + "-sic", request: body, audio: audio, owner: owner)
        guard body["can_stream_output"]?.bool == true else {
            return .json(SpeechIsCheapWire.job(job, output: .object([:])), status: 202)
        }
        return SpeechIsCheapStream.answer(job, phases: book.phases(of: job.id))
    }

    private func job(_ exchange: Exchange) throws -> Answer {
        guard let job = book[exchange.parameters[0]] else { throw Refusal(404, "not_found", "Job not found") }
        let format = exchange.query["output_format"] ?? job.request.given("output_format")?.string ?? ""
        if job.phase == .completed, let transcript = job.transcript {
            let output = SpeechIsCheapOutput(transcript: transcript, request: job.request)
            switch format {
            case "srt": return .text(output.subtitles.srt(), contentType: "application/x-subrip; charset=utf-8")
            case "vtt", "webvtt": return .text(output.subtitles.vtt(), contentType: "text/vtt; charset=utf-8")
            default: break
            }
        }
        return .json(SpeechIsCheapWire.job(job, output: SpeechIsCheapWire.output(job, isForgotten: isForgotten(job))))
    }

    private func isForgotten(_ job: SimulatedJob) -> Bool {
        guard job.request["is_private"]?.bool == true, let end = job.endedAfter else { return false }
        return agenda.now > end + configuration.speechIsCheap.privateLifetime
    }

    private func cancel(_ exchange: Exchange) async throws -> Answer {
        let owner = Identifier.sha256(exchange.acceptedKey() ?? "")
        guard await book.cancel(exchange.parameters[0], if: { $0.owner == owner }) else {
            throw Refusal(404, "not_found", "Job not found")
        }
        return .text("OK")
    }
}
