import Foundation
import Steno
import StenoTestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct BatchCheckpointTests {
    /// Where a batch of five had come to after two results, with the next two under way.
    static func half(
        _ requests: [TranscriptionRequest] = BatchTests.letters
    ) async throws -> (BatchCheckpoint, BatchProvider) {
        let provider = BatchStopTests.provider()
        let batch = BatchTests.client(provider).transcribe(requests, concurrency: 2, whenStopped: .leaveJobs)
        _ = try await BatchResumeTests.first(2, of: batch)
        return (batch.checkpoint, provider)
    }

    static func refusal(_ requests: [TranscriptionRequest], _ checkpoint: BatchCheckpoint) async throws
        -> (TranscriptionError, BatchProvider)
    {
        let provider = BatchTests.prompt()
        let batch = BatchTests.client(provider).transcribe(requests, concurrency: 2, resuming: checkpoint)
        let error = await #expect(throws: TranscriptionError.self) { try await batch.all() }
        return (try #require(error), provider)
    }

    @Test(arguments: 0..<2) func `a changed request is noticed`(index: Int) async throws {
        let (checkpoint, _) = try await Self.half()
        var requests = BatchTests.letters
        requests[index] = .stored("x")
        let (error, provider) = try await Self.refusal(requests, checkpoint)
        #expect(error.code == .conflict)
        #expect(provider.submitted.isEmpty)
        #expect(provider.cancelled.isEmpty)
    }

    @Test func `requests in another order are noticed`() async throws {
        let (checkpoint, _) = try await Self.half()
        let (error, provider) = try await Self.refusal(BatchTests.letters.reversed(), checkpoint)
        #expect(error.code == .conflict)
        #expect(provider.submitted.isEmpty)
    }

    @Test func `missing requests are noticed`() async throws {
        let (checkpoint, _) = try await Self.half()
        let (error, provider) = try await Self.refusal([BatchTests.letters[0]], checkpoint)
        #expect(error.code == .conflict)
        #expect(provider.submitted.isEmpty)
    }

    @Test func `more requests are welcome`() async throws {
        let provider = BatchTests.prompt()
        let client = BatchTests.client(provider)
        let batch = client.transcribe(BatchTests.letters[0..<3], concurrency: 2)
        _ = try await batch.all()
        let rest = try await client.transcribe(BatchTests.letters, concurrency: 2, resuming: batch.checkpoint).all()
        #expect(rest.map(\.index).sorted() == [3, 4])
    }

    @Test func `another provider is refused`() async throws {
        let (checkpoint, _) = try await Self.half()
        let provider = ScriptedProvider()
        let batch = TranscriptionClient(provider: provider)
            .transcribe(BatchTests.letters, concurrency: 2, resuming: checkpoint)
        let error = await #expect(throws: TranscriptionError.self) { try await batch.all() }
        #expect(error?.code == .conflict)
        #expect(provider.calls.isEmpty)
    }

    @Test func `a key or a reference stands for its request`() async throws {
        for path in [\TranscriptionRequest.idempotencyKey, \.clientReference] {
            var request = BatchTests.letters[0]
            request[keyPath: path] = "one"
            let (checkpoint, _) = try await Self.half([request] + BatchTests.letters[1...])
            request.audio = .url(try #require(URL(string: "https://example.com/a.mp3?signature=new")))
            let provider = BatchTests.prompt()
            let batch = BatchTests.client(provider)
                .transcribe([request] + BatchTests.letters[1...], concurrency: 1, resuming: checkpoint)
            _ = try await batch.all()
            request[keyPath: path] = "two"
            let (error, _) = try await Self.refusal([request] + BatchTests.letters[1...], checkpoint)
            #expect(error.code == .conflict)
        }
    }

    @Test func `everything else of a request counts`() async throws {
        let request = TranscriptionRequest(audio: .data(Data("audio".utf8), name: "a.wav"), metadata: ["a": "b"])
        var others = Array(repeating: request, count: 4)
        others[0].audio = .data(Data("other".utf8), name: "a.wav")
        others[1].audio = .data(Data("audio".utf8), name: "b.wav")
        others[2].options.wordTiming = true
        others[3].metadata["a"] = "c"
        let batch = BatchTests.client(BatchTests.prompt()).transcribe([request], concurrency: 1)
        _ = try await batch.all()
        for other in others {
            let (error, _) = try await Self.refusal([other], batch.checkpoint)
            #expect(error.code == .conflict)
        }
        #expect(
            try await BatchTests.client(BatchTests.prompt())
                .transcribe([request], concurrency: 1, resuming: batch.checkpoint).all().count == 1
        )
    }

    @Test func `its size does not grow with what is done`() async throws {
        let batch = BatchTests.client(BatchTests.prompt())
            .transcribe((0..<2_000).lazy.map { .stored("\($0)") }, concurrency: 8)
        #expect(try await batch.all().count == 2_000)
        #expect(try JSONEncoder.steno.encode(batch.checkpoint).count < 200)
    }

    @Test(arguments: [
        #""version":2"#, #""read":-1"#, #""completed":[[2,1]]"#, #""completed":[[0,9]]"#, #""failed":[[1]]"#,
        #""unfinished":[{"index":0,"fingerprint":"x","state":"none"}]"#,
        #""unfinished":[{"index":2,"fingerprint":"x","state":"made"}]"#,
        #""unfinished":[{"index":2,"fingerprint":"x","state":"abandoned"}]"#,
        #""unfinished":[{"index":2,"fingerprint":"x","state":"odd"}]"#,
    ])
    func `a damaged form is refused`(member: String) async throws {
        let (checkpoint, _) = try await Self.half()
        let whole = try JSONEncoder.steno.encode(checkpoint)
        var members = try JSONDecoder.steno.decode([String: JSONValue].self, from: whole)
        members.merge(try JSONDecoder.steno.decode([String: JSONValue].self, from: Data("{\(member)}".utf8))) { $1 }
        let damaged = try JSONEncoder.steno.encode(members)
        #expect(throws: DecodingError.self) { try JSONDecoder.steno.decode(BatchCheckpoint.self, from: damaged) }
    }

    @Test(arguments: [Double.nan, .infinity, -1]) func `a length that is none is not counted`(told: Double) async throws
    {
        let provider = ScriptedProvider {
            $0.submit = [
                .value(TranscriptionJob(id: "1", provider: "scripted", status: .completed, audioDuration: told))
            ]
            $0.transcript = [.value(Transcript(text: "", duration: 5))]
        }
        let batch = TranscriptionClient(provider: provider).transcribe(BatchTests.letters[0...0], concurrency: 1)
        _ = try await batch.all()
        #expect(try BatchResumeTests.stored(batch.checkpoint).audioDuration == 5)
        #expect(batch.progress.audioDuration == 5)
    }
}
