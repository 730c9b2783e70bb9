import Foundation
import HTTPTypes
import Steno
import StenoProviders
import StenoTestSupport
import Testing

@Suite("Transcripts: requests")
struct TranscriptsRequestTests {
    private func submit(
        _ request: TranscriptionRequest,
        change: (inout TranscriptsConfiguration) -> Void = { _ in }
    ) async throws -> (job: TranscriptionJob, sent: ScriptedTransport.Sent) {
        let harness = TranscriptsHarness(try .transcripts("transcript-queued.json", status: 201), change: change)
        let job = try await harness.transcripts.submit(request)
        #expect(harness.calls == ["POST \(TranscriptsHarness.all)"])
        return (job, try #require(harness.transport.sent.first))
    }

    /// What is refused without a call.
    private func refusal(_ request: TranscriptionRequest) async throws -> TranscriptionError {
        let harness = TranscriptsHarness(try .transcripts("transcript-queued.json", status: 201))
        let error = await #expect(throws: TranscriptionError.self) { try await harness.transcripts.submit(request) }
        #expect(harness.calls == [])
        let refusal = try #require(error)
        #expect(refusal.provider == "transcripts")
        return refusal
    }

    private func everything(_ audio: AudioSource) -> TranscriptionRequest {
        TranscriptionRequest(
            audio: audio,
            options: .init(
                model: "cohere-transcribe-2b",
                language: .hints(["EN"]),
                diarization: .speakers(),
                wordTiming: true,
                vocabulary: ["Contoso", "Wordcab"],
                redaction: [.personal, .health, .payment]
            ),
            webhook: Webhook(url: PyAIHarness.url("https://hooks.example.com/wordcab")),
            metadata: ["external_id": "call-55123"],
            clientReference: "order-42"
        )
    }

    // MARK: JSON

    @Test("A URL alone is the whole body, with the key as a bearer token")
    func minimal() async throws {
        let (job, sent) = try await submit(TranscriptsHarness.request())
        #expect(try sent.json() == TranscriptsHarness.fixtures.json("create-minimal.request.json"))
        #expect(sent.request.headerFields[.contentType] == "application/json")
        TranscriptsHarness.key.withValue { #expect(sent.request.headerFields[.authorization] == "Bearer \($0)") }
        #expect(job.status == .queued)
    }

    @Test("Every option has its field, and the client reference its place in the metadata")
    func everyField() async throws {
        let (job, sent) = try await submit(everything(TranscriptsHarness.audio))
        #expect(try sent.json() == TranscriptsHarness.fixtures.json("create-every-field.request.json"))
        #expect(job.clientReference == "order-42")
        #expect(job.metadata == ["external_id": "call-55123"])
    }

    @Test("Plain http is allowed for audio, since the service does not rule it out")
    func plainHTTP() async throws {
        let audio = AudioSource.url(PyAIHarness.url("http://audio.example.com/a.mp3"))
        #expect(try await submit(.init(audio: audio)).job.status == .queued)
    }

    // MARK: Idempotency

    @Test("An idempotency key goes along always", arguments: [true, false])
    func idempotencyKeys(upload: Bool) async throws {
        let field = try #require(HTTPField.Name("Idempotency-Key"))
        var request = TranscriptionRequest(audio: upload ? TranscriptsHarness.upload : TranscriptsHarness.audio)
        #expect(try await submit(request).sent.request.headerFields[field] == "made-key")
        #expect(try await submit(request) { $0.makeIdempotencyKey = nil }.sent.request.headerFields[field] == nil)
        request.idempotencyKey = "mine"
        #expect(try await submit(request).sent.request.headerFields[field] == "mine")
    }

    @Test("Every key made by default is another")
    func defaultKeys() throws {
        let make = try #require(TranscriptsConfiguration().makeIdempotencyKey)
        #expect(make() != make())
    }

    // MARK: Upload

    @Test("An upload is a form: the fields as text, then the audio")
    func form() async throws {
        let (_, sent) = try await submit(everything(TranscriptsHarness.upload))
        #expect(
            FormParts(sent)?.parts == [
                .init("diarize", "true"), .init("language", "en"),
                .init("metadata", #"{"client_reference":"order-42","external_id":"call-55123"}"#),
                .init("model", "cohere-transcribe-2b"), .init("redact", "pii"), .init("redact", "phi"),
                .init("redact", "pci"), .init("vocabulary", "Contoso"), .init("vocabulary", "Wordcab"),
                .init("webhook_url", "https://hooks.example.com/wordcab"), .init("word_timestamps", "true"),
                .init("audio_file", "RIFF….WAVE", fileName: "call.wav", contentType: "audio/wav"),
            ]
        )
    }

    @Test("Lists and metadata are put into the form as configured")
    func encodings() async throws {
        let (_, sent) = try await submit(everything(TranscriptsHarness.upload)) {
            $0.formLists = .json
            $0.formMaps = .bracketed
        }
        let parts = try #require(FormParts(sent)?.parts)
        #expect(parts.contains(.init("redact", #"["pii","phi","pci"]"#)))
        #expect(parts.contains(.init("metadata[external_id]", "call-55123")))
        #expect(parts.contains(.init("metadata[client_reference]", "order-42")))
    }

    @Test("A file is sent under its own name, and its progress reported up to its size")
    func file() async throws {
        try await TemporaryDirectory.with { directory in
            let file = directory.appending(path: "talk.flac")
            try Data(repeating: UInt8(ascii: "x"), count: 600_000).write(to: file)
            let reports = Collected<UploadProgress>()
            let (_, sent) = try await submit(.init(audio: .file(file))) { configuration in
                configuration.uploadProgress = { reports.append($0) }
            }
            let part = try #require(FormParts(sent)?.parts.last)
            #expect(part.name == "audio_file")
            #expect(part.fileName == "talk.flac")
            #expect(part.contentType == "audio/flac")
            #expect(part.text.utf8.count == 600_000)
            #expect(reports.values.last == UploadProgress(fileName: "talk.flac", sent: 600_000, total: 600_000))
        }
    }

    @Test("A missing or empty file is refused")
    func badFiles() async throws {
        try await TemporaryDirectory.with { directory in
            let file = directory.appending(path: "empty.wav")
            #expect(try await refusal(.init(audio: .file(file))).code == .invalidAudio)
            try Data().write(to: file)
            #expect(try await refusal(.init(audio: .file(file))).code == .invalidAudio)
        }
    }

    // MARK: Rules

    @Test(
        "A rule that is broken is told with its field",
        arguments: [
            RequestCase("`audio_url` must be a URL that begins with http:// or https://.") {
                $0.audio = .url(PyAIHarness.url("ftp://audio.example.com/a.mp3"))
            },
            RequestCase("`webhook_url` must be a URL that begins with http:// or https://.") {
                $0.webhook = Webhook(url: PyAIHarness.url("mailto:a@example.com"))
            },
            RequestCase("`model` must not be empty.") { $0.options.model = "" },
            RequestCase("`language` must be an ISO 639-1 code of two letters, and is eng.") {
                $0.options.language = .hints(["eng"])
            },
            RequestCase("`language` must be an ISO 639-1 code of two letters, and is en-us.") {
                $0.options.language = .hints(["en-US"])
            },
            RequestCase("`redact` must be of pii, phi and pci, and holds ssn, dob.") {
                $0.options.redaction = [.personal, "ssn", "dob"]
            },
            RequestCase("`metadata` must have at most 20 keys, and has 21.") {
                $0.metadata = Dictionary(uniqueKeysWithValues: (1...21).map { ("k\($0)", "v") })
            },
            RequestCase("`metadata` must have at most 20 keys, and has 21.") {
                $0.metadata = Dictionary(uniqueKeysWithValues: (1...20).map { ("k\($0)", "v") })
                $0.clientReference = "order-42"
            },
            RequestCase("`metadata` must leave the name client_reference to the client reference.") {
                $0.metadata = ["client_reference": "another"]
                $0.clientReference = "order-42"
            },
            RequestCase("`Idempotency-Key` must hold only printable ASCII characters, and no space at its ends.") {
                $0.idempotencyKey = "order 42\n"
            },
        ] as [RequestCase<String>]
    )
    func rules(rule: RequestCase<String>) async throws {
        var request = TranscriptsHarness.request()
        rule.change(&request)
        let error = try await refusal(request)
        #expect(error.code == .invalidRequest)
        #expect(error.message == "transcripts would refuse this: \(rule.expected)")
    }

    @Test("Twenty pairs of metadata are allowed, the client reference among them")
    func metadataLimit() async throws {
        var request = TranscriptsHarness.request()
        request.metadata = Dictionary(uniqueKeysWithValues: (1...19).map { ("k\($0)", "v") })
        request.clientReference = "order-42"
        guard case .object(let body) = try await submit(request).sent.json(),
            case .object(let pairs)? = body["metadata"]
        else {
            Issue.record("there is no metadata")
            return
        }
        #expect(pairs.count == 20)
        #expect(pairs["client_reference"] == .string("order-42"))
    }

    @Test(
        "What the service has no field for is refused by name",
        arguments: [
            RequestCase([.languageHints]) { $0.options.language = .hints(["en", "de"]) },
            RequestCase([.strictLanguage]) { $0.options.language = .strict(["en"]) },
            RequestCase([.expectedSpeakers]) { $0.options.diarization = .speakers(expected: 2) },
            RequestCase([.channelDiarization]) { $0.options.diarization = .channels },
            RequestCase([.context]) { $0.options.context = "A call" },
            RequestCase([.numerals]) { $0.options.numerals = true },
            RequestCase([.translation]) { $0.options.translation = .oneWay(to: "de") },
            RequestCase([.insights]) { $0.options.insights = [.summary] },
            RequestCase([.soundLabels]) { $0.options.soundLabels = true },
            RequestCase([.subtitles]) { $0.options.subtitles = [.srt] },
            RequestCase([.webhook, .webhook]) {
                let header = Webhook.Header(name: "X-Key", value: "v")
                $0.webhook = Webhook(
                    url: PyAIHarness.url("https://hooks.example.com"),
                    header: header,
                    events: ["transcript.completed"]
                )
            },
        ] as [RequestCase<[RequestOption]>]
    )
    func unsupported(part: RequestCase<[RequestOption]>) async throws {
        var request = TranscriptsHarness.request()
        part.change(&request)
        let error = try await refusal(request)
        #expect(error.code == .unsupportedOption)
        #expect(error.message.hasPrefix("transcripts "))

        request.options.unsupported = .bestEffort
        let (job, sent) = try await submit(request)
        #expect(job.warnings.map(\.option) == part.expected)
        guard case .object(var body) = try sent.json() else {
            Issue.record("the body is no object")
            return
        }
        for name in ["webhook_url", "diarize", "language"] { body[name] = nil }
        #expect(body.keys.sorted() == ["audio_url"])
    }
}
