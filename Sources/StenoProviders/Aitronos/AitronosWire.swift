import Steno

/// The body of `POST /v1/audio/transcribe`.
///
/// Members that are nil are left out.
struct AitronosCreateBody: Encodable, Equatable {
    struct Transcription: Encodable, Equatable {
        var audioURL: String
        var language: String

        enum CodingKeys: String, CodingKey {
            case audioURL = "audio_url"
            case language
        }
    }

    struct SpeakerAnalysis: Encodable, Equatable {
        var isDiarizationEnabled: Bool
        var expectedSpeakers: Int?

        enum CodingKeys: String, CodingKey {
            case isDiarizationEnabled = "diarization_enabled"
            case expectedSpeakers = "speakers_expected_count"
        }
    }

    struct Intelligence: Encodable, Equatable {
        var sentiment: Bool?
        var entities: Bool?
        var highlights: Bool?
        var summary: Bool?

        enum CodingKeys: String, CodingKey {
            case sentiment = "sentiment_analysis_enabled"
            case entities = "entity_detection_enabled"
            case highlights = "auto_highlights_enabled"
            case summary = "summarization_enabled"
        }
    }

    struct Privacy: Encodable, Equatable {
        var isRedactionEnabled: Bool
        var policies: [String]?

        enum CodingKeys: String, CodingKey {
            case isRedactionEnabled = "pii_redaction_enabled"
            case policies = "pii_policies"
        }
    }

    struct Hook: Encodable, Equatable {
        var url: String
        var events: [String]?
    }

    var organizationID: String
    var transcription: Transcription
    var speakers: SpeakerAnalysis?
    var intelligence: Intelligence?
    var privacy: Privacy?
    var webhook: Hook?

    enum CodingKeys: String, CodingKey, CaseIterable {
        case organizationID = "organization_id"
        case transcription = "transcription_options"
        case speakers = "speaker_analysis"
        case intelligence = "intelligence_features"
        case privacy = "privacy_settings"
        case webhook
    }
}

/// `data` of the answer about redacted audio.
struct AitronosRedactedAudioBody: JSONReadable {
    var audio = AitronosRedactedAudio(status: "")
    var metadata = AitronosMetadata()

    init(from json: inout JSONReader) throws {
        try json.readObject { key, json in
            switch key {
            case "data": audio = try AitronosRedactedAudio(from: &json)
            case "metadata": metadata = try AitronosMetadata(from: &json)
            default: break
            }
        }
        audio.metadata = metadata
    }
}
