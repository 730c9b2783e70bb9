import Steno

/// Brings a transcript into the shape of SpeechIsCheap's output.
struct SpeechIsCheapOutput {
    private let transcript: Transcript
    private let request: JSONValue

    init(transcript: Transcript, request: JSONValue) {
        self.transcript = transcript
        self.request = request
    }

    var json: JSONValue {
        .object(["duration": .seconds(transcript.seconds), "segments": .array(segments)])
    }

    /// The segments that are sure enough, counted from 1.
    var segments: [JSONValue] {
        kept.enumerated().map { index, segment in json(segment, id: index + 1) }
    }

    /// The transcript as it is shown in subtitles.
    var subtitles: Transcript {
        var shown = transcript
        shown.words = []
        shown.segments = kept.filter { !$0.text.isEmpty }.map { segment in
            var segment = segment
            segment.channel = nil
            let label = speaker(segment)
            segment.speaker = has("can_parse_speakers") && !label.isEmpty ? label : nil
            return segment
        }
        return shown
    }

    private func has(_ option: String) -> Bool { request[option]?.bool ?? false }

    private var kept: [Segment] {
        let threshold = request.given("minimum_confidence")?.double ?? 0.5
        var segments = transcript.spokenSegments
        // What is heard before anyone speaks.
        if has("can_label_audio"), let first = segments.first, first.start > 0,
            !segments.contains(where: { $0.sound != nil })
        {
            let music = Segment(start: 0, end: first.start, text: "", confidence: 0.88, sound: "music")
            segments.insert(music, at: 0)
        }
        return segments.filter { ($0.confidence ?? 1) >= threshold }
    }

    private func json(_ segment: Segment, id: Int) -> JSONValue {
        let language = segment.language ?? transcript.language ?? "en"
        let share = ((transcript.languageConfidence ?? 0.9995) * 10_000).rounded() / 100
        var members: [String: JSONValue] = [
            "id": .integer(id),
            "start": .seconds(segment.start),
            "end": .seconds(segment.end),
            "text": .string(segment.text),
            "confidence": .number(segment.confidence ?? 0.95),
            "language": .string("\(language) (\(share)%)"),
            "processing_duration_in_s": .number(0.321),
            "seek": .seconds(segment.start * 100),
            "words": .null,
        ]
        if has("can_parse_words"), segment.sound == nil {
            members["words"] = .array(
                transcript.words(in: segment).map { word in
                    .object([
                        "start": .seconds(word.start),
                        "end": .seconds(word.end),
                        "text": .string(word.text),
                    ])
                }
            )
        }
        if has("can_parse_speakers") { members["speaker_id"] = .string(speaker(segment)) }
        if has("can_label_audio") { members["label"] = .string(segment.sound ?? "speech") }
        return .object(members)
    }

    /// A letter for each speaker; none where nobody speaks.
    private func speaker(_ segment: Segment) -> String {
        guard let index = segment.speaker.flatMap({ transcript.speakerLabels.firstIndex(of: $0) }) else { return "" }
        return UnicodeScalar(65 + index % 26).map { String(Character($0)) } ?? ""
    }
}
