import Foundation
import Steno
import StenoTestSupport
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(10))) struct BatchResumeTests {
    /// Some requests end sooner than others, and some fail.
    static func provider(
        seed: UInt64,
        _ capabilities: Capabilities = .batch
    ) -> BatchProvider {
        let chance = Mutex(SeededGenerator(seed: seed))
        return BatchProvider(capabilities) { _, _ in
        } ending: { id in
            let turns = chance.withLock { Int.random(in: 0..<20, using: &$0) }
            for _ in 0..<turns { await Task.yield() }
            return id.rawValue.hasPrefix("bad") ? .failed : .completed
        }
    }

    static func requests(_ count: Int, withKeys: Bool = false) -> [TranscriptionRequest] {
        (0..<count).map { number in
            let name = number % 5 == 3 ? "bad \(number)" : "\(number)"
            return withKeys ? .hosted(name, key: "key \(number)") : .stored(name)
        }
    }

    /// Writes a checkpoint to disk and reads it again, so to say.
    static func stored(_ checkpoint: BatchCheckpoint) throws -> BatchCheckpoint {
        let copy = try JSONDecoder.steno.decode(BatchCheckpoint.self, from: JSONEncoder.steno.encode(checkpoint))
        #expect(copy == checkpoint)
        return copy
    }

    /// The first results, and the batch stopped after them.
    static func first(_ count: Int, of batch: TranscriptionBatch) async throws -> [BatchResult] {
        var results: [BatchResult] = []
        if count > 0 {
            for try await result in batch {
                results.append(result)
                if results.count == count { break }
            }
        }
        await batch.stop()
        return results
    }

    @Test(arguments: 0...15) func `a batch stopped anywhere goes on without a second job`(stop: Int) async throws {
        for seed in 0..<8 as Range<UInt64> {
            let provider = Self.provider(seed: seed)
            let client = BatchTests.client(provider)
            let requests = Self.requests(15)
            let batch = client.transcribe(requests, concurrency: 4, whenStopped: .leaveJobs)
            let before = try await Self.first(stop, of: batch)
            let rest = client.transcribe(requests, concurrency: 3, resuming: try Self.stored(batch.checkpoint))
            let after = try await rest.all()
            #expect((before + after).map(\.index).sorted() == Array(0..<15))
            #expect(provider.submitted.sorted() == requests.map(\.name).sorted())
            #expect(rest.checkpoint.completed.ranges.reduce(0) { $0 + $1.count } == 12)
            #expect(rest.checkpoint.failed.ranges.reduce(0) { $0 + $1.count } == 3)
            #expect(rest.progress.completed == 12)
            #expect(rest.progress.submitted == 15)
            #expect(rest.progress.running == 0)
            #expect(rest.progress.remaining == 0)
        }
    }

    @Test(arguments: 0...15) func `only a request whose job was cancelled has a second`(stop: Int) async throws {
        let provider = Self.provider(seed: UInt64(stop))
        let client = BatchTests.client(provider)
        let requests = Self.requests(15)
        let batch = client.transcribe(requests, concurrency: 4)
        let before = try await Self.first(stop, of: batch)
        let after = try await client.transcribe(requests, concurrency: 4, resuming: batch.checkpoint).all()
        #expect((before + after).map(\.index).sorted() == Array(0..<15))
        let again = Set(provider.submitted.filter { name in provider.submitted.count { $0 == name } > 1 })
        #expect(again.allSatisfy { provider.cancelled.contains(JobID(rawValue: $0)) })
    }

    @Test(arguments: 0...15) func `after a crash keys keep requests from a second job`(crash: Int) async throws {
        var capabilities = Capabilities.batch
        capabilities.options[.idempotencyKey] = .supported
        let provider = Self.provider(seed: UInt64(crash), capabilities)
        let client = BatchTests.client(provider)
        let requests = Self.requests(15, withKeys: true)
        let batch = client.transcribe(requests, concurrency: 4, whenStopped: .leaveJobs)
        var written = batch.checkpoint
        var results = batch.makeAsyncIterator()
        for _ in 0..<crash {
            _ = try await results.next()
            written = batch.checkpoint
        }
        // What comes after the last checkpoint written is lost.
        _ = try await results.next()
        let after = try await client.transcribe(requests, concurrency: 4, resuming: try Self.stored(written)).all()
        #expect(after.count == 15 - crash)
        #expect(after.allSatisfy { $0.job?.status == .completed })
        #expect(provider.jobs == Set(requests.compactMap { $0.idempotencyKey.map { JobID(rawValue: $0) } }))
    }

    @Test func `what failed without a job is tried again`() async throws {
        let provider = BatchTests.prompt { _, before in
            if before == 0 { throw TranscriptionError(.quotaExceeded, "Full.") }
        }
        let client = BatchTests.client(provider)
        let batch = client.transcribe(BatchTests.letters, concurrency: 2)
        #expect(try await batch.all().count == 5)
        #expect(batch.checkpoint.failed.isEmpty)
        let rest = client.transcribe(BatchTests.letters, concurrency: 2, resuming: try Self.stored(batch.checkpoint))
        #expect(try await rest.all().allSatisfy { (try? $0.transcript) != nil })
        #expect(rest.checkpoint.completed == RangeSet(0..<5))
    }

    @Test func `a request that may have a job is not submitted again without a key`() async throws {
        let provider = BatchTests.prompt { request, before in
            if request == BatchTests.letters[2], before == 0 { throw TranscriptionError(.jobMayExist, "Lost.") }
        }
        let client = BatchTests.client(provider)
        let batch = client.transcribe(BatchTests.letters, concurrency: 2)
        #expect(try await batch.all().count == 5)
        var checkpoint = try Self.stored(batch.checkpoint)
        #expect(checkpoint.uncertain == [2])
        let again = try await client.transcribe(BatchTests.letters, concurrency: 2, resuming: checkpoint).all()
        let error = #expect(throws: TranscriptionError.self) { try #require(again.first).transcript }
        #expect(error?.code == .jobMayExist)
        #expect(again.map(\.index) == [2])
        #expect(provider.submitted.count == 5)

        checkpoint.settle(2, job: nil)
        checkpoint.settle(1, job: "not uncertain")
        let last = try await client.transcribe(BatchTests.letters, concurrency: 2, resuming: checkpoint).all()
        #expect(try last.map { try $0.transcript.text } == ["c again"])
    }

    @Test func `a job found for a request that may have one is waited for`() async throws {
        let provider = BatchTests.prompt { request, _ in
            if request == BatchTests.letters[0] { throw TranscriptionError(.jobMayExist, "Lost.") }
        }
        let client = BatchTests.client(provider)
        let batch = client.transcribe(BatchTests.letters[0...1], concurrency: 1)
        _ = try await batch.all()
        var checkpoint = batch.checkpoint
        checkpoint.settle(0, job: "b")
        #expect(checkpoint.jobs == [0: "b"])
        let rest = try await client.transcribe(BatchTests.letters[0...1], concurrency: 1, resuming: checkpoint).all()
        #expect(try rest.map { try $0.transcript.text } == ["b"])
        #expect(provider.submitted == ["a", "b"])
    }

    @Test(arguments: [TranscriptionRequest.hosted("a", key: "key"), .stored("a", key: "key")])
    func `a key is relied on where audio is given by URL`(request: TranscriptionRequest) async throws {
        var capabilities = Capabilities.batch
        capabilities.options[.idempotencyKey] = .supported
        let provider = BatchProvider(capabilities) { _, before in
            if before == 0 { throw TranscriptionError(.jobMayExist, "Lost.") }
        } ending: { _ in
            .completed
        }
        let client = BatchTests.client(provider)
        let batch = client.transcribe([request], concurrency: 1)
        _ = try await batch.all()
        let rest = client.transcribe([request], concurrency: 1, resuming: try Self.stored(batch.checkpoint))
        let result = try #require(try await rest.all().first)
        if request.audio.kind == .url {
            #expect(try result.transcript.text == "key")
        } else {
            let error = #expect(throws: TranscriptionError.self) { try result.transcript }
            #expect(error?.code == .jobMayExist)
            #expect(provider.submitted == ["a"])
        }
    }
}
