import Steno

/// Brings a transcript into the shape of PyAI's `result`.
struct PyAIResult {
    let transcript: Transcript
    private let hasChannels: Bool
    private let hasSpeakers: Bool
    private let hasNumerals: Bool
    private let formats: [String]

    init(transcript: Transcript, request: JSONValue) {
        self.transcript = transcript
        hasChannels = request["channel"]?.bool ?? false
        hasSpeakers = request["diarize"]?.bool ?? false
        hasNumerals = request["numerals"]?.bool ?? false
        formats = request["output_formats"]?.array?.compactMap(\.string) ?? ["json"]
    }

    var json: JSONValue {
        let labels = transcript.speakerLabels
        let segments = transcript.spokenSegments
        let count = hasChannels ? Set(segments.compactMap(\.channel)).count : hasSpeakers ? labels.count : 1
        return .object([
            "text": .string(numerals(transcript.text)),
            "speakers": .integer(max(1, count)),
            "audio_seconds": .seconds(transcript.seconds),
            "segments": .array(
                segments.enumerated().map { index, segment in
                    .object([
                        "id": .integer(index),
                        "start": .seconds(segment.start),
                        "end": .seconds(segment.end),
                        "text": .string(numerals(segment.text)),
                    ]).merging(label(segment, labels))
                }
            ),
            "words": .array(
                segments.flatMap { segment in
                    transcript.words(in: segment).map { word in
                        .object([
                            "word": .string(word.text),
                            "start": .seconds(word.start),
                            "end": .seconds(word.end),
                        ]).merging(label(segment, labels))
                    }
                }
            ),
            "formats": .object(subtitles(labels)),
        ])
    }

    private func label(_ segment: Segment, _ labels: [String]) -> [String: JSONValue] {
        if hasChannels { return ["channel": .integer(segment.channel ?? 0)] }
        guard hasSpeakers, let index = segment.speaker.flatMap({ labels.firstIndex(of: $0) }) else { return [:] }
        return ["speaker": .string("speaker_\(index)")]
    }

    private func subtitles(_ labels: [String]) -> [String: JSONValue] {
        var plain = transcript
        plain.words = []
        plain.speakers = []
        plain.segments = transcript.spokenSegments.map { segment in
            var segment = segment
            segment.text = numerals(segment.text)
            segment.speaker = hasSpeakers ? label(segment, labels)["speaker"]?.string : nil
            segment.channel = nil
            return segment
        }
        var texts: [String: JSONValue] = [:]
        if formats.contains("srt") { texts["srt"] = .string(plain.srt()) }
        if formats.contains("vtt") { texts["vtt"] = .string(plain.vtt()) }
        return texts
    }

    /// The one number that the built-in conversation has, in digits.
    private func numerals(_ text: String) -> String {
        hasNumerals ? text.replacing("forty two", with: "42") : text
    }
}
