import Foundation
import Testing

@testable import StenoCommandLine

extension EndToEnd {
    @Suite(.timeLimit(.minutes(10))) struct TranscribeTests {
        let steno: Program

        init() throws {
            steno = try Program()
            try steno.folder.write(Data(contentsOf: Samples.voicemail), "a.wav")
            try steno.folder.write(Data("this is no audio".utf8), "bad.wav")
        }

        @Test func putsTheTranscriptOnStandardOutputAndTheRestOnStandardError() async throws {
            let run = try await steno("transcribe", "a.wav", "--timings")
            #expect(run.code == 0)
            #expect(run.output == Samples.text + "\n")
            #expect(run.errors.contains("steno: the demo model knows few words"))
            #expect(run.errors.contains("a.wav: 11.7 s of audio, transcription took"))
            #expect(!run.errors.contains("\u{1B}"), "no progress on a pipe")
        }

        @Test func tellsNothingWhenQuiet() async throws {
            let run = try await steno("transcribe", "a.wav", "-q", "-f", "srt")
            #expect(run.errors == "")
            #expect(run.output.hasPrefix("1\n00:00:00,"))
        }

        @Test func readsStandardInputAndNamedPipesAndLeavesNothingBehind() async throws {
            let audio = try Data(contentsOf: Samples.voicemail)
            let input = try await steno("transcribe", "-", "-q", input: audio)
            #expect(input.output == Samples.text + "\n")
            let pipe = try await steno.shell(#"mkfifo p; cat a.wav > p & "$STENO" transcribe p -q"#)
            #expect(pipe.output == Samples.text + "\n")
            #expect(try steno.folder.contents(of: "tmp") == [])
        }

        @Test func namesStandardInputInItsErrors() async throws {
            let run = try await steno("transcribe", "-", "-q", input: Data("no audio".utf8))
            #expect(run.code == 65)
            #expect(run.errors.hasPrefix("steno: standard input is"))
            #expect(try steno.folder.contents(of: "tmp") == [])
        }

        @Test func goesOnAfterABadFile() async throws {
            let run = try await steno("transcribe", "bad.wav", "a.wav", "missing.wav")
            #expect(run.code == 1)
            #expect(run.output == "==> a.wav <==\n\(Samples.text)\n")
            #expect(run.errors.contains("steno: bad.wav is not an audio"))
            #expect(run.errors.contains("steno: missing.wav does not exist.\n"))
            #expect(run.errors.hasSuffix("steno: 1 of 3 files transcribed, 2 failed: bad.wav, missing.wav\n"))
        }

        @Test func writesEachFormatBesideTheOthers() async throws {
            let run = try await steno(
                "transcribe",
                "a.wav",
                "-f",
                "txt,srt,vtt,json,whisper-json,csv,tsv",
                "-o",
                "new/out"
            )
            #expect(run.code == 0)
            #expect(run.output == "")
            let names = ["a.csv", "a.json", "a.srt", "a.tsv", "a.txt", "a.vtt", "a.whisper.json"]
            #expect(try steno.folder.contents(of: "new/out") == names)
            #expect(try steno.folder.text("new/out/a.txt") == Samples.text + "\n")
            #expect(try steno.folder.text("new/out/a.vtt").hasPrefix("WEBVTT"))
        }

        @Test func writesALineOfJSONForEachFileInTheOrderGiven() async throws {
            let run = try await steno("transcribe", "--json", "missing.wav", "a.wav", "bad.wav", "-j", "2", "--words")
            #expect(run.code == 1)
            let lines = try run.output.split(separator: "\n").map { line in
                try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
            }
            #expect(lines.map { $0["file"] as? String } == ["missing.wav", "a.wav", "bad.wav"])
            #expect(lines.map { $0["status"] as? String } == ["failed", "completed", "failed"])
            let transcript = lines[1]["transcript"] as? [String: Any]
            #expect(transcript?["text"] as? String == Samples.text)
            #expect((transcript?["words"] as? [Any])?.count == 25)
            #expect((lines[1]["seconds"] as? Double ?? 0) > 0)
            let errors = lines.compactMap { $0["error"] as? [String: Any] }
            #expect(errors.map { $0["exitCode"] as? Int } == [66, 65])
            #expect(errors.map { $0["code"] as? String } == ["invalidAudio", "invalidAudio"])
        }

        @Test func givesEveryFileALineWhenNoneCanBeDone() async throws {
            let run = try await steno("transcribe", "--json", "a.wav", "bad.wav", "-m", "none.bin")
            #expect(run.code == 69)
            #expect(run.output.split(separator: "\n").count == 2)
            #expect(run.output.contains(#""code":"modelNotFound""#))
            #expect(run.errors.split(separator: "\n").count == 1)
        }

        private static let failures: [(String, Int32)] = [
            ("missing.wav", 66), (".", 66), ("bad.wav", 65), ("bad.wav bad.wav", 65), ("a.wav -m base.en", 69),
            ("a.wav -m ./bad.wav", 69), ("a.wav -l de", 64), ("a.wav --diarize speakers", 64),
            ("a.wav --translate", 64),
            ("a.wav -o bad.wav", 73), ("a.wav -o bad.wav/x", 73), ("a.wav --vad none.bin", 69),
        ]

        @Test(arguments: failures)
        func tellsFailuresApartByTheExitCode(arguments: String, code: Int32) async throws {
            let run = try await steno.shell("\"$STENO\" transcribe -q \(arguments)")
            #expect(run.code == code)
            #expect(run.output == "")
            #expect(run.errors.hasPrefix("steno: "))
        }

        @Test func takesTheModelFromTheEnvironment() async throws {
            let run = try await steno("transcribe", "a.wav", environment: ["STENO_MODEL": "base.en"])
            #expect(run.code == 69)
            #expect(run.errors.contains("steno models download base.en"))
        }

        @Test func restartsItselfOnceForSeveralThreads() async throws {
            let run = try await steno("transcribe", "a.wav", "-q", "-t", "2")
            #expect(run.code == 0)
            #expect(run.output == Samples.text + "\n")
        }
    }
}
