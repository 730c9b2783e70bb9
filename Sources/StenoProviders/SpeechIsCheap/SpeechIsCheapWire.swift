import Foundation
import Steno

/// The fields of the call that creates a job: a JSON body, or the texts of a form beside the file.
///
/// Fields that are nil are left out.
struct SpeechIsCheapCreateBody: Encodable, Equatable {
    var inputURL: String?
    var labelsAudio: Bool?
    var parsesSpeakers: Bool?
    var parsesWords: Bool?
    var streamsOutput: Bool?
    var hotwords: String?
    var isPrivate: Bool?
    var isSplitChannel: Bool?
    var language: String?
    var minimumConfidence: Double?
    var outputFormat: String?
    var prompt: String?
    var segmentDuration: Double?
    var userAgent: String?
    var webhookURL: String?

    enum CodingKeys: String, CodingKey {
        case inputURL = "input_url"
        case labelsAudio = "can_label_audio"
        case parsesSpeakers = "can_parse_speakers"
        case parsesWords = "can_parse_words"
        case streamsOutput = "can_stream_output"
        case hotwords
        case isPrivate = "is_private"
        case isSplitChannel = "is_split_channel"
        case language
        case minimumConfidence = "minimum_confidence"
        case outputFormat = "output_format"
        case prompt
        case segmentDuration = "segment_duration"
        case userAgent = "user_agent"
        case webhookURL = "webhook_url"
    }
}

/// A job on the wire: in answers, in deliveries to a webhook, and in the first and last event of a stream.
///
/// The result is in `output`; where there is no such object, as in events, it is among the job's own members.
struct SpeechIsCheapJobBody: JSONReadable {
    var id = ""
    var status: String?
    var output = SpeechIsCheapOutput()

    init(from json: inout JSONReader) throws {
        var bare = SpeechIsCheapOutput()
        var nested: SpeechIsCheapOutput?
        try json.readObject { key, json in
            switch key {
            case "id": id = try json.readString() ?? ""
            case "status": status = try json.readString()
            case "type": break
            case "output" where json.peek() == .object: nested = try SpeechIsCheapOutput(from: &json)
            case "output": break
            default: try bare.read(key, &json)
            }
        }
        output = nested ?? bare
    }
}
