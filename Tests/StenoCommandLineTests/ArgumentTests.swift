import ArgumentParser
import Foundation
import Steno
import StenoProviders
import StenoWhisper
import Testing

@testable import StenoCommandLine

@Suite struct ArgumentTests {
    private func parse(_ line: String) throws -> TranscribeCommand {
        let arguments = ["transcribe"] + line.split(separator: " ").map(String.init)
        return try #require(try StenoCommand.parseAsRoot(arguments) as? TranscribeCommand)
    }

    @Test func hasPlainTextAndWhispersOwnDefaults() throws {
        let command = try parse("a.wav")
        #expect(command.output.formats == [.plainText])
        #expect(command.recognition.options(voiceActivity: nil) == .init(provider: .init(WhisperOptions())))
    }

    @Test func readsFormatsFromSeveralLists() throws {
        #expect(try parse("a.wav -o d -f srt,vtt --format SRT,json").output.formats == [.srt, .vtt, .json])
    }

    @Test(arguments: [
        ("auto", LanguageSelection.automatic), ("en", .strict(["en"])), ("pt-BR", .strict(["pt"])),
        ("EN,de", .hints(["en", "de"])),
    ])
    func readsLanguages(text: String, selection: LanguageSelection) throws {
        #expect(try parse("a.wav -l \(text)").recognition.options(voiceActivity: nil).language == selection)
    }

    @Test func readsEveryOptionOfRecognition() throws {
        let line = "a.wav --translate --diarize channels --words --vocabulary Anna,Boston --prompt Hello --greedy "
        let rest = "--temperature 0.4 --no-fallback --audio-context fitted --allow-truncated"
        let options = try parse(line + rest).recognition.options(voiceActivity: nil)
        let whisper = WhisperOptions(
            sampling: .greedy(),
            temperature: 0.4,
            temperatureIncrement: 0,
            audioContext: .fitted,
            acceptsTruncatedAudio: true
        )
        let expected = TranscriptionOptions(
            diarization: .channels,
            wordTiming: true,
            vocabulary: ["Anna", "Boston"],
            context: "Hello",
            translation: .oneWay(to: "en"),
            provider: .init(whisper)
        )
        #expect(options == expected)
    }

    @Test func readsTheMachinesOptions() throws {
        let machine = try parse("a b c d -t 6 -j 2 --no-gpu --no-flash-attention").machine
        let configuration = machine.configuration(machine.workers(files: 4))
        #expect(configuration.concurrentJobs == 2)
        #expect(configuration.threads == 3)
        #expect(!configuration.usesGPU)
        #expect(!configuration.usesFlashAttention)
    }

    @Test(arguments: [
        "", "a.wav -f doc", "a.wav -f", "a.wav -f srt,", "a.wav -f srt,vtt", "a.wav b.wav -f srt",
        "a.wav --json -f srt",
        "a.wav --beam 0", "a.wav --beam 9", "a.wav --beam 2 --greedy", "a.wav --temperature 2", "a.wav -t 0",
        "a.wav -j 0",
        "a.wav --diarize faces", "- -", "a.wav -l ,", "a.wav --nonsense", "a.wav --provider acme",
        "a.wav --delete-job", "a.wav --reference call-17",
    ])
    func refuses(line: String) {
        #expect { try parse(line) } throws: { StenoCommand.exitCode(for: $0) == .usage }
    }
}

@Suite struct CloudArgumentTests {
    private func parse(_ line: String) throws -> TranscribeCommand {
        let arguments = ["transcribe", "--provider", "soniox"] + line.split(separator: " ").map(String.init)
        return try #require(try StenoCommand.parseAsRoot(arguments) as? TranscribeCommand)
    }

    @Test func takesWhisperByDefaultAndNamesInAnyCase() throws {
        let plain = try #require(try StenoCommand.parseAsRoot(["transcribe", "a.wav"]) as? TranscribeCommand)
        #expect(plain.provider.all == [.whisper])
        #expect(try parse("a.wav").provider.all == [.cloud(.soniox)])
        #expect(try parse("a.wav -p Soniox").provider.all == [.cloud(.soniox)])
        #expect(try parse("a.wav -p WHISPER").provider.all == [.whisper])
    }

    @Test func takesSeveralProvidersInOrder() throws {
        let provider = try parse("a.wav --reference call-17 -p PyAI,whisper,soniox").provider
        #expect(provider.all == [.cloud(.pyai), .whisper, .cloud(.soniox)])
        #expect(provider.description == "pyai,whisper,soniox")
    }

    @Test(arguments: [
        ("-p soniox,acme", "Please provide one of"), ("-p soniox,", "Please provide one of"),
        ("-p ,", "Please provide one of"), ("-p soniox,pyai,Soniox", "--provider names soniox twice; name each once."),
        ("-p soniox,pyai -m fast", "A model is one provider's own; leave --model out for soniox,pyai."),
        ("-p whisper,soniox --beam 2", "Only whisper has --beam; leave it out for soniox."),
        ("-p soniox,speechischeap --delete-job", "speechischeap cannot delete a job; leave --delete-job out."),
    ])
    func refusesWhatDoesNotGoWithSeveralProviders(line: String, reason: String) {
        let error = #expect(throws: (any Error).self) { try parse("a.wav \(line)") }
        guard let error else { return }
        #expect(StenoCommand.exitCode(for: error) == .usage)
        #expect(StenoCommand.message(for: error).contains(reason))
    }

    @Test func leavesTheDefaultsToTheService() throws {
        #expect(try parse("a.wav").recognition.cloudOptions == .init())
    }

    @Test func mapsTheSameOptionsToTheSameRequest() throws {
        let line =
            "a.wav -m stt-async-v5 --translate --diarize speakers --words --vocabulary Anna,Boston --prompt Hello"
        let expected = TranscriptionOptions(
            model: "stt-async-v5",
            diarization: .speakers(),
            wordTiming: true,
            vocabulary: ["Anna", "Boston"],
            context: "Hello",
            translation: .oneWay(to: "en"),
            unsupported: .bestEffort
        )
        #expect(try parse(line + " --best-effort").recognition.cloudOptions == expected)
    }

    @Test(arguments: [
        ("auto", LanguageSelection.automatic), ("en", .hints(["en"])), ("pt-BR", .hints(["pt-BR"])),
        ("en,de", .hints(["en", "de"])),
    ])
    func takesLanguagesForHintsAndKeepsTheirRegions(text: String, selection: LanguageSelection) throws {
        #expect(try parse("a.wav -l \(text)").recognition.cloudOptions.language == selection)
    }

    @Test(arguments: [
        "--diarize turns", "--vad silero", "--beam 2", "--greedy", "--temperature 0", "--no-fallback",
        "--audio-context automatic", "--allow-truncated", "--threads 2", "--no-gpu", "--no-flash-attention",
    ])
    func refusesWhatOnlyWhisperHas(option: String) {
        let error = #expect(throws: (any Error).self) { try parse("a.wav \(option)") }
        guard let error else { return }
        let name = option.hasPrefix("--diarize") ? option : String(option.prefix { $0 != " " })
        #expect(StenoCommand.exitCode(for: error) == .usage)
        #expect(StenoCommand.message(for: error).contains("Only whisper has \(name); leave it out for soniox."))
    }

    @Test(arguments: [
        "jobs list", "jobs list --provider whisper", "jobs list -p soniox --limit 0",
        "jobs list -p soniox --status odd",
        "jobs show -p soniox", "jobs wait -p soniox", "jobs wait -p soniox a b -f srt", "jobs cancel -p soniox",
        "jobs delete -p soniox", "models list -p acme", "models list -p soniox --installed",
    ])
    func refusesOtherCommands(line: String) {
        #expect {
            try StenoCommand.parseAsRoot(line.split(separator: " ").map(String.init))
        } throws: {
            StenoCommand.exitCode(for: $0) == .usage
        }
    }
}

@Suite struct WorkersTests {
    private func shared(_ files: Int, threads: Int? = nil, jobs: Int? = nil) -> [Int] {
        let workers = Workers(files: files, threads: threads, jobs: jobs, recommended: 3)
        return [workers.jobs, workers.threads]
    }

    @Test func givesOneFileEveryThread() {
        #expect(shared(1) == [1, 3])
        #expect(shared(1, threads: 4) == [1, 4])
        #expect(shared(1, threads: 4, jobs: 4) == [1, 4])
    }

    @Test func givesEachOfManyFilesOneThread() {
        #expect(shared(10) == [3, 1])
        #expect(shared(10, threads: 4) == [4, 1])
        #expect(shared(2, threads: 4) == [2, 2])
    }

    @Test func doesAsManyFilesAtATimeAsTheUserSays() {
        #expect(shared(10, threads: 4, jobs: 2) == [2, 2])
        #expect(shared(10, jobs: 8) == [8, 1])
        #expect(shared(10, threads: 2, jobs: 8) == [8, 1])
    }
}

@Suite struct ModelChoiceTests {
    @Test func tellsNamesFromPaths() {
        #expect(ModelChoice("demo") == .demo)
        #expect(ModelChoice("base.en") == .named("base.en"))
        #expect(ModelChoice("./base.en") == .file(URL(fileURLWithPath: "./base.en")))
        #expect(ModelChoice("ggml-tiny.bin") == .file(URL(fileURLWithPath: "ggml-tiny.bin")))
    }

    @Test func prefersTheOptionToTheEnvironment() {
        #expect(ModelChoice(option: "tiny", environment: ["STENO_MODEL": "base"]) == .named("tiny"))
        #expect(ModelChoice(option: nil, environment: ["STENO_MODEL": "base"]) == .named("base"))
        #expect(ModelChoice(option: nil, environment: ["STENO_MODEL": ""]) == nil)
        #expect(ModelChoice(option: nil, environment: [:]) == nil)
    }
}
