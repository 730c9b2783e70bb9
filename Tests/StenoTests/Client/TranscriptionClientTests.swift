import Steno
import StenoTestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct TranscriptionClientTests {
    static func running(
        cancel: Capabilities.Support,
        _ answer: ScriptedProvider.Answer<TranscriptionJob> = .value(WaitTests.job(.cancelled))
    ) -> ScriptedProvider {
        var capabilities = Capabilities.everything
        capabilities.operations[.cancel] = cancel
        return ScriptedProvider(capabilities: capabilities) {
            $0.submit = [.value(WaitTests.job(.queued))]
            $0.job = [.hang]
            $0.cancel = [answer]
        }
    }

    /// Transcribes, and cancels the task once the job has been asked for.
    static func abandon(_ provider: ScriptedProvider, _ clock: ManualClock) async -> Task<Transcript, any Error> {
        let client = WaitTests.client(provider, clock)
        let task = Task { try await client.transcribe(.init(audio: .stored(id: "x"))) }
        await WaitTests.pass(1, of: clock)
        await provider.untilCalled(.job)
        task.cancel()
        return task
    }

    @Test func `a request is submitted as it is`() async throws {
        let clock = ManualClock()
        let provider = WaitTests.provider(.value(WaitTests.job(.completed)))
        let request = JSONFormTests.request
        async let transcript = WaitTests.client(provider, clock).transcribe(request)
        await WaitTests.pass(1, of: clock)
        #expect(try await transcript == WaitTests.transcript)
        #expect(provider.requests == [request])
    }

    @Test func `an error of submitting is passed on`() async throws {
        let provider = ScriptedProvider { $0.submit = [.error(TranscriptionError(.quotaExceeded, "Full."))] }
        let error = await #expect(throws: TranscriptionError.self) {
            try await TranscriptionClient(provider: provider).transcribe(.init(audio: .stored(id: "x")))
        }
        #expect(error?.code == .quotaExceeded)
        #expect(error?.job == nil)
        #expect(provider.calls == [.submit])
    }

    @Test(arguments: [Capabilities.Support.supported, .unknown])
    func `an abandoned job is cancelled where the provider can`(support: Capabilities.Support) async throws {
        let provider = Self.running(cancel: support)
        let task = await Self.abandon(provider, ManualClock())
        #expect(try await WaitTests.failure(of: task).code == .cancelled)
        #expect(provider.calls == [.submit, .updates, .job, .cancel])
    }

    @Test func `an abandoned job goes on where the provider cannot cancel`() async throws {
        let provider = Self.running(cancel: .unsupported)
        let task = await Self.abandon(provider, ManualClock())
        #expect(try await WaitTests.failure(of: task).code == .cancelled)
        #expect(provider.count(.cancel) == 0)
    }

    @Test func `the error stays that of the wait when cancelling fails`() async throws {
        let provider = Self.running(cancel: .supported, .error(TranscriptionError(.notFound, "Gone.")))
        let task = await Self.abandon(provider, ManualClock())
        #expect(try await WaitTests.failure(of: task).code == .cancelled)
        #expect(provider.count(.cancel) == 1)
    }

    @Test(arguments: [ScriptedProvider.Answer<TranscriptionJob>.hang, .stall])
    func `cancelling that hangs is given up`(answer: ScriptedProvider.Answer<TranscriptionJob>) async throws {
        let clock = ManualClock()
        let provider = Self.running(cancel: .supported, answer)
        let task = await Self.abandon(provider, clock)
        await provider.untilCalled(.cancel)
        // The sleepers of the wait have gone or are about to; the one left is that of the cancelling.
        await clock.untilSleeping(1)
        clock.advance(by: .seconds(10))
        #expect(try await WaitTests.failure(of: task).code == .cancelled)
        provider.release()
    }

    @Test func `a job that fails by itself is not cancelled`() async throws {
        let clock = ManualClock()
        let provider = WaitTests.provider(.value(WaitTests.job(.failed)))
        let client = WaitTests.client(provider, clock)
        let task = Task { try await client.transcribe(.init(audio: .stored(id: "x"))) }
        await WaitTests.pass(1, of: clock)
        #expect(try await WaitTests.failure(of: task).code == .providerFailure)
        #expect(provider.count(.cancel) == 0)
    }

    @Test func `a job is taken up by its id`() async throws {
        let clock = ManualClock()
        let provider = WaitTests.provider(.value(WaitTests.job(.running)), .value(WaitTests.job(.completed)))
        let handle = try await WaitTests.client(provider, clock).resume("1")
        #expect(handle.job == WaitTests.job(.running))
        #expect(handle.id == "1")
        let task = Task { try await handle.transcript() }
        await WaitTests.pass(1, of: clock)
        #expect(try await task.value == WaitTests.transcript)
        #expect(provider.calls == [.job, .updates, .job, .transcript])
    }

    @Test func `a job that is not there cannot be taken up`() async throws {
        let provider = ScriptedProvider { $0.job = [.error(TranscriptionError(.notFound, "No such job."))] }
        let error = await #expect(throws: TranscriptionError.self) {
            try await TranscriptionClient(provider: provider).resume("9")
        }
        #expect(error?.code == .notFound)
        #expect(error?.provider == "scripted")
    }

    @Test func `a handle cancels its job`() async throws {
        let warning = JobWarning(message: "The audio is quiet.")
        let provider = ScriptedProvider {
            $0.submit = [.value(WaitTests.job(.queued, warnings: [warning]))]
            $0.cancel = [.value(WaitTests.job(.cancelled)), .error(CancellationError())]
        }
        let handle = try await TranscriptionClient(provider: provider).submit(.init(audio: .stored(id: "x")))
        #expect(try await handle.cancel() == WaitTests.job(.cancelled, warnings: [warning]))
        let error = await #expect(throws: TranscriptionError.self) { try await handle.cancel() }
        #expect(error?.job == handle.job)
    }
}
