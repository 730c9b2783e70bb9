import Foundation
import StenoProviders
import StenoTestSupport
import Testing

@Suite("Aitronos: listing jobs")
struct AitronosListTests {
    @Test("Page after page")
    func pages() async throws {
        let transport = ScriptedTransport(
            try .fixture("Aitronos/transcription-list.json"),
            try .fixture("Aitronos/transcription-list-last.json")
        )
        let provider = Aitronos.scripted(transport)
        var jobs: [TranscriptionJob] = []
        for try await job in provider.jobs(.init(limit: 2, status: .running)) { jobs.append(job) }
        #expect(jobs.map(\.status) == [.completed, .running, .failed])
        #expect(jobs.allSatisfy { $0.billing == Billing(amount: 12.5, unit: "synapses") && $0.audioDuration == 62.5 })
        #expect(jobs[0].finishedAt == Date(timeIntervalSince1970: 1_785_576_660))
        #expect(try AitronosDetails(of: jobs[0]).transcription.modelKey == "FVT-1")
        let first = "transcribe?status=processing&limit=2"
        #expect(endings(transport) == [first, first + "&offset=2"])
    }

    @Test("The last page and an empty one end the list", arguments: ["list-last", "list-empty"])
    func end(fixture: String) async throws {
        let transport = ScriptedTransport(try .fixture("Aitronos/transcription-\(fixture).json"))
        let page = try await Aitronos.scripted(transport).list(.init(cursor: "2"))
        #expect(page.nextCursor == nil)
        #expect(endings(transport) == ["transcribe?offset=2"])
    }

    @Test("Everything the page says")
    func typed() async throws {
        let transport = ScriptedTransport(try .fixture("Aitronos/transcription-list.json"))
        let page = try await Aitronos.scripted(transport).transcriptions(status: .cancelled, limit: 100, offset: 7)
        #expect(page.transcriptions.map(\.status) == [.completed, .running])
        #expect(page.totalCount == 3)
        #expect(page.returnedCount == 2)
        #expect(page.limit == 2)
        #expect(page.hasMore == true)
        #expect(page.links["first"] == .string("/v1/audio/transcribe?limit=2&offset=0"))
        #expect(page.links["next"] == .string("/v1/audio/transcribe?limit=2&offset=2"))
        #expect(page.links["previous"] == .null)
        #expect(page.links["current"] == .string("/v1/audio/transcribe?limit=2&offset=0"))
        #expect(page.metadata.requestID == "req_7f3a")
        #expect(endings(transport) == ["transcribe?status=cancelled&limit=100&offset=7"])
    }

    @Test(
        "A limit or a cursor that cannot be",
        arguments: [JobQuery(limit: 0), JobQuery(limit: 101), JobQuery(cursor: "-1"), JobQuery(cursor: "abc")]
    )
    func refused(query: JobQuery) async throws {
        let transport = ScriptedTransport()
        let error = await #expect(throws: TranscriptionError.self) {
            try await Aitronos.scripted(transport).list(query)
        }
        #expect(error?.code == .invalidRequest)
        #expect(transport.sent.isEmpty)
    }
}
