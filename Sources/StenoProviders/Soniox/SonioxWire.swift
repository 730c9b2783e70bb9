import Foundation
import Steno

/// The body of `POST /v1/transcriptions`.
struct SonioxCreateBody: Encodable {
    /// The member `context`, which has two forms.
    enum Context {
        case text(String)
        case parts(SonioxContext)
    }

    /// The member `translation`.
    struct Translation: Encodable {
        var type: String
        var targetLanguage: String?
        var languageA: String?
        var languageB: String?

        enum CodingKeys: String, CodingKey {
            case type
            case targetLanguage = "target_language"
            case languageA = "language_a"
            case languageB = "language_b"
        }
    }

    var model: String
    var audioURL: String?
    var fileID: String?
    var languageHints: [String]?
    var languageHintsStrict: Bool?
    var enableSpeakerDiarization: Bool?
    var enableLanguageIdentification: Bool?
    var translation: Translation?
    var context: Context?
    var webhookURL: String?
    var webhookAuthHeaderName: String?
    var webhookAuthHeaderValue: Secret?
    var clientReferenceID: String?

    private enum CodingKeys: String, CodingKey {
        case model
        case audioURL = "audio_url"
        case fileID = "file_id"
        case languageHints = "language_hints"
        case languageHintsStrict = "language_hints_strict"
        case enableSpeakerDiarization = "enable_speaker_diarization"
        case enableLanguageIdentification = "enable_language_identification"
        case translation
        case context
        case webhookURL = "webhook_url"
        case webhookAuthHeaderName = "webhook_auth_header_name"
        case webhookAuthHeaderValue = "webhook_auth_header_value"
        case clientReferenceID = "client_reference_id"
    }

    func encode(to encoder: any Encoder) throws {
        var members = encoder.container(keyedBy: CodingKeys.self)
        try members.encode(model, forKey: .model)
        try members.encodeIfPresent(audioURL, forKey: .audioURL)
        try members.encodeIfPresent(fileID, forKey: .fileID)
        try members.encodeIfPresent(languageHints, forKey: .languageHints)
        try members.encodeIfPresent(languageHintsStrict, forKey: .languageHintsStrict)
        try members.encodeIfPresent(enableSpeakerDiarization, forKey: .enableSpeakerDiarization)
        try members.encodeIfPresent(enableLanguageIdentification, forKey: .enableLanguageIdentification)
        try members.encodeIfPresent(translation, forKey: .translation)
        switch context {
        case .text(let text): try members.encode(text, forKey: .context)
        case .parts(let parts): try members.encode(parts, forKey: .context)
        case nil: break
        }
        try members.encodeIfPresent(webhookURL, forKey: .webhookURL)
        try members.encodeIfPresent(webhookAuthHeaderName, forKey: .webhookAuthHeaderName)
        try webhookAuthHeaderValue?.withValue { try members.encode($0, forKey: .webhookAuthHeaderValue) }
        try members.encodeIfPresent(clientReferenceID, forKey: .clientReferenceID)
    }
}

/// The answer of `GET /v1/transcriptions`.
struct SonioxTranscriptionPage: JSONReadable {
    var jobs: [TranscriptionJob] = []
    var nextCursor: String?

    init(from json: inout JSONReader) throws {
        try json.readObject { key, json in
            switch key {
            case "transcriptions":
                jobs = try json.readArray { json in
                    let (wire, raw) = try json.readKeepingBytes(SonioxTranscription.self)
                    return TranscriptionJob(wire, raw: raw)
                }
            case "next_page_cursor": nextCursor = try json.readCursor()
            default: break
            }
        }
    }
}

extension JSONReader {
    /// Reads the cursor of the next page; an empty one is none.
    mutating func readCursor() throws -> String? {
        guard let cursor = try readString(), !cursor.isEmpty else { return nil }
        return cursor
    }
}
