import Steno
import StenoTestSupport
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(10))) struct BatchTests {
    static let letters = ["a", "b", "c", "d", "e"].map { TranscriptionRequest.stored($0) }

    static func client(_ provider: BatchProvider, _ clock: any Clock<Duration> = ManualClock()) -> TranscriptionClient {
        TranscriptionClient(provider: provider, clock: clock)
    }

    /// A provider whose jobs complete by themselves, at once.
    static func prompt(
        _ obstacle: @escaping @Sendable (TranscriptionRequest, Int) async throws -> Void = { _, _ in }
    ) -> BatchProvider {
        BatchProvider(obstacle: obstacle) { _ in .completed }
    }

    @Test func `results come in the order in which they finish`() async throws {
        let provider = BatchProvider()
        var results = Self.client(provider).transcribe(Self.letters[0..<3], concurrency: 3).makeAsyncIterator()
        for (name, index) in [("c", 2), ("a", 0), ("b", 1)] {
            async let ending: Void = {
                await provider.untilSubmitted(3)
                provider.end(JobID(rawValue: name))
            }()
            let result = try #require(try await results.next())
            await ending
            #expect(result.index == index)
            #expect(result.request == Self.letters[index])
            #expect(try result.transcript.text == name)
            #expect(result.job?.status == .completed)
        }
        #expect(try await results.next() == nil)
    }

    @Test func `nothing begins before a result is asked for`() async throws {
        let provider = Self.prompt()
        let read = Mutex(0)
        let requests = (0..<10).lazy.map { number in
            read.withLock { $0 += 1 }
            return TranscriptionRequest.stored("\(number)")
        }
        let batch = Self.client(provider).transcribe(requests, concurrency: 2)
        await batch.stop()
        #expect(read.withLock { $0 } == 0)
        #expect(provider.submitted.isEmpty)
        #expect(try await batch.all().isEmpty)
    }

    @Test(arguments: [1, 4]) func `no more is read than needed`(concurrency: Int) async throws {
        let read = Mutex(0)
        let requests = (0..<1_000_000).lazy.map { number in
            read.withLock { $0 += 1 }
            return TranscriptionRequest.stored("\(number)")
        }
        let provider = Self.prompt()
        let batch = Self.client(provider).transcribe(requests, concurrency: concurrency)
        #expect(batch.progress.total == 1_000_000)
        var count = 0
        for try await _ in batch {
            count += 1
            // Those handed out, and as many as may be under way.
            await provider.untilSubmitted(count + concurrency)
            #expect(read.withLock { $0 } == count + concurrency)
            if count == 20 { break }
        }
        await batch.stop()
        #expect(provider.submitted.count == 20 + concurrency)
    }

    @Test func `the failure of one does not stop the others`() async throws {
        let provider = BatchProvider { request, _ in
            if request == Self.letters[1] { throw TranscriptionError(.quotaExceeded, "Full.") }
        } ending: { id in
            id == "d" ? .failed : .completed
        }
        let results = try await Self.client(provider).transcribe(Self.letters, concurrency: 2).all()
            .sorted { $0.index < $1.index }
        #expect(results.map { (try? $0.transcript)?.text } == ["a", nil, "c", nil, "e"])
        for (index, code) in [(1, TranscriptionError.Code.quotaExceeded), (3, .providerFailure)] {
            let error = #expect(throws: TranscriptionError.self) { try results[index].transcript }
            #expect(error?.code == code)
        }
        #expect(results[1].job == nil)
        #expect(results[3].job?.status == .failed)
        #expect(provider.submitted.sorted() == ["a", "b", "c", "d", "e"])
    }

    @Test func `requests may come over time`() async throws {
        let (requests, source) = AsyncStream.makeStream(of: TranscriptionRequest.self)
        let batch = Self.client(Self.prompt()).transcribe(requests, concurrency: 3)
        var results = batch.makeAsyncIterator()
        for (index, request) in Self.letters.enumerated() {
            source.yield(request)
            #expect(try await results.next()?.index == index)
        }
        #expect(batch.progress.total == nil)
        source.finish()
        #expect(try await results.next() == nil)
        #expect(batch.progress.total == 5)
        #expect(batch.progress.remaining == 0)
    }

    @Test func `an error of the requests is thrown after the results`() async throws {
        let requests = AsyncThrowingStream<TranscriptionRequest, any Error> { source in
            source.yield(Self.letters[0])
            source.yield(Self.letters[1])
            source.finish(throwing: TranscriptionError(.storage, "The list cannot be read."))
        }
        var results = Self.client(Self.prompt()).transcribe(requests, concurrency: 1).makeAsyncIterator()
        #expect(try await results.next()?.index == 0)
        #expect(try await results.next()?.index == 1)
        let error = await #expect(throws: TranscriptionError.self) { try await results.next() }
        #expect(error?.code == .storage)
        #expect(try await results.next() == nil)
    }

    @Test func `progress adds up`() async throws {
        let provider = BatchProvider { request, _ in
            if request == Self.letters[0] { throw TranscriptionError(.invalidAudio, "Empty.") }
        }
        let batch = Self.client(provider).transcribe(Self.letters, concurrency: 4)
        var results = batch.makeAsyncIterator()
        #expect(try await results.next()?.progress.failed == 1)
        await provider.untilSubmitted(5)
        var expected = BatchProgress()
        (expected.total, expected.failed) = (5, 1)
        for (done, name) in ["b", "c", "d", "e"].enumerated() {
            provider.end(JobID(rawValue: name))
            (expected.completed, expected.audioDuration) = (done + 1, Double(done + 1) * 60)
            let progress = try #require(try await results.next()).progress
            // The last submission may still be on its way back.
            (expected.submitted, expected.running) = (progress.submitted, progress.submitted - done - 1)
            #expect(progress == expected)
            #expect(progress.remaining == 3 - done)
        }
        #expect(try await results.next() == nil)
        #expect(batch.progress.submitted == 4)
        #expect(batch.progress.running == 0)
    }

    @Test func `requests and results are let go`() async throws {
        let bytes = LiveBytes()
        let provider = BatchProvider { _, _ in throw TranscriptionError(.invalidAudio, "Not for this test.") }
        let requests = (0..<2_000).lazy.map { _ in TranscriptionRequest(audio: .data(bytes.make(), name: nil)) }
        var most = 0
        for try await _ in Self.client(provider).transcribe(requests, concurrency: 5) {
            most = max(most, bytes.count)
        }
        // One more in the hands of the loop, and one of the task that has just ended.
        #expect(most <= 12)
        #expect(most >= 1)
    }
}
