import Foundation
import StenoTesting
import Testing

@testable import StenoCommandLine

extension EndToEnd {
    /// Several providers, of which Soniox cannot be reached.
    @Suite(.timeLimit(.minutes(10))) struct FallbackTests {
        private static let down = "http://127.0.0.1:1"

        let steno: Program

        init() throws {
            steno = try Program()
            try steno.folder.write(Data(contentsOf: Samples.voicemail), "a.wav")
        }

        private func environment(pyai: String?) -> [String: String] {
            var environment = ["SONIOX_API_KEY": "a-key", "SONIOX_API_BASE_URL": Self.down]
            environment["PYAI_BASE_URL"] = pyai
            environment["PYAI_API_KEY"] = pyai.map { _ in "a-key" }
            return environment
        }

        private func transcribe(_ providers: String, pyai: String?) async throws -> (Program.Outcome, [String: Any]) {
            let run = try await steno(
                "transcribe",
                "-p",
                providers,
                "a.wav",
                "--json",
                environment: environment(pyai: pyai)
            )
            let json = try JSONSerialization.jsonObject(with: Data(run.output.utf8))
            return (run, try #require(json as? [String: Any]))
        }

        @Test func givesTheFileToTheSecondWhenTheFirstIsDown() async throws {
            var configuration = SimulatorConfiguration()
            configuration.jobs = JobScript(queued: .zero, running: .zero)
            let simulator = Simulator(configuration)
            try await simulator.serve { address in
                let pyai = simulator.url(of: .pyai, at: address).absoluteString
                let (run, line) = try await transcribe("soniox,pyai", pyai: pyai)
                #expect(run.code == 0)
                #expect(line["status"] as? String == "completed")
                #expect(line["provider"] as? String == "pyai")
                #expect(line["job"] as? String == simulator.jobIDs(of: .pyai).first)
                #expect(simulator.createdJobs(of: .pyai) == 1)
                #expect(run.errors.hasPrefix("steno: a.wav: Passed over: soniox"))
            }
        }

        @Test func transcribesHereWhenTheServiceIsDown() async throws {
            let (run, line) = try await transcribe("soniox,whisper", pyai: nil)
            #expect(run.code == 0)
            #expect((line["transcript"] as? [String: Any])?["text"] as? String == Samples.text)
            #expect(line["job"] == nil)
            #expect(run.errors.contains("steno: a.wav: Passed over: soniox"))
        }

        @Test func saysWhyNoneTookTheFile() async throws {
            let (run, line) = try await transcribe("soniox,pyai", pyai: Self.down)
            #expect(run.code == 75)
            let message = try #require((line["error"] as? [String: Any])?["message"] as? String)
            #expect(message.hasPrefix("No provider of soniox,pyai took the request. "))
            #expect(message.contains("soniox"))
            #expect(message.contains("pyai"))
        }

        @Test func wantsTheKeysOfAll() async throws {
            let (run, line) = try await transcribe("soniox,pyai", pyai: nil)
            #expect(run.code == 77)
            #expect((line["error"] as? [String: Any])?["code"] as? String == "authentication")
            #expect(run.errors.hasPrefix("steno: There is no key for pyai: "))
        }
    }
}
