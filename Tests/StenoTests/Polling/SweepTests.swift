import StenoTestSupport
import Testing

@testable import Steno

/// Reading pages of a provider's list in place of asking for one job after the other.
@Suite(.timeLimit(.minutes(10))) struct SweepTests {
    static let whole = Capabilities.Listing(maximumPageSize: 10, hasWholeJobs: true)

    /// Submits requests and waits for all of them.
    static func wait(for jobs: Int, with client: ClockedClient) async throws -> [Task<Transcript, any Error>] {
        var waits: [Task<Transcript, any Error>] = []
        let before = client.load.jobs
        for _ in 0..<jobs {
            let handle = try await client.submit()
            waits.append(Task { try await handle.transcript() })
        }
        await client.untilWaiting(before + jobs)
        return waits
    }

    static func expectTranscripts(_ waits: [Task<Transcript, any Error>], from first: Int = 0) async throws {
        for (number, wait) in waits.enumerated() {
            #expect(try await wait.value.text == "Transcript \(first + number).")
        }
    }

    @Test func `many jobs are seen in a few pages, few are asked for one by one`() async throws {
        for (jobs, pages) in [(100, 10), (2, 0)] {
            let clock = ManualClock()
            let provider = TimedProvider(clock: clock, listing: Self.whole) { _ in .seconds(1) }
            let client = ClockedClient(clock, provider, .init())
            let waits = try await Self.wait(for: jobs, with: client)
            await client.pass(until: .seconds(30))
            try await Self.expectTranscripts(waits)
            #expect(provider.pages.count == pages)
            #expect(provider.singleAsks.count == (pages == 0 ? jobs : 0))
            #expect(client.load == Poller.Load())
        }
    }

    @Test func `without a list that is good for it none is read`() async throws {
        let clock = ManualClock()
        let provider = TimedProvider(clock: clock) { _ in .seconds(1) }
        let client = ClockedClient(clock, provider, .init())
        let waits = try await Self.wait(for: 50, with: client)
        await client.pass(until: .seconds(30))
        try await Self.expectTranscripts(waits)
        #expect(provider.pages.isEmpty)
        #expect(provider.singleAsks.count == 50)
    }

    @Test func `jobs that are not in the list are asked for one by one`() async throws {
        let clock = ManualClock()
        let hidden: Set<JobID> = ["3", "17", "44"]
        let provider = TimedProvider(
            clock: clock,
            listing: Self.whole,
            isListed: { !hidden.contains($0) },
            length: { _ in .seconds(1) }
        )
        let client = ClockedClient(clock, provider, .init())
        let waits = try await Self.wait(for: 50, with: client)
        await client.pass(until: .seconds(30))
        try await Self.expectTranscripts(waits)
        #expect(Set(provider.singleAsks.map(\.kind)) == Set(hidden.map { .job($0) }))
        #expect(provider.singleAsks.count == 3)
        #expect(provider.pages.count == 5)
    }

    @Test func `a list that holds none of the jobs is given up soon, and for a while`() async throws {
        let clock = ManualClock()
        let provider = TimedProvider(
            clock: clock,
            listing: Self.whole,
            isListed: { Int($0.rawValue).map { $0 >= 40 } ?? false },
            length: { _ in .seconds(100) }
        )
        let client = ClockedClient(clock, provider, PollPolicy(growth: 1))
        let waits = try await Self.wait(for: 40, with: client)
        for _ in 0..<1000 { _ = try await client.submit() }
        await client.pass(until: .seconds(200))
        try await Self.expectTranscripts(waits)
        // A quarter of the 40 asks it could have saved, and no second attempt for five minutes.
        #expect(provider.pages.count == 10)
    }

    @Test func `further pages are read for jobs that are far down, and that is learned`() async throws {
        let clock = ManualClock()
        let provider = TimedProvider(clock: clock, listing: Self.whole) { _ in .seconds(60) }
        let client = ClockedClient(clock, provider, PollPolicy(growth: 1, jitter: 0))
        let waits = try await Self.wait(for: 40, with: client)
        for _ in 0..<60 { _ = try await client.submit() }
        await client.pass(until: .seconds(100))
        try await Self.expectTranscripts(waits)
        let sweeps = provider.pages.filter { $0.kind == .page(nil) }.count
        #expect(sweeps > 10)
        #expect(provider.pages.count == 10 * sweeps)
        // All but the last few, which were not worth a sweep any more.
        #expect(provider.singleAsks.allSatisfy { $0.moment >= .seconds(60) })
    }

    @Test func `a job that ends is asked for where the list does not hold all of it`() async throws {
        let clock = ManualClock()
        let listing = Capabilities.Listing(maximumPageSize: 10, hasWholeJobs: false)
        let provider = TimedProvider(clock: clock, listing: listing) { number in .seconds(number == 0 ? 3 : 1000) }
        let client = ClockedClient(clock, provider, PollPolicy(growth: 1))
        var updates: [AsyncThrowingStream<TranscriptionJob, any Error>] = []
        for _ in 0..<30 { updates.append(try await client.submit().updates) }
        await client.pass(until: .seconds(20))
        let seen = try await updates[0].reduce(into: []) { $0.append($1) }
        #expect(seen.map(\.status) == [.queued, .running, .completed])
        #expect(seen.map(\.model) == [nil, nil, "whole"])
        #expect(provider.singleAsks.map(\.kind) == [.job("0")])
    }

    @Test func `a cursor that comes again ends the sweep`() async throws {
        let clock = ManualClock()
        let provider = TimedProvider(
            clock: clock,
            listing: Self.whole,
            nextCursor: { _ in "again" },
            length: { _ in .seconds(1) }
        )
        let client = ClockedClient(clock, provider, .init())
        let waits = try await Self.wait(for: 50, with: client)
        await client.pass(until: .seconds(30))
        try await Self.expectTranscripts(waits)
        #expect(provider.pages.map(\.kind) == [.page(nil), .page("again")])
        #expect(provider.singleAsks.count == 40)
    }

    @Test(arguments: [
        TranscriptionError(.connection, "Lost.", isRetryable: true), TranscriptionError(.permissionDenied, "No."),
        TranscriptionError(.unsupportedOperation, "No such thing."),
    ])
    func `a page that does not come ends no wait`(error: TranscriptionError) async throws {
        let clock = ManualClock()
        let provider = TimedProvider(
            clock: clock,
            listing: Self.whole,
            fault: { call in if case .page = call.kind, call.moment < .seconds(10) { throw error } },
            length: { _ in .seconds(40) }
        )
        let client = ClockedClient(clock, provider, PollPolicy(growth: 1))
        let waits = try await Self.wait(for: 30, with: client)
        await client.pass(until: .seconds(100))
        try await Self.expectTranscripts(waits)
        let later = provider.pages.filter { $0.moment > .seconds(10) }
        #expect(provider.pages.count - later.count == 1)
        #expect(error.isRetryable ? (later.first?.moment ?? .zero) >= .seconds(31) : later.isEmpty)
        #expect(!provider.singleAsks.isEmpty)
    }

    @Test func `a sweep under way ends with the last wait`() async throws {
        let clock = ManualClock()
        let provider = TimedProvider(
            clock: clock,
            listing: Self.whole,
            fault: { call in if case .page = call.kind { await hang() } },
            length: { _ in .seconds(40) }
        )
        let client = ClockedClient(clock, provider, PollPolicy(jitter: 0))
        let waits = try await Self.wait(for: 30, with: client)
        clock.advance(by: .seconds(2))
        await until { !provider.pages.isEmpty }
        for wait in waits { wait.cancel() }
        for wait in waits { #expect(try await PollerTests.error(of: wait).code == .cancelled) }
        await client.untilQuiet()
        #expect(client.load == Poller.Load())
    }

    @Test func `a page that hangs gives way in the end`() async throws {
        let clock = ManualClock()
        let provider = TimedProvider(
            clock: clock,
            listing: Self.whole,
            fault: { call in if case .page = call.kind, call.moment < .seconds(10) { await hang() } },
            length: { _ in .seconds(40) }
        )
        let client = ClockedClient(clock, provider, PollPolicy(jitter: 0))
        var waits = try await Self.wait(for: 30, with: client)
        clock.advance(by: .seconds(2))
        await until { !provider.pages.isEmpty }
        // Someone who comes later is asked for a second after that is due, in case it is on one of the next pages.
        let handle = try await client.submit()
        waits.append(Task { try await handle.transcript() })
        await until { client.client.poller.crowd == (31, 0) }
        await until { client.load.alarm == .seconds(5) }
        await clock.untilSleeping(1)
        clock.advance(by: .seconds(3))
        await until { provider.asks(for: "30") == [.seconds(5)] }
        await until { client.load.alarm == .seconds(8) }
        await clock.untilSleeping(1)
        clock.advance(by: Poller.longestCall)
        await client.pass(until: .seconds(1000))
        try await Self.expectTranscripts(waits)
    }

    @Test func `every job in a page is looked at, due or not`() async throws {
        let clock = ManualClock()
        let provider = TimedProvider(clock: clock, listing: Self.whole) { number in
            .seconds(number == 0 ? 1000 : 10)
        }
        let client = ClockedClient(clock, provider, .init())
        let first = try await Self.wait(for: 1, with: client)
        await client.pass(until: .seconds(999))
        let alone = try #require(provider.singleAsks.last).moment
        let others = try await Self.wait(for: 25, with: client)
        await client.pass(until: .seconds(1020))
        // By itself it would have been asked for minutes later.
        #expect(alone < .seconds(900))
        #expect(client.load.jobs == 0)
        try await Self.expectTranscripts(first)
        try await Self.expectTranscripts(others, from: 1)
        #expect(provider.singleAsks.last?.moment == alone)
    }

    @Test func `a thousand jobs are seen to end as by asking every second, with few requests`() async throws {
        let clock = ManualClock()
        let listing = Capabilities.Listing(maximumPageSize: 100, hasWholeJobs: true)
        let provider = TimedProvider(clock: clock, listing: listing, pageSize: 100) { number in
            .milliseconds(1000 + 120 * number)
        }
        let client = ClockedClient(clock, provider, .init())
        let waits = try await Self.wait(for: 1000, with: client)
        while let alarm = client.load.alarm {
            clock.advance(by: alarm - clock.now.offset)
            await client.untilQuiet()
            // Time stands still until each job that was seen to end has been asked for its transcript.
            await until { provider.calls.count { !$0.isAsk } == 1000 - client.load.jobs }
            await client.untilQuiet()
        }
        for wait in waits { _ = try await wait.value }
        let late = provider.calls.compactMap { call -> Double? in
            guard case .transcript(let id) = call.kind, let number = Int(id.rawValue) else { return nil }
            return call.moment / .seconds(1) - (1 + 0.12 * Double(number))
        }
        #expect(late.count == 1000)
        #expect(late.allSatisfy { $0 >= 0 })
        // The last few are too few for a sweep.
        let mean = late.prefix(900).reduce(0, +) / 900
        let requests = provider.pages.count + provider.singleAsks.count
        // What a loop of 1 s for each job has as its mean delay, with the time a sweep takes; and what one of 5 s sends.
        #expect(mean < 1.2, "\(mean)")
        #expect(requests < 12_500 / 4, "\(requests)")
    }

    @Test(arguments: [Int.max, Int.min, 0]) func `a page size that makes no sense does no harm`(size: Int) async throws
    {
        let clock = ManualClock()
        let listing = Capabilities.Listing(maximumPageSize: size, hasWholeJobs: true)
        let provider = TimedProvider(clock: clock, listing: listing) { _ in .seconds(1) }
        let client = ClockedClient(clock, provider, .init())
        let waits = try await Self.wait(for: 5, with: client)
        await client.pass(until: .seconds(30))
        try await Self.expectTranscripts(waits)
    }

    @Test func `a page answers who waits for a newer answer about a job of it`() async throws {
        let clock = ManualClock()
        let provider = TimedProvider(clock: clock, listing: Self.whole) { _ in .seconds(100) }
        let client = ClockedClient(clock, provider, PollPolicy(growth: 1, jitter: 0, asksPerSecond: 1))
        let waits = try await Self.wait(for: 30, with: client)
        clock.advance(by: .seconds(2))
        await until { provider.pages.count == 1 }
        // They are on the third page, which comes by turns with the asks for the first two.
        let answers = (0..<3).map { number in
            Task { try await client.client.deliver(.claim(of: JobID(rawValue: "\(number)"))).status }
        }
        await until { client.client.poller.crowd.watchers == 33 }
        await client.pass(until: .seconds(6))
        #expect(provider.singleAsks.count == 2)
        #expect(provider.pages.count == 3)
        for answer in answers { #expect(try await answer.value == .running) }
        for wait in waits { wait.cancel() }
    }
}

@Suite struct SweepPlanTests {
    @Test func `a sweep needs as many pages for each job as the last`() {
        var plan = SweepPlan(.init(maximumPageSize: 50, hasWholeJobs: true))
        #expect(plan.pages(watching: 1) == 1)
        #expect(plan.pages(watching: 51) == 2)
        plan.learn(pages: 6, found: 90, watching: 100, at: .zero)
        #expect(plan.pages(watching: 10) == 1)
        #expect(plan.pages(watching: 0) == 1)
        #expect(plan.pages(watching: 100) == 6)
        #expect(plan.pages(watching: 150) == 9)
        #expect(SweepPlan(.init(maximumPageSize: 0, hasWholeJobs: true)).pages(watching: 3) == 3)
        #expect(SweepPlan(.init(hasWholeJobs: true)).pages(watching: 100) == 5)
    }

    @Test func `it is cheaper than more than twice as many asks`() {
        let plan = SweepPlan(.init(maximumPageSize: 50, hasWholeJobs: true))
        #expect(!plan.isCheaper(than: 4, watching: 100, at: .zero))
        #expect(plan.isCheaper(than: 5, watching: 100, at: .zero))
    }

    @Test func `none is tried for a while after one that found little or failed`() {
        let listing = Capabilities.Listing(maximumPageSize: 50, hasWholeJobs: true)
        var plan = SweepPlan(listing)
        plan.learn(pages: 5, found: 5, watching: 100, at: .seconds(10))
        #expect(!plan.isCheaper(than: 100, watching: 100, at: .seconds(309)))
        #expect(plan.isCheaper(than: 100, watching: 100, at: .seconds(310)))
        for (error, pause) in [
            (WaitTests.lost, 30), (TranscriptionError(.permissionDenied, "No."), 3600),
            (TranscriptionError(.rateLimited, "Slow.", isRetryable: true, retryAfter: .seconds(77)), 77),
        ] {
            var plan = SweepPlan(listing)
            plan.learn(from: error, at: .zero)
            #expect(!plan.isCheaper(than: 100, watching: 100, at: .seconds(pause - 1)))
            #expect(plan.isCheaper(than: 100, watching: 100, at: .seconds(pause)))
        }
    }

    @Test func `further pages are read while that may be cheaper than asking for the rest`() {
        #expect(SweepPlan.goesOn(rest: 2, barren: 0))
        #expect(!SweepPlan.goesOn(rest: 1, barren: 0))
        #expect(!SweepPlan.goesOn(rest: 0, barren: 0))
        #expect(SweepPlan.goesOn(rest: 100, barren: 24))
        #expect(!SweepPlan.goesOn(rest: 100, barren: 25))
    }

    @Test func `pages in a row without any of the jobs are given up however many jobs there are`() {
        #expect(SweepPlan.goesOn(rest: 10_000, barren: 49))
        #expect(!SweepPlan.goesOn(rest: 10_000, barren: 50))
        #expect(!SweepPlan.goesOn(rest: 40, barren: 10))
    }
}

extension WebhookEvent {
    /// A delivery that says nothing of the state of a job, and proves nothing.
    static func claim(of id: JobID) -> WebhookEvent {
        WebhookEvent(
            id: "claim of \(id)",
            provider: "timed",
            jobID: id,
            status: .running,
            proof: WebhookProof(.callback)
        )
    }
}
