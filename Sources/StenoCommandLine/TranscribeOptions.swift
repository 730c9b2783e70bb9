import ArgumentParser
import Foundation
import Steno
import StenoWhisper

/// What decides the words of the transcript.
struct RecognitionArguments: ParsableArguments {
    @Option(
        name: [.short, .long],
        help: .init(
            "The model: a name that `steno models list` shows, a ggml file, or `demo`.",
            discussion: """
                By default the one that STENO_MODEL names, otherwise the demo model, which knows few words; for a cloud \
                service its own default.
                """,
            valueName: "name|path"
        )
    )
    var model: String?

    @Option(
        name: [.short, .long],
        help: .init(
            "The language spoken, such as `de`, or `auto`. Several with commas are likely ones. (default: auto)",
            valueName: "code"
        )
    )
    var language: LanguageArgument?

    @Flag(help: "Translate to English.")
    var translate = false

    @Option(
        help: .init(
            "Tell speakers apart by channel or by voice, or mark their turns.",
            discussion: "By voice no whisper model can; turns need a model made for it, such as small.en-tdrz."
        )
    )
    var diarize: DiarizeMode?

    @Flag(help: "Find the time of each word.")
    var words = false

    @Option(help: .init("Text that sets the style and the spelling.", valueName: "text"))
    var prompt: String?

    @Option(help: .init("Names and terms to expect, with commas between.", valueName: "word,word"))
    var vocabulary: String?

    @Option(
        help: .init("Leave out what is not speech, with this Silero model.", valueName: "name|path")
    )
    var vad: String?

    @Option(help: .init("Follow so many sequences of words at a time, 1 to 8. (default: 5)", valueName: "n"))
    var beam: Int?

    @Flag(help: "Take the likeliest word each time. Faster than --beam.")
    var greedy = false

    @Option(help: .init("The randomness of the first try, from 0 to 1.", valueName: "t"))
    var temperature: Double?

    @Flag(help: "Never try again at a higher temperature.")
    var noFallback = false

    @Option(
        help: .init(
            "Compute the model's whole 30 s window (full), or as much as the audio fills (fitted).",
            discussion: "Fitted is faster for short clips and less sure; automatic is fitted for the demo model only.",
            valueName: "automatic|full|fitted"
        ),
        transform: { text in
            guard let context = WhisperOptions.AudioContext(rawValue: text) else {
                throw ValidationError("--audio-context is automatic, full or fitted.")
            }
            return context
        }
    )
    var audioContext: WhisperOptions.AudioContext?

    @Flag(help: "Take a recording that breaks off as far as it goes.")
    var allowTruncated = false

    @Flag(help: "Leave out what the provider cannot do, with a warning, instead of refusing.")
    var bestEffort = false

    func validate() throws {
        guard !(greedy && beam != nil) else { throw ValidationError("--greedy and --beam cannot go together.") }
        guard (1...8).contains(beam ?? 1) else { throw ValidationError("--beam is from 1 to 8.") }
        guard (0...1).contains(temperature ?? 0) else { throw ValidationError("--temperature is from 0 to 1.") }
    }

    /// What was given that only whisper has.
    var whisperOnly: [String] {
        [
            ("--diarize turns", diarize == .turns), ("--vad", vad != nil), ("--beam", beam != nil),
            ("--greedy", greedy), ("--temperature", temperature != nil), ("--no-fallback", noFallback),
            ("--audio-context", audioContext != nil), ("--allow-truncated", allowTruncated),
        ].filter(\.1).map(\.0)
    }

    /// The options of each request to whisper.
    func options(voiceActivity: VoiceActivity?) -> TranscriptionOptions {
        var whisper = WhisperOptions(
            sampling: greedy ? .greedy() : .beam(size: beam ?? 5),
            temperature: temperature ?? 0,
            audioContext: audioContext ?? .automatic,
            voiceActivity: voiceActivity,
            marksTurns: diarize == .turns,
            acceptsTruncatedAudio: allowTruncated
        )
        if noFallback { whisper.temperatureIncrement = 0 }
        var options = unified
        options.language = language?.selection ?? .automatic
        options.provider.set(whisper)
        return options
    }

    /// The options of each request to a cloud service.
    var cloudOptions: TranscriptionOptions {
        var options = unified
        options.model = model
        options.language = language?.hints ?? .automatic
        return options
    }

    private var unified: TranscriptionOptions {
        let diarization: Diarization =
            switch diarize {
            case .channels: .channels
            case .speakers: .speakers()
            case .turns, nil: .off
            }
        return TranscriptionOptions(
            diarization: diarization,
            wordTiming: words,
            vocabulary: Self.terms(vocabulary),
            context: prompt,
            translation: translate ? .oneWay(to: "en") : nil,
            unsupported: bestEffort ? .bestEffort : .refuse
        )
    }

    private static func terms(_ list: String?) -> [String] {
        (list ?? "").split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
    }
}

/// How the machine is used.
struct MachineArguments: ParsableArguments {
    @Option(
        name: [.short, .long],
        help: .init(
            "The threads in all. (default: \(WhisperConfiguration.recommendedThreads) on this machine)",
            discussion: "Several files are transcribed at a time with one thread each, as far as they go round.",
            valueName: "n"
        )
    )
    var threads: Int?

    @Option(
        name: [.short, .long],
        help: .init("The files at work at one time; by default 4 with a cloud service.", valueName: "n")
    )
    var jobs: Int?

    @Flag(help: "Do not use a graphics processor.")
    var noGpu = false

    @Flag(help: "Do not compute attention in the memory-saving way.")
    var noFlashAttention = false

    func validate() throws {
        guard (1...1024).contains(threads ?? 1) else { throw ValidationError("--threads is from 1 to 1024.") }
        guard (1...1024).contains(jobs ?? 1) else { throw ValidationError("--jobs is from 1 to 1024.") }
    }

    /// What was given that only whisper has.
    var whisperOnly: [String] {
        [
            ("--threads", threads != nil), ("--no-gpu", noGpu), ("--no-flash-attention", noFlashAttention),
        ].filter(\.1).map(\.0)
    }

    /// The threads for so many files.
    func workers(files: Int) -> Workers {
        Workers(files: files, threads: threads, jobs: jobs)
    }

    /// The engine's set-up.
    func configuration(_ workers: Workers) -> WhisperConfiguration {
        WhisperConfiguration(
            concurrentJobs: workers.jobs,
            threads: workers.threads,
            usesGPU: !noGpu,
            usesFlashAttention: !noFlashAttention
        )
    }
}

/// What is written, and where.
struct OutputArguments: ParsableArguments {
    @Option(
        name: [.short, .long],
        help: .init(
            "The format of the result; several with commas need --output. (default: txt)",
            valueName: "format,format"
        )
    )
    var format: [FormatList] = []

    @Option(
        name: [.short, .long],
        help: .init(
            "Write NAME.FORMAT for each file into this folder instead of to standard output.",
            discussion: "Files appear whole or not at all, in place of those of an earlier run.",
            valueName: "folder"
        )
    )
    var output: String?

    @Flag(help: "Write one JSON object for each file to standard output, a line each.")
    var json = false

    @Flag(help: "Tell lengths and times on standard error.")
    var timings = false

    @Flag(name: [.short, .long], help: "Tell nothing on standard error but errors.")
    var quiet = false

    @Flag(name: [.short, .long], help: "Show the log on standard error.")
    var verbose = false

    /// The formats asked for.
    var formats: [TranscriptFormat] {
        let asked = FormatList.formats(of: format)
        return asked.isEmpty ? [.plainText] : asked
    }

    func validate() throws {
        guard output != "" else { throw ValidationError("--output names a folder.") }
        guard output == nil else { return }
        guard !json || format.isEmpty else {
            throw ValidationError("--json holds the transcript itself; with --format it needs --output FOLDER.")
        }
        guard formats.count == 1 else { throw ValidationError("Several formats need --output FOLDER.") }
    }

    /// Refuses what cannot be told apart on standard output.
    func validate(results: Int) throws {
        guard results == 1 || output != nil || json || formats == [.plainText] else {
            throw ValidationError("Several files as \(formats[0]) need --output FOLDER.")
        }
    }
}
