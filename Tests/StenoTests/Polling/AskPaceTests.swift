import StenoTestSupport
import Testing

@testable import Steno

/// How asks for many jobs are spread over time.
@Suite(.timeLimit(.minutes(10))) struct AskPaceTests {
    static func asks(of jobs: Int, by policy: PollPolicy, until end: Duration) async throws -> [Duration] {
        let clock = ManualClock()
        let provider = TimedProvider(clock: clock) { _ in .seconds(100_000) }
        let client = ClockedClient(clock, provider, policy)
        var waits: [Task<Transcript, any Error>] = []
        for _ in 0..<jobs {
            let handle = try await client.submit()
            waits.append(Task { try await handle.transcript() })
        }
        await client.untilWaiting(jobs)
        await client.pass(until: end)
        for wait in waits { wait.cancel() }
        for wait in waits { _ = await wait.result }
        return provider.calls.map(\.moment)
    }

    @Test func `a thousand waits begun together keep under the rate, evenly`() async throws {
        let asks = try await Self.asks(of: 1000, by: PollPolicy(asksPerSecond: 50), until: .seconds(80))
        let span = try #require(asks.last) - asks[0]
        let mean = Double(asks.count) / (span / .seconds(1))
        let most = asks.mostInASecond { $0 }
        #expect(mean > 45)
        #expect(most <= 50)
        #expect(Double(most) <= 1.5 * mean)
    }

    @Test func `without a rate the asks are spread all the same`() async throws {
        let asks = try await Self.asks(of: 1000, by: PollPolicy(growth: 1, asksPerSecond: nil), until: .seconds(12))
        let mean = Double(asks.count) / 10
        let most = asks.mostInASecond { $0 }
        #expect(mean > 450)
        #expect(Double(most) <= 1.5 * mean, "\(most) of \(mean)")
    }

    @Test func `a few asks are never held back`() {
        var pace = AskPace(asksPerSecond: nil)
        pace.demand = 1
        pace.take(at: .seconds(100))
        #expect(pace.next <= .milliseconds(100_100))
        pace.take(at: .milliseconds(100_102))
        #expect(pace.next <= .milliseconds(100_202))
    }

    @Test func `a little lateness is made up for, a pause is not`() {
        var pace = AskPace(asksPerSecond: 10)
        pace.demand = 1000
        pace.take(at: .seconds(10))
        #expect(pace.next == .milliseconds(10_100))
        pace.take(at: .milliseconds(10_104))
        #expect(pace.next == .milliseconds(10_200))
        pace.take(at: .milliseconds(10_300))
        #expect(pace.next == .milliseconds(10_400))
    }

    @Test func `a service's wish to be left alone is kept to, for a minute at most`() {
        var pace = AskPace(asksPerSecond: 10)
        pace.pause(for: .seconds(5), at: .seconds(100))
        #expect(pace.next == .seconds(105))
        pace.pause(for: .seconds(1), at: .seconds(100))
        #expect(pace.next == .seconds(105))
        pace.pause(for: .seconds(3600), at: .seconds(100))
        #expect(pace.next == .seconds(160))
    }

    @Test(arguments: [0, -1, 0.0001]) func `a rate that makes no sense is the lowest`(rate: Double) {
        var pace = AskPace(asksPerSecond: rate)
        pace.take(at: .zero)
        #expect(pace.next == .seconds(1000))
    }
}
