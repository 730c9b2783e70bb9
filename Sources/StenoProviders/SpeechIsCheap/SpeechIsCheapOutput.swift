import Foundation
public import Steno

/// Everything SpeechIsCheap says of a job's result: `output` of a job.
///
/// ``Transcript`` holds what all services share; this is the rest.
///
/// ```swift
/// let output = try SpeechIsCheapOutput(of: job)
/// for segment in output.segments { print(segment.label ?? "", segment.seek ?? 0) }
/// ```
public struct SpeechIsCheapOutput: Sendable, Hashable {
    /// `duration`: the length of the audio in seconds.
    public var duration: Double?
    /// `request`: the request as the service understood it.
    ///
    /// The `input_url` of a private job is masked.
    public var request: SpeechIsCheapRequest?
    /// `segments`; nil where there is no such member, as while the job is pending.
    public var segments: [SpeechIsCheapSegment]?
    /// `error`: why the job failed.
    ///
    /// The service tells it to webhooks, and not always to who asks.
    public var error: String?
    /// Every other member, as it came.
    public var other: [String: JSONValue] = [:]

    init() {}

    /// Reads it from a job's own payload.
    ///
    /// - Throws: ``TranscriptionError`` with code `invalidResponse` for a job without a payload of SpeechIsCheap.
    public init(of job: TranscriptionJob) throws {
        let raw = job.raw ?? RawPayload(Data())
        self = try raw.read(SpeechIsCheapJobBody.self, of: SpeechIsCheap.id).output
    }
}

extension SpeechIsCheapOutput: JSONReadable {
    package init(from json: inout JSONReader) throws {
        try json.readObject { key, json in try read(key, &json) }
    }

    mutating func read(_ key: JSONKey, _ json: inout JSONReader) throws {
        switch key {
        case "duration": duration = try? json.readDouble()
        case "request": request = try? json.read(SpeechIsCheapRequest.self)
        case "segments" where json.peek() == .array: segments = try json.readArray(SpeechIsCheapSegment.init(from:))
        case "error" where json.peek() == .string: error = try json.readString()
        default: other[key.string] = try json.readValue()
        }
    }
}

/// A segment as SpeechIsCheap describes it.
public struct SpeechIsCheapSegment: Sendable, Hashable {
    /// `id`: its number, from 1 on.
    public var id: Int?
    /// `start`, in seconds.
    public var start = 0.0
    /// `end`, in seconds.
    public var end = 0.0
    /// `text`.
    public var text = ""
    /// `confidence`, from 0 to 1; of the classifier where the segment is no speech.
    public var confidence: Double?
    /// `language`, such as `en (99.95%)`.
    public var language: String?
    /// `processing_duration_in_s`: how long the service worked on it, in seconds.
    public var processingDuration: Double?
    /// `seek`; older answers have it.
    public var seek: Double?
    /// `speaker_id`, such as `A`; empty for a segment without speech.
    public var speakerID: String?
    /// `label`: what is heard, such as `speech` or `music`.
    public var label: String?
    /// `words`; nil where they were not asked for.
    public var words: [SpeechIsCheapWord]?
    /// Every other member, as it came.
    public var other: [String: JSONValue] = [:]
}

extension SpeechIsCheapSegment: JSONReadable {
    package init(from json: inout JSONReader) throws {
        self.init()
        try json.readObject { key, json in try read(key, &json) }
    }

    mutating func read(_ key: JSONKey, _ json: inout JSONReader) throws {
        switch key {
        case "id": id = try? json.readInt()
        case "start": start = try json.readDouble() ?? 0
        case "end": end = try json.readDouble() ?? 0
        case "text": text = try json.readString() ?? ""
        case "confidence": confidence = try? json.readDouble()
        case "language": language = try? json.readString()
        case "processing_duration_in_s": processingDuration = try? json.readDouble()
        case "seek": seek = try? json.readDouble()
        case "speaker_id": speakerID = try? json.readString()
        case "label": label = try? json.readString()
        case "words" where json.peek() == .array: words = try json.readArray(SpeechIsCheapWord.init(from:))
        case "words": words = nil
        default: other[key.string] = try json.readValue()
        }
    }
}

/// A word as SpeechIsCheap describes it.
public struct SpeechIsCheapWord: Sendable, Hashable {
    /// `start`, in seconds.
    public var start = 0.0
    /// `end`, in seconds.
    public var end = 0.0
    /// `text`.
    public var text = ""
    /// Every other member, as it came.
    public var other: [String: JSONValue] = [:]
}

extension SpeechIsCheapWord: JSONReadable {
    package init(from json: inout JSONReader) throws {
        self.init()
        try json.readObject { key, json in
            switch key {
            case "start": start = try json.readDouble() ?? 0
            case "end": end = try json.readDouble() ?? 0
            case "text": text = try json.readString() ?? ""
            default: other[key.string] = try json.readValue()
            }
        }
    }
}

/// A request as SpeechIsCheap repeats it in a result.
public struct SpeechIsCheapRequest: Sendable, Hashable {
    /// `input_url`, or `audio` in older answers; masked for a private job.
    public var inputURL: String?
    /// `can_label_audio`.
    public var labelsAudio: Bool?
    /// `can_parse_speakers`.
    public var parsesSpeakers: Bool?
    /// `can_parse_words`.
    public var parsesWords: Bool?
    /// `can_stream_output`.
    public var streamsOutput: Bool?
    /// `hotwords`.
    public var hotwords: String?
    /// `is_private`.
    public var isPrivate: Bool?
    /// `is_split_channel`.
    public var isSplitChannel: Bool?
    /// `language`; nil where it was left to the service.
    public var language: String?
    /// `minimum_confidence`.
    public var minimumConfidence: Double?
    /// `output_format`; empty or `json` means JSON.
    public var outputFormat: String?
    /// `prompt`.
    public var prompt: String?
    /// `segment_duration`, in seconds.
    public var segmentDuration: Double?
    /// `user_agent`.
    public var userAgent: String?
    /// `webhook_url`.
    public var webhookURL: String?
    /// Every other member, as it came.
    public var other: [String: JSONValue] = [:]
}

extension SpeechIsCheapRequest: JSONReadable {
    package init(from json: inout JSONReader) throws {
        self.init()
        try json.readObject { key, json in
            switch key {
            case "input_url", "audio": inputURL = try? json.readString()
            case "can_label_audio": labelsAudio = try? json.readBool()
            case "can_parse_speakers": parsesSpeakers = try? json.readBool()
            case "can_parse_words": parsesWords = try? json.readBool()
            case "can_stream_output": streamsOutput = try? json.readBool()
            case "hotwords": hotwords = try? json.readString()
            case "is_private": isPrivate = try? json.readBool()
            case "is_split_channel": isSplitChannel = try? json.readBool()
            case "language": language = try? json.readString()
            case "minimum_confidence": minimumConfidence = try? json.readDouble()
            case "output_format": outputFormat = try? json.readString()
            case "prompt": prompt = try? json.readString()
            case "segment_duration": segmentDuration = try? json.readDouble()
            case "user_agent": userAgent = try? json.readString()
            case "webhook_url": webhookURL = try? json.readString()
            default: other[key.string] = try json.readValue()
            }
        }
    }
}
