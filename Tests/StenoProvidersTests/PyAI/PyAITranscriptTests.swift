import Foundation
import HTTPTypes
import Steno
import StenoProviders
import StenoTestSupport
import Testing

@Suite("PyAI: transcripts")
struct PyAITranscriptTests {
    @Test("Speakers keep their labels, in order of appearance")
    func speakers() async throws {
        let harness = PyAIHarness(try .pyai("job-completed-speakers.json"))
        let transcript = try await harness.pyai.transcript("job_aZ09")
        #expect(
            transcript
                == Transcript(
                    text: "Thanks for calling Contoso, this is Alex. Hi, I have a question about my invoice.",
                    duration: 6.48,
                    segments: [
                        Segment(
                            start: 0,
                            end: 2.31,
                            text: "Thanks for calling Contoso, this is Alex.",
                            speaker: "speaker_0"
                        ),
                        Segment(
                            start: 2.8,
                            end: 6.4,
                            text: "Hi, I have a question about my invoice.",
                            speaker: "speaker_1"
                        ),
                    ],
                    speakers: [Speaker(label: "speaker_0"), Speaker(label: "speaker_1")]
                )
        )
        #expect(try await harness.pyai.job("job_aZ09").transcript == transcript)
    }

    @Test("Labels made of channels are marked as such")
    func channels() async throws {
        let transcript = try await PyAIHarness(try .pyai("job-completed-channels.json")).pyai.transcript("job_aZ10")
        #expect(transcript.segments.map(\.speaker) == ["channel_0", "channel_1"])
        #expect(transcript.segments.map(\.channel) == [0, 1])
        #expect(
            transcript.speakers == [Speaker(label: "channel_0", channel: 0), Speaker(label: "channel_1", channel: 1)]
        )
    }

    @Test("A label of the service goes before one made of the channel")
    func labelAndChannel() async throws {
        let body = """
            {"job_id": "j", "status": "completed", "result": {"text": "a",
             "segments": [{"start": 0, "end": 1, "text": "a", "speaker": "speaker_0", "channel": 1}]}}
            """
        let transcript = try await PyAIHarness(.json(body)).pyai.transcript("j")
        #expect(transcript.segments.first?.speaker == "speaker_0")
        #expect(transcript.segments.first?.channel == 1)
        #expect(transcript.speakers == [Speaker(label: "speaker_0")])
    }

    @Test("Words are read in the shapes seen; those without a start cannot be placed")
    func words() async throws {
        let harness = PyAIHarness(try .pyai("job-completed-words.json"))
        let transcript = try await harness.pyai.transcript("job_aZ11")
        #expect(
            transcript.words == [
                Word(start: 0, end: 0.32, text: "Take", speaker: "speaker_0"),
                Word(start: 0.4, end: 0.61, text: "2", confidence: 0.93, speaker: "channel_0", channel: 0),
                Word(start: 0.7, end: 0.7, text: "tablets."),
            ]
        )
        #expect(transcript.speakers == [Speaker(label: "speaker_0"), Speaker(label: "channel_0", channel: 0)])
        let (result, payload) = try await harness.pyai.result(of: "job_aZ11")
        #expect(result.words.map(\.text) == ["Take", "2", "tablets.", "untimed", nil])
        #expect(try payload.data == PyAIHarness.fixtures.data("job-completed-words.json"))
    }

    @Test("Segments out of order are put in order of start")
    func order() async throws {
        let body = """
            {"job_id": "j", "status": "completed", "result": {"segments": [
              {"start": 2, "end": 1, "text": "c", "channel": 1}, {"start": 0, "end": 1, "text": "a", "channel": 0},
              {"start": 2, "end": 3, "text": "d", "channel": 0}, {"text": "nowhere"}]}}
            """
        let transcript = try await PyAIHarness(.json(body)).pyai.transcript("j")
        #expect(transcript.segments.map(\.text) == ["a", "c", "d"])
        #expect(transcript.segments.map(\.end) == [1, 2, 3])
        #expect(transcript.speakers.map(\.label) == ["channel_0", "channel_1"])
        #expect(transcript.text == "c a d nowhere")
    }

    @Test("Subtitles that come as text are in the transcript")
    func formats() async throws {
        let harness = PyAIHarness(try .pyai("job-completed-formats.json"))
        let transcript = try await harness.pyai.transcript("job_aZ12")
        #expect(try transcript.subtitles[.srt] == PyAIHarness.fixtures.text("subtitles.srt.txt"))
        #expect(transcript.subtitles[.vtt]?.hasPrefix("WEBVTT") == true)
        #expect(harness.calls.count == 1)
    }

    @Test("Subtitles behind a URL are fetched without the key, and are not taken for text")
    func formatURLs() async throws {
        let harness = PyAIHarness(
            try .pyai("job-completed-format-urls.json"),
            try .pyai("subtitles.srt.txt")
        )
        let transcript = try await harness.pyai.transcript("job_aZ13")
        #expect(try transcript.subtitles == [.srt: PyAIHarness.fixtures.text("subtitles.srt.txt")])
        try expectNoKey(harness.transport.sent.dropFirst())

        let job = try await PyAIHarness(try .pyai("job-completed-format-urls.json")).pyai.job("job_aZ13")
        #expect(job.status == .completed)
        #expect(job.transcript == nil)
    }

    @Test("A large result is fetched from its URL, exactly as given and without the key")
    func resultURL() async throws {
        let harness = PyAIHarness(try .pyai("job-completed-result-url.json"), try .pyai("result.json"))
        let transcript = try await harness.pyai.transcript("job_aZ14")
        #expect(transcript.segments.count == 2)
        #expect(transcript.duration == 6.48)
        #expect(
            harness.calls == [
                "GET \(PyAIHarness.jobs)/job_aZ14",
                "GET https://results.example.com/job_aZ14.json?X-Amz-Expires=3600&X-Amz-Signature=0f1e2d",
            ]
        )
        try expectNoKey(harness.transport.sent.dropFirst())

        let again = PyAIHarness(try .pyai("job-completed-result-url.json"), try .pyai("result.json"))
        let (result, payload) = try await again.pyai.result(of: "job_aZ14")
        #expect(try payload.data == PyAIHarness.fixtures.data("result.json"))
        #expect(result.speakerCount == 2)
    }

    private func expectNoKey(_ requests: ArraySlice<ScriptedTransport.Sent>) throws {
        #expect(!requests.isEmpty)
        for sent in requests {
            #expect(sent.request.headerFields[.authorization] == nil)
            PyAIHarness.key.withValue { key in
                #expect(!sent.url.contains(key))
                #expect(!sent.request.headerFields.contains { $0.value.contains(key) })
            }
        }
    }

    @Test("A job whose result is elsewhere has no transcript of its own")
    func jobWithResultURL() async throws {
        let harness = PyAIHarness(try .pyai("job-completed-result-url.json"))
        let job = try await harness.pyai.job("job_aZ14")
        #expect(job.status == .completed)
        #expect(job.transcript == nil)
        #expect(harness.calls.count == 1)
    }

    @Test("A signed URL that is refused says nothing about the key", arguments: [401, 403, 404])
    func refusedURL(status: Int) async throws {
        let harness = PyAIHarness(try .pyai("job-completed-result-url.json"), .text("AccessDenied", status: status))
        let error = await #expect(throws: TranscriptionError.self) { try await harness.pyai.transcript("job_aZ14") }
        #expect(error?.code == .providerFailure)
        #expect(error?.httpStatus == status)
        #expect(error?.message.contains("0f1e2d") == false)
    }

    @Test("The client waits for a job and fetches its large result")
    func wait() async throws {
        let harness = PyAIHarness(
            try .pyai("job-created.json", status: 202),
            try .pyai("job-running.json"),
            try .pyai("job-completed-result-url.json"),
            try .pyai("job-completed-result-url.json"),
            try .pyai("result.json")
        )
        let policy = PollPolicy(initialDelay: .milliseconds(1), growth: 1, maximumDelay: .milliseconds(1))
        let client = TranscriptionClient(provider: harness.pyai, pollPolicy: policy)
        let transcript = try await client.transcribe(PyAIHarness.request())
        #expect(transcript.segments.count == 2)
    }

    @Test(
        "A job that is not completed has no transcript",
        arguments: [
            ("job-running.json", .invalidState), ("job-unknown-status.json", .invalidState),
            ("job-failed.json", .providerFailure), ("job-cancelled.json", .cancelled),
            ("job-completed-nothing.json", .invalidResponse),
        ] as [(String, TranscriptionError.Code)]
    )
    func notCompleted(fixture: String, code: TranscriptionError.Code) async throws {
        let harness = PyAIHarness(try .pyai(fixture))
        let error = await #expect(throws: TranscriptionError.self) { try await harness.pyai.transcript("job_aZ09") }
        #expect(error?.code == code)
        #expect(error?.job?.id != nil)
    }
}
