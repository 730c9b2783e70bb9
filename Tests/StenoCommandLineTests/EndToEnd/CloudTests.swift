import Foundation
import StenoTesting
import Testing

@testable import StenoCommandLine

extension EndToEnd {
    @Suite(.timeLimit(.minutes(10))) struct CloudTests {
        let steno: Program

        init() throws {
            steno = try Program()
            try steno.folder.write(Data(contentsOf: Samples.voicemail), "a.wav")
        }

        @Test func transcribesAFileAndKeepsTheJob() async throws {
            try await SimulatedService.with(steno) { soniox in
                let run = try await soniox("transcribe -p soniox a.wav")
                #expect(run.code == 0)
                #expect(run.output.hasPrefix(SimulatedService.beginning))
                #expect(run.errors == "", "no progress on a pipe")
                #expect(soniox.calls.contains("POST /v1/files"))
                #expect(!soniox.calls.contains { $0.hasPrefix("DELETE") })
                #expect(soniox.simulator.createdJobs(of: .soniox) == 1)
            }
        }

        @Test func handsAnAddressOverAndNamesTheResultAfterIt() async throws {
            try await SimulatedService.with(steno) { soniox in
                let run = try await soniox(
                    "transcribe -p soniox https://example.org/talk.mp3?signature=1 -o out -f srt,txt"
                )
                #expect(run.code == 0)
                #expect(try soniox.steno.folder.contents(of: "out") == ["talk.srt", "talk.txt"])
                #expect(!soniox.calls.contains("POST /v1/files"))
            }
        }

        @Test func writesTheJobForMachines() async throws {
            try await SimulatedService.with(steno) { soniox in
                let run = try await soniox("transcribe -p soniox a.wav missing.wav --json --reference call-17")
                #expect(run.code == 1)
                let lines = try run.output.split(separator: "\n").map { line in
                    try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
                }
                try #require(lines.count == 2)
                #expect(lines[0]["status"] as? String == "completed")
                #expect(lines[0]["provider"] as? String == "soniox")
                #expect(lines[0]["job"] as? String == soniox.simulator.jobIDs(of: .soniox).first)
                #expect(lines[1]["status"] as? String == "failed")
                #expect(lines[1]["job"] == nil)
            }
        }

        @Test func deletesTheJobAndItsAudioWhenAsked() async throws {
            try await SimulatedService.with(steno) { soniox in
                let run = try await soniox("transcribe -p soniox a.wav --delete-job")
                #expect(run.code == 0)
                #expect(run.output.hasPrefix(SimulatedService.beginning))
                #expect(soniox.simulator.jobIDs(of: .soniox) == [])
                #expect(soniox.calls.contains { $0.hasPrefix("DELETE /v1/files") })
            }
        }

        @Test func handsLocalFilesToNoServiceThatCannotTakeThem() async throws {
            let run = try await steno(
                "transcribe",
                "-p",
                "aitronos",
                "a.wav",
                environment: ["AITRONOS_API_KEY": "a-key", "AITRONOS_BASE_URL": "http://127.0.0.1:1"]
            )
            #expect(run.code == 64)
            #expect(
                run.errors == "steno: a.wav: aitronos takes no uploads; put the file where aitronos can fetch it, "
                    + "and give its address.\n"
            )
        }

        @Test func saysWhatToDoAboutAMissingKey() async throws {
            try await SimulatedService.with(steno) { soniox in
                let keys = soniox.steno.folder.path("home/.config/steno/keys")
                for line in ["transcribe -p soniox a.wav", "jobs list -p soniox", "models list -p soniox"] {
                    let run = try await soniox(line, key: nil)
                    #expect(run.code == 77)
                    #expect(
                        run.errors == "steno: There is no key for soniox: set the environment variable SONIOX_API_KEY, "
                            + "or write a line SONIOX_API_KEY=… into \(keys).\n"
                    )
                }
                let json = try await soniox("transcribe -p soniox a.wav --json", key: nil)
                #expect(json.output.contains(#""code":"authentication","exitCode":77"#))
                #expect(soniox.calls == [])
            }
        }

        @Test func tellsOfARefusedKeyOnceAndNeverTheKey() async throws {
            try await SimulatedService.with(steno) { soniox in
                try soniox.steno.folder.write(Data(contentsOf: Samples.voicemail), "b.wav")
                let run = try await soniox("transcribe -p soniox a.wav b.wav -j 1 --verbose", key: "refused-key")
                #expect(run.code == 77)
                #expect(run.output == "")
                #expect(run.errors.split(separator: "\n").count { $0.hasPrefix("steno: a.wav: ") } == 1)
                #expect(!run.errors.contains("steno: b.wav: "))
                #expect(!run.errors.contains("refused-key"))
            }
        }

        @Test func takesKeysFromAFileThatIsItsOwnersAlone() async throws {
            try await SimulatedService.with(steno) { soniox in
                let folder = soniox.steno.folder
                try FileManager.default.createDirectory(
                    atPath: folder.path("home/.config/steno"),
                    withIntermediateDirectories: true
                )
                try folder.write(Data("SONIOX_API_KEY=\(SimulatedService.key)\n".utf8), "home/.config/steno/keys")
                let path = folder.path("home/.config/steno/keys")
                #expect(chmod(path, 0o644) == 0)
                let refused = try await soniox("models list -p soniox", key: nil)
                #expect(refused.code == 77)
                #expect(
                    refused.errors
                        == "steno: Others can read or change the file of keys \(path); make it yours alone: chmod 600 \(path)\n"
                )
                #expect(chmod(path, 0o600) == 0)
                let taken = try await soniox("models list -p soniox", key: nil)
                #expect(taken.code == 0)
                #expect(taken.output.contains("stt-async-v5"))
            }
        }

        @Test func tellsTheIdOfAJobWhoseWaitIsInterrupted() async throws {
            try await SimulatedService.with(steno, jobs: JobScript(running: .zero, outcome: .none)) { soniox in
                let process = soniox.steno.process(
                    Program.executable.path,
                    ["transcribe", "-p", "soniox", "a.wav", "--verbose", "--json"],
                    soniox.environment
                )
                let output = Pipe()
                let errors = Pipe()
                process.standardOutput = output
                process.standardError = errors
                let lines = ErrorLines(errors.fileHandleForReading)
                let reading = Task {
                    for try await line in lines.all where line.contains("debug: submitted") {
                        kill(process.processIdentifier, SIGINT)
                    }
                }
                try await process.runToEnd()
                try await reading.value
                let id = try #require(soniox.simulator.jobIDs(of: .soniox).first)
                #expect(process.terminationStatus == 130)
                #expect(
                    lines.text.hasSuffix(
                        "steno: a.wav: The wait was interrupted; the job \(id) goes on at soniox. "
                            + "Take it up again with: steno jobs wait --provider soniox \(id)\nsteno: interrupted\n"
                    )
                )
                let line = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
                #expect(line.contains(#""job":"\#(id)""#))
                #expect(!line.contains(#""status":"failed""#))
                #expect(!lines.text.contains(SimulatedService.key))
                #expect(soniox.simulator.jobIDs(of: .soniox) == [id], "the job was not cancelled")
            }
        }
    }
}
