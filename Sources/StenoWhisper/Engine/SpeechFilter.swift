import Foundation
import Steno

#if canImport(CWhisper)
import CWhisper
#else
import whisper
#endif

/// Leaves out of a stream what is not speech, and keeps the way back from what is left to the stream's own time.
struct SpeechFilter {
    /// What is put between two pieces of speech that were apart, in samples: 0.2 s of silence.
    private static let gap = WindowCutter.rate / 5
    /// Speech is looked for in blocks of 30 s.
    private static let block = 30 * WindowCutter.rate

    private let detector: SpeechDetector
    private var waiting: [Float] = []
    /// The stream's sample at which `waiting` starts.
    private var position = 0
    private(set) var timeline = SpeechTimeline()

    init(_ detector: SpeechDetector) {
        self.detector = detector
    }

    /// Takes samples of the stream, and returns the speech found so far.
    mutating func append(_ samples: [Float], isLast: Bool = false) throws -> [Float] {
        waiting += samples
        var speech: [Float] = []
        while waiting.count >= Self.block || (isLast && !waiting.isEmpty) {
            let block = Array(waiting.prefix(Self.block))
            waiting.removeFirst(block.count)
            for range in try detector.speech(in: block) {
                let isContinued = timeline.streamEnd == position + range.lowerBound
                if !isContinued, timeline.length > 0 {
                    speech += Array(repeating: 0, count: Self.gap)
                    timeline.appendGap(Self.gap)
                }
                speech += block[range]
                timeline.append(range.count, from: position + range.lowerBound)
            }
            position += block.count
        }
        return speech
    }
}

/// Where each piece of the filtered stream comes from.
struct SpeechTimeline: Sendable {
    private struct Piece {
        var start: Int
        var length: Int
        var origin: Int
    }

    private var pieces: [Piece] = []
    /// The length of the filtered stream, in samples.
    private(set) var length = 0

    /// Where the last piece ends in the original stream.
    var streamEnd: Int { pieces.last.map { $0.origin + $0.length } ?? -1 }

    mutating func append(_ count: Int, from origin: Int) {
        if streamEnd == origin, let last = pieces.last, last.start + last.length == length {
            pieces[pieces.count - 1].length += count
        } else {
            pieces.append(Piece(start: length, length: count, origin: origin))
        }
        length += count
    }

    mutating func appendGap(_ count: Int) {
        length += count
    }

    /// The original stream's sample for one of the filtered stream.
    ///
    /// In a gap it is the end of the piece before.
    func origin(of sample: Int) -> Int {
        guard let first = pieces.first else { return sample }
        var low = 0
        var high = pieces.count
        while low < high {
            let middle = (low + high) / 2
            if pieces[middle].start <= sample { low = middle + 1 } else { high = middle }
        }
        guard low > 0 else { return first.origin }
        let piece = pieces[low - 1]
        return piece.origin + min(sample - piece.start, piece.length)
    }
}

/// A Silero model in memory.
///
/// Used by one thread only.
final class SpeechDetector {
    private let pointer: OpaquePointer
    private let options: VoiceActivity

    /// Loads the model.
    ///
    /// - Throws: ``TranscriptionError`` with code `modelNotFound` or `invalidModel`.
    init(_ options: VoiceActivity, threads: Int) throws {
        _ = try VoiceActivityModelInfo.read(options.model)
        var parameters = whisper_vad_default_context_params()
        parameters.n_threads = Int32(threads)
        parameters.use_gpu = false
        guard let pointer = whisper_vad_init_from_file_with_params(options.model.path, parameters) else {
            throw TranscriptionError(
                .invalidModel,
                "whisper.cpp \(NativeLibrary.version) could not load the voice activity model "
                    + "\(options.model.lastPathComponent).",
                provider: Whisper.id
            )
        }
        self.pointer = pointer
        self.options = options
    }

    deinit {
        whisper_vad_free(pointer)
    }

    /// The stretches of speech, in order, not overlapping.
    func speech(in samples: [Float]) throws -> [Range<Int>] {
        var parameters = whisper_vad_default_params()
        parameters.threshold = Float(options.threshold)
        parameters.min_speech_duration_ms = Int32(options.minimumSpeech * 1000)
        parameters.min_silence_duration_ms = Int32(options.minimumSilence * 1000)
        parameters.speech_pad_ms = Int32(options.padding * 1000)
        guard
            let found = whisper_vad_segments_from_samples(pointer, parameters, samples, Int32(samples.count))
        else {
            throw TranscriptionError(
                .providerFailure,
                "whisper.cpp \(NativeLibrary.version) failed in detecting speech; its log has more.",
                provider: Whisper.id
            )
        }
        defer { whisper_vad_free_segments(found) }
        var ranges: [Range<Int>] = []
        var end = 0
        for index in 0..<whisper_vad_segments_n_segments(found) {
            // whisper.cpp gives hundredths of a second.
            let from = Int(whisper_vad_segments_get_segment_t0(found, index)) * WindowCutter.frame
            let to = Int(whisper_vad_segments_get_segment_t1(found, index)) * WindowCutter.frame
            let range = max(end, from)..<max(end, from, min(samples.count, to))
            end = range.upperBound
            if !range.isEmpty { ranges.append(range) }
        }
        return ranges
    }
}
