import Foundation
import Steno

#if canImport(CWhisper)
import CWhisper
#else
import whisper
#endif

/// Transcribes windows one after the other with one state of the model.
///
/// Used by one thread only.
struct WindowTranscriber {
    /// Shorter audio is padded with silence to this: versions of whisper.cpp before 1.9.3 read out of bounds below 25 ms,
    /// and all return nothing below 100 ms.
    private static let leastSamples = WindowCutter.rate

    let state: WhisperState
    let plan: TranscriptionPlan
    let run: JobRun

    private(set) var language: String?
    private(set) var languageConfidence: Double?

    init(state: WhisperState, plan: TranscriptionPlan, run: JobRun) {
        self.state = state
        self.plan = plan
        self.run = run
        if case .fixed(let code) = plan.language { language = code }
    }

    /// Transcribes samples of at most 30 s.
    ///
    /// - Throws: `CancellationError` when the run was cancelled, otherwise ``TranscriptionError``.
    mutating func transcribe(_ samples: [Float]) throws -> WindowResult {
        guard !run.isCancelled else { throw CancellationError() }
        let length = Double(samples.count) / Double(WindowCutter.rate)
        var padded = samples
        if padded.count < Self.leastSamples {
            padded += Array(repeating: 0, count: Self.leastSamples - padded.count)
        }
        if language == nil { try detectLanguage(padded) }
        let code = withCStrings(language, plan.prompt) { language, prompt in
            var parameters = parameters(samples: padded.count)
            parameters.language = language
            parameters.initial_prompt = prompt
            // The run outlives the call, which is the only one to use this pointer.
            let run = Unmanaged.passUnretained(run).toOpaque()
            parameters.encoder_begin_callback = { _, _, run in !JobRun.isCancelled(run) }
            parameters.encoder_begin_callback_user_data = run
            parameters.abort_callback = { run in JobRun.isCancelled(run) }
            parameters.abort_callback_user_data = run
            return whisper_full_with_state(
                state.context.pointer,
                state.pointer,
                parameters,
                padded,
                Int32(padded.count)
            )
        }
        guard !run.isCancelled else { throw CancellationError() }
        guard code == 0 else { throw failure("transcribing", code) }
        return WindowResult(state, plan: plan, language: language, length: length)
    }

    private func parameters(samples: Int) -> whisper_full_params {
        let options = plan.options
        var parameters: whisper_full_params
        switch options.sampling {
        case .greedy(let bestOf):
            parameters = whisper_full_default_params(WHISPER_SAMPLING_GREEDY)
            parameters.greedy.best_of = Int32(bestOf)
        case .beam(let size):
            parameters = whisper_full_default_params(WHISPER_SAMPLING_BEAM_SEARCH)
            parameters.beam_search.beam_size = Int32(size)
            parameters.greedy.best_of = Int32(size)
        }
        parameters.n_threads = Int32(plan.threads)
        parameters.translate = plan.translates
        parameters.no_context = true
        parameters.print_progress = false
        parameters.print_realtime = false
        parameters.print_timestamps = false
        parameters.token_timestamps = plan.wordTiming
        parameters.tdrz_enable = options.marksTurns
        parameters.suppress_nst = options.suppressesNonSpeechTokens
        parameters.temperature = Float(options.temperature)
        parameters.temperature_inc = Float(options.temperatureIncrement)
        parameters.entropy_thold = Float(options.entropyThreshold)
        parameters.logprob_thold = Float(options.logProbabilityThreshold)
        parameters.no_speech_thold = Float(options.noSpeechThreshold)
        if plan.fitsWindows { parameters.audio_ctx = fittedContext(samples: samples) }
        return parameters
    }

    /// 50 positions of the encoder a second, and 128 more, because a context that only just fits makes models repeat
    /// themselves; 1,500 is all there is.
    private func fittedContext(samples: Int) -> Int32 {
        let needed = Double(samples) / Double(WindowCutter.rate) * 50
        return Int32(min(1500, needed.rounded(.up) + 128))
    }

    private mutating func detectLanguage(_ samples: [Float]) throws {
        guard case .detected(let weights, let others) = plan.language else { return }
        let threads = Int32(plan.threads)
        var code = whisper_pcm_to_mel_with_state(
            state.context.pointer,
            state.pointer,
            samples,
            Int32(samples.count),
            threads
        )
        guard code == 0 else { throw failure("reading the audio", code) }
        var probabilities = [Float](repeating: 0, count: Int(whisper_lang_max_id()) + 1)
        code = whisper_lang_auto_detect_with_state(state.context.pointer, state.pointer, 0, threads, &probabilities)
        guard code >= 0 else { throw failure("detecting the language", code) }
        let candidates = probabilities.enumerated().compactMap { id, probability -> (String, Double, Double)? in
            guard let name = whisper_lang_str(Int32(id)) else { return nil }
            let code = String(cString: name)
            return (code, Double(probability), Double(probability) * (weights[code] ?? others))
        }
        guard let best = candidates.max(by: { $0.2 < $1.2 }) else { return }
        language = best.0
        languageConfidence = best.1
    }

    private func failure(_ doing: String, _ code: Int32) -> TranscriptionError {
        TranscriptionError(
            .providerFailure,
            "whisper.cpp \(NativeLibrary.version) failed in \(doing) (code \(code)); its log has more.",
            provider: Whisper.id,
            providerCode: "\(code)"
        )
    }
}

extension JobRun {
    /// Reads the wish to stop through the pointer whisper.cpp hands to its callbacks.
    fileprivate static func isCancelled(_ pointer: UnsafeMutableRawPointer?) -> Bool {
        guard let pointer else { return false }
        return Unmanaged<JobRun>.fromOpaque(pointer).takeUnretainedValue().isCancelled
    }
}

/// Lends two optional strings as C strings for the time of a call.
private func withCStrings<Result>(
    _ first: String?,
    _ second: String?,
    _ body: (UnsafePointer<CChar>?, UnsafePointer<CChar>?) throws -> Result
) rethrows -> Result {
    func lend(_ text: String?, _ body: (UnsafePointer<CChar>?) throws -> Result) rethrows -> Result {
        if let text { try text.withCString { try body($0) } } else { try body(nil) }
    }
    return try lend(first) { first in try lend(second) { second in try body(first, second) } }
}
