import ArgumentParser
import Foundation
import Testing

@testable import StenoCommandLine

extension EndToEnd {
    @Suite(.timeLimit(.minutes(10))) struct HelpTests {
        let steno: Program

        init() throws {
            steno = try Program()
        }

        @Test(arguments: [
            ["--help"], ["help", "transcribe"], ["transcribe", "-h"], ["models", "--help"], ["jobs", "--help"],
            ["providers", "--help"], ["webhook", "--help"], ["help", "webhook", "verify"],
            ["help", "webhook", "sign"], ["help", "webhook", "listen"], ["help", "jobs", "sweep"],
        ])
        func showsExamples(arguments: [String]) async throws {
            let process = steno.process(Program.executable.path, arguments)
            let output = Pipe()
            process.standardOutput = output
            try await process.runToEnd()
            let text = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
            #expect(process.terminationStatus == 0)
            #expect(text.contains("EXAMPLES:\n  steno "))
            #expect(text.split(separator: "\n").allSatisfy { $0.count <= 80 })
        }

        @Test func documentsTheExitCodes() async throws {
            let help = try await steno("help", "transcribe").output
            for (code, meaning) in ExitCode.meanings {
                #expect(help.contains("\(code.rawValue)  \(meaning)\n"))
            }
        }

        @Test func showsItsVersionAndTheLibrarys() async throws {
            let run = try await steno("--version")
            #expect(run.code == 0)
            #expect(run.output.wholeMatch(of: /steno \d+\.\d+\.\d+\nlibwhisper \d+\.\d+\.\d+.*\n/) != nil)
        }

        @Test func explainsMisuseOnStandardError() async throws {
            let run = try await steno("transcribe", "a.wav", "--format", "doc")
            #expect(run.code == 64)
            #expect(run.output == "")
            #expect(run.errors.contains("doc"))
            #expect(run.errors.contains("Usage: steno transcribe"))
        }
    }
}
