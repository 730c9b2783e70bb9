import Logging
import StenoTestSupport
import Testing

@testable import Steno

/// What all waits of a client have in common.
@Suite(.timeLimit(.minutes(10))) struct PollerTests {
    static let noJitter = PollPolicy(jitter: 0)

    static func statuses(_ updates: AsyncThrowingStream<TranscriptionJob, any Error>) -> Task<[JobStatus], any Error> {
        Task { try await updates.reduce(into: [JobStatus]()) { $0.append($1.status) } }
    }

    static func error(of task: Task<Transcript, any Error>) async throws -> TranscriptionError {
        try #require(await #expect(throws: TranscriptionError.self) { try await task.value })
    }

    @Test func `several who wait for a job share its asks`() async throws {
        let clock = ManualClock()
        let provider = TimedProvider(clock: clock) { _ in .seconds(7) }
        let client = ClockedClient(clock, provider, Self.noJitter)
        let handle = try await client.submit()
        let waits = (0..<5).map { _ in Task { try await handle.transcript() } }
        let updates = (0..<5).map { _ in Self.statuses(handle.updates) }
        await client.untilWaiting(10)
        #expect(client.load.jobs == 1)
        await client.pass(until: .seconds(60))
        for wait in waits { #expect(try await wait.value.text == "Transcript 0.") }
        for update in updates { #expect(try await update.value == [.queued, .running, .completed]) }
        #expect(provider.asks(for: "0") == [.seconds(2), .seconds(4), .seconds(6), .seconds(8)])
        #expect(client.load == Poller.Load())
        #expect(clock.sleeperCount == 0)
    }

    @Test func `who comes later is told at once what is known`() async throws {
        let clock = ManualClock()
        let client = ClockedClient(clock, TimedProvider(clock: clock) { _ in .seconds(9) }, Self.noJitter)
        let handle = try await client.submit()
        let first = Self.statuses(handle.updates)
        await client.pass(until: .seconds(5))
        let second = Self.statuses(handle.updates)
        await client.pass(until: .seconds(60))
        #expect(try await first.value == [.queued, .running, .completed])
        #expect(try await second.value == [.running, .completed])
    }

    @Test func `cancelling one of two waits leaves the other`() async throws {
        let clock = ManualClock()
        let provider = TimedProvider(clock: clock) { _ in .seconds(7) }
        let client = ClockedClient(clock, provider, Self.noJitter)
        let handle = try await client.submit()
        let one = Task { try await handle.transcript() }
        let other = Task { try await handle.transcript() }
        await client.untilWaiting(2)
        await client.pass(until: .seconds(3))
        one.cancel()
        let error = try await Self.error(of: one)
        #expect(error.code == .cancelled)
        #expect(error.job?.status == .running)
        #expect(client.client.poller.crowd.watchers == 1)
        await client.pass(until: .seconds(60))
        #expect(try await other.value.text == "Transcript 0.")
        #expect(provider.asks(for: "0").count == 4)
    }

    @Test func `nothing is left when the last wait is cancelled`() async throws {
        let clock = ManualClock()
        let client = ClockedClient(clock, TimedProvider(clock: clock) { _ in .seconds(7) }, Self.noJitter)
        let handles = [try await client.submit(), try await client.submit()]
        let waits = handles.map { handle in Task { try await handle.transcript() } }
        await client.untilWaiting(2)
        for wait in waits { wait.cancel() }
        for wait in waits { #expect(try await Self.error(of: wait).code == .cancelled) }
        await client.untilQuiet()
        #expect(client.load == Poller.Load())
        #expect(clock.sleeperCount == 0)
    }

    @Test func `each wait has its own deadline`() async throws {
        let clock = ManualClock()
        let policy = PollPolicy(initialDelay: .seconds(4), growth: 1, jitter: 0, deadline: .seconds(20))
        let provider = TimedProvider(clock: clock) { _ in .seconds(30) }
        let client = ClockedClient(clock, provider, policy)
        let handle = try await client.submit()
        let early = Task { try await handle.transcript() }
        await client.untilWaiting(1)
        await client.pass(until: .seconds(13))
        let late = Task { try await handle.transcript() }
        await client.untilWaiting(2)
        await client.pass(until: .seconds(60))
        #expect(try await Self.error(of: early).code == .waitTimedOut)
        #expect(try await late.value.text == "Transcript 0.")
        // The last ask for the early wait comes a second before its end, and the rhythm begins anew with it.
        #expect(provider.asks(for: "0").map { $0 / .seconds(1) } == [4, 8, 12, 16, 19, 23, 27, 31])
    }

    @Test func `a job that vanished is reported as such, with its last state`() async throws {
        let clock = ManualClock()
        let provider = TimedProvider(
            clock: clock,
            fault: { call in
                if call.moment > .seconds(3) { throw TranscriptionError(.notFound, "No such job.", httpStatus: 404) }
            },
            length: { _ in .seconds(100) }
        )
        let client = ClockedClient(clock, provider, Self.noJitter)
        let handle = try await client.submit()
        let wait = Task { try await handle.transcript() }
        await client.untilWaiting(1)
        await client.pass(until: .seconds(60))
        let error = try await Self.error(of: wait)
        #expect(error.code == .notFound)
        #expect(error.message == "The job 0 is gone; it was running when last heard of. No such job.")
        #expect(error.httpStatus == 404)
        #expect(error.job?.status == .running)
        #expect(provider.asks(for: "0") == [.seconds(2), .seconds(4)])
    }

    @Test func `delays double with each failure, and start anew after a success`() async throws {
        let clock = ManualClock()
        let provider = TimedProvider(
            clock: clock,
            fault: { call in if call.moment < .seconds(30), call.isAsk { throw WaitTests.lost } },
            length: { _ in .seconds(33) }
        )
        let client = ClockedClient(clock, provider, PollPolicy(growth: 1, jitter: 0))
        let handle = try await client.submit()
        let wait = Task { try await handle.transcript() }
        await client.untilWaiting(1)
        await client.pass(until: .seconds(60))
        #expect(try await wait.value.text == "Transcript 0.")
        #expect(provider.asks(for: "0").map { $0 / .seconds(1) } == [2, 4, 8, 16, 32, 34])
    }

    @Test(arguments: [0, 3]) func `only so many failures in a row are ridden out where the policy says so`(
        allowed: Int
    ) async throws {
        let clock = ManualClock()
        let provider = TimedProvider(
            clock: clock,
            fault: { call in if call.moment > .seconds(3) { throw WaitTests.lost } },
            length: { _ in .seconds(1000) }
        )
        let client = ClockedClient(clock, provider, PollPolicy(jitter: 0, failuresAllowed: allowed))
        let handle = try await client.submit()
        let wait = Task { try await handle.transcript() }
        await client.untilWaiting(1)
        await client.pass(until: .seconds(1000))
        let error = try await Self.error(of: wait)
        #expect(error.code == .connection)
        #expect(error.job?.status == .running)
        #expect(provider.asks(for: "0").count == 2 + allowed)
    }

    @Test func `a service that has had too many requests is left alone by all`() async throws {
        let clock = ManualClock()
        let throttled = TranscriptionError(.rateLimited, "Slow.", isRetryable: true, retryAfter: .seconds(30))
        let provider = TimedProvider(
            clock: clock,
            fault: { call in if call.moment < .seconds(3) { throw throttled } },
            length: { _ in .seconds(1) }
        )
        let client = ClockedClient(clock, provider, Self.noJitter)
        let handles = [try await client.submit(), try await client.submit(), try await client.submit()]
        let waits = handles.map { handle in Task { try await handle.transcript() } }
        await client.untilWaiting(3)
        await client.pass(until: .seconds(100))
        for wait in waits { _ = try await wait.value }
        let asks = provider.calls.filter(\.isAsk).map(\.moment)
        #expect(asks.count == 4)
        #expect(asks.dropFirst().allSatisfy { $0 >= .seconds(32) })
    }

    @Test func `a slow call gives up its place, and one that hangs is left behind in the end`() async throws {
        let clock = ManualClock()
        let provider = TimedProvider(
            clock: clock,
            fault: { call in
                if call.kind == .job("0"), call.moment < .seconds(10) { await hang() }
            },
            length: { _ in .seconds(1) }
        )
        let poller = Poller(
            provider: provider,
            policy: Self.noJitter,
            clock: clock,
            generator: SeededGenerator(seed: 1),
            logger: .init(label: "test"),
            callsAtOnce: 1
        )
        let jobs = [
            try await provider.submit(.init(audio: .stored(id: "x"))),
            try await provider.submit(.init(audio: .stored(id: "y"))),
        ]
        let first = Task { try await JobWait.begin(for: JobInHand(jobs[0]), in: poller).end().job.status }
        await until { poller.crowd == (1, 0) }
        let second = Task { try await JobWait.begin(for: JobInHand(jobs[1]), in: poller).end().job.status }
        await until { poller.crowd == (2, 0) }
        await clock.untilSleeping(within: .seconds(2))
        clock.advance(by: .seconds(2))
        await until { poller.load.alarm == .seconds(2) + Poller.slowCall }
        await until { provider.calls.map(\.kind) == [.job("0")] }
        await clock.untilSleeping(within: Poller.slowCall)
        clock.advanceToNextSleeper()
        #expect(try await second.value == .completed)
        // It is left behind with whatever happens next.
        clock.advance(by: Poller.longestCall)
        poller.note(jobs[1], request: 0)
        await clock.untilSleeping(within: .seconds(240))
        clock.advanceToNextSleeper()
        #expect(try await first.value == .completed)
    }

    @Test func `what is asked for at once does not keep what the policy says waiting`() async throws {
        let clock = ManualClock()
        let provider = TimedProvider(clock: clock) { number in .seconds(number == 0 ? 3 : 100) }
        let client = ClockedClient(clock, provider, PollPolicy(growth: 1, jitter: 0, asksPerSecond: 1))
        let handle = try await client.submit()
        for _ in 0..<20 { _ = try await client.submit() }
        let wait = Task { try await handle.transcript() }
        await client.untilWaiting(1)
        let answers = (1...20).map { number in
            Task { try await client.client.deliver(.claim(of: JobID(rawValue: "\(number)"))).status }
        }
        // The first is asked for at once.
        await until { client.client.poller.crowd.watchers >= 20 }
        await client.pass(until: .seconds(30))
        #expect(provider.asks(for: "0").map { $0 / .seconds(1) } == [2, 4])
        #expect(try await wait.value.text == "Transcript 0.")
        for answer in answers { #expect(try await answer.value == .running) }
    }

    @Test(arguments: [0, 3]) func `fetching a transcript fails no more often than the policy allows`(
        allowed: Int
    ) async throws {
        let clock = ManualClock()
        let provider = TimedProvider(
            clock: clock,
            fault: { call in if !call.isAsk { throw WaitTests.lost } },
            length: { _ in .seconds(1) }
        )
        let policy = PollPolicy(jitter: 0, deadline: nil, failuresAllowed: allowed)
        let client = ClockedClient(clock, provider, policy)
        let handle = try await client.submit()
        let wait = Task { try await handle.transcript() }
        await client.untilWaiting(1)
        await client.pass(until: .seconds(2))
        for tries in 1...max(allowed, 1) where tries <= allowed {
            await until { provider.calls.count { !$0.isAsk } == tries }
            await clock.untilSleeping(within: .seconds(3600))
            clock.advanceToNextSleeper()
        }
        #expect(try await Self.error(of: wait).code == .connection)
        #expect(provider.calls.count { !$0.isAsk } == 1 + allowed)
    }

    @Test func `an answer that was overtaken says nothing`() async throws {
        let clock = ManualClock()
        let client = ClockedClient(clock, TimedProvider(clock: clock) { _ in .seconds(3) }, Self.noJitter)
        let handle = try await client.submit()
        let updates = Self.statuses(handle.updates)
        let before = client.client.poller.nextNumber()
        await client.pass(until: .seconds(2))
        client.client.poller.note(handle.job, request: before)
        await client.pass(until: .seconds(60))
        #expect(try await updates.value == [.queued, .running, .completed])
    }

    @Test func `what another call says of a job counts for its waits`() async throws {
        let clock = ManualClock()
        let provider = TimedProvider(clock: clock) { _ in .seconds(1) }
        let client = ClockedClient(clock, provider, PollPolicy(initialDelay: .seconds(60)))
        let handle = try await client.submit()
        let wait = Task { try await handle.transcript() }
        await client.untilWaiting(1)
        clock.advance(by: .seconds(1))
        #expect(try await client.client.resume("0").job.status == .completed)
        #expect(try await wait.value.text == "Transcript 0.")
        #expect(provider.singleAsks.count == 1)
    }

    @Test func `ten thousand waits are one timer and no task`() async throws {
        let clock = ManualClock()
        let provider = TimedProvider(clock: clock) { _ in .seconds(100) }
        let client = ClockedClient(clock, provider, PollPolicy(initialDelay: .seconds(3600), audioShare: 0))
        var waits: [Task<Transcript, any Error>] = []
        for _ in 0..<10_000 {
            let handle = try await client.submit()
            waits.append(Task { try await handle.transcript() })
        }
        await client.untilWaiting(10_000)
        #expect(client.load.jobs == 10_000)
        #expect(client.load.calls == 0)
        #expect(client.client.poller.crowd.followed == 0)
        #expect(clock.sleeperCount == 1)
        for wait in waits { wait.cancel() }
        for wait in waits { _ = await wait.result }
        await client.untilQuiet()
        #expect(client.load == Poller.Load())
        #expect(clock.sleeperCount == 0)
        // What a watched job, its watcher and its two places in the lists take.
        let bytes =
            MemoryLayout<WatchedJob>.stride + MemoryLayout<JobWatcher>.stride + 2 * MemoryLayout<DueList.Item>.stride
        #expect(bytes < 600, "\(bytes)")
    }
}
