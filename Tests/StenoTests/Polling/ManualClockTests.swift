import StenoTestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct ManualClockTests {
    @Test func `sleepers wake when their time has come`() async throws {
        let clock = ManualClock()
        let tasks = [3, 1, 2].map { seconds in
            Task { try await clock.sleep(for: .seconds(seconds)) }
        }
        await clock.untilSleeping(3)
        clock.advance(by: .milliseconds(999))
        #expect(clock.sleeperCount == 3)
        clock.advance(by: .milliseconds(1))
        #expect(clock.sleeperCount == 2)
        try await tasks[1].value
        #expect(clock.advanceToNextSleeper() == .seconds(1))
        try await tasks[2].value
        #expect(clock.advanceToNextSleeper() == .seconds(1))
        try await tasks[0].value
        #expect(clock.sleeperCount == 0)
        #expect(clock.advanceToNextSleeper() == .zero)
        #expect(clock.now.offset == .seconds(3))
    }

    @Test func `a moment that has passed is not slept for`() async throws {
        let clock = ManualClock()
        try await clock.sleep(until: .init(offset: .zero))
        try await clock.sleep(for: .seconds(-1))
    }

    @Test func `cancelling wakes a sleeper, also before it sleeps`() async {
        let clock = ManualClock()
        let task = Task { try await clock.sleep(for: .seconds(1)) }
        await clock.untilSleeping(1)
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        await clock.untilSleeping(0)
        let cancelled = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            try await clock.sleep(for: .seconds(1))
        }
        await #expect(throws: CancellationError.self) { try await cancelled.value }
    }
}

@Suite struct SeededGeneratorTests {
    @Test func `it is SplitMix64`() {
        var generator = SeededGenerator(seed: 1_234_567)
        #expect(
            [generator.next(), generator.next(), generator.next()]
                == [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423]
        )
    }
}
