import Foundation
import Steno
import StenoProviders
import StenoTestSupport
import Testing

@Suite("Following jobs")
struct ListingTests {
    @Test(
        "A job in Soniox's list is as whole as one asked for",
        arguments: [
            "transcription-queued.json", "transcription-processing.json", "transcription-completed.json",
            "transcription-error.json",
        ]
    )
    func soniox(fixture: String) async throws {
        let item = try SonioxHarness.fixtures.text(fixture).trimmingCharacters(in: .whitespacesAndNewlines)
        let harness = SonioxHarness([
            "GET /v1/transcriptions/\(SonioxHarness.jobID)": [.json(item)],
            "GET /v1/transcriptions": [.json("{\"transcriptions\": [\(item)], \"next_page_cursor\": null}")],
        ])
        let listed = try await harness.soniox.list(.init()).jobs
        #expect(listed == [try await harness.soniox.job(SonioxHarness.jobID)])
    }

    @Test("Where nothing is known of a service's speed and limits, the general policy is good enough")
    func generalPolicies() {
        #expect(PyAI(apiKey: "k").pollPolicy == PollPolicy())
        #expect(Transcripts(apiKey: "k").pollPolicy == PollPolicy())
    }

    @Test("A quick service is asked for nothing too long")
    func speechIsCheapPolicy() {
        let policy = SpeechIsCheap(apiKey: "k").pollPolicy
        #expect(policy.initialDelay == .seconds(2))
        #expect(policy.maximumDelay == .seconds(60))
        #expect(policy.audioShare == 0.01)
    }
}
