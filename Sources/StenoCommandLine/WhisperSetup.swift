import Foundation
import Logging
import Steno
import StenoWhisper

/// Makes the engine that transcribes on this machine.
struct WhisperSetup: EngineSetup {
    let recognition: RecognitionArguments
    let output: OutputArguments
    let configuration: WhisperConfiguration
    let console: Console

    var takesAddresses: Bool { false }

    /// Nothing: unreadable inputs are told of first, and the model is looked for when there is a use for it.
    func preflight() {}

    func engine(for inputs: [OpenInput?]) async throws -> any FileEngine {
        let options = try options()
        let whisper = try await whisper()
        do {
            try check(options, with: whisper)
            let start = ContinuousClock.now
            try await whisper.preload()
            if output.timings {
                console.say("loading the model took \(Figures.seconds((ContinuousClock.now - start) / .seconds(1)))")
            }
        } catch {
            await whisper.shutDown()
            throw error
        }
        return WhisperEngine(
            whisper: whisper,
            options: options,
            logger: logger,
            progress: FileProgress(sizes: inputs.map { $0?.size ?? 0 }),
            concurrentJobs: configuration.concurrentJobs
        )
    }

    /// The options of each request.
    func options() throws -> TranscriptionOptions {
        try recognition.options(voiceActivity: voiceActivity())
    }

    /// Whisper over the model chosen, which is loaded with the first job.
    ///
    /// - Throws: ``TranscriptionError`` that says what to do where there is no such model.
    func whisper() async throws -> Whisper {
        let choice = model()
        do {
            return try await Whisper(model: choice.model, configuration: configuration, logger: logger)
        } catch {
            throw choice.withAdvice(error)
        }
    }

    private var logger: Logger { console.logger(isVerbose: output.verbose) }

    /// Refuses options before the model is loaded.
    private func check(_ options: TranscriptionOptions, with whisper: Whisper) throws {
        let request = TranscriptionRequest(audio: .file(URL(fileURLWithPath: "/")), options: options)
        _ = try request.honoured(by: whisper.capabilities, of: whisper.id)
    }

    private func model() -> ModelChoice {
        if let choice = ModelChoice(option: recognition.model) { return choice }
        console.note(
            "the demo model knows few words; for a real one: steno models download base.en"
        )
        return .demo
    }

    private func voiceActivity() throws -> VoiceActivity? {
        try recognition.vad.map { VoiceActivity(model: try ModelChoice($0).voiceActivityFile()) }
    }
}
