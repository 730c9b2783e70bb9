import Foundation
import Steno
import StenoTestSupport
import Testing

/// Resuming where a job was cancelled, is gone, or may be there and nobody knows.
@Suite(.timeLimit(.minutes(10))) struct BatchLostJobTests {
    static let lost = TranscriptionError(.connection, "Lost.", isRetryable: false)

    /// A batch of one request whose job goes on when the batch is stopped; its jobs made later complete by themselves.
    static func stopped(
        _ whenStopped: BatchStop,
        capabilities: Capabilities = .batch,
        clock: ManualClock = ManualClock(),
        cancelling: @escaping @Sendable (JobID, () -> Void) async throws -> Void = { _, deed in deed() },
        as member: (BatchProvider) -> any TranscriptionProvider = { $0 }
    ) async throws -> (TranscriptionClient, BatchProvider, TranscriptionBatch) {
        let provider = BatchProvider(capabilities) { _, _ in
        } ending: { id in
            id == "a again" ? .completed : nil
        } cancelling: { id, deed in
            try await cancelling(id, deed)
        }
        let client = TranscriptionClient(provider: member(provider), clock: clock)
        let batch = client.transcribe(BatchTests.letters[0...0], concurrency: 1, whenStopped: whenStopped)
        let task = Task { try await batch.all() }
        while batch.checkpoint.jobs.isEmpty { await Task.yield() }
        task.cancel()
        if whenStopped == .leaveJobs { _ = await task.result }
        return (client, provider, batch)
    }

    static func resumed(_ client: TranscriptionClient, _ checkpoint: BatchCheckpoint) throws -> TranscriptionBatch {
        let checkpoint = try BatchResumeTests.stored(checkpoint)
        return client.transcribe(BatchTests.letters[0...0], concurrency: 1, resuming: checkpoint)
    }

    static func error(of batch: TranscriptionBatch) async throws -> TranscriptionError {
        let result = try #require(try await batch.all().first)
        let error = #expect(throws: TranscriptionError.self) { try result.transcript }
        return try #require(error)
    }

    // MARK: Cancelled by the batch

    @Test(arguments: [false, true])
    func `what was cancelled without an answer is submitted again`(isForgotten: Bool) async throws {
        let (client, provider, batch) = try await Self.stopped(.cancelJobs) { _, deed in
            deed()
            throw Self.lost
        }
        await batch.stop()
        #expect(batch.checkpoint.jobs == [0: "a"])
        if isForgotten { provider.forget("a") }
        let rest = try Self.resumed(client, batch.checkpoint)
        #expect(try await rest.all().map { try $0.transcript.text } == ["a again"])
        #expect(rest.checkpoint.completed == RangeSet(0..<1))
        #expect(rest.progress.running == 0)
    }

    @Test func `what is cancelled later than anyone waits for is submitted again`() async throws {
        let clock = ManualClock()
        let (gate, continuation) = AsyncStream<Never>.makeStream()
        let (client, provider, batch) = try await Self.stopped(.cancelJobs, clock: clock) { _, deed in
            for await _ in gate {}
            deed()
        }
        while provider.cancelled.isEmpty { await Task.yield() }
        await clock.untilSleeping(1)
        clock.advance(by: .seconds(10))
        await batch.stop()
        let checkpoint = batch.checkpoint
        continuation.finish()
        while !batch.checkpoint.jobs.isEmpty { await Task.yield() }
        provider.forget("a")
        let rest = try Self.resumed(client, checkpoint)
        #expect(try await rest.all().map { try $0.transcript.text } == ["a again"])
    }

    @Test func `what could not be cancelled is waited for`() async throws {
        let (client, provider, batch) = try await Self.stopped(.cancelJobs) { _, _ in throw Self.lost }
        await batch.stop()
        let rest = try Self.resumed(client, batch.checkpoint)
        async let ending: Void = provider.end("a")
        #expect(try await rest.all().map { try $0.transcript.text } == ["a"])
        await ending
        #expect(provider.submitted == ["a"])
    }

    @Test(arguments: [JobStatus.cancelled, .failed])
    func `what ends while it is waited for, as it was cancelled, is submitted again`(status: JobStatus) async throws {
        let (client, provider, batch) = try await Self.stopped(.cancelJobs) { _, _ in throw Self.lost }
        await batch.stop()
        let rest = try Self.resumed(client, batch.checkpoint)
        async let ending: Void = provider.end("a", status)
        #expect(try await rest.all().map { try $0.transcript.text } == ["a again"])
        await ending
    }

    @Test func `what others have cancelled is a result`() async throws {
        let (client, provider, batch) = try await Self.stopped(.leaveJobs)
        provider.end("a", .cancelled)
        let rest = try Self.resumed(client, batch.checkpoint)
        #expect(try await Self.error(of: rest).code == .cancelled)
        #expect(rest.checkpoint.failed == RangeSet(0..<1))
        #expect(provider.submitted == ["a"])
    }

    // MARK: Gone

    @Test func `a job that is gone is reported until it is settled`() async throws {
        let (client, provider, batch) = try await Self.stopped(.leaveJobs)
        provider.forget("a")
        let rest = try Self.resumed(client, batch.checkpoint)
        #expect(try await Self.error(of: rest).code == .notFound)
        #expect(rest.checkpoint.failed.isEmpty)
        var checkpoint = rest.checkpoint
        #expect(try await Self.error(of: try Self.resumed(client, checkpoint)).code == .notFound)
        #expect(provider.submitted == ["a"])
        checkpoint.settle(0, job: nil)
        let last = try Self.resumed(client, checkpoint)
        #expect(try await last.all().map { try $0.transcript.text } == ["a again"])
    }

    @Test func `a job that its provider cannot cancel may have been billed when it is gone`() async throws {
        let (client, provider, batch) = try await Self.stopped(.cancelJobs) { _, _ in
            throw TranscriptionError(.unsupportedOperation, "Not here.")
        }
        await batch.stop()
        provider.forget("a")
        #expect(try await Self.error(of: try Self.resumed(client, batch.checkpoint)).code == .notFound)
        #expect(provider.submitted == ["a"])
    }

    @Test(arguments: [false, true])
    func `a job that ended with its process is made again`(isMember: Bool) async throws {
        var capabilities = Capabilities.batch
        capabilities.jobsEndWithProcess = true
        let (client, provider, batch) = try await Self.stopped(
            .leaveJobs,
            capabilities: capabilities,
            as: { isMember ? FallbackProvider([$0, MemoryProvider("other")]) as any TranscriptionProvider : $0 }
        )
        provider.forget("a")
        let rest = try Self.resumed(client, batch.checkpoint)
        #expect(try await rest.all().map { try $0.transcript.text } == ["a again"])
        #expect(rest.checkpoint.completed == RangeSet(0..<1))
    }

    @Test func `jobs of a member that has left are noticed`() async throws {
        let other = MemoryProvider("other")
        let (_, provider, batch) = try await Self.stopped(.leaveJobs, as: { FallbackProvider([$0, other]) })
        let client = TranscriptionClient(provider: FallbackProvider([other]), clock: ManualClock())
        let rest = try Self.resumed(client, batch.checkpoint)
        let error = await #expect(throws: TranscriptionError.self) { try await rest.all() }
        #expect(error?.code == .conflict)
        #expect(error?.message.contains("batch:a") == true)
        #expect(provider.cancelled.isEmpty)
        #expect(other.calls.isEmpty)
        #expect(rest.checkpoint == batch.checkpoint)
    }

    // MARK: Not known to be there

    @Test func `a composite is not given a key once more`() async throws {
        var capabilities = Capabilities.batch
        capabilities.options[.idempotencyKey] = .supported
        let first = BatchProvider(capabilities) { _, _ in throw TranscriptionError(.jobMayExist, "Lost.") }
        let second = MemoryProvider("second")
        let client = TranscriptionClient(provider: FallbackProvider([first, second]), clock: ManualClock())
        let requests = [TranscriptionRequest.hosted("a", key: "key")]
        let batch = client.transcribe(requests, concurrency: 1)
        #expect(try await Self.error(of: batch).code == .jobMayExist)
        let rest = client.transcribe(requests, concurrency: 1, resuming: batch.checkpoint)
        #expect(try await Self.error(of: rest).code == .jobMayExist)
        #expect(first.submitted == ["a"])
        #expect(second.calls.isEmpty)
    }

    @Test(arguments: ["alone", "fallback", "nested", "routing", "hedged", "both"])
    func `a submission cancelled without an explanation may have made a job`(kind: String) async throws {
        let clock = ManualClock()
        let one = ScriptedProvider(id: "one") { $0.submit = [.hang] }
        let two = ScriptedProvider(id: "two") { $0.submit = [.hang] }
        let provider: any TranscriptionProvider =
            switch kind {
            case "fallback": FallbackProvider([one, two])
            case "nested": FallbackProvider([FallbackProvider([one], id: "inner"), two])
            case "routing": try RoutingProvider([one, two])
            case "hedged": HedgedProvider(one, two, after: .seconds(60), clock: clock)
            case "both": HedgedProvider(one, two, after: .zero, clock: clock)
            default: one
            }
        let client = TranscriptionClient(provider: provider, clock: clock)
        let batch = client.transcribe(BatchTests.letters[0...0], concurrency: 1)
        let task = Task { try await batch.all() }
        await one.untilCalled(.submit)
        if kind == "both" { await two.untilCalled(.submit) }
        task.cancel()
        _ = await task.result
        #expect(batch.checkpoint.uncertain == [0])
    }

    @Test func `a submission that failed without an explanation may have made a job`() async throws {
        let provider = ScriptedProvider { $0.submit = [.error(URLError(.timedOut))] }
        let batch = TranscriptionClient(provider: provider).transcribe(BatchTests.letters[0...0], concurrency: 1)
        let error = try await Self.error(of: batch)
        #expect(error.code == .jobMayExist)
        #expect(error.underlying is URLError)
        #expect(batch.checkpoint.uncertain == [0])
    }
}
