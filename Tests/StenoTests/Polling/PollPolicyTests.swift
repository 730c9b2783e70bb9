import StenoTestSupport
import Testing

@testable import Steno

@Suite struct PollPolicyTests {
    static let seeds: Range<UInt64> = 0..<500

    /// The moments of the asks for a job that takes this long, with the one that finds it ended.
    static func asks(
        for length: Duration,
        by policy: PollPolicy = .init(),
        using generator: any RandomNumberGenerator & Sendable
    ) -> [Duration] {
        var moments: [Duration] = []
        var now: Duration = .zero
        for delay in policy.delays(using: generator) {
            now += delay
            moments.append(now)
            if now >= length { break }
        }
        return moments
    }

    static func seconds(_ policy: PollPolicy, _ count: Int, _ chance: UInt64 = 0) -> [Double] {
        policy.delays(using: ConstantGenerator(chance)).prefix(count).map { $0 / .seconds(1) }
    }

    @Test func `a job of an hour needs at most 40 asks`() {
        let counts = Self.seeds.map { Self.asks(for: .seconds(3600), using: SeededGenerator(seed: $0)).count }
        #expect(counts.allSatisfy { $0 <= 40 }, "\(counts.max() ?? 0)")
        #expect(counts.allSatisfy { $0 >= 35 })
    }

    @Test func `a job of ten seconds is seen within two of its end`() throws {
        for seed in Self.seeds {
            let last = try #require(Self.asks(for: .seconds(10), using: SeededGenerator(seed: seed)).last)
            #expect(last <= .seconds(12))
        }
        // Whatever chance gives, and for every shorter job too.
        for tenths in 1...100 {
            for chance: UInt64 in [0, .max, .max / 2] {
                let length = Duration.milliseconds(tenths * 100)
                let last = try #require(Self.asks(for: length, using: ConstantGenerator(chance)).last)
                #expect(last - length <= .seconds(2))
            }
        }
    }

    @Test func `an end is seen late by at most a quarter of the job's time, and by at most four minutes`() throws {
        for seed in Self.seeds {
            let length = Duration.seconds(Int(seed) * 8 + 10)
            let last = try #require(Self.asks(for: length, using: SeededGenerator(seed: seed)).last)
            #expect(last - length <= min(length / 4, .seconds(240)))
        }
    }

    @Test func `the default delays grow up to four minutes`() {
        let delays = Self.seconds(PollPolicy(), 60)
        #expect(delays.prefix(5).allSatisfy { abs($0 - 2) < 1e-6 })
        #expect(zip(delays, delays.dropFirst()).allSatisfy { $0 <= $1 })
        #expect(delays.last == 240)
    }

    @Test func `chance shortens a delay by its share at most`() throws {
        for seed in Self.seeds {
            var waited = 0.0
            for delay in PollPolicy(jitter: 0.5).delays(using: SeededGenerator(seed: seed)).prefix(50) {
                let seconds = delay / .seconds(1)
                let ceiling = min(max(2, 0.25 * (waited - 2)), 240)
                #expect(seconds <= ceiling * 1.000_001)
                #expect(seconds >= ceiling * 0.499_999)
                waited += seconds
            }
        }
        #expect(Self.seconds(PollPolicy(jitter: 0.5), 1, .max).allSatisfy { abs($0 - 1) < 1e-6 })
    }

    @Test func `the same seed gives the same delays`() {
        let one = Array(PollPolicy().delays(using: SeededGenerator(seed: 7)).prefix(6))
        #expect(one == Array(PollPolicy().delays(using: SeededGenerator(seed: 7)).prefix(6)))
        #expect(one != Array(PollPolicy().delays(using: SeededGenerator(seed: 8)).prefix(6)))
        let milliseconds = one.map { Int(($0 / .milliseconds(1)).rounded()) }
        #expect(milliseconds == [1926, 1924, 1848, 1832, 1880, 1833])
    }

    @Test func `a policy of one's own is followed`() {
        let doubling = PollPolicy(initialDelay: .seconds(1), growth: 2, maximumDelay: .seconds(5), jitter: 0)
        #expect(Self.seconds(doubling, 6) == [1, 1, 1, 2, 4, 5])
        #expect(Self.seconds(PollPolicy(initialDelay: .seconds(3), growth: 1, jitter: 0), 3) == [3, 3, 3])
        #expect(Self.seconds(PollPolicy(initialDelay: .seconds(9), maximumDelay: .seconds(4), jitter: 0), 2) == [4, 4])
    }

    @Test(arguments: [
        PollPolicy(initialDelay: .zero), PollPolicy(initialDelay: .seconds(-5), maximumDelay: .seconds(-1)),
        PollPolicy(growth: .nan, jitter: .nan), PollPolicy(growth: -3), PollPolicy(growth: 0, jitter: 7),
        PollPolicy(growth: .infinity), PollPolicy(jitter: -1), PollPolicy(jitter: .infinity),
        PollPolicy(initialDelay: .seconds(Int64.max), growth: .infinity, maximumDelay: .seconds(Int64.max)),
        PollPolicy(initialDelay: .nanoseconds(1), growth: .greatestFiniteMagnitude, maximumDelay: .seconds(Int64.max)),
    ])
    func `values that make no sense are read as the nearest that do`(policy: PollPolicy) {
        for chance: UInt64 in [0, .max] {
            let delays = Array(policy.delays(using: ConstantGenerator(chance)).prefix(100))
            #expect(delays.count == 100)
            #expect(delays.allSatisfy { $0 >= .milliseconds(1) && $0 <= .seconds(1_000_000_000) })
        }
    }

    @Test func `the first delay is a share of the audio's length where that is longer`() {
        func first(_ audioDuration: Double?, _ policy: PollPolicy = .init()) -> Double {
            PollSchedule(policy).ceiling(in: .init(waited: 0, isFirst: true, audioDuration: audioDuration))
        }
        #expect(first(3600) == 18)
        #expect(first(60) == 2)
        #expect(first(nil) == 2)
        #expect(first(.infinity) == 2)
        #expect(first(1e9) == 240)
        #expect(first(3600, PollPolicy(audioShare: .nan)) == 2)
        let schedule = PollSchedule(PollPolicy())
        #expect(schedule.ceiling(in: .init(waited: 4, audioDuration: 3600)) == 2)
    }

    @Test func `delays at least double with each failure after the first, up to the longest`() {
        let schedule = PollSchedule(PollPolicy())
        let ceilings = [0, 1, 2, 3, 6, 7, 8, 9, 1000].map { schedule.ceiling(in: .init(waited: 1, failures: $0)) }
        #expect(ceilings == [2, 2, 4, 8, 64, 128, 240, 240, 240])
        #expect(schedule.ceiling(in: .init(waited: 100, failures: 2)) == 24.5)
    }

    @Test func `delays are so many times as long while webhooks tell`() {
        func ceiling(_ waited: Double, _ relaxation: Double) -> Double {
            PollSchedule(PollPolicy(relaxation: relaxation)).ceiling(in: .init(waited: waited, isRelaxed: true))
        }
        #expect(ceiling(1, 5) == 10)
        #expect(ceiling(102, 5) == 125)
        #expect(ceiling(10_000, 5) == 1200)
        #expect(ceiling(1, 0) == 2)
        #expect(ceiling(1, .nan) == 2)
        #expect(ceiling(1, .infinity) == 1_000_000_000)
    }

    @Test func `the nearest values are those said`() {
        #expect(Self.seconds(PollPolicy(growth: .nan, jitter: .nan), 3, .max) == [2, 2, 2])
        #expect(Self.seconds(PollPolicy(growth: .infinity, jitter: 0), 3) == [2, 2, 240])
        #expect(Self.seconds(PollPolicy(jitter: -1), 2, .max) == [2, 2])
        #expect(Self.seconds(PollPolicy(initialDelay: .zero, growth: 1), 2) == [0.001, 0.001])
    }

    @Test(arguments: [
        (Duration.seconds(60), Duration.seconds(59)), (.seconds(5), .milliseconds(4500)), (.zero, .zero),
        (.seconds(-3), .milliseconds(-2700)), (.seconds(Int64.max), .seconds(999_999_999)),
    ])
    func `the last ask lands before the deadline`(deadline: Duration, lastAsk: Duration) throws {
        let limits = try #require(PollPolicy(deadline: deadline).limits)
        #expect(limits.lastAsk == lastAsk)
        #expect(PollPolicy(deadline: nil).limits == nil)
    }
}
