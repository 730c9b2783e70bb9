import ArgumentParser
import Foundation
import Steno
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
        "a.wav --diarize faces", "- -", "a.wav -l ,", "a.wav --nonsense",
    ])
    func refuses(line: String) {
        #expect { try parse(line) } throws: { StenoCommand.exitCode(for: $0) == .usage }
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
