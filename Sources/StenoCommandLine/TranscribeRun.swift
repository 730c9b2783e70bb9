import ArgumentParser
import Foundation
import Steno
import StenoWhisper

/// One run of `steno transcribe`: from the names on the command line to the last result.
struct TranscribeRun: Sendable {
    let inputs: [Input]
    let recognition: RecognitionArguments
    let output: OutputArguments
    let configuration: WhisperConfiguration
    let console: Console

    /// Does everything.
    ///
    /// - Throws: `ExitCode` when files failed, each of which was told of; any other error stopped the run as a whole.
    func run() async throws {
        let writer = try ResultWriter(inputs: inputs, output: output, console: console)
        var results = OrderedResults(writer: writer)
        let opened = await open()
        defer { for case .success(let audio) in opened { audio.remove() } }
        try Task.checkCancellation()
        for (index, audio) in opened.enumerated() {
            if case .failure(let error) = audio { try results.take(.init(index: index, result: .failure(error))) }
        }
        if results.count < inputs.count {
            do {
                try await transcribe(opened, &results)
            } catch let error where Self.isAboutEveryFile(error) {
                // What stops the run is told of each file to a machine, and once to a person.
                for index in inputs.indices {
                    try results.take(.init(index: index, result: .failure(error)), silently: true)
                }
                throw error
            }
        }
        try finish(&results)
    }

    private func finish(_ results: inout OrderedResults) throws {
        if Task.isCancelled, results.count < inputs.count {
            try results.showEarly()
            let rest = inputs.count > 1 ? "; \(results.succeeded) of \(inputs.count) files were transcribed" : ""
            console.say("interrupted\(rest)")
            throw ExitCode.interrupted
        }
        if let summary = results.summary { console.note(summary) }
        let code = results.exitCode
        if code != .success { throw code }
    }

    /// Looks at every input, and reads the pipes to their ends.
    private func open() async -> [Result<OpenInput, any Error>] {
        var opened: [Result<OpenInput, any Error>] = []
        for input in inputs {
            do {
                switch try input.examine() {
                case .file(let url, let size): opened.append(.success(OpenInput(file: url, size: size)))
                case .pipe: opened.append(.success(OpenInput(try await Spool.filling(from: input))))
                }
            } catch {
                opened.append(.failure(error))
            }
        }
        return opened
    }

    private func transcribe(_ opened: [Result<OpenInput, any Error>], _ results: inout OrderedResults) async throws {
        let options = try recognition.options(voiceActivity: voiceActivity())
        let choice = model()
        let logger = console.logger(isVerbose: output.verbose)
        let whisper: Whisper
        do {
            whisper = try await Whisper(model: choice.model, configuration: configuration, logger: logger)
        } catch {
            throw choice.withAdvice(error)
        }
        do {
            try check(options, with: whisper)
            let start = ContinuousClock.now
            try await whisper.preload()
            if output.timings {
                console.say("loading the model took \(Figures.seconds((ContinuousClock.now - start) / .seconds(1)))")
            }
            let engine = FileEngine(whisper: whisper, options: options, logger: logger)
            try await transcribe(opened, with: engine, &results)
        } catch {
            await whisper.shutDown()
            throw error
        }
        await whisper.shutDown()
    }

    private func transcribe(
        _ opened: [Result<OpenInput, any Error>],
        with engine: FileEngine,
        _ results: inout OrderedResults
    ) async throws {
        let sizes = opened.map { (try? $0.get().size) ?? 0 }
        let progress = FileProgress(sizes: sizes)
        var waiting = opened.enumerated().compactMap { index, audio -> FileJob? in
            guard case .success(let audio) = audio else {
                progress.end(index)
                return nil
            }
            return FileJob(index: index, audio: audio.file, engine: engine, progress: progress)
        }[...]
        try await ProgressDisplay(console: console, bar: progress.bar).during {
            try await withThrowingTaskGroup(of: FileResult?.self) { group in
                // One more than are at work, so that the next is in line when one ends.
                for job in waiting.prefix(configuration.concurrentJobs + 1) {
                    group.addTask { try await job.run() }
                    waiting.removeFirst()
                }
                while let result = try await group.next() {
                    // Also after an interrupt what is done is kept.
                    if let result { try results.take(result) }
                    if !Task.isCancelled, let job = waiting.popFirst() {
                        group.addTask { try await job.run() }
                    }
                }
            }
        }
    }

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

    /// Whether an error would meet every file alike.
    static func isAboutEveryFile(_ error: any Error) -> Bool {
        guard let error = error as? TranscriptionError else { return false }
        return [.modelNotFound, .invalidModel, .unsupportedOption, .invalidRequest].contains(error.code)
    }
}

/// An input that can be read.
struct OpenInput: Sendable {
    let file: URL
    let size: Int
    private var spool: Spool?

    init(file: URL, size: Int) {
        self.file = file
        self.size = size
    }

    init(_ spool: Spool) {
        self.init(file: spool.file, size: spool.size)
        self.spool = spool
    }

    /// Removes what is temporary about it.
    func remove() {
        spool?.remove()
    }
}
