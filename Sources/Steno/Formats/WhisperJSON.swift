public import Foundation

extension Transcript {
    /// Writes the JSON of whisper.cpp's `whisper-cli --output-json`, for tools that read it.
    ///
    /// Times are given as `HH:MM:SS,mmm` and in milliseconds. What only whisper.cpp knows (the system and the sizes of the
    /// model) is empty or 0. As there, a text of a script with spaces begins with one.
    ///
    /// - Parameters:
    ///   - model: the model's name, for `model.type` and `params.model`.
    ///   - full: whether to add `tokens` as `--output-json-full` does. They are the words; their `id` and `t_dtw` are -1, and
    ///     `p` is left out where the confidence is unknown.
    ///   - pretty: whether to write each member on its own line.
    /// - Returns: the JSON in UTF-8.
    /// - Throws: ``TranscriptionError`` of code ``TranscriptionError/Code/invalidRequest`` when a confidence is infinite or
    ///   not a number.
    public func whisperJSON(model: String = "", full: Bool = false, pretty: Bool = true) throws -> Data {
        // whisper.cpp writes bare language codes.
        let language = self.language.map { String($0.prefix { $0 != "-" && $0 != "_" }).lowercased() } ?? ""
        let file = WhisperFile(
            model: .init(type: model, multilingual: language != "en"),
            params: .init(model: model, language: language),
            result: .init(language: language),
            transcription: spokenSegments().map { WhisperFile.Stretch($0, full: full) }
        )
        return try JSONText.encode(file, pretty: pretty)
    }
}

/// The file as `output_json` in whisper.cpp's `examples/cli/cli.cpp` writes it.
private struct WhisperFile: Encodable {
    struct Model: Encodable {
        struct Size: Encodable {
            var ctx = 0
            var state = 0
            var head = 0
            var layer = 0
        }

        var type: String
        var multilingual: Bool
        var vocab = 0
        var audio = Size()
        var text = Size()
        var mels = 0
        var ftype = 0
    }

    struct Parameters: Encodable {
        var model: String
        var language: String
        var translate = false
    }

    struct Result: Encodable {
        var language: String
    }

    struct Timestamps: Encodable {
        var from: String
        var to: String
    }

    struct Offsets: Encodable {
        var from: Int
        var to: Int
    }

    struct Token: Encodable {
        var text: String
        var timestamps: Timestamps
        var offsets: Offsets
        var id = -1
        var p: Double?
        // The file's own name.
        var timeByAlignment = -1

        enum CodingKeys: String, CodingKey {
            case text
            case timestamps
            case offsets
            case id
            case p
            case timeByAlignment = "t_dtw"
        }
    }

    struct Stretch: Encodable {
        var timestamps: Timestamps
        var offsets: Offsets
        var text: String
        var tokens: [Token]?
        var speaker: String?
        var endsTurn: Bool?

        enum CodingKeys: String, CodingKey {
            case timestamps
            case offsets
            case text
            case tokens
            case speaker
            case endsTurn = "speaker_turn_next"
        }
    }

    var systeminfo = ""
    var model: Model
    var params: Parameters
    var result: Result
    var transcription: [Stretch]
}

extension WhisperFile.Offsets {
    fileprivate init(_ start: Double, _ end: Double) {
        let from = TimeCode.milliseconds(start)
        self.init(from: from, to: max(from, TimeCode.milliseconds(end)))
    }

    fileprivate var timestamps: WhisperFile.Timestamps {
        .init(from: TimeCode.string(from, separator: ","), to: TimeCode.string(to, separator: ","))
    }
}

extension WhisperFile.Stretch {
    fileprivate init(_ spoken: SpokenSegment, full: Bool) {
        let segment = spoken.segment
        let offsets = WhisperFile.Offsets(segment.start, segment.end)
        self.init(
            timestamps: offsets.timestamps,
            offsets: offsets,
            text: WhisperFile.spaced(segment.text),
            tokens: full ? spoken.words.map(WhisperFile.Token.init) : nil,
            speaker: segment.speaker,
            endsTurn: segment.endsTurn
        )
    }
}

extension WhisperFile.Token {
    fileprivate init(_ word: Word) {
        let offsets = WhisperFile.Offsets(word.start, word.end)
        self.init(
            text: WhisperFile.spaced(word.text),
            timestamps: offsets.timestamps,
            offsets: offsets,
            p: word.confidence
        )
    }
}

extension WhisperFile {
    fileprivate static func spaced(_ text: String) -> String {
        guard let first = text.first, !TextShape.isUnspaced(first), !TextShape.isSeparator(first) else { return text }
        return " " + text
    }
}
