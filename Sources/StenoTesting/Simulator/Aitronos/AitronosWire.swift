import Foundation
import Steno

/// The objects of Aitronos as they are on the wire.
enum AitronosWire {
    static func date(_ date: Date) -> JSONValue {
        .string(date.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true)))
    }

    static func status(_ phase: SimulatedJob.Phase) -> String {
        switch phase {
        case .queued: "queued"
        case .running: "processing"
        case .completed: "completed"
        case .failed: "failed"
        case .cancelled: "cancelled"
        }
    }

    // MARK: The envelope

    static func metadata(_ exchange: Exchange, date: Date, _ more: [String: JSONValue] = [:]) -> JSONValue {
        JSONValue.object([
            "request_id": .string(exchange.requestID),
            "timestamp": Self.date(date),
            "processing_time_ms": .integer(12),
        ]).merging(more)
    }

    static func envelope(
        data: JSONValue,
        exchange: Exchange,
        date: Date,
        metadata: [String: JSONValue] = [:],
        members: [String: JSONValue] = [:]
    ) -> JSONValue {
        JSONValue.object([
            "success": .bool(true),
            "data": data,
            "metadata": Self.metadata(exchange, date: date, metadata),
        ]).merging(members)
    }

    /// The synapses of a job: its audio's length is known only when it was made, so all cost what the built-in one does.
    static func cost(_ settings: AitronosSettings) -> Int {
        Int(Transcript.conversation.seconds.rounded(.up)) * settings.synapsesPerSecond
    }

    static func billing(_ job: SimulatedJob, settings: AitronosSettings, isNew: Bool) -> JSONValue {
        var members: [String: JSONValue] = [
            "synapses_consumed": .integer(cost(settings)),
            "synapses_refunded": .integer(job.phase == .failed || job.phase == .cancelled ? cost(settings) : 0),
            "currency": .string("synapses"),
        ]
        if isNew {
            members["transaction_id"] = .string("txn_" + job.id.dropFirst(6))
            members["multipliers"] = .object(["base": .number(1), "organization": .number(1), "priority": .number(1)])
        }
        return .object(members)
    }

    static func actions(_ job: SimulatedJob, _ exchange: Exchange) -> JSONValue {
        let path = "/v1/audio/transcribe/\(job.id)"
        guard job.phase == .completed else { return .object(["check_status": link(path)]) }
        var links: [String: JSONValue] = ["search": link(path + "/search")]
        for part in ["paragraphs", "sentences"] { links["get_\(part)"] = link("\(path)/\(part)") }
        for format in ["srt", "vtt", "txt"] { links["get_subtitles_\(format)"] = link("\(path)/subtitles/\(format)") }
        if redacts(job) { links["redacted_audio"] = link(path + "/redacted-audio") }
        return .object(links)
    }

    private static func link(_ path: String) -> JSONValue {
        .object(["href": .string(path), "method": .string("GET")])
    }

    // MARK: Transcriptions

    static func transcription(_ job: SimulatedJob) -> JSONValue {
        let transcript = job.phase == .completed ? job.transcript ?? .conversation : nil
        let options = job.request["transcription_options"]
        var timestamps: [String: JSONValue] = [
            "created_at": date(job.createdAt),
            "updated_at": date(job.updatedAt),
            "completed_at": job.endedAt.map { date($0) } ?? .null,
        ]
        timestamps["processing_time_seconds"] =
            job.endedAt.map { .seconds($0.timeIntervalSince(job.createdAt)) } ?? .null
        var members: [String: JSONValue] = [
            "transcription_id": .string(job.id),
            "status": .string(status(job.phase)),
            "model_key": .string("FVT-1"),
            "audio_metadata": .object([
                "url": options?["audio_url"] ?? .null,
                "duration": .seconds((transcript ?? .conversation).seconds),
                "language": options?["language"] ?? .null,
            ]),
            "timestamps": .object(timestamps),
        ]
        if let transcript { members["text"] = .string(transcript.text) }
        if let failure = job.failure {
            members["error"] = .object(["code": .string(failure.code), "message": .string(failure.message)])
        }
        if let payload = job.payload?.object { members.merge(payload) { $1 } }
        return .object(members)
    }

    static func listed(_ job: SimulatedJob, settings: AitronosSettings) -> JSONValue {
        var members: [String: JSONValue] = [
            "transcription_id": .string(job.id),
            "status": .string(status(job.phase)),
            "model_key": .string("FVT-1"),
            "synapses_consumed": .integer(cost(settings)),
            "audio_duration_seconds": .seconds((job.transcript ?? .conversation).seconds),
            "created_at": date(job.createdAt),
        ]
        if job.phase == .completed, let end = job.endedAt { members["completed_at"] = date(end) }
        return .object(members)
    }

    // MARK: Parts of a transcript

    static func sentences(_ transcript: Transcript) -> [JSONValue] {
        transcript.spokenSegments.map { part($0.text, $0.start, $0.end) }
    }

    /// Two segments make a paragraph.
    static func paragraphs(_ transcript: Transcript) -> [JSONValue] {
        let segments = transcript.spokenSegments
        return stride(from: 0, to: segments.count, by: 2).map { index in
            let pair = segments[index..<min(index + 2, segments.count)]
            return part(pair.map(\.text).joined(separator: " "), pair.first?.start ?? 0, pair.last?.end ?? 0)
        }
    }

    private static func part(_ text: String, _ start: Double, _ end: Double) -> JSONValue {
        .object(["text": .string(text), "start": .seconds(start), "end": .seconds(end)])
    }

    // MARK: Pages

    static func pagination(total: Int, returned: Int, limit: Int, offset: Int, path: String) -> JSONValue {
        .object([
            "total_count": .integer(total),
            "returned_count": .integer(returned),
            "limit": .integer(limit),
            "has_more": .bool(offset + returned < total),
            "links": .object([
                "first": page(path, limit, 0),
                "current": page(path, limit, offset),
                "next": offset + returned < total ? page(path, limit, offset + returned) : .null,
                "previous": offset > 0 ? page(path, limit, max(0, offset - limit)) : .null,
            ]),
        ])
    }

    private static func page(_ path: String, _ limit: Int, _ offset: Int) -> JSONValue {
        .string("\(path)?limit=\(limit)&offset=\(offset)")
    }

    static func pageActions(total: Int, limit: Int, offset: Int, path: String) -> JSONValue {
        var links: [String: JSONValue] = [:]
        if offset + limit < total { links["next"] = link("\(path)?limit=\(limit)&offset=\(offset + limit)") }
        if offset > 0 { links["previous"] = link("\(path)?limit=\(limit)&offset=\(max(0, offset - limit))") }
        return .object(links)
    }

    // MARK: Redaction

    static func redacts(_ job: SimulatedJob) -> Bool {
        job.request["privacy_settings"]?["pii_redaction_enabled"]?.bool ?? false
    }

    /// Adds the header fields of redacted texts.
    static func markRedaction(_ job: SimulatedJob, in answer: inout Answer) {
        guard redacts(job) else { return }
        let policies = job.request["privacy_settings"]?["pii_policies"]?.array?.compactMap(\.string) ?? []
        answer.setField("X-PII-Redacted", "true")
        answer.setField("X-PII-Policies", policies.joined(separator: ","))
    }

    // MARK: Webhooks

    static func webhook(for job: SimulatedJob, settings: AitronosSettings) -> OutgoingWebhook? {
        guard job.isTerminal, let webhook = job.request.given("webhook"),
            let text = webhook.given("url")?.string, let url = URL(string: text)
        else { return nil }
        let event = "transcription.\(status(job.phase))"
        if let events = webhook["events"]?.array, !events.isEmpty, !events.contains(.string(event)) { return nil }
        let body = JSONValue.object(["event": .string(event), "data": transcription(job)])
        return OutgoingWebhook(
            service: .aitronos,
            jobID: job.id,
            url: url,
            body: body.data,
            signing: .none,
            pauses: settings.webhookPauses
        )
    }
}
