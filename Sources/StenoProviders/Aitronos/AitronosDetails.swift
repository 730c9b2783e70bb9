public import Foundation
public import Steno

/// Everything Aitronos says of a job: the whole answer, typed.
///
/// ```swift
/// let details = try AitronosDetails(of: job)
/// print(details.billing?.synapsesConsumed, details.actions.keys)
/// ```
public struct AitronosDetails: Sendable, Hashable {
    /// `success`, where it is there.
    public var isSuccess: Bool?
    /// `data`: the job itself.
    public var transcription: AitronosTranscription
    /// `billing`: what the job cost.
    public var billing: AitronosBilling?
    /// `metadata`: about the answer.
    public var metadata: AitronosMetadata?
    /// `actions`: links to what can be done next, by name, such as `check_status`, `get_paragraphs` or `search`.
    ///
    /// The shape of one link is not documented, so it is kept as it came.
    public var actions: [String: JSONValue] = [:]

    init(transcription: AitronosTranscription) {
        self.transcription = transcription
    }

    /// Reads them from a job's own payload.
    ///
    /// - Throws: ``TranscriptionError`` with code `invalidRequest` for a job of another provider or without a payload, and
    ///   `invalidResponse` for a payload of another shape.
    public init(of job: TranscriptionJob) throws {
        guard job.provider == Aitronos.id, let raw = job.raw else {
            throw TranscriptionError(
                .invalidRequest,
                "The job \(job.id) holds no payload of \(Aitronos.id).",
                provider: Aitronos.id
            )
        }
        self = try raw.read(Self.self, of: Aitronos.id)
    }
}

/// An answer has the job in `data`; a list has it bare.
extension AitronosDetails: JSONReadable {
    package init(from json: inout JSONReader) throws {
        var (bare, enveloped): (AitronosTranscription, AitronosTranscription?) = (.init(), nil)
        transcription = bare
        try json.readObject { key, json in
            switch key {
            case "success": isSuccess = try? json.readBool()
            case "data": enveloped = try json.read(AitronosTranscription.self)
            case "billing": billing = try? json.read(AitronosBilling.self)
            case "metadata": metadata = try? json.read(AitronosMetadata.self)
            case "actions": actions = (try? json.readMembers()) ?? [:]
            default: try bare.read(key, &json)
            }
        }
        transcription = enveloped ?? bare
    }
}

/// A transcription as Aitronos describes it: `data` of an answer, or one item of a list.
public struct AitronosTranscription: Sendable, Hashable {
    /// `transcription_id`, such as `trans_…`.
    public var id: JobID = ""
    /// `status`.
    public var status: JobStatus = .unknown("")
    /// `model_key`, such as `FVT-1`.
    public var modelKey: String?
    /// `audio_metadata.url`: where the audio is.
    public var audioURL: String?
    /// `audio_metadata.duration`, or `audio_duration_seconds` in a list: the length of the audio in seconds.
    public var audioDuration: Double?
    /// `audio_metadata.language`: the language as the service has it.
    public var language: String?
    /// `timestamps.created_at`.
    public var createdAt: Date?
    /// `timestamps.updated_at`.
    public var updatedAt: Date?
    /// `timestamps.completed_at`.
    public var completedAt: Date?
    /// `timestamps.processing_time_seconds`.
    public var processingTime: Double?
    /// `text`: the transcript.
    ///
    /// The service says that a completed transcription holds its text and not in which member; this is the obvious one.
    public var text: String?
    /// `synapses_consumed`, in a list.
    public var synapsesConsumed: Double?
    /// Every other member, as it came: sentiment, entities, highlights and a summary too, whose members are not documented.
    public var other: [String: JSONValue] = [:]
}

extension AitronosTranscription: JSONReadable {
    package init(from json: inout JSONReader) throws {
        self.init()
        try json.readObject { key, json in try read(key, &json) }
    }

    mutating func read(_ key: JSONKey, _ json: inout JSONReader) throws {
        switch key {
        case "transcription_id": id = JobID(rawValue: try json.readString() ?? "")
        case "status": status = AitronosMapping.status(try json.readString() ?? "")
        case "model_key": modelKey = try? json.readString()
        case "audio_metadata": try readAudio(&json)
        case "timestamps": try readTimes(&json)
        case "text": text = try? json.readString()
        case "synapses_consumed": synapsesConsumed = try? json.readDouble()
        case "audio_duration_seconds": audioDuration = try? json.readDouble()
        case "created_at", "updated_at", "completed_at": readTime(key, &json)
        default: other[key.string] = try json.readValue()
        }
    }

    private mutating func readAudio(_ json: inout JSONReader) throws {
        guard json.peek() == .object else { return }
        try json.readObject { key, json in
            switch key {
            case "url": audioURL = try? json.readString()
            case "duration": audioDuration = try? json.readDouble()
            case "language": language = try? json.readString()
            default: other["audio_metadata." + key.string] = try json.readValue()
            }
        }
    }

    private mutating func readTimes(_ json: inout JSONReader) throws {
        guard json.peek() == .object else { return }
        try json.readObject { key, json in
            switch key {
            case "created_at", "updated_at", "completed_at": readTime(key, &json)
            case "processing_time_seconds": processingTime = try? json.readDouble()
            default: other["timestamps." + key.string] = try json.readValue()
            }
        }
    }

    private mutating func readTime(_ key: JSONKey, _ json: inout JSONReader) {
        let date = (try? json.readString()).flatMap { Date(wire: $0) }
        switch key {
        case "created_at": createdAt = date
        case "updated_at": updatedAt = date
        default: completedAt = date
        }
    }
}

/// What a job cost, as Aitronos bills it.
public struct AitronosBilling: Sendable, Hashable {
    /// `synapses_consumed`: charged beforehand, from the length of the audio.
    public var synapsesConsumed: Double?
    /// `synapses_refunded`.
    public var synapsesRefunded: Double?
    /// `transaction_id`.
    public var transactionID: String?
    /// `currency`.
    public var currency: String?
    /// `multipliers`: the factors of the price by name; `base`, `organization` and `priority` are documented.
    public var multipliers: [String: Double] = [:]
    /// Every other member, as it came.
    public var other: [String: JSONValue] = [:]
}

extension AitronosBilling: JSONReadable {
    package init(from json: inout JSONReader) throws {
        self.init()
        try json.readObject { key, json in
            switch key {
            case "synapses_consumed": synapsesConsumed = try? json.readDouble()
            case "synapses_refunded": synapsesRefunded = try? json.readDouble()
            case "transaction_id": transactionID = try? json.readString()
            case "currency": currency = try? json.readString()
            case "multipliers" where json.peek() == .object:
                try json.readObject { key, json in multipliers[key.string] = try? json.readDouble() }
            default: other[key.string] = try json.readValue()
            }
        }
    }
}

/// What Aitronos says of an answer.
public struct AitronosMetadata: Sendable, Hashable {
    /// `request_id`, to quote to the service's support.
    public var requestID: String?
    /// `timestamp`: when the answer was made.
    public var timestamp: Date?
    /// `processing_time_ms`: how long that took, in milliseconds.
    public var processingTimeInMilliseconds: Double?
    /// `upstream_refreshed`: whether the state was asked for anew, which happens every 10 seconds at most.
    public var isUpstreamRefreshed: Bool?
    /// `upstream_latency_ms`, in milliseconds.
    public var upstreamLatencyInMilliseconds: Double?
    /// `retry_attempts`.
    public var retryAttempts: Int?
    /// `cache_hit`.
    public var isCacheHit: Bool?
    /// `total_count`: how many passages there are.
    public var totalCount: Int?
    /// `returned_count`: how many of them were sent.
    public var returnedCount: Int?
    /// Every other member, as it came.
    public var other: [String: JSONValue] = [:]
}

extension AitronosMetadata: JSONReadable {
    package init(from json: inout JSONReader) throws {
        self.init()
        try json.readObject { key, json in
            switch key {
            case "request_id": requestID = try? json.readString()
            case "timestamp": timestamp = (try? json.readString()).flatMap { Date(wire: $0) }
            case "processing_time_ms": processingTimeInMilliseconds = try? json.readDouble()
            case "upstream_refreshed": isUpstreamRefreshed = try? json.readBool()
            case "upstream_latency_ms": upstreamLatencyInMilliseconds = try? json.readDouble()
            case "retry_attempts": retryAttempts = try? json.readInt()
            case "cache_hit": isCacheHit = try? json.readBool()
            case "total_count": totalCount = try? json.readInt()
            case "returned_count": returnedCount = try? json.readInt()
            default: other[key.string] = try json.readValue()
            }
        }
    }
}

extension JSONReader {
    /// Reads an object as a dictionary.
    mutating func readMembers() throws -> [String: JSONValue] {
        var members: [String: JSONValue] = [:]
        try readObject { key, json in members[key.string] = try json.readValue() }
        return members
    }
}
