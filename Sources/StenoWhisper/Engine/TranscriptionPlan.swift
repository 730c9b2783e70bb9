import Foundation
import Steno

/// A request's options as the engine needs them: checked, and with the defaults filled in.
struct TranscriptionPlan: Sendable {
    enum Language: Sendable {
        case fixed(String)
        /// Detected among all languages, or only those with a weight above zero, which counts like so many votes.
        case detected(weights: [String: Double], others: Double)
    }

    var language: Language
    var translates: Bool
    var separatesChannels: Bool
    var wordTiming: Bool
    var alignsWords: Bool
    var prompt: String?
    var threads: Int
    var fitsWindows: Bool
    var options: WhisperOptions

    /// - Throws: ``TranscriptionError`` with code `invalidRequest` for a value out of its range.
    init(
        _ request: TranscriptionRequest,
        model: WhisperModelInfo,
        hearsShortWindows: Bool,
        configuration: WhisperConfiguration
    ) throws {
        options = try request.options.provider.value(WhisperOptions.self) ?? .init()
        try options.validate()
        language = Self.language(request.options.language, model: model)
        translates = request.options.translation != nil
        separatesChannels = request.options.diarization == .channels
        wordTiming = request.options.wordTiming
        alignsWords = wordTiming && configuration.alignment != nil
        prompt = Self.prompt(context: request.options.context, vocabulary: request.options.vocabulary)
        threads = options.threads ?? configuration.threads
        fitsWindows = options.audioContext == .fitted || options.audioContext == .automatic && hearsShortWindows
    }

    private static func language(_ selection: LanguageSelection, model: WhisperModelInfo) -> Language {
        guard model.isMultilingual else { return .fixed("en") }
        switch selection {
        case .automatic:
            return .detected(weights: [:], others: 1)
        case .strict(let codes) where codes.count == 1, .hints(let codes) where codes.count == 1:
            return .fixed(codes[0])
        case .hints(let codes):
            return .detected(weights: .init(codes.map { ($0, 10) }, uniquingKeysWith: max), others: 1)
        case .strict(let codes):
            return .detected(weights: .init(codes.map { ($0, 1) }, uniquingKeysWith: max), others: 0)
        }
    }

    /// Whisper takes one text that it continues: the context first, then the words to expect.
    private static func prompt(context: String?, vocabulary: [String]) -> String? {
        let words = vocabulary.isEmpty ? nil : vocabulary.joined(separator: ", ") + "."
        let parts = [context, words].compactMap { $0?.replacing("\0", with: " ") }.filter { !$0.isEmpty }
        return parts.isEmpty ? nil : parts.joined(separator: " ")
    }
}

extension WhisperOptions {
    /// Checks the ranges the doc comments state.
    fileprivate func validate() throws {
        func require(_ holds: Bool, _ rule: String) throws {
            guard holds else {
                throw TranscriptionError(.invalidRequest, "WhisperOptions.\(rule).", provider: Whisper.id)
            }
        }
        let tries =
            switch sampling {
            case .greedy(let bestOf): bestOf
            case .beam(let size): size
            }
        try require((1...8).contains(tries), "sampling takes 1 to 8 at a time, not \(tries)")
        try require((threads ?? 1) >= 1, "threads is at least 1, not \(threads ?? 1)")
        try require((0...1).contains(temperature), "temperature is from 0 to 1, not \(temperature)")
        try require((0...1).contains(temperatureIncrement), "temperatureIncrement is from 0 to 1")
        for (name, value) in [
            ("entropyThreshold", entropyThreshold), ("logProbabilityThreshold", logProbabilityThreshold),
            ("noSpeechThreshold", noSpeechThreshold),
        ] {
            try require(value.isFinite, "\(name) is a finite number, not \(value)")
        }
        guard let voiceActivity else { return }
        try require((0...1).contains(voiceActivity.threshold), "voiceActivity.threshold is from 0 to 1")
        for seconds in [voiceActivity.minimumSpeech, voiceActivity.minimumSilence, voiceActivity.padding] {
            try require((0...60).contains(seconds), "voiceActivity's times are from 0 to 60 seconds, not \(seconds)")
        }
    }
}
