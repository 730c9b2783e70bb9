import Foundation
import Steno
import StenoTesting
import Testing

@testable import StenoCommandLine

extension EndToEnd {
    @Suite(.timeLimit(.minutes(10))) struct JobsTests {
        let steno: Program

        init() throws {
            steno = try Program()
        }

        /// Has Soniox make a job, which ends at once, and hands over its id.
        private func withJob(
            _ jobs: JobScript = JobScript(queued: .zero, running: .zero),
            _ body: @escaping @Sendable (SimulatedService, String) async throws -> Void
        ) async throws {
            try await SimulatedService.with(steno, jobs: jobs) { soniox in
                let client = try soniox.client()
                let id = try await client.submit(.init(audio: .url(SimulatedService.audio))).id
                try await body(soniox, id.rawValue)
            }
        }

        @Test func listsThem() async throws {
            try await withJob { soniox, id in
                let run = try await soniox("jobs list -p soniox")
                #expect(run.code == 0)
                let lines = run.output.split(separator: "\n")
                #expect(lines.count == 2)
                #expect(lines.first?.hasPrefix("ID ") == true)
                #expect(lines.last?.hasPrefix("\(id)  completed  20") == true)
                let json = try await soniox("jobs list -p soniox --json")
                let jobs = try JSONDecoder.steno.decode([TranscriptionJob].self, from: Data(json.output.utf8))
                #expect(jobs.map(\.id.rawValue) == [id])
                let none = try await soniox("jobs list -p soniox --status failed")
                #expect(none.output == "")
                #expect(none.errors == "steno: no jobs\n")
            }
        }

        @Test func listsNoMoreThanAsked() async throws {
            try await withJob { soniox, _ in
                let client = try soniox.client()
                for _ in 0..<3 { _ = try await client.submit(.init(audio: .url(SimulatedService.audio))) }
                let run = try await soniox("jobs list -p soniox --limit 2")
                #expect(run.output.split(separator: "\n").count == 3)
                #expect(run.errors == "steno: there are more; --limit shows them\n")
                let all = try await soniox("jobs list -p soniox --limit 4")
                #expect(all.output.split(separator: "\n").count == 5)
                #expect(all.errors == "")
            }
        }

        @Test func showsOne() async throws {
            try await withJob { soniox, id in
                let run = try await soniox("jobs show -p soniox \(id)")
                #expect(run.code == 0)
                #expect(run.output.hasPrefix("id        \(id)\nprovider  soniox\nstatus    completed\n"))
                let json = try await soniox("jobs show -p soniox \(id) --json")
                #expect(try JSONDecoder.steno.decode(TranscriptionJob.self, from: Data(json.output.utf8)).raw != nil)
                let both = try await soniox("jobs show -p soniox 11111111-2222-4333-8444-555555555555 \(id)")
                #expect(both.code == 1)
                #expect(both.output.contains("completed"))
                #expect(both.errors.hasPrefix("steno: 11111111-2222-4333-8444-555555555555: "))
            }
        }

        @Test func waitsForOneAndPrintsItsTranscript() async throws {
            try await withJob { soniox, id in
                let run = try await soniox("jobs wait -p soniox \(id) -f srt")
                #expect(run.code == 0)
                #expect(run.output.hasPrefix("1\n00:00:00,"))
                let kept = try await soniox("jobs wait -p soniox \(id) -o out -f vtt --delete-job")
                #expect(kept.code == 0)
                #expect(try soniox.steno.folder.contents(of: "out") == ["\(id).vtt"])
                #expect(soniox.simulator.jobIDs(of: .soniox) == [])
                let gone = try await soniox("jobs wait -p soniox \(id) --json")
                #expect(gone.code == 69)
                #expect(gone.output.contains(#""job":"\#(id)""#))
                #expect(gone.output.contains(#""code":"notFound""#))
                #expect(!gone.output.contains(#""file""#))
            }
        }

        @Test func deletesOne() async throws {
            try await withJob { soniox, id in
                let run = try await soniox("jobs delete -p soniox \(id)")
                #expect(run.code == 0)
                #expect(run.errors == "steno: deleted \(id)\n")
                #expect(soniox.simulator.jobIDs(of: .soniox) == [])
                #expect(try await soniox("jobs delete -p soniox \(id)").code == 0)
            }
        }

        @Test func sweepsOldOnes() async throws {
            let time = SimulatorTime.scripted(start: Date(timeIntervalSinceNow: -9 * 86_400))
            try await SimulatedService.with(steno, time: time) { soniox in
                let client = try soniox.client()
                let audio = AudioSource.data(Data(repeating: 7, count: 2_000), name: "call.wav")
                let old = try await client.submit(.init(audio: audio, clientReference: "call-17")).id.rawValue
                soniox.simulator.script(JobScript(outcome: .none), for: .soniox)
                let endless = try await client.submit(.init(audio: .url(SimulatedService.audio))).id.rawValue
                await soniox.simulator.advance(by: .seconds(8 * 86_400))
                let young = try await client.submit(.init(audio: .url(SimulatedService.audio))).id.rawValue
                await soniox.simulator.advance(by: .seconds(1))

                let trial = try await soniox("jobs sweep -p soniox --older-than 7d --audio --dry-run")
                #expect(trial.code == 0)
                let lines = trial.output.split(separator: "\n")
                #expect(lines.count == 3)
                #expect(lines.contains("would delete  job   \(old)  9d       completed  call-17"))
                #expect(lines.contains("kept          job   \(endless)  9d       running  has not ended"))
                #expect(lines.last?.hasSuffix("  9d       call.wav  2.0 kB") == true)
                #expect(trial.errors == "steno: would delete 1 job and 1 file, kept 1\n")
                #expect(Set(soniox.simulator.jobIDs(of: .soniox)) == [old, endless, young])

                let run = try await soniox("jobs sweep -p soniox --older-than 7d --audio --json --rate 100")
                #expect(run.code == 0)
                #expect(run.errors == "steno: deleted 1 job and 1 file, kept 1\n")
                let first = run.output.split(separator: "\n").first { $0.contains(old) } ?? ""
                #expect(first.contains(#""outcome":"deleted""#) && first.contains(#""status":"completed""#))
                #expect(Set(soniox.simulator.jobIDs(of: .soniox)) == [endless, young])

                let again = try await soniox("jobs sweep -p soniox --older-than 12d --audio")
                #expect(again.output == "")
                #expect(again.errors == "steno: nothing is that old\n")
            }
        }

        @Test func tellsOfWhatASweepCannotDelete() async throws {
            let time = SimulatorTime.scripted(start: Date(timeIntervalSinceNow: -9 * 86_400))
            try await SimulatedService.with(steno, time: time) { soniox in
                let client = try soniox.client()
                let ids = [
                    try await client.submit(.init(audio: .url(SimulatedService.audio))).id.rawValue,
                    try await client.submit(.init(audio: .url(SimulatedService.audio))).id.rawValue,
                ]
                await soniox.simulator.advance(by: .seconds(8 * 86_400))
                soniox.simulator.addFaults(SimulatorFault(.status(400), method: "DELETE"))
                let run = try await soniox("jobs sweep -p soniox --older-than 7d --rate 100")
                #expect(run.code == 1)
                #expect(run.output.hasPrefix("failed        job   "))
                #expect(run.errors.hasSuffix("steno: deleted 1 job, 1 failed\n"))
                #expect(ids.contains { run.errors.hasPrefix("steno: \($0): ") })
            }
        }

        @Test(arguments: ["7", "d", "0d", "-7d", "1.5h", "7D", "7 d", "7w", "99999999d", "9999999999999999999999m"])
        func takesNoOtherAge(age: String) async throws {
            let run = try await steno("jobs", "sweep", "-p", "soniox", "--older-than=\(age)")
            #expect(run.code == 64)
            #expect(run.errors.contains("An age is a whole number of minutes, hours or days, such as 90m, 12h or 7d."))
        }

        @Test func refusesAServiceThatCannotDelete() async throws {
            let process = steno.process(
                Program.executable.path,
                ["jobs", "sweep", "-p", "pyai", "--older-than", "7d"],
                ["PYAI_API_KEY": "a-key"]
            )
            let run = try await steno.run(process)
            #expect(run.code == 64)
            #expect(
                run.errors == "steno: pyai cannot be swept, as that takes a list of jobs and a way to delete them.\n"
            )
        }

        @Test func endsOneThatWaitsForItsTurn() async throws {
            try await withJob(JobScript(queued: .seconds(3600))) { soniox, id in
                let run = try await soniox("jobs cancel -p soniox \(id)")
                #expect(run.code == 0)
                #expect(run.errors == "steno: \(id): cancelled\n")
            }
        }
    }
}
