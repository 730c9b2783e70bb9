import Foundation
import Steno
import StenoProviders
import StenoTestSupport
import Testing

@Suite("Transcripts: lists")
struct TranscriptsListTests {
    @Test("A page is asked for by limit, cursor and status")
    func query() async throws {
        let harness = TranscriptsHarness(try .transcripts("transcript-list.json"))
        let page = try await harness.transcripts.list(.init(limit: 100, cursor: "cur 1", status: .completed))
        #expect(harness.calls == ["GET \(TranscriptsHarness.all)?limit=100&cursor=cur%201&status=completed"])
        #expect(page.jobs.map(\.id) == ["transcript_abc123"])
        #expect(page.nextCursor == "cur_2")
    }

    @Test(
        "Only words the service documents are sent as a status; the rest is chosen here",
        arguments: [
            (.queued, "?status=queued"), (.running, ""), (.failed, ""), (.unknown("draining"), "?status=draining"),
        ]
            as [(JobStatus, String)]
    )
    func status(status: JobStatus, query: String) async throws {
        let harness = TranscriptsHarness(try .transcripts("transcript-list.json"))
        let page = try await harness.transcripts.list(.init(status: status))
        #expect(harness.calls == ["GET \(TranscriptsHarness.all)\(query)"])
        #expect(page.jobs.map(\.id) == (status == .queued ? ["transcript_abc128"] : []))
    }

    @Test("A completed transcript that is listed without its text has none yet")
    func withoutText() async throws {
        let harness = TranscriptsHarness(
            .json(#"{"data": [{"id": "transcript_abc123", "status": "completed", "duration": 3}]}"#),
            .json(#"{"id": "transcript_abc123", "status": "completed", "text": ""}"#)
        )
        let job = try #require(try await harness.transcripts.list(.init()).jobs.first)
        #expect(job.status == .completed)
        #expect(job.transcript == nil)
        #expect(try await harness.transcripts.transcript(job.id) == Transcript(text: ""))
    }

    @Test("A stretch of time is asked for in seconds or as dates")
    func creationTime() async throws {
        let after = Date(timeIntervalSince1970: 1_712_345_678.75)
        let before = Date(timeIntervalSince1970: 1_712_349_278)
        let harness = TranscriptsHarness(try .transcripts("transcript-list-end.json"))
        _ = try await harness.transcripts.list(.init(), createdAfter: after, createdBefore: before)
        #expect(harness.calls == ["GET \(TranscriptsHarness.all)?created_after=1712345678&created_before=1712349278"])

        let dated = TranscriptsHarness(try .transcripts("transcript-list-end.json")) { $0.dateForm = .iso8601 }
        _ = try await dated.transcripts.list(.init(), createdAfter: after)
        #expect(
            dated.calls.first?.replacing("%3A", with: ":")
                == "GET \(TranscriptsHarness.all)?created_after=2024-04-05T19:34:38Z"
        )
    }

    @Test("All pages are walked, each once, in a stretch of time too")
    func pages() async throws {
        let harness = TranscriptsHarness(
            try .transcripts("transcript-list.json"),
            try .transcripts("transcript-list-end.json"),
            try .transcripts("transcript-list.json"),
            try .transcripts("transcript-list-end.json")
        )
        var ids: [JobID] = []
        for try await job in harness.transcripts.jobs() { ids.append(job.id) }
        #expect(ids == ["transcript_abc123", "transcript_abc128", "transcript_abc126"])
        for try await job in harness.transcripts.jobs(createdAfter: Date(timeIntervalSince1970: 5)) {
            ids.append(job.id)
        }
        #expect(ids.count == 6)
        #expect(
            harness.calls == [
                "GET \(TranscriptsHarness.all)", "GET \(TranscriptsHarness.all)?cursor=cur_2",
                "GET \(TranscriptsHarness.all)?created_after=5",
                "GET \(TranscriptsHarness.all)?cursor=cur_2&created_after=5",
            ]
        )
    }

    @Test("A cursor that comes a second time ends the walk with an error")
    func repeatedCursor() async throws {
        let harness = TranscriptsHarness(try .transcripts("transcript-list.json"))
        let error = await #expect(throws: TranscriptionError.self) {
            for try await _ in harness.transcripts.jobs() {}
        }
        #expect(error?.code == .invalidResponse)
    }

    @Test("Each job keeps its own payload")
    func payloads() async throws {
        let page = try await TranscriptsHarness(try .transcripts("transcript-list.json")).transcripts.list(.init())
        let details = try page.jobs.map { try TranscriptsTranscript(#require($0.raw)) }
        #expect(details.map(\.id) == ["transcript_abc123", "transcript_abc128"])
        #expect(page.jobs.first?.transcript?.words.count == 2)
    }

    @Test(
        "The last page is told by has_more, by an empty page, or by a missing cursor",
        arguments: [
            #"{"data": [{"id": "t"}], "has_more": false, "next_cursor": "c"}"#,
            #"{"data": [], "has_more": true, "next_cursor": "c"}"#, #"{"data": [{"id": "t"}]}"#, "{}",
        ]
    )
    func lastPage(body: String) async throws {
        #expect(try await TranscriptsHarness(.json(body)).transcripts.list(.init()).nextCursor == nil)
    }

    @Test("A limit beyond the service's is refused without a call", arguments: [0, 101, -1])
    func limit(limit: Int) async throws {
        let harness = TranscriptsHarness(try .transcripts("transcript-list.json"))
        let error = await #expect(throws: TranscriptionError.self) {
            try await harness.transcripts.list(.init(limit: limit))
        }
        #expect(error?.message == "transcripts would refuse this: `limit` must be from 1 to 100, and is \(limit).")
        #expect(harness.calls == [])
    }
}
