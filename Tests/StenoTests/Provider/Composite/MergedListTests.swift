import Foundation
import Steno
import StenoTestSupport
import Testing

/// The lists of several providers as one.
@Suite(.timeLimit(.minutes(10))) struct MergedListTests {
    /// Walks all pages, each with a provider made anew, as after a restart.
    private func walk(_ members: [MemoryProvider], _ query: JobQuery) async throws -> [TranscriptionJob] {
        var found: [TranscriptionJob] = []
        var query = query
        var cursors: Set<String> = []
        while true {
            let page = try await FallbackProvider(members).list(query)
            if let limit = query.limit { #expect(page.jobs.count <= limit) }
            found += page.jobs
            guard let cursor = page.nextCursor else { return found }
            guard cursors.insert(cursor).inserted else {
                Issue.record("the cursor came twice")
                return found
            }
            query.cursor = cursor
        }
    }

    private func makeMembers(_ generator: inout SeededGenerator) -> [MemoryProvider] {
        (0..<Int.random(in: 1...4, using: &generator)).map { number in
            let member = MemoryProvider(ProviderID(rawValue: "m\(number)"))
            if Bool.random(using: &generator) { member.shortenPages(seed: generator.next()) }
            // Few different dates, so that many are the same.
            let count = Int.random(in: 0...12, using: &generator)
            let dates = (0..<count).map { _ in Int.random(in: 0...9, using: &generator) }
            for (index, date) in dates.sorted().enumerated() {
                var job = TranscriptionJob(id: JobID(rawValue: "\(index)"), provider: member.id, status: .completed)
                if Int.random(in: 0..<3, using: &generator) == 0 { job.status = .failed }
                job.createdAt = Date(timeIntervalSince1970: Double(date) / 7)
                member.put(job)
            }
            return member
        }
    }

    @Test func everyJobIsThereOnceAndTheNewestFirst() async throws {
        for seed in 0..<300 as Range<UInt64> {
            var generator = SeededGenerator(seed: seed)
            let members = makeMembers(&generator)
            var query = JobQuery()
            if Bool.random(using: &generator) { query.limit = Int.random(in: 1...5, using: &generator) }
            if Bool.random(using: &generator) { query.status = .completed }
            let found = try await walk(members, query)
            var wanted: [JobID] = []
            for member in members { wanted += try await everyJob(of: member, query.status) }
            #expect(found.count == wanted.count, "seed \(seed)")
            #expect(Set(found.map(\.id)) == Set(wanted), "seed \(seed)")
            let dates = found.compactMap(\.createdAt)
            #expect(dates == dates.sorted(by: >), "seed \(seed)")
        }
    }

    private func everyJob(of member: MemoryProvider, _ status: JobStatus?) async throws -> [JobID] {
        var ids: [JobID] = []
        for try await job in member.jobs(.init(limit: 1_000)) where status == nil || job.status == status {
            ids.append(JobID(rawValue: "\(member.id):\(job.id)"))
        }
        return ids
    }

    @Test func theSequenceOfJobsWalksAllMembers() async throws {
        var generator = SeededGenerator(seed: 77)
        let members = makeMembers(&generator)
        let provider = FallbackProvider(members)
        var found: [JobID] = []
        for try await job in provider.jobs(.init(limit: 2)) { found.append(job.id) }
        #expect(Set(found).count == found.count)
        var count = 0
        for member in members { count += try await everyJob(of: member, nil).count }
        #expect(found.count == count)
    }

    @Test func jobsThatComeInBetweenMoveNothing() async throws {
        let members = [MemoryProvider("a"), MemoryProvider("b")]
        func put(_ number: Int, _ member: MemoryProvider) {
            var job = TranscriptionJob(id: JobID(rawValue: "\(number)"), provider: member.id, status: .completed)
            job.createdAt = Date(timeIntervalSince1970: Double(number))
            member.put(job)
        }
        for number in 0..<10 { put(number, members[number % 2]) }
        let provider = FallbackProvider(members)
        var query = JobQuery(limit: 3)
        var found: [JobID] = []
        for round in 0..<10 {
            let page = try await provider.list(query)
            found += page.jobs.map(\.id)
            guard let cursor = page.nextCursor else { break }
            query.cursor = cursor
            // Only before the first page's rest has been fetched can new jobs be in the way.
            if round == 0 { for number in 10..<12 { put(number, members[0]) } }
        }
        #expect(found == (0..<10).reversed().map { JobID(rawValue: "\($0 % 2 == 0 ? "a" : "b"):\($0)") })
    }

    @Test func jobsWithoutDatesKeepTheirPlace() async throws {
        let members = [MemoryProvider("dated"), MemoryProvider("dateless")]
        for number in 0..<5 {
            var job = TranscriptionJob(id: JobID(rawValue: "\(number)"), provider: "dated", status: .completed)
            job.createdAt = Date(timeIntervalSince1970: Double(number))
            members[0].put(job)
            members[1].put(TranscriptionJob(id: JobID(rawValue: "\(number)"), provider: "x", status: .completed))
        }
        let found = try await walk(members, .init(limit: 2)).map(\.id)
        let dateless = found.filter { $0.rawValue.hasPrefix("dateless") }
        #expect(found.count == 10)
        #expect(dateless == (0..<5).reversed().map { JobID(rawValue: "dateless:\($0)") })
    }

    @Test func whoHasNoListIsLeftOut() async throws {
        var without = Capabilities.everything
        without.operations[.list] = .unsupported
        let (one, two) = (MemoryProvider("one"), MemoryProvider("two", capabilities: without))
        _ = try await one.submit(.plain)
        let provider = FallbackProvider([one, two])
        #expect(provider.capabilities.support(for: Capabilities.Operation.list) == .unknown)
        #expect(try await provider.list(.init()).jobs.map(\.id) == ["one:one-1"])
        #expect(two.calls.isEmpty)
        #expect(await failure { try await FallbackProvider([two]).list(.init()) }?.code == .unsupportedOperation)
    }

    @Test func aMembersFailureIsTheListsFailure() async throws {
        let broken = ScriptedProvider(id: "broken") {
            $0.list = [.error(TranscriptionError(.connection, "The connection was lost.", isRetryable: true))]
        }
        let provider = FallbackProvider([MemoryProvider("one"), broken])
        let error = try #require(await failure { try await provider.list(.init()) })
        #expect(error.code == .connection)
        #expect(error.provider == "fallback")
        #expect((error.underlying as? TranscriptionError)?.provider == "broken")
    }

    @Test(arguments: ["", "no such cursor", "e30=", "eyJwbGFjZXMiOnsib3RoZXIiOnt9fX0="])
    func aStrangeCursorIsRefused(_ cursor: String) async throws {
        let provider = FallbackProvider([MemoryProvider("one")])
        #expect(await failure { try await provider.list(.init(cursor: cursor)) }?.code == .invalidRequest)
    }

    @Test func aPageOfNothingIsRefused() async {
        let provider = FallbackProvider([MemoryProvider("one")])
        #expect(await failure { try await provider.list(.init(limit: 0)) }?.code == .invalidRequest)
    }

    @Test func aMemberThatRepeatsItsCursorIsTold() async throws {
        let job = TranscriptionJob(id: "1", provider: "looping", status: .completed)
        let looping = ScriptedProvider(id: "looping") { $0.list = [.value(JobPage(jobs: [job], nextCursor: "0"))] }
        let provider = FallbackProvider([looping])
        let first = try await provider.list(.init())
        let error = await failure { try await provider.list(.init(cursor: first.nextCursor)) }
        #expect(error?.code == .invalidResponse)
    }
}
