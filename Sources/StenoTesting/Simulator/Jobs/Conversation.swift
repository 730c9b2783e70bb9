import Foundation
import Steno

/// What is said in the transcripts of a simulator that was given no audio to transcribe.
extension Transcript {
    private struct Line {
        var speaker: String
        var text: String
        var spanish: String
        var confidence: Double
    }

    private static let lines = [
        Line(
            speaker: "1",
            text: "Thanks for calling Contoso, this is Alex.",
            spanish: "Gracias por llamar a Contoso, soy Alex.",
            confidence: 0.97
        ),
        Line(
            speaker: "2",
            text: "Hi Alex. My order number forty two has not arrived.",
            spanish: "Hola Alex. Mi pedido n\u{FA}mero cuarenta y dos no ha llegado.",
            confidence: 0.94
        ),
        Line(
            speaker: "1",
            text: "I am sorry to hear that. Let me have a look.",
            spanish: "Lo siento mucho. D\u{E9}jeme ver.",
            confidence: 0.96
        ),
        Line(speaker: "2", text: "Mhm.", spanish: "Aj\u{E1}.", confidence: 0.42),
        Line(
            speaker: "1",
            text: "It left our warehouse yesterday and will be with you tomorrow.",
            spanish: "Sali\u{F3} ayer de nuestro almac\u{E9}n y le llegar\u{E1} ma\u{F1}ana.",
            confidence: 0.98
        ),
        Line(
            speaker: "2",
            text: "Great, thank you very much.",
            spanish: "Estupendo, muchas gracias.",
            confidence: 0.95
        ),
    ]

    /// The built-in conversation: two speakers, six lines, some twenty seconds of English, with words and a Spanish
    /// translation.
    ///
    /// One line is unsure enough to fall under SpeechIsCheap's usual threshold.
    static let conversation = conversation(lasting: 0)

    /// The built-in conversation, repeated until it is at least so long.
    static func conversation(lasting seconds: Double) -> Transcript {
        var transcript = Transcript(text: "", language: "en", languageConfidence: 0.9995)
        var spanish = TranslatedText(language: "es", text: "")
        var texts: [String] = []
        var now = 0.48
        repeat {
            for line in lines {
                let words = words(of: line, from: now)
                let end = words.last?.end ?? now
                transcript.words += words
                transcript.segments.append(
                    Segment(
                        start: now,
                        end: end,
                        text: line.text,
                        speaker: line.speaker,
                        channel: line.speaker == "1" ? 0 : 1,
                        language: "en",
                        confidence: line.confidence
                    )
                )
                spanish.segments.append(Segment(start: now, end: end, text: line.spanish, speaker: line.speaker))
                texts.append(line.text)
                now = ((end + 0.36) * 1000).rounded() / 1000
            }
        } while now < seconds
        transcript.text = texts.joined(separator: " ")
        transcript.duration = max(now, seconds)
        transcript.speakers = [Speaker(label: "1"), Speaker(label: "2")]
        spanish.text = spanish.segments.map(\.text).joined(separator: " ")
        transcript.translations = [spanish]
        return transcript
    }

    private static func words(of line: Line, from start: Double) -> [Word] {
        var now = start
        return line.text.split(separator: " ").map { word in
            let end = ((now + 0.06 * Double(word.count) + 0.08) * 1000).rounded() / 1000
            defer { now = ((end + 0.04) * 1000).rounded() / 1000 }
            return Word(
                start: now,
                end: end,
                text: String(word),
                confidence: line.confidence,
                speaker: line.speaker,
                channel: line.speaker == "1" ? 0 : 1
            )
        }
    }

    /// The words inside a segment; where none have times, one for each piece of its text, spread evenly.
    func words(in segment: Segment) -> [Word] {
        let first = words.partitioningIndex { $0.start >= segment.start - 0.000_5 }
        let inside = words[first...].prefix { $0.start < segment.end }
        guard inside.isEmpty else { return Array(inside) }
        let pieces = segment.text.split(separator: " ")
        let step = (segment.end - segment.start) / Double(max(1, pieces.count))
        return pieces.enumerated().map { index, piece in
            Word(
                start: segment.start + step * Double(index),
                end: segment.start + step * Double(index + 1),
                text: String(piece),
                confidence: segment.confidence,
                speaker: segment.speaker,
                channel: segment.channel
            )
        }
    }

    /// The segments; for a transcript without any, one that holds all of it.
    var spokenSegments: [Segment] {
        guard segments.isEmpty, !text.isEmpty else { return segments }
        return [Segment(start: 0, end: duration ?? words.last?.end ?? 1, text: text, language: language)]
    }

    /// The speakers' labels, in order of first appearance.
    var speakerLabels: [String] {
        var labels: [String] = []
        for case let label? in spokenSegments.map(\.speaker) where !labels.contains(label) { labels.append(label) }
        return labels
    }

    /// The length of the audio in seconds, as far as it is known.
    var seconds: Double { duration ?? spokenSegments.last?.end ?? 0 }
}

extension Array {
    /// The first index whose element meets a condition that all after it meet too.
    fileprivate func partitioningIndex(where condition: (Element) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if condition(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
