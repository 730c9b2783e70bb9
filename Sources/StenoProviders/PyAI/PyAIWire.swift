public import Foundation

/// The body of `POST /v1/transcription/jobs`, as JSON or, beside the part `audio`, as the parts of a form.
struct PyAICreateBody: Encodable {
    enum CodingKeys: String, CodingKey {
        case audioURL = "audio_url"
        case model
        case channel
        case diarize
        case numerals
        case outputFormats = "output_formats"
        case webhookURL = "webhook_url"
        case smartFormat = "smart_format"
        case dictation
        case dropFillers = "drop_fillers"
        case vocabulary
        case callID = "call_id"
        case packID = "pack_id"
        case callDirection = "call_direction"
        case customerName = "customer_name"
        case trace
        case language
    }

    var audioURL: URL?
    var model: String?
    var channel: Bool?
    var diarize: Bool?
    var numerals: Bool?
    var outputFormats: [PyAIOutputFormat]?
    var webhookURL: URL?
    var smartFormat: Bool?
    var dictation: Bool?
    var dropFillers: Bool?
    var vocabulary: [String]?
    var callID: String?
    var packID: String?
    var callDirection: String?
    var customerName: String?
    var trace: Bool?
    var language: String?
}

/// A job as PyAI gives it.
///
/// Everything is optional but the id: nothing else is worth losing a job for.
///
/// ```swift
/// let details = try job.raw.map(PyAIJob.init)
/// ```
public struct PyAIJob: Sendable, Hashable {
    /// The job's id (`job_id`), such as `job_aZ09…`.
    public var id: String
    /// The status, as it came.
    public var status: String?
    /// When the job was created (`created_at`).
    public var createdAt: Date?
    /// When the job last changed (`updated_at`).
    public var updatedAt: Date?
    /// The result, where it comes with the job.
    public var result: PyAIResult?
    /// Where a large result is instead (`result_url`): signed, and fetched without the key.
    public var resultURL: URL?
    /// Why the job failed (`error`).
    public var error: String?
    /// The service's code for it, where the error is an object; undocumented.
    public var errorCode: String?
    /// The name the caller gave the job (`call_id`), where the service repeats it; undocumented.
    public var callID: String?
    /// The model (`model`), where the service repeats it; undocumented.
    public var model: String?
}

/// What a completed job gives: the job's `result`, or the document behind its `result_url`.
public struct PyAIResult: Sendable, Hashable {
    /// The whole text.
    public var text: String?
    /// How many speakers there are (`speakers`).
    public var speakerCount: Int?
    /// The length of the audio in seconds (`audio_seconds`).
    public var audioSeconds: Double?
    /// The segments, as they came.
    public var segments: [PyAISegment] = []
    /// The words, as they came.
    public var words: [PyAIWord] = []
    /// The result in other formats, by their names.
    ///
    /// Whether a value is the text itself or a URL is not documented.
    public var formats: [String: JSONValue] = [:]
}

/// A timed stretch of text, as PyAI gives it.
public struct PyAISegment: Sendable, Hashable {
    /// Its number.
    public var id: Int?
    /// Where it starts, in seconds.
    public var start: Double?
    /// Where it ends, in seconds.
    public var end: Double?
    /// The text.
    public var text: String?
    /// The speaker told by voice, such as `speaker_0`.
    public var speaker: String?
    /// The channel, where channels were transcribed separately.
    public var channel: Int?
}

/// A word, as PyAI gives it.
///
/// The service declares no shape for words; these are the members seen, and all members are in the job's payload.
public struct PyAIWord: Sendable, Hashable {
    /// The word (`word` or `text`).
    public var text: String?
    /// Where it starts, in seconds.
    public var start: Double?
    /// Where it ends, in seconds.
    public var end: Double?
    /// How sure the service is, from 0 to 1.
    public var confidence: Double?
    /// The speaker.
    public var speaker: String?
    /// The channel.
    public var channel: Int?
}

extension PyAIJob: JSONReadable {
    package init(from json: inout JSONReader) throws {
        id = ""
        var otherID: String?
        try json.readObject { key, json in
            switch key {
            case "job_id": id = json.readTextOrDigits() ?? ""
            // Not documented, and taken only where the documented name is missing.
            case "id": otherID = json.readTextOrDigits()
            case "status": status = json.readText()
            case "created_at": createdAt = json.readDate(perSecond: 1000)
            case "updated_at": updatedAt = json.readDate(perSecond: 1000)
            case "result" where json.peek() == .object: result = try json.read(PyAIResult.self)
            case "result_url": resultURL = json.readText().flatMap { URL(string: $0) }
            case "error": try readError(&json)
            case "call_id": callID = json.readTextOrDigits()
            case "model": model = json.readText()
            default: break
            }
        }
        if id.isEmpty, let otherID { id = otherID }
        guard !id.isEmpty else { throw json.missing("job_id") }
    }

    /// Text, as documented, or an object as in the service's answers to refused calls.
    private mutating func readError(_ json: inout JSONReader) throws {
        guard json.peek() == .object else {
            error = json.readText()
            return
        }
        try json.readObject { key, json in
            switch key {
            case "message", "detail": error = json.readText() ?? error
            case "code": errorCode = json.readTextOrDigits()
            default: break
            }
        }
    }
}

extension PyAIResult: JSONReadable {
    package init(from json: inout JSONReader) throws {
        try json.readObject { key, json in
            switch key {
            case "text": text = json.readText()
            case "speakers": speakerCount = json.readWholeNumber()
            case "audio_seconds": audioSeconds = json.readNumber()
            case "segments": segments = try json.readObjects(PyAISegment.self)
            case "words": words = try json.readObjects(PyAIWord.self)
            case "formats" where json.peek() == .object:
                try json.readObject { key, json in formats[key.string] = try json.readValue() }
            default: break
            }
        }
    }
}

extension PyAISegment: JSONReadable {
    package init(from json: inout JSONReader) throws {
        try json.readObject { key, json in
            switch key {
            case "id": id = json.readWholeNumber()
            case "start": start = json.readNumber()
            case "end": end = json.readNumber()
            case "text": text = json.readText()
            case "speaker": speaker = json.readTextOrDigits()
            case "channel": channel = json.readWholeNumber()
            default: break
            }
        }
    }
}

extension PyAIWord: JSONReadable {
    package init(from json: inout JSONReader) throws {
        try json.readObject { key, json in
            switch key {
            case "word", "text": text = json.readText() ?? text
            case "start": start = json.readNumber()
            case "end": end = json.readNumber()
            case "confidence": confidence = json.readNumber()
            case "speaker": speaker = json.readTextOrDigits()
            case "channel": channel = json.readWholeNumber()
            default: break
            }
        }
    }
}

extension PyAIJob {
    /// Reads a job's payload.
    ///
    /// - Throws: ``TranscriptionError`` with code `invalidResponse` when it is not a job of PyAI.
    public init(_ payload: RawPayload) throws {
        self = try payload.read(PyAIJob.self, of: PyAI.id)
    }
}

/// One page of `GET /v1/transcription/jobs`.
///
/// Its shape is not documented: the service's other lists have `data`, and the names of the cursor are those in use.
struct PyAIJobList: JSONReadable {
    var jobs: [(value: PyAIJob, bytes: Data)] = []
    var nextCursor: String?
    var hasMore: Bool?

    init(from json: inout JSONReader) throws {
        guard json.peek() == .object else {
            jobs = try Self.readJobs(&json)
            return
        }
        try json.readObject { key, json in
            switch key {
            case "data", "jobs", "items": jobs = try Self.readJobs(&json)
            case "next_cursor", "next", "next_page_cursor", "cursor": nextCursor = nextCursor ?? json.readTextOrDigits()
            case "has_more": hasMore = try? json.readBool()
            default: break
            }
        }
    }

    private static func readJobs(_ json: inout JSONReader) throws -> [(value: PyAIJob, bytes: Data)] {
        guard json.peek() == .array else { return [] }
        return try json.readArray { json in try json.readKeepingBytes(PyAIJob.self) }
    }
}
