import Steno
import StenoTestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct JobSequenceTests {
    static func page(_ ids: JobID..., next: String? = nil) -> ScriptedProvider.Answer<JobPage> {
        .value(
            JobPage(
                jobs: ids.map { TranscriptionJob(id: $0, provider: "scripted", status: .queued) },
                nextCursor: next
            )
        )
    }

    static func provider(_ pages: ScriptedProvider.Answer<JobPage>...) -> ScriptedProvider {
        ScriptedProvider { $0.list = pages }
    }

    static func ids(of sequence: JobSequence) async throws -> [JobID] {
        try await sequence.reduce(into: []) { $0.append($1.id) }
    }

    @Test func `pages follow one another with the query's filter`() async throws {
        let provider = Self.provider(Self.page("1", "2", next: "b"), Self.page("3", next: "c"), Self.page("4"))
        let query = JobQuery(limit: 2, cursor: "a", status: .queued)
        #expect(try await Self.ids(of: provider.jobs(query)) == ["1", "2", "3", "4"])
        #expect(provider.queries.map(\.cursor) == ["a", "b", "c"])
        #expect(provider.queries.allSatisfy { $0.limit == 2 && $0.status == .queued })
    }

    @Test func `empty pages are passed over`() async throws {
        let provider = Self.provider(Self.page(next: "b"), Self.page(next: "c"), Self.page("1", next: "d"), Self.page())
        #expect(try await Self.ids(of: provider.jobs()) == ["1"])
        #expect(try await Self.ids(of: Self.provider(Self.page()).jobs()) == [])
    }

    @Test func `the fetching stops where the reading does`() async throws {
        let provider = Self.provider(Self.page("1", "2", next: "b"), Self.page("3"))
        for try await job in provider.jobs() where job.id == "2" { break }
        #expect(provider.count(.list) == 1)
        let jobs = provider.jobs()
        _ = jobs.makeAsyncIterator()
        #expect(provider.count(.list) == 1)
    }

    @Test func `the end is asked for once`() async throws {
        let provider = Self.provider(Self.page("1"))
        var iterator = provider.jobs().makeAsyncIterator()
        #expect(try await iterator.next()?.id == "1")
        #expect(try await iterator.next() == nil)
        #expect(try await iterator.next() == nil)
        #expect(provider.count(.list) == 1)
    }

    @Test(arguments: [nil, "b"])
    func `a repeated cursor ends the sequence after its jobs`(start: String?) async throws {
        let provider = Self.provider(Self.page("1", next: "a"), Self.page("2", next: "b"), Self.page("3", next: "a"))
        var iterator = provider.jobs(JobQuery(cursor: start)).makeAsyncIterator()
        var ids: [JobID] = []
        let error = await #expect(throws: TranscriptionError.self) {
            while let job = try await iterator.next() { ids.append(job.id) }
        }
        #expect(error?.code == .invalidResponse)
        #expect(error?.provider == "scripted")
        #expect(ids == (start == nil ? ["1", "2", "3"] : ["1", "2"]))
        #expect(try await iterator.next() == nil)
    }

    @Test func `an error is passed on, and the page can be asked for again`() async throws {
        let failure = TranscriptionError(.connection, "lost", provider: "scripted", isRetryable: true)
        let provider = Self.provider(Self.page("1", next: "b"), .error(failure), Self.page("2"))
        var iterator = provider.jobs().makeAsyncIterator()
        #expect(try await iterator.next()?.id == "1")
        let error = await #expect(throws: TranscriptionError.self) { try await iterator.next() }
        #expect(error?.code == .connection)
        #expect(try await iterator.next()?.id == "2")
        #expect(try await iterator.next() == nil)
        #expect(provider.queries.map(\.cursor) == [nil, "b", "b"])
    }

    @Test func `cancellation ends it`() async throws {
        let provider = Self.provider(.hang)
        let task = Task { try await Self.ids(of: provider.jobs()) }
        await provider.untilCalled(.list)
        task.cancel()
        let error = await #expect(throws: TranscriptionError.self) { try await task.value }
        #expect(error?.code == .cancelled)
    }

    @Test func `a provider that lists nothing says so`() async throws {
        struct Bare: TranscriptionProvider {
            let id: ProviderID = "bare"
            let capabilities = Capabilities(operations: [:], audioSources: [], options: [:])
            func submit(_ request: TranscriptionRequest) async throws -> TranscriptionJob { try await job("1") }
            func job(_ id: JobID) async throws -> TranscriptionJob {
                TranscriptionJob(id: id, provider: self.id, status: .completed)
            }
            func transcript(_ id: JobID) async throws -> Transcript { Transcript(text: "") }
        }
        for call in [
            { _ = try await Bare().jobs().first { _ in true } },
            { try await Bare().cancel("1") },
            { try await Bare().delete("1") },
        ] as [@Sendable () async throws -> Void] {
            let error = await #expect(throws: TranscriptionError.self) { try await call() }
            #expect(error?.code == .unsupportedOperation)
            #expect(error?.provider == "bare")
        }
        #expect(try await Bare().updates(of: "1") == nil)
        #expect(try await Bare().transcribe(.stored(id: "x")) == Transcript(text: ""))
    }
}
