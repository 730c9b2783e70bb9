import Steno
import StenoTestSupport
import Testing

/// Waiting for a job whose provider pushes its snapshots.
@Suite(.timeLimit(.minutes(10))) struct PushedUpdatesTests {
    typealias Pushed = ScriptedProvider.Pushed

    static func provider(
        _ pushed: ScriptedProvider.Answer<Pushed?>,
        job: ScriptedProvider.Answer<TranscriptionJob> = .value(WaitTests.job(.completed))
    ) -> ScriptedProvider {
        ScriptedProvider {
            $0.submit = [.value(WaitTests.job(.queued))]
            $0.updates = [pushed]
            $0.job = [job]
            $0.transcript = [.value(WaitTests.transcript)]
        }
    }

    static func stream(_ jobs: TranscriptionJob..., error: (any Error)? = nil) -> Pushed {
        Pushed { continuation in
            for job in jobs { continuation.yield(job) }
            continuation.finish(throwing: error)
        }
    }

    @Test func `pushed snapshots are passed on without asking`() async throws {
        let pushed = Self.stream(
            WaitTests.job(.queued),
            WaitTests.job(.running, progress: 0.5),
            WaitTests.job(.running, progress: 0.5),
            WaitTests.job(.completed),
            WaitTests.job(.running)
        )
        let provider = Self.provider(.value(pushed))
        let handle = try await WaitTests.client(provider, ManualClock()).submit(.init(audio: .stored(id: "x")))
        let seen = try await handle.updates.reduce(into: []) { $0.append($1) }
        #expect(seen == [WaitTests.job(.queued), WaitTests.job(.running, progress: 0.5), WaitTests.job(.completed)])
        #expect(provider.calls == [.submit, .updates])
    }

    @Test func `the transcript is had without asking for the job`() async throws {
        let provider = Self.provider(.value(Self.stream(WaitTests.job(.completed))))
        let task = try await WaitTests.waiting(provider, ManualClock())
        #expect(try await task.value == WaitTests.transcript)
        #expect(provider.calls == [.submit, .updates, .transcript])
    }

    @Test func `where the pushing stops early the provider is asked`() async throws {
        for pushed in [
            .value(Self.stream()), .value(Self.stream(WaitTests.job(.running))), .error(WaitTests.lost),
            .value(Self.stream(WaitTests.job(.running), error: WaitTests.lost)),
        ] as [ScriptedProvider.Answer<Pushed?>] {
            let clock = ManualClock()
            let provider = Self.provider(pushed)
            let task = try await WaitTests.waiting(provider, clock)
            await WaitTests.pass(1, of: clock)
            #expect(try await task.value == WaitTests.transcript)
            #expect(provider.calls == [.submit, .updates, .job, .transcript])
        }
    }

    @Test func `an error that will not pass ends the wait with the last state`() async throws {
        let failure = TranscriptionError(.invalidModel, "The model is damaged.")
        let provider = Self.provider(.value(Self.stream(WaitTests.job(.running), error: failure)))
        let task = try await WaitTests.waiting(provider, ManualClock())
        let error = try await WaitTests.failure(of: task)
        #expect(error.code == .invalidModel)
        #expect(error.job == WaitTests.job(.running))
    }

    @Test func `the deadline holds for pushed snapshots`() async throws {
        let clock = ManualClock()
        let (pushed, continuation) = Pushed.makeStream()
        continuation.yield(WaitTests.job(.running))
        let task = try await WaitTests.waiting(Self.provider(.value(pushed)), clock)
        await clock.untilSleeping(1)
        clock.advanceToNextSleeper()
        let error = try await WaitTests.failure(of: task)
        #expect(error.code == .waitTimedOut)
        #expect(clock.now.offset == .seconds(4 * 3600))
        continuation.finish()
    }

    @Test func `cancelling ends the wait and the stream`() async throws {
        let (pushed, continuation) = Pushed.makeStream()
        let (ends, ended) = AsyncStream<Void>.makeStream()
        continuation.onTermination = { _ in ended.finish() }
        let provider = Self.provider(.value(pushed))
        let task = try await WaitTests.waiting(provider, ManualClock())
        await provider.untilCalled(.updates)
        task.cancel()
        #expect(try await WaitTests.failure(of: task).code == .cancelled)
        for await _ in ends {}
    }
}
