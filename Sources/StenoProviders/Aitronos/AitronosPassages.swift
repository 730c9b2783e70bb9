public import Foundation
public import Steno

/// The paragraphs or sentences of a transcript, or one page of them.
public struct AitronosPassages: Sendable, Hashable {
    /// `data.transcription_id`.
    public var transcriptionID: JobID = ""
    /// `data.audio_duration_seconds`: the length of the audio in seconds.
    public var audioDuration: Double?
    /// `data.paragraphs` or `data.sentences`.
    public var passages: [AitronosPassage] = []
    /// `metadata`: about the answer.
    public var metadata = AitronosMetadata()
    /// `actions`: links, such as `next` and `previous`.
    public var actions: [String: JSONValue] = [:]
    /// Every other member of `data`, as it came.
    public var other: [String: JSONValue] = [:]
    /// What was redacted.
    public var redaction = AitronosRedactionNotice()
}

extension AitronosPassages: JSONReadable {
    package init(from json: inout JSONReader) throws {
        self.init()
        try json.readObject { key, json in
            switch key {
            case "data": try readData(&json)
            case "metadata": metadata = (try? json.read(AitronosMetadata.self)) ?? .init()
            case "actions": actions = (try? json.readMembers()) ?? [:]
            default: break
            }
        }
    }

    private mutating func readData(_ json: inout JSONReader) throws {
        try json.readObject { key, json in
            switch key {
            case "transcription_id": transcriptionID = JobID(rawValue: (try? json.readString()) ?? "")
            case "audio_duration_seconds": audioDuration = try? json.readDouble()
            case "paragraphs", "sentences": passages = try json.readArray(AitronosPassage.init(from:))
            default: other[key.string] = try json.readValue()
            }
        }
    }
}

/// A paragraph or a sentence.
public struct AitronosPassage: Sendable, Hashable {
    /// `text`.
    public var text = ""
    /// `start`, in seconds.
    public var start = 0.0
    /// `end`, in seconds.
    public var end = 0.0
    /// `speaker`, where there is one: a string or a number.
    ///
    /// The service tells speakers apart and does not document where it names them; this is assumed.
    public var speaker: String?
    /// Every other member, as it came.
    public var other: [String: JSONValue] = [:]
}

extension AitronosPassage: JSONReadable {
    package init(from json: inout JSONReader) throws {
        self.init()
        try json.readObject { key, json in
            switch key {
            case "text": text = try json.readString() ?? ""
            case "start": start = try json.readDouble() ?? 0
            case "end": end = try json.readDouble() ?? 0
            case "speaker" where json.peek() == .number: speaker = try json.readInt().map(String.init)
            case "speaker": speaker = try? json.readString()
            default: other[key.string] = try json.readValue()
            }
        }
    }
}

/// What the service says it redacted in an answer.
public struct AitronosRedactionNotice: Sendable, Hashable {
    /// The field `X-PII-Redacted`; nil where the answer has none.
    public var isRedacted: Bool?
    /// The field `X-PII-Policies`, split at its commas.
    public var policies: [RedactionClass] = []
}

/// Subtitles, or plain text, that the service made.
public struct AitronosSubtitles: Sendable, Hashable {
    /// The format asked for.
    public var format: SubtitleFormat
    /// The text, byte for byte.
    public var text: String
    /// What was redacted.
    public var redaction: AitronosRedactionNotice
}

/// How subtitles are cut.
public struct AitronosCaptionStyle: Sendable, Hashable {
    /// The characters of one caption at most, 0 to 512; 0, the service's default, sets no limit.
    public var charactersPerCaption: Int?
    /// The lines of one caption at most, 1 to 3; the service's default is 2.
    public var maximumLines: Int?
    /// The characters of one line at most, 20 to 60; the service's default is 42.
    public var maximumCharactersPerLine: Int?

    /// Describes a style; nil takes the service's default.
    public init(
        charactersPerCaption: Int? = nil,
        maximumLines: Int? = nil,
        maximumCharactersPerLine: Int? = nil
    ) {
        self.charactersPerCaption = charactersPerCaption
        self.maximumLines = maximumLines
        self.maximumCharactersPerLine = maximumCharactersPerLine
    }
}

/// The recording with what was redacted made silent.
public struct AitronosRedactedAudio: Sendable, Hashable {
    /// Whether there is such a recording.
    public struct Status: OpenName {
        /// It can be fetched.
        public static let available: Self = "available"
        /// It is being made.
        public static let pending: Self = "pending"
        /// It was not asked for.
        public static let notEnabled: Self = "not_enabled"

        /// The word on the wire.
        public let rawValue: String

        /// Wraps a word.
        public init(rawValue: String) {
            self.rawValue = rawValue
        }
    }

    /// `status`.
    public var status: Status
    /// `redacted_audio_url`: a signed URL, so treat it as a secret; nil while there is none.
    public var url: URL?
    /// `expires_at`: until when the URL is good.
    public var expiresAt: Date?
    /// `metadata`: about the answer.
    public var metadata = AitronosMetadata()
    /// Every other member of `data`, as it came.
    public var other: [String: JSONValue] = [:]
}

extension AitronosRedactedAudio: JSONReadable {
    package init(from json: inout JSONReader) throws {
        self.init(status: "")
        try json.readObject { key, json in
            switch key {
            case "status": status = Status(rawValue: try json.readString() ?? "")
            case "redacted_audio_url": url = (try? json.readString()).flatMap(URL.init(string:))
            case "expires_at": expiresAt = (try? json.readString()).flatMap { Date(wire: $0) }
            default: other[key.string] = try json.readValue()
            }
        }
    }
}

/// One page of the list of transcriptions, as Aitronos tells it.
public struct AitronosPage: Sendable, Hashable {
    /// `data.transcriptions`: each with the bytes it came in.
    public var transcriptions: [AitronosTranscription] = []
    /// `data.pagination.total_count`: how many there are in all.
    public var totalCount: Int?
    /// `data.pagination.returned_count`: how many of them were sent.
    public var returnedCount: Int?
    /// `data.pagination.limit`.
    public var limit: Int?
    /// `data.pagination.has_more`.
    public var hasMore: Bool?
    /// `data.pagination.links`: `first`, `current`, `next` and `previous`, as they came.
    public var links: [String: JSONValue] = [:]
    /// `metadata`: about the answer.
    public var metadata = AitronosMetadata()
    /// Every other member of `data` and `data.pagination`, as it came.
    public var other: [String: JSONValue] = [:]

    /// The bytes of each transcription.
    var payloads: [RawPayload] = []
}

extension AitronosPage: JSONReadable {
    package init(from json: inout JSONReader) throws {
        self.init()
        try json.readObject { key, json in
            switch key {
            case "data": try readData(&json)
            case "metadata": metadata = (try? json.read(AitronosMetadata.self)) ?? .init()
            default: break
            }
        }
    }

    private mutating func readData(_ json: inout JSONReader) throws {
        try json.readObject { key, json in
            switch key {
            case "transcriptions":
                let items = try json.readArray { json in try json.readKeepingBytes(AitronosTranscription.self) }
                transcriptions = items.map(\.value)
                payloads = items.map { RawPayload($0.bytes) }
            case "pagination" where json.peek() == .object: try readPagination(&json)
            default: other[key.string] = try json.readValue()
            }
        }
    }

    private mutating func readPagination(_ json: inout JSONReader) throws {
        try json.readObject { key, json in
            switch key {
            case "total_count": totalCount = try? json.readInt()
            case "returned_count": returnedCount = try? json.readInt()
            case "limit": limit = try? json.readInt()
            case "has_more": hasMore = try? json.readBool()
            case "links": links = (try? json.readMembers()) ?? [:]
            default: other["pagination." + key.string] = try json.readValue()
            }
        }
    }
}
