import Foundation
import Testing

@testable import StenoCommandLine

extension EndToEnd {
    @Suite(.timeLimit(.minutes(10))) struct ModelsTests {
        let steno: Program

        init() throws {
            steno = try Program()
            // A file of the right size; its content is looked at when it is loaded.
            try FileManager.default.createDirectory(
                atPath: steno.folder.path("models"),
                withIntermediateDirectories: false
            )
            try steno.folder.write(Data(), "models/ggml-tiny.bin")
            #expect(truncate(steno.folder.path("models/ggml-tiny.bin"), 77_691_713) == 0)
        }

        private func models(_ arguments: String...) async throws -> Program.Outcome {
            let line = #"STENO_MODELS=models "$STENO" models "# + arguments.joined(separator: " ")
            return try await steno.shell(line)
        }

        @Test func listsThem() async throws {
            let run = try await models("list")
            #expect(run.code == 0)
            #expect(run.output.contains(/\ntiny.en +77\.7 MB\n/))
            #expect(run.output.contains(/^tiny +77\.7 MB  installed\n/))
            #expect(run.output.contains(/silero-v6.2.0 +885 kB  for --vad\n/))
            #expect(run.errors.hasPrefix("steno: 1 installed, 77.7 MB, in "))
            #expect(try await models("list --installed").output.split(separator: "\n").count == 1)
        }

        @Test func listsThemForMachines() async throws {
            let run = try await models("list --json")
            let rows = try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [[String: Any]])
            let tiny = try #require(rows.first { $0["name"] as? String == "tiny" })
            #expect(tiny["installed"] as? Bool == true)
            #expect(tiny["bytes"] as? Int == 77_691_713)
            #expect(tiny["kind"] as? String == "transcription")
            #expect((tiny["path"] as? String)?.hasSuffix("models/ggml-tiny.bin") == true)
            #expect(rows.filter { $0["installed"] as? Bool == true }.count == 1)
        }

        @Test func printsPaths() async throws {
            #expect(try await models("path tiny").output == steno.folder.path("models/ggml-tiny.bin") + "\n")
            #expect(try await models("path").output.hasSuffix("/models\n"))
            let missing = try await models("path base")
            #expect(missing.code == 69)
            #expect(missing.output == "")
        }

        @Test func removesThem() async throws {
            let run = try await models("remove tiny base")
            #expect(run.code == 0)
            #expect(run.errors == "steno: removed tiny\nsteno: base is not installed\n")
            #expect(try steno.folder.contents(of: "models").allSatisfy { !$0.hasSuffix(".bin") })
        }

        @Test func downloadsNothingThatIsThere() async throws {
            let run = try await models("download tiny")
            #expect(run.code == 0)
            #expect(run.output == steno.folder.path("models/ggml-tiny.bin") + "\n")
            #expect(run.errors == "")
        }

        private static let mistakes: [(String, Int32)] = [
            ("download nonsense", 69), ("download tiny nonsense", 69),
            ("download base --mirror http://example.org/", 64),
            ("download base --mirror nonsense", 64), ("download", 64), ("remove nonsense", 69),
        ]

        @Test(arguments: mistakes)
        func refuses(line: String, code: Int32) async throws {
            let run = try await models(line)
            #expect(run.code == code)
            #expect(run.output == "")
            #expect(run.errors != "")
        }

        @Test func takesADamagedModelForWhatItIs() async throws {
            try steno.folder.write(Data(contentsOf: Samples.voicemail), "a.wav")
            let run = try await steno.shell(#"STENO_MODELS=models "$STENO" transcribe -m tiny a.wav"#)
            #expect(run.code == 69)
        }
    }
}
