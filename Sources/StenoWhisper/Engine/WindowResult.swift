import Foundation
import Steno

#if canImport(CWhisper)
import CWhisper
#else
import whisper
#endif

/// What whisper.cpp made of one window.
///
/// Times are seconds from the window's start.
struct WindowResult {
    struct Piece {
        var segment: Segment
        var words: [Word]
    }

    var pieces: [Piece]

    /// Reads the result out of a state after a run.
    init(_ state: WhisperState, plan: TranscriptionPlan, language: String?, length: Double) {
        let builder = WordBuilder(language: plan.translates ? "en" : language)
        pieces = (0..<whisper_full_n_segments_from_state(state.pointer)).compactMap { index in
            let text = String(cString: whisper_full_get_segment_text_from_state(state.pointer, index))
                .trimmingWhitespace()
            guard !text.isEmpty else { return nil }
            let start = Self.seconds(whisper_full_get_segment_t0_from_state(state.pointer, index), upTo: length)
            let end = Self.seconds(whisper_full_get_segment_t1_from_state(state.pointer, index), upTo: length)
            let tokens = Self.tokens(state, segment: index, aligned: plan.alignsWords, end: max(start, end))
            let confidence =
                tokens.isEmpty ? nil : tokens.map(\.probability).reduce(0, +) / Double(tokens.count)
            let segment = Segment(
                start: start,
                end: max(start, end),
                text: text,
                confidence: confidence,
                endsTurn: plan.options.marksTurns
                    ? whisper_full_get_segment_speaker_turn_next_from_state(state.pointer, index) : nil
            )
            let words = plan.wordTiming ? builder.words(tokens, from: start, to: max(start, end)) : []
            return Piece(segment: segment, words: words)
        }
    }

    private static func seconds(_ hundredths: Int64, upTo length: Double) -> Double {
        min(max(0, Double(hundredths) / 100), length)
    }

    private static func tokens(
        _ state: WhisperState,
        segment: Int32,
        aligned: Bool,
        end: Double
    ) -> [TimedToken] {
        let firstSpecial = whisper_token_eot(state.context.pointer)
        var tokens: [TimedToken] = []
        for index in 0..<whisper_full_n_tokens_from_state(state.pointer, segment) {
            let data = whisper_full_get_token_data_from_state(state.pointer, segment, index)
            guard data.id < firstSpecial,
                let text = whisper_full_get_token_text_from_state(
                    state.context.pointer,
                    state.pointer,
                    segment,
                    index
                )
            else { continue }
            let bytes = UnsafeBufferPointer(start: text, count: strlen(text)).map { UInt8(bitPattern: $0) }
            let start = Double(aligned && data.t_dtw >= 0 ? data.t_dtw : data.t0) / 100
            let stop = aligned ? end : Double(data.t1) / 100
            if aligned, !tokens.isEmpty { tokens[tokens.count - 1].end = start }
            tokens.append(TimedToken(bytes: bytes, start: start, end: stop, probability: Double(data.p)))
        }
        return tokens
    }
}
