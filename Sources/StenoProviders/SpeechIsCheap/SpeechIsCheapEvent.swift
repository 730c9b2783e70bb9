public import Steno

/// What SpeechIsCheap tells while it transcribes.
///
/// See ``SpeechIsCheap/stream(_:)``.
public enum SpeechIsCheapEvent: Sendable, Hashable {
    /// The job was created: its id, and the length of its audio where the service tells it.
    case initial(TranscriptionJob)
    /// Work goes on; the members are not documented, and are kept as they came.
    case progress([String: JSONValue])
    /// One more segment, in order of time; beside it everything the service says of it.
    case segment(Segment, SpeechIsCheapSegment)
    /// The job has ended, with its transcript or its failure.
    case final(TranscriptionJob)
    /// An event of another type, as it came.
    case other(type: String, [String: JSONValue])
}

/// One event as it is on the wire.
///
/// Which members an event has is documented only in part, so a segment may be the event itself or be in `segment`.
struct SpeechIsCheapEventBody: JSONReadable {
    var type = ""
    /// All members but the type.
    var members: [String: JSONValue] = [:]

    init(from json: inout JSONReader) throws {
        try json.readObject { key, json in
            if case "type" = key {
                type = try json.readString() ?? ""
            } else {
                members[key.string] = try json.readValue()
            }
        }
    }
}

/// The segment of an event of that type.
struct SpeechIsCheapSegmentEvent: JSONReadable {
    var segment = SpeechIsCheapSegment()

    init(from json: inout JSONReader) throws {
        var nested: SpeechIsCheapSegment?
        try json.readObject { key, json in
            switch key {
            case "type": break
            case "segment" where json.peek() == .object: nested = try SpeechIsCheapSegment(from: &json)
            default: try segment.read(key, &json)
            }
        }
        segment = nested ?? segment
    }
}
