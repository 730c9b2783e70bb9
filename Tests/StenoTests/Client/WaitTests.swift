import Logging
import StenoTestSupport
import Synchronization
import Testing

@testable import Steno

/// Waiting for a job by asking for it, on a clock moved by hand.
///
/// However many wait, one task sleeps on the clock: until the next ask or the next deadline, whichever comes first.
@Suite(.timeLimit(.minutes(10))) struct WaitTests {
    typealias Answer = ScriptedProvider.Answer

    static let transcript = Transcript(text: "Good morning.")
    static let lost = TranscriptionError(.connection, "The connection was lost.", isRetryable: true)
    static let noJitter = PollPolicy(jitter: 0)

    static func job(_ status: JobStatus, progress: Double? = nil, warnings: [JobWarning] = []) -> TranscriptionJob {
        TranscriptionJob(id: "1", provider: "scripted", status: status, progress: progress, warnings: warnings)
    }

    static func client(
        _ provider: ScriptedProvider,
        _ clock: ManualClock,
        _ policy: PollPolicy = noJitter
    ) -> TranscriptionClient {
        TranscriptionClient(
            provider: provider,
            pollPolicy: policy,
            clock: clock,
            generator: SeededGenerator(seed: 1),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
    }

    static func provider(
        _ answers: Answer<TranscriptionJob>...,
        transcript: Answer<Transcript> = .value(transcript)
    ) -> ScriptedProvider {
        ScriptedProvider {
            $0.submit = [.value(job(.queued))]
            $0.job = answers
            $0.transcript = [transcript]
        }
    }

    /// Submits and begins to wait for the transcript.
    static func waiting(
        _ provider: ScriptedProvider,
        _ clock: ManualClock,
        _ policy: PollPolicy = noJitter
    ) async throws -> Task<Transcript, any Error> {
        let handle = try await client(provider, clock, policy).submit(.init(audio: .stored(id: "x")))
        return Task { try await handle.transcript() }
    }

    /// Lets the client make this many asks, each as soon as it is due.
    ///
    /// What is within the time given must be the next ask, and not yet the deadline.
    static func pass(_ count: Int, of clock: ManualClock, within limit: Duration = .seconds(250)) async {
        for _ in 0..<count {
            await clock.untilSleeping(within: limit)
            clock.advanceToNextSleeper()
        }
    }

    static func failure(of task: Task<Transcript, any Error>) async throws -> TranscriptionError {
        try #require(await #expect(throws: TranscriptionError.self) { try await task.value })
    }

    @Test func `each change is reported once`() async throws {
        let clock = ManualClock()
        let provider = Self.provider(
            .value(Self.job(.queued)),
            .value(Self.job(.running)),
            .value(Self.job(.running)),
            .error(Self.lost),
            .value(Self.job(.running, progress: 0.5)),
            .value(Self.job(.unknown("finalizing"))),
            .value(Self.job(.completed))
        )
        let handle = try await Self.client(provider, clock).submit(.init(audio: .stored(id: "x")))
        let updates = handle.updates
        let reading = Task { try await updates.reduce(into: []) { $0.append($1) } }
        await Self.pass(7, of: clock)
        #expect(
            try await reading.value == [
                Self.job(.queued), Self.job(.running), Self.job(.running, progress: 0.5),
                Self.job(.unknown("finalizing")), Self.job(.completed),
            ]
        )
        #expect(provider.calls == [.submit, .updates] + Array(repeating: .job, count: 7))
        await clock.untilSleeping(0)
    }

    @Test func `the first ask comes after the first delay, the next after the next`() async throws {
        let clock = ManualClock()
        let provider = Self.provider(
            .value(Self.job(.running)),
            .value(Self.job(.running)),
            .value(Self.job(.completed))
        )
        let policy = PollPolicy(initialDelay: .seconds(1), growth: 3, jitter: 0)
        let task = try await Self.waiting(provider, clock, policy)
        for (expected, calls) in [(Duration.seconds(1), 1), (.seconds(1), 2), (.seconds(2), 3)] {
            await clock.untilSleeping(within: .seconds(60))
            #expect(clock.advanceToNextSleeper() == expected)
            await provider.untilCalled(.job, calls)
        }
        #expect(try await task.value == Self.transcript)
        #expect(provider.count(.transcript) == 1)
    }

    @Test func `the first ask is later where the audio is known to be long`() async throws {
        let clock = ManualClock()
        var queued = Self.job(.queued)
        queued.audioDuration = 3600
        let provider = ScriptedProvider {
            $0.submit = [.value(queued)]
            $0.job = [.value(Self.job(.completed))]
            $0.transcript = [.value(Self.transcript)]
        }
        let task = try await Self.waiting(provider, clock)
        await clock.untilSleeping(within: .seconds(60))
        #expect(clock.advanceToNextSleeper() == .seconds(18))
        #expect(try await task.value == Self.transcript)
    }

    @Test func `a transcript that came with the job is not fetched`() async throws {
        let clock = ManualClock()
        var ended = Self.job(.completed)
        ended.transcript = Self.transcript
        let provider = Self.provider(.value(ended))
        let task = try await Self.waiting(provider, clock)
        await Self.pass(1, of: clock)
        #expect(try await task.value == Self.transcript)
        #expect(provider.calls == [.submit, .updates, .job])
    }

    @Test func `a job that ended when submitted is not asked for`() async throws {
        let clock = ManualClock()
        let provider = ScriptedProvider {
            $0.submit = [.value(Self.job(.completed))]
            $0.transcript = [.value(Self.transcript)]
        }
        let task = try await Self.waiting(provider, clock, PollPolicy(deadline: nil))
        #expect(try await task.value == Self.transcript)
        #expect(provider.calls == [.submit, .transcript])
    }

    @Test(arguments: [JobStatus.failed, .cancelled])
    func `a job that failed or was cancelled is an error with the job`(status: JobStatus) async throws {
        let clock = ManualClock()
        var ended = Self.job(status)
        if status == .failed { ended.failure = JobFailure(code: .invalidAudio, message: "No audio.") }
        let provider = Self.provider(.value(ended))
        let task = try await Self.waiting(provider, clock)
        await Self.pass(1, of: clock)
        let error = try await Self.failure(of: task)
        #expect(error.code == (status == .failed ? .invalidAudio : .cancelled))
        #expect(error.job == ended)
        #expect(provider.count(.transcript) == 0)
    }

    @Test func `errors that may pass do not end the wait`() async throws {
        let clock = ManualClock()
        let provider = ScriptedProvider {
            $0.submit = [.value(Self.job(.queued))]
            $0.job = Array(repeating: .error(Self.lost), count: 30) + [.value(Self.job(.completed))]
            $0.transcript = [.error(Self.lost), .error(Self.lost), .value(Self.transcript)]
        }
        let task = try await Self.waiting(provider, clock)
        await Self.pass(33, of: clock)
        #expect(try await task.value == Self.transcript)
        #expect(provider.count(.job) == 31)
        #expect(provider.count(.transcript) == 3)
    }

    @Test(arguments: [(5, true), (6, false)])
    func `a completed job that is said not to be is asked for its transcript some more times`(
        times: Int,
        isFound: Bool
    ) async throws {
        let clock = ManualClock()
        let unready = TranscriptionError(.invalidState, "The job has not ended yet.")
        let provider = ScriptedProvider {
            $0.submit = [.value(Self.job(.completed))]
            $0.transcript = Array(repeating: .error(unready), count: times) + [.value(Self.transcript)]
        }
        let task = try await Self.waiting(provider, clock)
        await Self.pass(5, of: clock)
        if isFound {
            #expect(try await task.value == Self.transcript)
        } else {
            #expect(try await Self.failure(of: task).code == .invalidState)
        }
        #expect(provider.count(.transcript) == 6)
    }

    @Test func `a provider's wish to be left alone is heeded`() async throws {
        let clock = ManualClock()
        var throttled = TranscriptionError(.rateLimited, "Slow down.", isRetryable: true)
        throttled.retryAfter = .seconds(45)
        let provider = Self.provider(.error(throttled), .value(Self.job(.running)), .value(Self.job(.completed)))
        let task = try await Self.waiting(provider, clock)
        // The third delay is a quarter of the 45 seconds since the first ask.
        for expected in [Duration.seconds(2), .seconds(45), .milliseconds(11_250)] {
            await clock.untilSleeping(within: .seconds(60))
            #expect(clock.advanceToNextSleeper() == expected)
        }
        #expect(try await task.value == Self.transcript)
    }

    @Test(arguments: [
        TranscriptionError.Code.authentication, .permissionDenied, .notFound, .quotaExceeded, .paymentRequired,
    ])
    func `other errors end it at once with the job's last state`(code: TranscriptionError.Code) async throws {
        let clock = ManualClock()
        let provider = Self.provider(.value(Self.job(.running)), .error(TranscriptionError(code, "No.")))
        let task = try await Self.waiting(provider, clock)
        await Self.pass(2, of: clock)
        let error = try await Self.failure(of: task)
        #expect(error.code == code)
        #expect(error.job == Self.job(.running))
        #expect(error.provider == "scripted")
        #expect(provider.count(.job) == 2)
        await clock.untilSleeping(0)
    }

    @Test func `an error of another type is kept as the cause`() async throws {
        struct Odd: Error {}
        for odd in [Odd(), CancellationError()] as [any Error] {
            let clock = ManualClock()
            let provider = Self.provider(.error(odd))
            let task = try await Self.waiting(provider, clock)
            await Self.pass(1, of: clock)
            let error = try await Self.failure(of: task)
            #expect(error.code == .providerFailure)
            #expect(error.job == Self.job(.queued))
            #expect(error.provider == "scripted")
            #expect(error.underlying.map { type(of: $0) == type(of: odd) } == true)
        }
        let provider = ScriptedProvider { $0.submit = [.error(Odd())] }
        let error = await #expect(throws: TranscriptionError.self) {
            try await TranscriptionClient(provider: provider).submit(.init(audio: .stored(id: "x")))
        }
        #expect(error?.code == .jobMayExist)
        #expect(error?.underlying is Odd)
    }

    @Test func `the deadline ends the wait after a last ask`() async throws {
        let clock = ManualClock()
        let provider = Self.provider(.value(Self.job(.running)), .value(Self.job(.unknown("paused"))))
        let policy = PollPolicy(initialDelay: .seconds(7), growth: 1, jitter: 0, deadline: .seconds(20))
        let task = try await Self.waiting(provider, clock, policy)
        await Self.pass(2, of: clock, within: .seconds(8))
        await Self.pass(1, of: clock, within: .seconds(5))
        let error = try await Self.failure(of: task)
        #expect(error.code == .waitTimedOut)
        #expect(error.job == Self.job(.unknown("paused")))
        #expect(error.message.contains("1"))
        #expect(provider.count(.job) == 3)
        #expect(clock.now.offset == .seconds(19))
        await clock.untilSleeping(0)
    }

    @Test func `the error of the deadline names the last failure`() async throws {
        let clock = ManualClock()
        let provider = Self.provider(.error(Self.lost))
        let policy = PollPolicy(jitter: 0, deadline: .milliseconds(500))
        let task = try await Self.waiting(provider, clock, policy)
        await Self.pass(1, of: clock, within: .milliseconds(450))
        let error = try await Self.failure(of: task)
        #expect(error.code == .waitTimedOut)
        #expect((error.underlying as? TranscriptionError)?.code == .connection)
        #expect(clock.now.offset == .milliseconds(450))
    }

    @Test(arguments: [Duration.zero, .seconds(-1)])
    func `without time nothing is asked`(deadline: Duration) async throws {
        let provider = Self.provider(.value(Self.job(.completed)))
        let task = try await Self.waiting(provider, ManualClock(), PollPolicy(deadline: deadline))
        #expect(try await Self.failure(of: task).code == .waitTimedOut)
        #expect(provider.count(.job) == 0)

        let ended = ScriptedProvider {
            $0.submit = [.value(Self.job(.completed))]
            $0.transcript = [.value(Self.transcript)]
        }
        let fetching = try await Self.waiting(ended, ManualClock(), PollPolicy(deadline: deadline))
        #expect(try await fetching.value == Self.transcript)
    }

    @Test(arguments: [Answer<TranscriptionJob>.hang, .stall])
    func `the deadline ends a call that hangs`(answer: Answer<TranscriptionJob>) async throws {
        let clock = ManualClock()
        let provider = Self.provider(.value(Self.job(.running)), answer)
        let task = try await Self.waiting(provider, clock, PollPolicy(jitter: 0, deadline: .seconds(60)))
        await Self.pass(2, of: clock, within: .seconds(50))
        await provider.untilCalled(.job, 2)
        await clock.untilSleeping(1)
        clock.advance(by: .seconds(60))
        let error = try await Self.failure(of: task)
        #expect(error.code == .waitTimedOut)
        #expect(error.job == Self.job(.running))
        provider.release()
    }

    @Test func `the deadline covers the fetching too`() async throws {
        let clock = ManualClock()
        let provider = Self.provider(.value(Self.job(.completed)), transcript: .error(Self.lost))
        let task = try await Self.waiting(provider, clock, PollPolicy(jitter: 0, deadline: .seconds(5)))
        await Self.pass(2, of: clock, within: .seconds(2))
        await Self.pass(1, of: clock, within: .milliseconds(500))
        let error = try await Self.failure(of: task)
        #expect(error.code == .waitTimedOut)
        #expect(error.job?.status == .completed)
        #expect(error.message.contains("transcript"))
    }

    @Test func `without a deadline only the job's end ends it`() async throws {
        let clock = ManualClock()
        let provider = ScriptedProvider {
            $0.submit = [.value(Self.job(.queued))]
            $0.job = Array(repeating: .value(Self.job(.running)), count: 99) + [.value(Self.job(.completed))]
            $0.transcript = [.value(Self.transcript)]
        }
        let task = try await Self.waiting(provider, clock, PollPolicy(jitter: 0, deadline: nil))
        await Self.pass(100, of: clock)
        #expect(try await task.value == Self.transcript)
        #expect(clock.now.offset > .seconds(4 * 3600))
    }

    @Test func `cancelling ends the wait while it sleeps`() async throws {
        let clock = ManualClock()
        let provider = Self.provider(.value(Self.job(.running)))
        let task = try await Self.waiting(provider, clock)
        await Self.pass(1, of: clock)
        await clock.untilSleeping(within: .seconds(50))
        task.cancel()
        let error = try await Self.failure(of: task)
        #expect(error.code == .cancelled)
        #expect(error.job == Self.job(.running))
        #expect(provider.calls == [.submit, .updates, .job])
        await clock.untilSleeping(0)
    }

    @Test(arguments: [Answer<TranscriptionJob>.hang, .stall])
    func `cancelling ends the wait while a call hangs`(answer: Answer<TranscriptionJob>) async throws {
        let clock = ManualClock()
        let provider = Self.provider(answer)
        let task = try await Self.waiting(provider, clock)
        await Self.pass(1, of: clock)
        await provider.untilCalled(.job)
        task.cancel()
        #expect(try await Self.failure(of: task).code == .cancelled)
        await clock.untilSleeping(0)
        provider.release()
    }

    @Test func `a task cancelled before it waits does not wait`() async throws {
        let provider = Self.provider(.stall)
        let handle = try await Self.client(provider, ManualClock()).submit(.init(audio: .stored(id: "x")))
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await handle.transcript()
        }
        #expect(try await Self.failure(of: task).code == .cancelled)
    }

    @Test func `leaving the loop ends the asking`() async throws {
        let clock = ManualClock()
        let provider = Self.provider(.value(Self.job(.running)))
        let handle = try await Self.client(provider, clock).submit(.init(audio: .stored(id: "x")))
        let task = Task {
            for try await job in handle.updates where job.status == .running { return }
        }
        await Self.pass(1, of: clock)
        try await task.value
        await clock.untilSleeping(0)
        clock.advance(by: .seconds(3600))
        #expect(provider.count(.job) == 1)
    }

    @Test func `cancelling the loop's task ends the loop and the asking`() async throws {
        let clock = ManualClock()
        let provider = Self.provider(.value(Self.job(.running)))
        let handle = try await Self.client(provider, clock).submit(.init(audio: .stored(id: "x")))
        let (running, seen) = AsyncStream<Void>.makeStream()
        let task = Task {
            try await handle.updates.reduce(into: [JobStatus]()) { statuses, job in
                statuses.append(job.status)
                if job.status == .running { seen.finish() }
            }
        }
        await Self.pass(1, of: clock)
        for await _ in running {}
        task.cancel()
        #expect(try await task.value == [.queued, .running])
        await clock.untilSleeping(0)
    }

    @Test func `updates end with the error of the wait`() async throws {
        let clock = ManualClock()
        let provider = Self.provider(.value(Self.job(.running)))
        let policy = PollPolicy(jitter: 0, deadline: .seconds(2))
        let handle = try await Self.client(provider, clock, policy).submit(.init(audio: .stored(id: "x")))
        let updates = handle.updates
        let task = Task {
            var seen: [JobStatus] = []
            let error = await #expect(throws: TranscriptionError.self) {
                for try await job in updates { seen.append(job.status) }
            }
            return (seen, error?.code)
        }
        await Self.pass(1, of: clock, within: .milliseconds(1800))
        let (seen, code) = await task.value
        #expect(seen == [.queued, .running])
        #expect(code == .waitTimedOut)
    }

    @Test func `warnings given at the start stay on the job`() async throws {
        let clock = ManualClock()
        let first = JobWarning(option: .insights, message: "Left out.")
        let second = JobWarning(message: "The audio is quiet.")
        let provider = ScriptedProvider {
            $0.submit = [.value(Self.job(.queued, warnings: [first]))]
            $0.job = [
                .value(Self.job(.queued)), .value(Self.job(.completed, warnings: [second, first])),
            ]
        }
        let updates = try await Self.client(provider, clock).submit(.init(audio: .stored(id: "x"))).updates
        let reading = Task { try await updates.reduce(into: []) { $0.append($1) } }
        await Self.pass(2, of: clock)
        #expect(try await reading.value.map(\.warnings) == [[first], [second, first]])
    }

    @Test func `who waits again with the same handle need not`() async throws {
        let clock = ManualClock()
        let provider = Self.provider(.value(Self.job(.completed)))
        let handle = try await Self.client(provider, clock).submit(.init(audio: .stored(id: "x")))
        let reading = Task { try await handle.updates.reduce(into: []) { $0.append($1.status) } }
        await Self.pass(1, of: clock)
        #expect(try await reading.value == [.queued, .completed])
        #expect(try await handle.transcript() == Self.transcript)
        #expect(try await handle.updates.reduce(into: []) { $0.append($1.status) } == [.completed])
        #expect(provider.calls == [.submit, .updates, .job, .transcript])
        #expect(handle.job == Self.job(.queued))
    }
}
