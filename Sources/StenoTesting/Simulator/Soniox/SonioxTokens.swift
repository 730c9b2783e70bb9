import Steno

/// Cuts a transcript into the tokens Soniox gives: pieces of words, with the space before a word at its first piece.
///
/// As in real transcripts, some spaces are tokens of their own, members of features that are off are null, and tokens of a
/// translation have no times.
enum SonioxTokens {
    static func tokens(of transcript: Transcript, request: JSONValue) -> [JSONValue] {
        var builder = Builder(request: request)
        for segment in transcript.spokenSegments {
            builder.add(segment, words: transcript.words(in: segment), of: transcript)
        }
        return builder.tokens
    }

    private struct Builder {
        var tokens: [JSONValue] = []
        private let hasSpeakers: Bool
        private let hasLanguages: Bool
        private let translation: JSONValue?
        private var segments = 0

        init(request: JSONValue) {
            hasSpeakers = request["enable_speaker_diarization"]?.bool ?? false
            translation = request.given("translation")
            hasLanguages = request["enable_language_identification"]?.bool ?? false || translation != nil
        }

        mutating func add(_ segment: Segment, words: [Word], of transcript: Transcript) {
            let language = segment.language ?? transcript.language ?? "en"
            let target = target(from: language)
            let status = translation == nil ? nil : target == nil ? "none" : "original"
            for (index, word) in words.enumerated() {
                let isFirst = index == 0 && tokens.isEmpty
                // Every second segment begins with a space that is a token of its own.
                let isApart = index == 0 && !isFirst && segments % 2 == 1
                if isApart {
                    append(" ", word.start, word.start + 0.06, 0.99, segment.speaker, language, status)
                }
                let pieces = Self.pieces(of: word.text)
                let step = (word.end - word.start) / Double(pieces.count)
                for (number, piece) in pieces.enumerated() {
                    append(
                        number == 0 && !isFirst && !isApart ? " " + piece : piece,
                        word.start + step * Double(number),
                        word.start + step * Double(number + 1),
                        word.confidence ?? segment.confidence ?? 0.95,
                        segment.speaker,
                        language,
                        status
                    )
                }
            }
            if let target { translate(segment, from: language, to: target, in: transcript) }
            segments += 1
        }

        /// The language a stretch is translated to; nil when it stays as it is.
        private func target(from language: String) -> String? {
            guard let translation else { return nil }
            if let target = translation["target_language"]?.string { return target == language ? nil : target }
            let (one, other) = (translation["language_a"]?.string, translation["language_b"]?.string)
            return language == one ? other : language == other ? one : nil
        }

        private mutating func translate(
            _ segment: Segment,
            from source: String,
            to target: String,
            in transcript: Transcript
        ) {
            let known = transcript.translations.first { $0.language == target }
            let text = known?.segments.first { $0.start == segment.start }?.text ?? "[\(target)] \(segment.text)"
            for word in text.split(separator: " ") {
                for (number, piece) in Self.pieces(of: String(word)).enumerated() {
                    tokens.append(
                        .object([
                            "text": .string(number == 0 ? " " + piece : piece),
                            "confidence": .number(0.93),
                            "speaker": .optional(hasSpeakers ? segment.speaker : nil),
                            "language": .string(target),
                            "source_language": .string(source),
                            "translation_status": .string("translation"),
                            "is_audio_event": .null,
                        ])
                    )
                }
            }
        }

        private mutating func append(
            _ text: String,
            _ start: Double,
            _ end: Double,
            _ confidence: Double,
            _ speaker: String?,
            _ language: String,
            _ status: String?
        ) {
            tokens.append(
                .object([
                    "text": .string(text),
                    "start_ms": .integer(Int((start * 1000).rounded())),
                    "end_ms": .integer(Int((end * 1000).rounded())),
                    "confidence": .number(confidence),
                    "speaker": .optional(hasSpeakers ? speaker : nil),
                    "language": .optional(hasLanguages ? language : nil),
                    "translation_status": .optional(status),
                    "is_audio_event": .null,
                ])
            )
        }

        /// Pieces of at most four characters.
        private static func pieces(of word: String) -> [String] {
            var pieces: [String] = []
            var rest = word[...]
            while !rest.isEmpty {
                pieces.append(String(rest.prefix(4)))
                rest = rest.dropFirst(4)
            }
            return pieces.isEmpty ? [""] : pieces
        }
    }
}
