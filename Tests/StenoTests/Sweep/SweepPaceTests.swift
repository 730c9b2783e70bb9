import Foundation
import Steno
import StenoTestSupport
import Testing

/// How fast a sweep deletes, and what becomes of failures.
@Suite(.timeLimit(.minutes(10))) struct SweepPaceTests {
    private static func jobs(_ count: Int) -> [TranscriptionJob] {
        (0..<count).map { .aged(JobID(rawValue: "\($0)"), days: 100 - Double($0)) }
    }

    @Test(arguments: [0.5, 2, 8, 40])
    func `deletions keep the pace`(rate: Double) async {
        let clock = HurriedClock()
        let provider = SweptProvider(jobs: Self.jobs(50), clock: clock)
        _ = await provider.swept(SweepPolicy(olderThan: .days(7), deletionsPerSecond: rate), clock: clock)
        let moments = provider.deletions.map(\.moment)
        #expect(moments.count == 50)
        #expect(moments.first == .zero)
        for (one, next) in zip(moments, moments.dropFirst()) {
            #expect(abs((next - one) / .seconds(1) - 1 / rate) < 1e-6)
        }
    }

    @Test func `a reader that is slower than the pace is not held up`() async throws {
        let clock = ManualClock()
        let provider = SweptProvider(jobs: Self.jobs(3))
        var iterator = provider.sweep(.week, now: today, clock: clock).makeAsyncIterator()
        for _ in 0..<3 {
            #expect(try await iterator.next() != nil)
            clock.advance(by: .seconds(1))
        }
        #expect(try await iterator.next() == nil)
    }

    @Test func `a dry run needs no pauses`() async {
        let clock = HurriedClock()
        let policy = SweepPolicy(olderThan: .days(7), isDryRun: true)
        #expect(await SweptProvider(jobs: Self.jobs(50)).swept(policy, clock: clock).findings.count == 50)
        #expect(clock.pauses == [])
    }

    @Test func `a deletion that fails does not stop the others`() async throws {
        let provider = SweptProvider(jobs: Self.jobs(6))
        provider.refuse("1", .init(.providerFailure, "broken"))
        provider.refuse("3", .init(.connection, "broken off", isRetryable: true))
        let (findings, error) = await provider.swept()
        #expect(error == nil)
        #expect(
            findings.map(\.words) == [
                "0 deleted", "1 failed providerFailure", "2 deleted", "3 failed connection", "4 deleted", "5 deleted",
            ]
        )
        guard case .failed(let failure) = findings[1].outcome else { return }
        #expect(failure.job?.id == "1")
        #expect(failure.provider == "swept")
    }

    @Test func `a job that is being processed is tried again after the others, and not for ever`() async {
        let clock = HurriedClock()
        let provider = SweptProvider(jobs: Self.jobs(3), clock: clock)
        let busy = TranscriptionError(.invalidState, "being processed")
        provider.refuse("0", busy)
        provider.refuse("1", busy, busy, busy, busy)
        let (findings, _) = await provider.swept(clock: clock)
        #expect(provider.deleted == ["0", "1", "2", "0", "1", "1"])
        #expect(findings.map(\.words) == ["2 deleted", "0 deleted", "1 failed invalidState"])
        let last = provider.deletions.suffix(2).map(\.moment)
        #expect(last[1] - last[0] >= .seconds(5))
    }

    @Test func `when the service asks for a pause it is given one`() async {
        let clock = HurriedClock(limit: .seconds(100))
        let provider = SweptProvider(jobs: Self.jobs(3), clock: clock)
        provider.refuse("1", .init(.rateLimited, "slow down", isRetryable: true, retryAfter: .seconds(40)))
        let (findings, _) = await provider.swept(clock: clock)
        #expect(findings.map(\.words) == ["0 deleted", "2 deleted", "1 deleted"])
        let moments = provider.deletions.map(\.moment)
        #expect(moments[2] - moments[1] == .seconds(40))
    }

    @Test(arguments: [TranscriptionError.Code.authentication, .unsupportedOperation])
    func `a failure that would meet every job ends the sweep, when it was told of`(code: TranscriptionError.Code) async
    {
        let provider = SweptProvider(jobs: Self.jobs(5))
        provider.refuse("1", .init(code, "no"))
        let (findings, error) = await provider.swept()
        #expect(findings.map(\.words) == ["0 deleted", "1 failed \(code)"])
        #expect(error?.code == code)
        #expect(provider.deleted.count == 2)
    }

    @Test func `ten failures of the service in a row end the sweep`() async {
        let provider = SweptProvider(jobs: Self.jobs(30))
        for id in 1..<30 where id != 9 { provider.refuse("\(id)", .init(.connection, "broken", isRetryable: true)) }
        let (findings, error) = await provider.swept()
        #expect(error?.code == .connection)
        // One succeeds, eight fail, one succeeds, ten fail.
        #expect(findings.count == 20)
        #expect(provider.deleted.count == 20)
    }

    @Test func `failures that lie with single jobs do not end it`() async {
        let provider = SweptProvider(jobs: Self.jobs(30))
        for id in 0..<30 { provider.refuse("\(id)", .init(.conflict, "no")) }
        let (findings, error) = await provider.swept()
        #expect(findings.count == 30)
        #expect(error == nil)
    }

    @Test func `cancelling ends it at once while it waits`() async throws {
        let clock = ManualClock()
        let provider = SweptProvider(jobs: Self.jobs(5))
        let sweeping = Task {
            var count = 0
            for try await _ in provider.sweep(.week, now: today, clock: clock) { count += 1 }
            return count
        }
        await clock.untilSleeping(1)
        sweeping.cancel()
        let error = await #expect(throws: TranscriptionError.self) { try await sweeping.value }
        #expect(error?.code == .cancelled)
        #expect(provider.deleted.count == 1)
    }

    @Test func `cancelling ends it at once while it deletes`() async throws {
        let provider = SweptProvider(jobs: Self.jobs(5))
        provider.hang(fromDeletion: 2)
        let (told, telling) = AsyncStream<Void>.makeStream()
        let sweeping = Task {
            for try await _ in provider.sweep(.week, now: today, clock: HurriedClock()) { telling.yield() }
        }
        for await _ in told { break }
        sweeping.cancel()
        let error = await #expect(throws: TranscriptionError.self) { try await sweeping.value }
        #expect(error?.code == .cancelled)
        #expect(provider.deleted.count <= 2)
    }

    @Test func `after an error the sweep is over`() async throws {
        let provider = ScriptedProvider { $0.list = [.error(TranscriptionError(.connection, "broken off"))] }
        var iterator = provider.sweep(.week, now: today).makeAsyncIterator()
        let error = await #expect(throws: TranscriptionError.self) { try await iterator.next() }
        #expect(error?.code == .connection)
        #expect(try await iterator.next() == nil)
        #expect(provider.calls == [.list])
    }

    // MARK: Refusals

    @Test(arguments: [
        SweepPolicy(olderThan: .zero), SweepPolicy(olderThan: .seconds(-1)),
        SweepPolicy(olderThan: .days(1), deletionsPerSecond: 0),
        SweepPolicy(olderThan: .days(1), deletionsPerSecond: .nan),
    ])
    func `a policy that makes no sense is refused before any call`(policy: SweepPolicy) async {
        let provider = ScriptedProvider()
        let (findings, error) = await provider.swept(policy)
        #expect(findings.isEmpty)
        #expect(error?.code == .invalidRequest)
        #expect(provider.calls == [])
    }

    @Test(arguments: [Capabilities.Operation.list, .delete])
    func `who has no list or cannot delete is refused before any call`(operation: Capabilities.Operation) async {
        var capabilities = Capabilities.everything
        capabilities.operations[operation] = nil
        let provider = ScriptedProvider(id: "poor", capabilities: capabilities)
        let error = await provider.swept().error
        #expect(error?.code == .unsupportedOperation)
        #expect(error?.message == "poor cannot be swept, as that takes a list of jobs and a way to delete them.")
        #expect(provider.calls == [])
    }
}
