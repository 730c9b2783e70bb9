import Foundation
import HTTPTypes
import Steno
import Synchronization

/// Aitronos as documented: transcriptions from a URL, their list, paragraphs, sentences, subtitles and redacted audio, with
/// entity tags, billing and rate-limit fields.
///
/// Open in the documents, and assumed here: a create answers 201; errors are `{"success": false, "error": {"code", "message",
/// "type"}, "metadata"}`, except for bodies that do not fit the schema, which are refused with 422 and FastAPI's `detail`
/// list, as the SDK expects; too few synapses are a 402; a completed transcription has its text in `data.text`, and a failed
/// one its reason in `data.error`; an entry of `actions` is an object of `href` and `method`; a webhook is unsigned, and its
/// body has `event` and `data`; a transcription that is not completed has no paragraphs, sentences or subtitles, which is a
/// 409. An address of this machine may be plain http.
final class AitronosSimulation: SimulatedService {
    let id = SimulatorService.aitronos
    let book: JobBook
    let agenda: Agenda
    let configuration: SimulatorConfiguration
    private let spent = Mutex<[String: Int]>([:])

    init(agenda: Agenda, courier: Courier, configuration: SimulatorConfiguration) {
        self.agenda = agenda
        self.configuration = configuration
        book = JobBook(agenda: agenda, configuration: configuration) { _, job in
            let settings = configuration.aitronos
            if let webhook = AitronosWire.webhook(for: job, settings: settings) { courier.deliver(webhook) }
        }
    }

    var routes: [String: [Route]] { ["aitronos": table] }

    private var table: [Route] {
        let one = "/v1/audio/transcribe/{id}"
        return [
            Route(.post, "/v1/audio/transcribe", create),
            Route(.get, "/v1/audio/transcribe", list),
            Route(.get, one, transcription),
            Route(.get, one + "/paragraphs") { [self] in try parts($0, "paragraphs", AitronosWire.paragraphs) },
            Route(.get, one + "/sentences") { [self] in try parts($0, "sentences", AitronosWire.sentences) },
            Route(.get, one + "/subtitles/{format}", subtitles),
            Route(.get, one + "/redacted-audio", redactedAudio),
            Route(.get, "/redacted/{id}", access: .open, redactedFile),
        ]
    }

    func clear() {
        book.clear()
        spent.withLock { $0 = [:] }
    }

    private func create(_ exchange: Exchange) async throws -> Answer {
        let body = try AitronosRequest.check(try await exchange.jsonObject())
        let organization = body["organization_id"]?.string ?? ""
        let settings = configuration.aitronos
        let cost = AitronosWire.cost(settings)
        let isCovered = spent.withLock { spent in
            guard spent[organization, default: 0] + cost <= settings.synapses else { return false }
            spent[organization, default: 0] += cost
            return true
        }
        guard isCovered else { throw Refusal(402, "INSUFFICIENT_SYNAPSES", "The organization has too few synapses.") }
        let url = body["transcription_options"]?["audio_url"]?.string ?? ""
        let job = try book.create(id: Identifier.hex("trans_"), request: body, audio: .url(url), owner: "")
        let answer = AitronosWire.envelope(
            data: AitronosWire.transcription(job),
            exchange: exchange,
            date: agenda.date,
            members: [
                "billing": AitronosWire.billing(job, settings: settings, isNew: true),
                "actions": AitronosWire.actions(job, exchange),
            ]
        )
        return .json(answer, status: settings.createdStatus)
    }

    private func found(_ exchange: Exchange) throws -> SimulatedJob {
        guard let job = book[exchange.parameters[0]] else {
            throw Refusal(404, "TRANSCRIPTION_NOT_FOUND", "Transcription not found.")
        }
        return job
    }

    private func transcription(_ exchange: Exchange) throws -> Answer {
        let job = try found(exchange)
        let data = AitronosWire.transcription(job)
        let tag = "\"\(Identifier.sha256(String(decoding: data.data, as: UTF8.self)).prefix(32))\""
        var answer = Answer(status: 304)
        if !Self.tags(exchange.field("If-None-Match")).contains(tag) {
            answer = .json(
                AitronosWire.envelope(
                    data: data,
                    exchange: exchange,
                    date: agenda.date,
                    metadata: ["upstream_refreshed": .bool(!job.isTerminal)],
                    members: [
                        "billing": AitronosWire.billing(job, settings: configuration.aitronos, isNew: false),
                        "actions": AitronosWire.actions(job, exchange),
                    ]
                )
            )
        }
        answer.setField("ETag", tag)
        answer.setField("Last-Modified", Self.httpDate(job.updatedAt))
        answer.setField("Cache-Control", "public, max-age=\(job.isTerminal ? 86_400 : 5)")
        return answer
    }

    /// The tags of `If-None-Match`, without the mark of weak ones.
    private static func tags(_ value: String?) -> [String] {
        (value ?? "").split(separator: ",").map { tag in
            let tag = tag.trimmingCharacters(in: .whitespaces)
            return tag.hasPrefix("W/") ? String(tag.dropFirst(2)) : tag
        }
    }

    private static func httpDate(_ date: Date) -> String {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = TimeZone(secondsFromGMT: 0)
        formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
        return formatter.string(from: date)
    }

    private func list(_ exchange: Exchange) throws -> Answer {
        let limit = try exchange.int("limit", 1...100, default: 20)
        let offset = try exchange.int("offset", 0...Int.max, default: 0)
        let statuses = ["queued", "processing", "completed", "failed", "cancelled"]
        if let status = exchange.query["status"], !statuses.contains(status) {
            throw InvalidParameter(name: "status", message: "must be one of \(statuses.joined(separator: ", "))")
        }
        let jobs = book.all.reversed().filter { job in
            exchange.query["status"].map { $0 == AitronosWire.status(job.phase) } ?? true
        }
        let page = Array(jobs.dropFirst(offset).prefix(limit))
        let data = JSONValue.object([
            "transcriptions": .array(page.map { AitronosWire.listed($0, settings: configuration.aitronos) }),
            "pagination": AitronosWire.pagination(
                total: jobs.count,
                returned: page.count,
                limit: limit,
                offset: offset,
                path: "/v1/audio/transcribe"
            ),
        ])
        return .json(AitronosWire.envelope(data: data, exchange: exchange, date: agenda.date))
    }

    private func completed(_ exchange: Exchange) throws -> (job: SimulatedJob, transcript: Transcript) {
        let job = try found(exchange)
        guard job.phase == .completed else {
            throw Refusal(409, "TRANSCRIPTION_NOT_COMPLETED", "The transcription is not completed.")
        }
        return (job, job.transcript ?? .conversation)
    }

    private func parts(
        _ exchange: Exchange,
        _ name: String,
        _ cut: (Transcript) -> [JSONValue]
    ) throws -> Answer {
        let (job, transcript) = try completed(exchange)
        let all = job.payload?[name]?.array ?? cut(transcript)
        let limit = try exchange.int("limit", 1...1_000, default: max(1, all.count))
        let offset = try exchange.int("offset", 0...Int.max, default: 0)
        let page = Array(all.dropFirst(offset).prefix(limit))
        let data = JSONValue.object([
            "transcription_id": .string(job.id),
            "audio_duration_seconds": .seconds(transcript.seconds),
            name: .array(page),
        ])
        let path = "/v1/audio/transcribe/\(job.id)/\(name)"
        var answer = Answer.json(
            AitronosWire.envelope(
                data: data,
                exchange: exchange,
                date: agenda.date,
                metadata: [
                    "upstream_latency_ms": .integer(12),
                    "retry_attempts": .integer(0),
                    "cache_hit": .bool(false),
                    "total_count": .integer(all.count),
                    "returned_count": .integer(page.count),
                ],
                members: [
                    "actions": AitronosWire.pageActions(total: all.count, limit: limit, offset: offset, path: path)
                ]
            )
        )
        AitronosWire.markRedaction(job, in: &answer)
        return answer
    }

    private func subtitles(_ exchange: Exchange) throws -> Answer {
        let format = exchange.parameters[1]
        guard ["srt", "vtt", "txt"].contains(format) else {
            throw InvalidParameter(name: "format", message: "must be srt, vtt or txt")
        }
        let (job, transcript) = try completed(exchange)
        var style = CaptionStyle.standard
        style.maxLines = try exchange.int("max_lines", 1...3, default: 2)
        style.maxLineLength = try exchange.int("max_chars_per_line", 20...60, default: 42)
        _ = try exchange.int("chars_per_caption", 0...512, default: 0)
        var plain = transcript
        plain.words = []
        plain.segments = transcript.spokenSegments.map { segment in
            var segment = segment
            segment.speaker = nil
            segment.channel = nil
            return segment
        }
        var answer: Answer =
            switch format {
            case "srt": .text(plain.srt(style))
            case "vtt": .text(plain.vtt(style), contentType: "text/vtt; charset=utf-8")
            default: .text(plain.text)
            }
        AitronosWire.markRedaction(job, in: &answer)
        return answer
    }

    private func redactedAudio(_ exchange: Exchange) throws -> Answer {
        let job = try found(exchange)
        var members: [String: JSONValue] = ["transcription_id": .string(job.id)]
        if !AitronosWire.redacts(job) {
            members["status"] = .string("not_enabled")
        } else if job.phase != .completed {
            members["status"] = .string("pending")
        } else {
            let lifetime = configuration.aitronos.redactedAudioLifetime
            let expiry = Int(((agenda.now + lifetime) / .seconds(1)).rounded(.up))
            let path = "/aitronos/redacted/\(job.id)?expires=\(expiry)&signature=\(Self.signature(job.id, expiry))"
            members["status"] = .string("available")
            members["redacted_audio_url"] = .string(exchange.origin + path)
            members["expires_at"] = AitronosWire.date(agenda.date.addingTimeInterval(lifetime / .seconds(1)))
        }
        return .json(AitronosWire.envelope(data: .object(members), exchange: exchange, date: agenda.date))
    }

    /// The audio behind a signed address: a second of silence.
    private func redactedFile(_ exchange: Exchange) throws -> Answer {
        guard exchange.field("Authorization") == nil, exchange.field("x-api-key") == nil else {
            return ObjectStore.error(400, "InvalidArgument", "Only one auth mechanism allowed.")
        }
        let id = exchange.parameters[0]
        guard let expiry = exchange.query["expires"].flatMap(Int.init),
            exchange.query["signature"] == Self.signature(id, expiry)
        else { return ObjectStore.error(403, "SignatureDoesNotMatch", "The signature does not match.") }
        guard agenda.now <= .seconds(expiry) else {
            return ObjectStore.error(403, "AccessDenied", "Request has expired")
        }
        return Answer(status: 200, fields: [("Content-Type", "audio/wav")], body: .data(Silence.wave))
    }

    private static func signature(_ id: String, _ expiry: Int) -> String {
        WebhookSignature.hex(secret: "aitronos-redacted-audio", timestamp: String(expiry), body: Data(id.utf8))
    }
}
