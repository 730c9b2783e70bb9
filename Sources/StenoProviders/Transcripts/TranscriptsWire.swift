public import Foundation

/// The body of `POST /v1/transcripts`, as JSON or, beside the part `audio_file`, as the parts of a form.
struct TranscriptsCreateBody: Encodable {
    enum CodingKeys: String, CodingKey {
        case audioURL = "audio_url"
        case model
        case language
        case diarize
        case wordTimestamps = "word_timestamps"
        case redact
        case vocabulary
        case webhookURL = "webhook_url"
        case metadata
    }

    var audioURL: URL?
    var model: String?
    var language: String?
    var diarize: Bool?
    var wordTimestamps: Bool?
    var redact: [RedactionClass]?
    var vocabulary: [String]?
    var webhookURL: URL?
    var metadata: [String: String]?
}

/// A transcript as the service gives it: what is a job here.
///
/// Everything is optional but the id: nothing else is worth losing a transcript for.
///
/// ```swift
/// let details = try job.raw.map(TranscriptsTranscript.init)
/// ```
public struct TranscriptsTranscript: Sendable, Hashable {
    /// The id, such as `transcript_abc123`.
    public var id: String
    /// What this is: `transcript`.
    public var object: String?
    /// The status, as it came.
    public var status: String?
    /// When it was created.
    public var created: Date?
    /// The model.
    public var model: String?
    /// The language, as an ISO 639-1 code.
    public var language: String?
    /// The length of the audio in seconds.
    public var duration: Double?
    /// The whole text.
    public var text: String?
    /// Stretches of speech with their speakers, where these were asked for.
    public var utterances: [TranscriptsUtterance] = []
    /// The words with their times, where these were asked for.
    public var words: [TranscriptsWord] = []
    /// What was redacted, where that was asked for.
    public var redactions: [TranscriptsRedaction] = []
    /// The pairs given when it was created; values that are not strings as JSON.
    public var metadata: [String: String] = [:]
    /// Why it failed.
    ///
    /// The service does not document where it says so: `error`, as text or as an object, and `error_message` are read.
    public var error: String?
    /// The service's code for the failure, where the error is an object; undocumented.
    public var errorCode: String?
}

/// A stretch of speech, as Transcripts gives it.
public struct TranscriptsUtterance: Sendable, Hashable {
    /// The speaker's number, as its digits.
    public var speaker: String?
    /// Where it starts, in seconds.
    public var start: Double?
    /// Where it ends, in seconds.
    public var end: Double?
    /// The text.
    public var text: String?
    /// How sure the service is, from 0 to 1.
    public var confidence: Double?
}

/// A word, as Transcripts gives it.
public struct TranscriptsWord: Sendable, Hashable {
    /// The word (`word`).
    public var text: String?
    /// Where it starts, in seconds.
    public var start: Double?
    /// Where it ends, in seconds.
    public var end: Double?
    /// How sure the service is, from 0 to 1.
    public var confidence: Double?
}

/// A redacted stretch, as Transcripts gives it.
public struct TranscriptsRedaction: Sendable, Hashable {
    /// What was redacted: `pii`, `phi` or `pci`.
    public var entity: String?
    /// Where it starts, in seconds.
    public var start: Double?
    /// Where it ends, in seconds.
    public var end: Double?
}

extension TranscriptsTranscript {
    /// Reads a job's payload.
    ///
    /// - Throws: ``TranscriptionError`` with code `invalidResponse` when it is not a transcript of this service.
    public init(_ payload: RawPayload) throws {
        self = try payload.read(TranscriptsTranscript.self, of: Transcripts.id)
    }
}

extension TranscriptsTranscript: JSONReadable {
    package init(from json: inout JSONReader) throws {
        id = ""
        try json.readObject { key, json in
            switch key {
            case "id": id = json.readTextOrDigits() ?? ""
            case "object": object = json.readText()
            case "status": status = json.readText()
            case "created": created = json.readDate(perSecond: 1)
            case "model": model = json.readText()
            case "language": language = json.readText()
            case "duration": duration = json.readNumber()
            case "text": text = json.readText()
            case "utterances": utterances = try json.readObjects(TranscriptsUtterance.self)
            case "words": words = try json.readObjects(TranscriptsWord.self)
            case "redactions": redactions = try json.readObjects(TranscriptsRedaction.self)
            case "metadata": metadata = try json.readTextMap()
            case "error": try readError(&json)
            case "error_message": error = error ?? json.readText()
            default: break
            }
        }
        guard !id.isEmpty else { throw json.missing("id") }
    }

    private mutating func readError(_ json: inout JSONReader) throws {
        guard json.peek() == .object else {
            error = json.readText() ?? error
            return
        }
        try json.readObject { key, json in
            switch key {
            case "message": error = json.readText() ?? error
            case "code": errorCode = json.readTextOrDigits()
            default: break
            }
        }
    }
}

extension TranscriptsUtterance: JSONReadable {
    package init(from json: inout JSONReader) throws {
        try json.readObject { key, json in
            switch key {
            case "speaker": speaker = json.readTextOrDigits()
            case "start": start = json.readNumber()
            case "end": end = json.readNumber()
            case "text": text = json.readText()
            case "confidence": confidence = json.readNumber()
            default: break
            }
        }
    }
}

extension TranscriptsWord: JSONReadable {
    package init(from json: inout JSONReader) throws {
        try json.readObject { key, json in
            switch key {
            case "word": text = json.readText()
            case "start": start = json.readNumber()
            case "end": end = json.readNumber()
            case "confidence": confidence = json.readNumber()
            default: break
            }
        }
    }
}

extension TranscriptsRedaction: JSONReadable {
    package init(from json: inout JSONReader) throws {
        try json.readObject { key, json in
            switch key {
            case "entity": entity = json.readText()
            case "start": start = json.readNumber()
            case "end": end = json.readNumber()
            default: break
            }
        }
    }
}

/// One page of `GET /v1/transcripts`.
struct TranscriptsList: JSONReadable {
    var transcripts: [(value: TranscriptsTranscript, bytes: Data)] = []
    var hasMore: Bool?
    var nextCursor: String?

    init(from json: inout JSONReader) throws {
        try json.readObject { key, json in
            switch key {
            case "data" where json.peek() == .array:
                transcripts = try json.readArray { json in try json.readKeepingBytes(TranscriptsTranscript.self) }
            case "has_more": hasMore = try? json.readBool()
            case "next_cursor": nextCursor = json.readTextOrDigits()
            default: break
            }
        }
    }
}
