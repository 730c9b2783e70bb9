import Steno
import StenoTestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct BatchSubmissionTests {
    static let throttled = TranscriptionError(.rateLimited, "Slow down.", isRetryable: true)

    static func throttled(for seconds: Int) -> TranscriptionError {
        var error = throttled
        error.retryAfter = .seconds(seconds)
        return error
    }

    @Test func `a throttled request is submitted again when the provider says`() async throws {
        let clock = ManualClock()
        let provider = BatchTests.prompt { request, before in
            if request == BatchTests.letters[0], before == 0 { throw Self.throttled(for: 30) }
        }
        let task = Task {
            try await BatchTests.client(provider, clock).transcribe(BatchTests.letters[0...1], concurrency: 1).all()
        }
        await clock.untilSleeping(1)
        #expect(provider.submitted == ["a"])
        #expect(clock.advanceToNextSleeper() == .seconds(30))
        #expect(try await task.value.map { try $0.transcript.text } == ["a again", "b"])
        #expect(provider.submitted == ["a", "a", "b"])
    }

    @Test func `a provider that asks for no pause is not asked again at once`() async throws {
        let clock = ManualClock()
        let provider = BatchTests.prompt { _, before in
            if before < 2 { throw Self.throttled(for: 0) }
        }
        let task = Task {
            try await BatchTests.client(provider, clock).transcribe(BatchTests.letters[0...0], concurrency: 1).all()
        }
        for pause in [1, 2] {
            await clock.untilSleeping(1)
            #expect(clock.advanceToNextSleeper() == .seconds(pause))
        }
        #expect(try await task.value.count == 1)
    }

    @Test func `a job that cannot be asked for holds back no other`() async throws {
        let clock = ManualClock()
        let provider = BatchProvider { _, _ in
        } ending: { _ in
            .completed
        } lookup: { id in
            if id == "lost" { throw TranscriptionError(.connection, "Lost.", isRetryable: true) }
        }
        let client = BatchTests.client(provider, clock)
        var checkpoint = try await Self.uncertain(BatchTests.letters[0])
        checkpoint.settle(0, job: "lost")
        let (requests, source) = AsyncStream.makeStream(of: TranscriptionRequest.self)
        let batch = client.transcribe(requests, concurrency: 2, resuming: checkpoint)
        let task = Task { try await batch.first { _ in true }?.index }
        source.yield(BatchTests.letters[0])
        await clock.untilSleeping(1)
        source.yield(BatchTests.letters[1])
        while provider.submitted.isEmpty, clock.sleeperCount < 2 { await Task.yield() }
        defer { task.cancel() }
        try #require(provider.submitted == ["b"])
        #expect(try await task.value == 1)
    }

    /// Where a batch of one request stands whose submission had no answer.
    static func uncertain(_ request: TranscriptionRequest) async throws -> BatchCheckpoint {
        let provider = BatchTests.prompt { _, _ in throw TranscriptionError(.jobMayExist, "Lost.") }
        let batch = BatchTests.client(provider).transcribe([request], concurrency: 1)
        _ = try await batch.all()
        return batch.checkpoint
    }

    @Test func `no other is submitted meanwhile`() async throws {
        let clock = ManualClock()
        let provider = BatchTests.prompt { request, before in
            if request == BatchTests.letters[0], before == 0 { throw Self.throttled(for: 30) }
        }
        let (requests, source) = AsyncStream.makeStream(of: TranscriptionRequest.self)
        let task = Task { try await BatchTests.client(provider, clock).transcribe(requests, concurrency: 2).all() }
        source.yield(BatchTests.letters[0])
        await clock.untilSleeping(1)
        source.yield(BatchTests.letters[1])
        await clock.untilSleeping(2)
        #expect(provider.submitted == ["a"])
        source.finish()
        clock.advance(by: .seconds(30))
        #expect(try await task.value.count == 2)
        #expect(provider.submitted.count == 3)
    }

    @Test func `pauses grow, and end after ten minutes`() async throws {
        let clock = ManualClock()
        let provider = BatchTests.prompt { _, _ in throw Self.throttled }
        let task = Task {
            try await BatchTests.client(provider, clock).transcribe(BatchTests.letters[0...0], concurrency: 1).all()
        }
        var pauses: [Duration] = []
        // Six pauses of 63 seconds in all and nine of 60 would be too long together.
        for _ in 0..<14 {
            await clock.untilSleeping(1)
            pauses.append(clock.advanceToNextSleeper())
        }
        let first: [Duration] = [1, 2, 4, 8, 16, 32, 60].map { .seconds($0) }
        #expect(Array(pauses.prefix(7)) == first)
        let result = try #require(try await task.value.first)
        let error = #expect(throws: TranscriptionError.self) { try result.transcript }
        #expect(error?.code == .rateLimited)
        #expect(provider.submitted.count == 15)
    }

    @Test(arguments: [
        TranscriptionError(.quotaExceeded, "Full.", isRetryable: false), BatchSubmissionTests.throttled(for: 601),
        TranscriptionError(.connection, "Lost.", isRetryable: true),
    ])
    func `other refusals are results`(refusal: TranscriptionError) async throws {
        let provider = BatchTests.prompt { _, _ in throw refusal }
        let results = try await BatchTests.client(provider).transcribe(BatchTests.letters[0...0], concurrency: 1).all()
        let error = #expect(throws: TranscriptionError.self) { try results[0].transcript }
        #expect(error?.code == refusal.code)
        #expect(provider.submitted == ["a"])
    }

    @Test func `stopping ends the pause`() async throws {
        let clock = ManualClock()
        let provider = BatchTests.prompt { _, _ in throw Self.throttled }
        let batch = BatchTests.client(provider, clock).transcribe(BatchTests.letters, concurrency: 1)
        let task = Task { try await batch.all() }
        await clock.untilSleeping(1)
        task.cancel()
        await #expect(throws: TranscriptionError.self) { try await task.value }
        #expect(batch.checkpoint.uncertain.isEmpty)
        #expect(provider.submitted == ["a"])
    }
}
