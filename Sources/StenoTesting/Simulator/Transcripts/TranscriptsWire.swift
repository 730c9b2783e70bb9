import Foundation
import Steno

/// The objects of Transcripts as they are on the wire.
enum TranscriptsWire {
    static func seconds(_ date: Date) -> JSONValue { .integer(Int(date.timeIntervalSince1970.rounded(.down))) }

    static func status(_ phase: SimulatedJob.Phase) -> String {
        switch phase {
        case .queued: "queued"
        case .running: "processing"
        case .completed: "completed"
        case .failed: "failed"
        case .cancelled: "cancelled"
        }
    }

    static func list(_ elements: [JSONValue], next: String?) -> JSONValue {
        .object([
            "object": .string("list"),
            "data": .array(elements),
            "has_more": .bool(next != nil),
            "next_cursor": .optional(next),
        ])
    }

    static func models(default name: String) -> JSONValue {
        let names = [name] + ["qwen3-asr", "cohere-transcribe-2b"].filter { $0 != name }
        return list(names.map { .object(["id": .string($0), "object": .string("model")]) }, next: nil)
    }

    static func transcript(_ job: SimulatedJob, settings: TranscriptsSettings) -> JSONValue {
        var members: [String: JSONValue] = [
            "id": .string(job.id),
            "object": .string("transcript"),
            "status": .string(status(job.phase)),
            "created": seconds(job.createdAt),
            "model": .string(job.request.given("model")?.string ?? settings.defaultModel),
            "metadata": job.request.given("metadata") ?? .object([:]),
        ]
        if let language = job.request.given("language") { members["language"] = language }
        if let failure = job.failure {
            members["error"] = .object([
                "type": .string("api_error"),
                "code": .string(failure.code),
                "message": .string(failure.message),
            ])
        }
        guard job.phase == .completed else { return .object(members) }
        if let payload = job.payload?.object { return .object(members.merging(payload) { $1 }) }
        return .object(members.merging(result(job.transcript ?? .conversation, job.request)) { $1 })
    }

    private static func result(_ transcript: Transcript, _ request: JSONValue) -> [String: JSONValue] {
        var members: [String: JSONValue] = [
            "language": .string(transcript.language ?? "en"),
            "duration": .seconds(transcript.seconds),
            "text": .string(transcript.text),
        ]
        if request["diarize"]?.bool == true {
            let labels = transcript.speakerLabels
            members["utterances"] = .array(
                transcript.spokenSegments.map { segment in
                    .object([
                        "speaker": .integer(segment.speaker.flatMap { labels.firstIndex(of: $0) } ?? 0),
                        "start": .seconds(segment.start),
                        "end": .seconds(segment.end),
                        "text": .string(segment.text),
                        "confidence": .number(segment.confidence ?? 0.95),
                    ])
                }
            )
        }
        if request["word_timestamps"]?.bool == true {
            members["words"] = .array(
                transcript.spokenSegments.flatMap { transcript.words(in: $0) }.map { word in
                    .object([
                        "word": .string(word.text),
                        "start": .seconds(word.start),
                        "end": .seconds(word.end),
                        "confidence": .number(word.confidence ?? 0.95),
                    ])
                }
            )
        }
        if let classes = request["redact"]?.array, !classes.isEmpty {
            members["redactions"] = .array(redactions(classes.compactMap(\.string), in: transcript))
        }
        return members
    }

    /// One stretch for each class asked for, where the transcript itself has none: the first word of a segment.
    private static func redactions(_ classes: [String], in transcript: Transcript) -> [JSONValue] {
        let known = transcript.redactions.filter { classes.contains($0.kind.rawValue) }
        let segments = transcript.spokenSegments
        let all =
            !known.isEmpty || segments.isEmpty
            ? known
            : classes.enumerated().map { index, name in
                let segment = segments[index % segments.count]
                return Redaction(
                    kind: .init(rawValue: name),
                    start: segment.start,
                    end: min(segment.end, segment.start + 0.5)
                )
            }
        return all.map { redaction in
            .object([
                "entity": .string(redaction.kind.rawValue),
                "start": .seconds(redaction.start),
                "end": .seconds(redaction.end),
            ])
        }
    }
}
