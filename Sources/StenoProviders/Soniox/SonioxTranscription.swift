public import Foundation
public import Steno

/// A job as Soniox describes it, with every field it documents.
///
/// ``TranscriptionJob`` holds what all services share; this is the rest, read from its ``TranscriptionJob/raw`` payload.
public struct SonioxTranscription: Sendable, Hashable {
    /// A job's state, in Soniox's words.
    public struct Status: OpenName {
        /// Accepted, not begun.
        public static let queued: Self = "queued"
        /// Being transcribed.
        public static let processing: Self = "processing"
        /// Done.
        public static let completed: Self = "completed"
        /// Failed.
        public static let error: Self = "error"

        /// The word.
        public let rawValue: String

        /// Wraps a word.
        public init(rawValue: String) {
            self.rawValue = rawValue
        }
    }

    /// The job's id.
    public var id: String
    /// The job's state; nil where it is missing.
    public var status: Status?
    /// When the job was created.
    public var createdAt: Date?
    /// The model used, which may be another than was asked for when that one was retired.
    public var model: String?
    /// Where the audio is, if it was given by a URL.
    public var audioURL: String?
    /// The file the audio is in, if it was uploaded.
    public var fileID: String?
    /// The audio's name.
    public var filename: String?
    /// The languages to expect.
    public var languageHints: [String]
    /// Whether speakers are told apart.
    public var enableSpeakerDiarization: Bool?
    /// Whether languages are told.
    public var enableLanguageIdentification: Bool?
    /// What the audio is about.
    public var context: SonioxContext?
    /// The length of the audio in milliseconds.
    ///
    /// Known once processing begins; 0 or nil before.
    public var audioDurationMilliseconds: Int?
    /// The kind of failure.
    public var errorType: String?
    /// What failed, in words.
    public var errorMessage: String?
    /// Where the end is reported.
    public var webhookURL: String?
    /// The header sent with the report.
    public var webhookAuthHeaderName: String?
    /// That header's value, which Soniox masks with asterisks.
    public var webhookAuthHeaderValue: String?
    /// The HTTP status the receiver of the report answered with; nil before.
    public var webhookStatusCode: Int?
    /// The caller's own name for the job.
    public var clientReferenceID: String?

    /// Reads what Soniox told of a job.
    ///
    /// - Throws: ``TranscriptionError`` with code `invalidResponse` for a job without a payload of Soniox.
    public init(of job: TranscriptionJob) throws {
        do {
            self = try JSONReader.read(Self.self, from: job.raw?.data ?? Data())
        } catch {
            throw TranscriptionError(
                .invalidResponse,
                "The job \(job.id) does not hold what Soniox tells of a job: \(error).",
                provider: Soniox.id,
                job: job,
                underlying: error
            )
        }
    }
}

extension SonioxTranscription: JSONReadable {
    package init(from json: inout JSONReader) throws {
        (id, languageHints) = ("", [])
        try json.readObject { key, json in
            switch key {
            case "id": id = try json.readString() ?? ""
            case "status": status = (try? json.readString()).map { Status(rawValue: $0) }
            case "created_at": createdAt = (try? json.readString()).flatMap { Date(wire: $0) }
            case "model": model = try? json.readString()
            case "audio_url": audioURL = try? json.readString()
            case "file_id": fileID = try? json.readString()
            case "filename": filename = try? json.readString()
            case "language_hints": languageHints = (try? json.readArray(of: String.self)) ?? []
            case "enable_speaker_diarization": enableSpeakerDiarization = try? json.readBool()
            case "enable_language_identification": enableLanguageIdentification = try? json.readBool()
            case "context": context = try? json.read(SonioxContext.self)
            case "audio_duration_ms": audioDurationMilliseconds = try? json.readInt()
            case "error_type": errorType = try? json.readString()
            case "error_message": errorMessage = try? json.readString()
            case "webhook_url": webhookURL = try? json.readString()
            case "webhook_auth_header_name": webhookAuthHeaderName = try? json.readString()
            case "webhook_auth_header_value": webhookAuthHeaderValue = try? json.readString()
            case "webhook_status_code": webhookStatusCode = try? json.readInt()
            case "client_reference_id": clientReferenceID = try? json.readString()
            default: break
            }
        }
        if id.isEmpty { throw json.missing("id") }
    }
}

extension SonioxContext: JSONReadable {
    package init(from json: inout JSONReader) throws {
        self.init()
        if json.peek() == .string {
            text = try json.readString()
            return
        }
        try json.readObject { key, json in
            switch key {
            case "general": general = (try? json.readArray(of: Fact.self)) ?? []
            case "text": text = try? json.readString()
            case "terms": terms = (try? json.readArray(of: String.self)) ?? []
            case "translation_terms":
                translationTerms = (try? json.readArray(of: TermTranslation.self)) ?? []
            default: break
            }
        }
    }
}

extension SonioxContext.Fact: JSONReadable {
    package init(from json: inout JSONReader) throws {
        self.init(key: "", value: "")
        try json.readObject { name, json in
            switch name {
            case "key": key = try json.readString() ?? ""
            case "value": value = try json.readString() ?? ""
            default: break
            }
        }
    }
}

extension SonioxContext.TermTranslation: JSONReadable {
    package init(from json: inout JSONReader) throws {
        self.init(source: "", target: "")
        try json.readObject { name, json in
            switch name {
            case "source": source = try json.readString() ?? ""
            case "target": target = try json.readString() ?? ""
            default: break
            }
        }
    }
}
