import Foundation
import Steno
import StenoProviders
import StenoTestSupport
import Testing

@Suite("PyAI: lists")
struct PyAIListTests {
    @Test("A page is asked for by limit and cursor")
    func query() async throws {
        let harness = PyAIHarness(try .pyai("job-list.json"))
        let page = try await harness.pyai.list(.init(limit: 2, cursor: "a b&c"))
        #expect(harness.calls == ["GET \(PyAIHarness.jobs)?limit=2&cursor=a%20b%26c"])
        #expect(page.jobs.map(\.id) == ["job_aZ09", "job_aZ18"])
        #expect(page.jobs.first?.transcript?.segments.count == 2)
        #expect(page.nextCursor == "c_2")
    }

    @Test("Each job keeps its own payload")
    func payloads() async throws {
        let page = try await PyAIHarness(try .pyai("job-list.json")).pyai.list(.init())
        let details = try page.jobs.map { try PyAIJob(#require($0.raw)) }
        #expect(details.map(\.id) == ["job_aZ09", "job_aZ18"])
        #expect(page.jobs.last?.raw?.data.count ?? 0 < 200)
    }

    @Test("All pages are walked, each once")
    func pages() async throws {
        let harness = PyAIHarness(try .pyai("job-list.json"), try .pyai("job-list-end.json"))
        var ids: [JobID] = []
        for try await job in harness.pyai.jobs() { ids.append(job.id) }
        #expect(ids == ["job_aZ09", "job_aZ18", "job_aZ16"])
        #expect(harness.calls == ["GET \(PyAIHarness.jobs)", "GET \(PyAIHarness.jobs)?cursor=c_2"])
    }

    @Test("No page is fetched that nobody reads")
    func stops() async throws {
        let harness = PyAIHarness(try .pyai("job-list.json"))
        for try await job in harness.pyai.jobs() where job.id == "job_aZ18" { break }
        #expect(harness.calls.count == 1)
    }

    @Test("A cursor that comes a second time ends the walk with an error")
    func repeatedCursor() async throws {
        let harness = PyAIHarness(try .pyai("job-list.json"))
        let error = await #expect(throws: TranscriptionError.self) {
            for try await _ in harness.pyai.jobs() {}
        }
        #expect(error?.code == .invalidResponse)
        #expect(harness.calls.count == 2)
    }

    @Test(
        "Other shapes of a page are read too",
        arguments: ["job-list-bare.json", "job-list-jobs.json"]
    )
    func shapes(fixture: String) async throws {
        let page = try await PyAIHarness(try .pyai(fixture)).pyai.list(.init())
        #expect(page.jobs.map(\.id) == ["job_aZ18"])
        #expect(page.nextCursor == nil)
    }

    @Test(
        "An empty page is the last",
        arguments: ["{}", "[]", #"{"data": [], "next_cursor": "c"}"#, #"{"data": null}"#]
    )
    func empty(body: String) async throws {
        let page = try await PyAIHarness(.json(body)).pyai.list(.init())
        #expect(page == JobPage(jobs: []))
    }

    @Test("A status is chosen here, since the service cannot")
    func status() async throws {
        let harness = PyAIHarness(try .pyai("job-list.json"))
        let page = try await harness.pyai.list(.init(status: .queued))
        #expect(page.jobs.map(\.id) == ["job_aZ18"])
        #expect(page.nextCursor == "c_2")
        #expect(harness.calls == ["GET \(PyAIHarness.jobs)"])
    }

    @Test("A limit below one is refused without a call")
    func limit() async throws {
        let harness = PyAIHarness(try .pyai("job-list.json"))
        let error = await #expect(throws: TranscriptionError.self) { try await harness.pyai.list(.init(limit: 0)) }
        #expect(error?.message == "pyai would refuse this: `limit` must be at least 1.")
        #expect(harness.calls == [])
    }
}
