import Foundation
import StenoProviders
import StenoTestSupport
import Testing

@Suite("SpeechIsCheap: what is refused before anything is sent")
struct SpeechIsCheapRulesTests {
    private static let address = webAddress("https://example.com/hook")

    private static func own(_ options: SpeechIsCheapOptions) -> TranscriptionRequest {
        var request = TranscriptionRequest.audioFile()
        request.options.provider.set(options)
        return request
    }

    @Test(
        "A broken rule names its field",
        arguments: [
            (TranscriptionRequest(audio: .url(webAddress("ftp://example.com/a.mp3"))), "input_url", "http"),
            (.audioFile(.init(language: .hints(["eng"]))), "language", "two letters"),
            (.audioFile(.init(language: .hints(["e1"]))), "language", "two letters"),
            (own(.init(minimumConfidence: 1.01)), "minimum_confidence", "0 to 1"),
            (own(.init(minimumConfidence: -0.1)), "minimum_confidence", "0 to 1"),
            (own(.init(minimumConfidence: .nan)), "minimum_confidence", "0 to 1"),
            (own(.init(segmentDuration: 5.9)), "segment_duration", "6 to 30"),
            (own(.init(segmentDuration: 30.1)), "segment_duration", "6 to 30"),
            (own(.init(userAgent: "")), "user_agent", "one line"),
            (own(.init(userAgent: "a\r\nb: c")), "user_agent", "one line"),
            (.audioFile(webhook: Webhook(url: webAddress("mailto:a@example.com"))), "webhook_url", "http"),
        ]
    )
    func rules(request: TranscriptionRequest, field: String, rule: String) async throws {
        let transport = ScriptedTransport()
        let error = await #expect(throws: TranscriptionError.self) {
            try await SpeechIsCheap.scripted(transport).submit(request)
        }
        #expect(error?.code == .invalidRequest)
        #expect(error?.message.contains(field) == true)
        #expect(error?.message.contains(rule) == true)
        #expect(transport.sent.isEmpty)
    }

    @Test("A file of more than 2 GiB, an empty one and none at all")
    func files() async throws {
        try await TemporaryDirectory.with { folder in
            let transport = ScriptedTransport(try .fixture("SpeechIsCheap/job-pending.json"))
            let provider = SpeechIsCheap.scripted(transport)
            let file = folder.appending(path: "long.wav")
            try Data().write(to: file)
            let empty = await #expect(throws: TranscriptionError.self) {
                try await provider.submit(.init(audio: .file(file)))
            }
            #expect(empty?.message.contains("input_file") == true)
            // Sparse: it takes no room on the disk.
            let handle = try FileHandle(forWritingTo: file)
            try handle.truncate(atOffset: 2 << 30 + 1)
            try handle.close()
            let large = await #expect(throws: TranscriptionError.self) {
                try await provider.submit(.init(audio: .file(file)))
            }
            #expect(large?.code == .invalidRequest)
            #expect(large?.message.contains("2 GiB") == true)
            let missing = await #expect(throws: TranscriptionError.self) {
                try await provider.submit(.init(audio: .file(folder.appending(path: "none.wav"))))
            }
            #expect(missing?.code == .invalidAudio)
            #expect(transport.sent.isEmpty)
        }
    }

    @Test(
        "What the service does not have is refused, or left out when that is wanted",
        arguments: [
            (TranscriptionRequest.audioFile(.init(model: "other")), RequestOption.model),
            (.audioFile(.init(language: .strict(["en"]))), .strictLanguage),
            (.audioFile(.init(language: .hints(["en", "de"]))), .languageHints),
            (.audioFile(.init(diarization: .speakers(expected: 2))), .expectedSpeakers),
            (.audioFile(.init(diarization: .channels)), .channelDiarization),
            (.audioFile(.init(redaction: [.personal])), .redaction),
            (.audioFile(.init(translation: .oneWay(to: "de"))), .translation),
            (.audioFile(.init(numerals: false)), .numerals),
            (.audioFile(.init(insights: [.summary])), .insights),
            (.audioFile(.init(subtitles: ["txt"])), .subtitles),
            (.audioFile(webhook: Webhook(url: address, header: .init(name: "X-Secret", value: "s"))), .webhook),
            (.audioFile(webhook: Webhook(url: address, events: ["done"])), .webhook),
        ]
    )
    func unsupported(request: TranscriptionRequest, option: RequestOption) async throws {
        let refusing = ScriptedTransport()
        let error = await #expect(throws: TranscriptionError.self) {
            try await SpeechIsCheap.scripted(refusing).submit(request)
        }
        #expect(error?.code == .unsupportedOption)
        #expect(error?.message.hasPrefix("speechischeap") == true)
        #expect(refusing.sent.isEmpty)

        var lenient = request
        lenient.options.unsupported = .bestEffort
        let transport = ScriptedTransport(try .fixture("SpeechIsCheap/job-pending.json", status: 202))
        let job = try await SpeechIsCheap.scripted(transport).submit(lenient)
        #expect(job.warnings.contains { $0.option == option })
    }

    @Test("Metadata, a reference, a key and stored audio are refused")
    func references() async throws {
        let transport = ScriptedTransport()
        let audio = TranscriptionRequest.audioFile().audio
        for request in [
            TranscriptionRequest(audio: audio, metadata: ["a": "b"]), .init(audio: audio, clientReference: "a"),
            .init(audio: audio, idempotencyKey: "a"), .init(audio: .stored(id: "a")),
        ] {
            let error = await #expect(throws: TranscriptionError.self) {
                try await SpeechIsCheap.scripted(transport).submit(request)
            }
            #expect(error?.code == .unsupportedOption)
        }
        #expect(transport.sent.isEmpty)
    }

    @Test("Jobs cannot be listed or deleted, and the capabilities say so")
    func operations() async throws {
        let transport = ScriptedTransport()
        let provider = SpeechIsCheap.scripted(transport)
        for operation in [Capabilities.Operation.list, .delete] {
            #expect(provider.capabilities.support(for: operation) == .unsupported)
        }
        for operation in [Capabilities.Operation.submit, .job, .transcript, .cancel] {
            #expect(provider.capabilities.support(for: operation) == .supported)
        }
        let listing = await #expect(throws: TranscriptionError.self) { try await provider.list(.init()) }
        let deleting = await #expect(throws: TranscriptionError.self) { try await provider.delete(speechIsCheapJob) }
        #expect(listing?.code == .unsupportedOperation)
        #expect(deleting?.code == .unsupportedOperation)
        #expect(transport.sent.isEmpty)
    }

    @Test("The options have a JSON form in which all may be missing")
    func optionsForm() throws {
        let options = SpeechIsCheapOptions(
            isPrivate: true,
            minimumConfidence: 0.2,
            userAgent: "a",
            isSplitChannel: true
        )
        let json = try JSONEncoder.steno.encode(options)
        #expect(try JSONDecoder.steno.decode(SpeechIsCheapOptions.self, from: json) == options)
        #expect(
            try JSONDecoder.steno.decode(SpeechIsCheapOptions.self, from: Data("{}".utf8)) == SpeechIsCheapOptions()
        )
    }
}
