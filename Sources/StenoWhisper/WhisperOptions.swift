public import Foundation
public import Steno

/// What only whisper.cpp has.
///
/// Every property has whisper.cpp's own default, but for ``audioContext``, which differs for models made for it.
///
/// ```swift
/// options.provider.set(WhisperOptions(sampling: .greedy(), threads: 2))
/// ```
public struct WhisperOptions: ProviderOptions {
    /// The provider these belong to: `whisper`.
    public static var provider: ProviderID { Whisper.id }

    /// How the decoder chooses its words.
    public enum Sampling: Sendable, Hashable, Codable {
        /// The likeliest token each time; of so many tries when it falls back to a temperature. 1 to 8.
        case greedy(bestOf: Int = 5)
        /// The likeliest sequence, following so many at a time. 1 to 8.
        case beam(size: Int = 5)
    }

    /// How much of the encoder's 30 s window is computed.
    public enum AudioContext: String, Sendable, Hashable, Codable, CaseIterable {
        /// As much as the audio needs with a model that was trained for it (``WhisperModel/file(_:hearsShortWindows:)``), all
        /// of it with any other.
        case automatic
        /// All of it, as the official models were trained.
        case full
        /// As much as the audio needs and a little more. About three times as fast for clips of some seconds, but the
        /// official models were not trained so and some repeat themselves: try it on your own audio first.
        case fitted
    }

    /// How the decoder chooses its words.
    public var sampling: Sampling
    /// The threads of the job; nil takes those of ``WhisperConfiguration/threads``.
    public var threads: Int?
    /// The randomness of the first try, from 0 to 1.
    public var temperature: Double
    /// What the temperature rises by when a try fails, up to 1; 0 never tries again.
    public var temperatureIncrement: Double
    /// A try fails when its tokens repeat so much that their entropy is below this.
    public var entropyThreshold: Double
    /// A try fails when the mean log probability of its tokens is below this.
    public var logProbabilityThreshold: Double
    /// A stretch is silent when the probability of no speech is above this and the mean log probability failed.
    public var noSpeechThreshold: Double
    /// Whether tokens that are no speech, such as notes and brackets, are suppressed.
    public var suppressesNonSpeechTokens: Bool
    /// How much of the encoder's window is computed.
    public var audioContext: AudioContext
    /// Leaves out what is not speech before the model hears it.
    public var voiceActivity: VoiceActivity?
    /// Whether to mark where the speaker changes (``Segment/endsTurn``).
    ///
    /// Only models made for it, such as `small.en-tdrz`, do.
    public var marksTurns: Bool
    /// Whether a recording that breaks off is transcribed as far as it goes, with a warning.
    ///
    /// Otherwise the job fails, and its transcript holds what there was.
    public var acceptsTruncatedAudio: Bool

    /// Describes the options.
    public init(
        sampling: Sampling = .beam(),
        threads: Int? = nil,
        temperature: Double = 0,
        temperatureIncrement: Double = 0.2,
        entropyThreshold: Double = 2.4,
        logProbabilityThreshold: Double = -1,
        noSpeechThreshold: Double = 0.6,
        suppressesNonSpeechTokens: Bool = false,
        audioContext: AudioContext = .automatic,
        voiceActivity: VoiceActivity? = nil,
        marksTurns: Bool = false,
        acceptsTruncatedAudio: Bool = false
    ) {
        self.sampling = sampling
        self.threads = threads
        self.temperature = temperature
        self.temperatureIncrement = temperatureIncrement
        self.entropyThreshold = entropyThreshold
        self.logProbabilityThreshold = logProbabilityThreshold
        self.noSpeechThreshold = noSpeechThreshold
        self.suppressesNonSpeechTokens = suppressesNonSpeechTokens
        self.audioContext = audioContext
        self.voiceActivity = voiceActivity
        self.marksTurns = marksTurns
        self.acceptsTruncatedAudio = acceptsTruncatedAudio
    }
}

/// How speech is told from the rest, with a Silero model in whisper.cpp's ggml form.
public struct VoiceActivity: Sendable, Hashable, Codable {
    /// The Silero model's file.
    public var model: URL
    /// The probability from which on a stretch counts as speech, from 0 to 1.
    public var threshold: Double
    /// The shortest speech, in seconds.
    public var minimumSpeech: Double
    /// The shortest silence that ends speech, in seconds.
    public var minimumSilence: Double
    /// What is kept before and after speech, in seconds.
    public var padding: Double

    /// Describes the detection.
    ///
    /// The defaults are whisper.cpp's, but for the padding: 0.1 s instead of 0.03 s, so that soft beginnings are kept.
    public init(
        model: URL,
        threshold: Double = 0.5,
        minimumSpeech: Double = 0.25,
        minimumSilence: Double = 0.1,
        padding: Double = 0.1
    ) {
        self.model = model
        self.threshold = threshold
        self.minimumSpeech = minimumSpeech
        self.minimumSilence = minimumSilence
        self.padding = padding
    }
}
