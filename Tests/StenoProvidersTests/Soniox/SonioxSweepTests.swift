import Foundation
import Steno
import StenoProviders
import StenoTestSupport
import Testing

@Suite("Soniox: sweeping")
struct SonioxSweepTests {
    private static let list = "GET /v1/transcriptions?limit=1000"

    private static func page(_ fixture: String) throws -> ScriptedTransport.Answer {
        let job = try SonioxHarness.fixtures.text(fixture).trimmingCharacters(in: .whitespacesAndNewlines)
        return .json("{\"transcriptions\": [\(job)], \"next_page_cursor\": null}")
    }

    private static func harness(
        _ pages: [ScriptedTransport.Answer],
        _ change: (inout SonioxConfiguration) -> Void = { _ in }
    ) throws -> SonioxHarness {
        SonioxHarness(
            [
                "GET /v1/transcriptions": pages, "DELETE \(SonioxHarness.jobPath)": [.gone],
                "GET /v1/files": [
                    .json("{\"files\": [\(try SonioxHarness.fixtures.text("file.json"))], \"next_page_cursor\": null}")
                ],
                "DELETE \(SonioxHarness.filePath)": [.gone],
            ],
            change
        )
    }

    private static func sweep(_ harness: SonioxHarness, includesFiles: Bool) async throws -> [SweepFinding] {
        let now = try Date("2026-09-01T00:00:00Z", strategy: .iso8601)
        let policy = SweepPolicy(olderThan: .seconds(7 * 86_400), includesFiles: includesFiles)
        return try await harness.soniox.sweep(policy, now: now, clock: HurriedClock()).reduce(into: []) {
            $0.append($1)
        }
    }

    @Test("A job is deleted first, and then its file, which no job refers to any more")
    func jobAndFile() async throws {
        let empty = ScriptedTransport.Answer.json("{\"transcriptions\": [], \"next_page_cursor\": null}")
        let harness = try Self.harness([try Self.page("transcription-completed-file.json"), empty])
        let findings = try await Self.sweep(harness, includesFiles: true)
        #expect(
            harness.calls == [
                Self.list, "DELETE \(SonioxHarness.jobPath)", "GET /v1/files", Self.list,
                "DELETE \(SonioxHarness.filePath)",
            ]
        )
        let file = try #require(findings.last)
        let expected = StoredFile(
            id: SonioxHarness.fileID,
            provider: "soniox",
            name: "call.mp3",
            size: 123_456,
            createdAt: try Date("2026-08-01T09:30:00Z", strategy: .iso8601),
            clientReference: "call-17"
        )
        #expect(file.item == .file(expected))
    }

    @Test("The file of a job that goes on is kept")
    func fileInUse() async throws {
        let harness = try Self.harness([try Self.page("transcription-processing-file.json")])
        let findings = try await Self.sweep(harness, includesFiles: true)
        #expect(harness.calls == [Self.list, "GET /v1/files", Self.list])
        #expect(findings.count == 2)
    }

    @Test("Deleting a job leaves its file, whatever the policy for jobs that end")
    func policyForFiles() async throws {
        let harness = try Self.harness([try Self.page("transcription-completed-file.json")]) {
            $0.cleanup = .everything
        }
        _ = try await Self.sweep(harness, includesFiles: false)
        #expect(harness.calls == [Self.list, "DELETE \(SonioxHarness.jobPath)"])
    }
}
