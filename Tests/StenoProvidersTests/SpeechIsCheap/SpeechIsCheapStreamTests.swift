import Foundation
import HTTPTypes
import StenoProviders
import StenoTestSupport
import Testing

@Suite("SpeechIsCheap: a job that is listened to")
struct SpeechIsCheapStreamTests {
    private func answer(_ fixture: String) throws -> ScriptedTransport.Answer {
        try .fixture("SpeechIsCheap/\(fixture)", contentType: "text/event-stream")
    }

    private func events(_ answer: ScriptedTransport.Answer) async throws -> [SpeechIsCheapEvent] {
        let stream = try await SpeechIsCheap.scripted(ScriptedTransport(answer)).stream(.audioFile())
        var events: [SpeechIsCheapEvent] = []
        for try await event in stream { events.append(event) }
        return events
    }

    private func cut(
        _ fixture: String,
        after count: Int,
        breaking: (any Error)? = nil
    ) throws -> ScriptedTransport.Answer {
        let head = HTTPResponse(status: .ok, headerFields: [.contentType: "text/event-stream"])
        return .response(head, [try speechIsCheapFixtures.data(fixture).prefix(count)], breaking: breaking)
    }

    @Test("The call")
    func call() async throws {
        let transport = ScriptedTransport(try answer("stream.sse"))
        _ = try await SpeechIsCheap.scripted(transport).stream(.audioFile())
        #expect(try transport.sent[0].json() == speechIsCheapFixtures.json("create-stream.request.json"))
        #expect(transport.sent[0].url == "https://api.speechischeap.com/v2/jobs/")
    }

    @Test("A file can be streamed too")
    func file() async throws {
        let transport = ScriptedTransport(try answer("stream.sse"))
        _ = try await SpeechIsCheap.scripted(transport).stream(.init(audio: .data(Data("a".utf8), name: nil)))
        #expect(transport.sent[0].url == "https://upload.speechischeap.com/v2/jobs/")
        #expect(transport.sent[0].text.contains("name=\"can_stream_output\"\r\n\r\ntrue"))
    }

    @Test("Segments as they are made, and the job they make up")
    func segments() async throws {
        let events = try await events(answer("stream.sse"))
        guard case .initial(let begun) = try #require(events.first), case .final(let ended) = try #require(events.last)
        else {
            Issue.record("the stream begins or ends with something else")
            return
        }
        #expect(begun.id == speechIsCheapJob)
        #expect(begun.status == .running)
        #expect(begun.audioDuration == 10.25)
        #expect(try SpeechIsCheapOutput(of: begun).request?.streamsOutput == true)
        let segments = events.compactMap { if case .segment(let segment, _) = $0 { segment } else { nil } }
        #expect(segments.map(\.text) == ["hi there", "welcome back"])
        let details = events.compactMap { if case .segment(_, let details) = $0 { details } else { nil } }
        #expect(details.map(\.id) == [2, 4])
        let progress = events.compactMap { if case .progress(let members) = $0 { members } else { nil } }
        #expect(progress == [["percent": .integer(50)], ["percent": .integer(100)]])
        #expect(ended.id == speechIsCheapJob)
        #expect(ended.status == .completed)
        #expect(ended.audioDuration == 10.25)
        #expect(ended.transcript?.segments == segments)
        #expect(ended.transcript?.text == "hi there welcome back")
        #expect(ended.transcript?.words.count == 4)
    }

    @Test("A final event that holds the whole result")
    func nested() async throws {
        let events = try await events(answer("stream-nested.sse"))
        guard case .final(let job) = try #require(events.last), case .segment(let segment, _) = events[1] else {
            Issue.record("other events than expected")
            return
        }
        #expect(segment.text == "hi there")
        #expect(job.transcript?.segments.count == 4)
    }

    @Test("A job that fails while it is listened to")
    func failed() async throws {
        guard case .final(let job) = try #require(try await events(answer("stream-failed.sse")).last) else {
            Issue.record("the stream does not end with the job")
            return
        }
        #expect(job.status == .failed)
        #expect(job.failure?.message == "Some error message")
    }

    @Test("Warnings are on the streamed job")
    func warnings() async throws {
        let transport = ScriptedTransport(try answer("stream.sse"))
        let request = TranscriptionRequest.audioFile(.init(context: "A talk."))
        let stream = try await SpeechIsCheap.scripted(transport).stream(request)
        for try await event in stream {
            guard case .initial(let job) = event else { continue }
            #expect(job.warnings.map(\.option) == [.context])
        }
    }

    @Test("Events of other types are passed on")
    func otherEvents() async throws {
        let data = [#"{"id": "a", "type": "initial"}"#, #"{"type": "ping", "n": 1}"#, #"{"type": "final"}"#]
        let stream = data.map { "data: \($0)\n\n" }.joined()
        let events = try await events(.data(Data(stream.utf8), contentType: "text/event-stream"))
        #expect(events.count == 3)
        #expect(events[1] == .other(type: "ping", ["n": .integer(1)]))
    }

    @Test("A stream that breaks off anywhere ends with an error that holds what is known")
    func brokenOff() async throws {
        let bytes = try speechIsCheapFixtures.data("stream.sse")
        let end = try #require(bytes.range(of: Data("\n\n".utf8))).upperBound
        let lastLine = bytes.count - 2
        for count in stride(from: 0, to: lastLine - 1, by: 7) {
            for failure in [nil, ScriptedTransport.lost] {
                let answer = try cut("stream.sse", after: count, breaking: failure)
                let error = await #expect(throws: TranscriptionError.self, "cut after \(count) bytes") {
                    try await events(answer)
                }
                let isBegun = count >= end - 2 && (failure == nil || count >= end)
                #expect(error?.code == (isBegun ? .connection : .jobMayExist), "cut after \(count) bytes")
                #expect(error?.job?.id == (isBegun ? speechIsCheapJob : nil))
                #expect(error?.provider == "speechischeap")
            }
        }
    }

    @Test("Data that is no event")
    func invalid() async throws {
        let stream = "data: {\"type\": \"initial\", \"id\": \"a\"}\n\ndata: nonsense\n\n"
        let error = await #expect(throws: TranscriptionError.self) {
            try await events(.data(Data(stream.utf8), contentType: "text/event-stream"))
        }
        #expect(error?.code == .invalidResponse)
        #expect(error?.job?.id == "a")
    }

    @Test("After the end, and after an error, there is nothing more")
    func afterwards() async throws {
        let whole = ScriptedTransport(try answer("stream-failed.sse"))
        var iterator = try await SpeechIsCheap.scripted(whole).stream(.audioFile()).makeAsyncIterator()
        while try await iterator.next() != nil {}
        #expect(try await iterator.next() == nil)
    }

    @Test("A service that answers with the job at once: the job is in the error")
    func notStreamed() async throws {
        let transport = ScriptedTransport(try .fixture("SpeechIsCheap/job-pending.json", status: 202))
        let error = await #expect(throws: TranscriptionError.self) {
            try await SpeechIsCheap.scripted(transport).stream(.audioFile())
        }
        #expect(error?.code == .unsupportedOperation)
        #expect(error?.job?.id == speechIsCheapJob)
    }

    @Test("A refused key is tried once more")
    func transientRefusal() async throws {
        let transport = ScriptedTransport(.text("Unauthorized", status: 401), try answer("stream.sse"))
        _ = try await SpeechIsCheap.scripted(transport).stream(.audioFile())
        #expect(transport.sent.count == 2)
    }
}

extension ScriptedTransport {
    /// What a transport throws when a body breaks off.
    fileprivate static var lost: any Error {
        TranscriptionError(.connection, "The connection broke off.", isRetryable: true)
    }
}
