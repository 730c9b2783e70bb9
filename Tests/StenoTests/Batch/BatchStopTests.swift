import Steno
import StenoTestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct BatchStopTests {
    /// Reads the first two results of five, with the jobs of the next two under way.
    static func stopped(
        _ provider: BatchProvider,
        _ whenStopped: BatchStop
    ) async throws -> TranscriptionBatch {
        let batch = BatchTests.client(provider).transcribe(BatchTests.letters, concurrency: 2, whenStopped: whenStopped)
        var count = 0
        for try await _ in batch {
            count += 1
            guard count == 2 else { continue }
            await provider.untilSubmitted(4)
            break
        }
        await batch.stop()
        return batch
    }

    static func provider(cancel: Capabilities.Support = .supported) -> BatchProvider {
        var capabilities = Capabilities.batch
        capabilities.operations[.cancel] = cancel
        return BatchProvider(capabilities) { _, _ in
        } ending: { id in
            ["a", "b", "one"].contains(id) ? .completed : nil
        }
    }

    @Test func `leaving the loop cancels the jobs under way`() async throws {
        let provider = Self.provider()
        let batch = try await Self.stopped(provider, .cancelJobs)
        #expect(Set(provider.cancelled) == ["c", "d"])
        #expect(batch.checkpoint.jobs.isEmpty)
        #expect(batch.progress.running == 0)
        #expect(provider.submitted.count == 4)
    }

    @Test func `jobs are left alone where that is wanted`() async throws {
        let provider = Self.provider()
        let batch = try await Self.stopped(provider, .leaveJobs)
        #expect(provider.cancelled.isEmpty)
        #expect(batch.checkpoint.jobs == [2: "c", 3: "d"])
    }

    @Test func `jobs are left alone where the provider cannot cancel`() async throws {
        let provider = Self.provider(cancel: .unsupported)
        let batch = try await Self.stopped(provider, .cancelJobs)
        #expect(provider.cancelled.isEmpty)
        #expect(batch.checkpoint.jobs == [2: "c", 3: "d"])
    }

    @Test func `cancelling the task stops the batch`() async throws {
        let provider = BatchProvider()
        let batch = BatchTests.client(provider).transcribe(BatchTests.letters, concurrency: 3)
        let task = Task { try await batch.all() }
        await provider.untilSubmitted(3)
        task.cancel()
        let error = await #expect(throws: TranscriptionError.self) { try await task.value }
        #expect(error?.code == .cancelled)
        #expect(Set(provider.cancelled) == provider.jobs)
        #expect(batch.checkpoint.jobs.isEmpty)
        #expect(try await batch.all().isEmpty)
    }

    @Test func `letting go of the batch stops it`() async throws {
        let provider = BatchProvider()
        var batch: TranscriptionBatch? = BatchTests.client(provider).transcribe(BatchTests.letters, concurrency: 1)
        var results = batch?.makeAsyncIterator()
        provider.end("a")
        #expect(try await results?.next()?.index == 0)
        await provider.untilSubmitted(2)
        results = nil
        await batch?.stop()
        batch = nil
        #expect(provider.cancelled == ["b"])
    }

    @Test func `a submission that does not end is given up after ten seconds`() async throws {
        let clock = ManualClock()
        let (never, continuation) = AsyncStream<Never>.makeStream()
        let provider = BatchProvider { _, _ in
            // A task of its own, which the cancellation does not reach.
            await Task { for await _ in never {} }.value
        }
        let batch = BatchTests.client(provider, clock).transcribe(BatchTests.letters, concurrency: 1)
        let task = Task { try await batch.all() }
        await provider.untilSubmitted(1)
        task.cancel()
        await clock.untilSleeping(1)
        clock.advance(by: .seconds(10))
        let error = await #expect(throws: TranscriptionError.self) { try await task.value }
        #expect(error?.code == .cancelled)
        #expect(batch.checkpoint.uncertain == [0])
        continuation.finish()
    }

    @Test func `results that have come can be read after stopping`() async throws {
        let provider = BatchTests.prompt()
        let batch = BatchTests.client(provider).transcribe(BatchTests.letters, concurrency: 5)
        var results = batch.makeAsyncIterator()
        #expect(try await results.next() != nil)
        while batch.progress.completed < 5 { await Task.yield() }
        await batch.stop()
        for _ in 0..<4 { #expect(try await results.next() != nil) }
        #expect(try await results.next() == nil)
        #expect(batch.checkpoint.completed == RangeSet(0..<5))
    }
}
