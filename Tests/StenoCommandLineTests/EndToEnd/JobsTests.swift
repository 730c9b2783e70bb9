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

        @Test func endsOneThatWaitsForItsTurn() async throws {
            try await withJob(JobScript(queued: .seconds(3600))) { soniox, id in
                let run = try await soniox("jobs cancel -p soniox \(id)")
                #expect(run.code == 0)
                #expect(run.errors == "steno: \(id): cancelled\n")
            }
        }
    }
}
