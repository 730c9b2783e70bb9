import Foundation
import HTTPTypes
import Steno
import StenoProviders
import StenoTestSupport
import Testing

@Suite("PyAI: requests")
struct PyAIRequestTests {
    private func submit(
        _ request: TranscriptionRequest,
        change: (inout PyAIConfiguration) -> Void = { _ in }
    ) async throws -> (job: TranscriptionJob, sent: ScriptedTransport.Sent) {
        let harness = PyAIHarness(try .pyai("job-created.json", status: 202), change: change)
        let job = try await harness.pyai.submit(request)
        #expect(harness.calls == ["POST \(PyAIHarness.jobs)"])
        return (job, try #require(harness.transport.sent.first))
    }

    /// What is refused without a call.
    private func refusal(
        _ request: TranscriptionRequest,
        change: (inout PyAIConfiguration) -> Void = { _ in }
    ) async throws -> TranscriptionError {
        let harness = PyAIHarness(try .pyai("job-created.json", status: 202), change: change)
        let error = await #expect(throws: TranscriptionError.self) { try await harness.pyai.submit(request) }
        #expect(harness.calls == [])
        let refusal = try #require(error)
        #expect(refusal.provider == "pyai")
        return refusal
    }

    // MARK: JSON

    @Test("A URL alone is the whole body, with the key as a bearer token")
    func minimal() async throws {
        let (job, sent) = try await submit(PyAIHarness.request())
        #expect(try sent.json() == PyAIHarness.fixtures.json("create-minimal.request.json"))
        #expect(sent.request.headerFields[.contentType] == "application/json")
        PyAIHarness.key.withValue { #expect(sent.request.headerFields[.authorization] == "Bearer \($0)") }
        #expect(job.id == "job_aZ09")
        #expect(job.status == .queued)
    }

    @Test("Model, speakers, numerals, formats and webhook are the contract's fields")
    func contractFields() async throws {
        var request = PyAIHarness.request(
            .init(
                model: "pyai-hear-telephony",
                diarization: .speakers(),
                numerals: true,
                subtitles: [.srt, .vtt]
            )
        )
        request.webhook = Webhook(url: PyAIHarness.url("https://hooks.example.com/pyai"))
        let (job, sent) = try await submit(request)
        #expect(try sent.json() == PyAIHarness.fixtures.json("create-contract.request.json"))
        #expect(job.model == "pyai-hear-telephony")
    }

    @Test("Channels are asked for in place of speakers, and false is sent where it was said")
    func channels() async throws {
        let options = TranscriptionOptions(model: "pyai-hear", diarization: .channels, numerals: false)
        let (_, sent) = try await submit(PyAIHarness.request(options))
        #expect(try sent.json() == PyAIHarness.fixtures.json("create-channel.request.json"))
    }

    @Test("The newer fields are sent, the vocabulary without blanks")
    func newerFields() async throws {
        var request = PyAIHarness.request(.init(vocabulary: [" Contoso\n", "", " ", "Sortformer"]))
        request.clientReference = "call-0117"
        request.options.provider.set(
            PyAIOptions(
                smartFormat: true,
                dictation: false,
                dropFillers: true,
                packID: "sales_outbound",
                callDirection: "outbound",
                customerName: "Robin Example",
                trace: true,
                recapLanguage: "en"
            )
        )
        let (job, sent) = try await submit(request)
        #expect(try sent.json() == PyAIHarness.fixtures.json("create-newer-fields.request.json"))
        #expect(job.clientReference == "call-0117")
    }

    @Test(
        "Formats chosen and those of subtitles are joined, each once",
        arguments: [
            (nil, [], nil), (nil, [.vtt], ["json", "vtt"]), ([.srt], [], ["srt"]),
            ([.vtt, .json], [.vtt, .srt], ["vtt", "json", "srt"]),
        ] as [([PyAIOutputFormat]?, [SubtitleFormat], [String]?)]
    )
    func formats(chosen: [PyAIOutputFormat]?, subtitles: [SubtitleFormat], wire: [String]?) async throws {
        var request = PyAIHarness.request(.init(subtitles: subtitles))
        request.options.provider.set(PyAIOptions(outputFormats: chosen))
        let (_, sent) = try await submit(request)
        guard case .object(let body) = try sent.json() else {
            Issue.record("the body is no object")
            return
        }
        #expect(body["output_formats"] == wire.map { .array($0.map(JSONValue.string)) })
    }

    @Test("Options survive their JSON form")
    func optionsAsJSON() throws {
        let options = PyAIOptions(outputFormats: [.json, "ttml"], trace: false, recapLanguage: "de")
        let json = try JSONEncoder.steno.encode(options)
        #expect(try JSONDecoder.steno.decode(PyAIOptions.self, from: json) == options)
    }

    // MARK: Idempotency

    @Test("The caller's idempotency key goes along, otherwise one that is made, otherwise none")
    func idempotencyKeys() async throws {
        let field = try #require(HTTPField.Name("Idempotency-Key"))
        var request = PyAIHarness.request()
        #expect(try await submit(request).sent.request.headerFields[field] == "made-key")
        #expect(try await submit(request) { $0.makeIdempotencyKey = nil }.sent.request.headerFields[field] == nil)
        request.idempotencyKey = String(repeating: "k", count: 255)
        #expect(try await submit(request).sent.request.headerFields[field] == request.idempotencyKey)
    }

    @Test("Every key made by default is another")
    func defaultKeys() throws {
        let make = try #require(PyAIConfiguration().makeIdempotencyKey)
        #expect(make() != make())
    }

    @Test("An upload takes no idempotency key: it is refused, or left out with a warning")
    func keyWithUpload() async throws {
        var request = TranscriptionRequest(audio: PyAIHarness.upload, idempotencyKey: "mine")
        let error = try await refusal(request)
        #expect(error.code == .unsupportedOption)
        #expect(error.message == "pyai takes an idempotency key only for audio given by URL (option `idempotencyKey`).")

        request.options.unsupported = .bestEffort
        let (job, sent) = try await submit(request)
        #expect(job.warnings.map(\.option) == [.idempotencyKey])
        let field = try #require(HTTPField.Name("Idempotency-Key"))
        #expect(sent.request.headerFields[field] == nil)
    }

    // MARK: Upload

    @Test("An upload is a form: the fields as text, then the audio")
    func form() async throws {
        var request = TranscriptionRequest(
            audio: PyAIHarness.upload,
            options: .init(
                model: "pyai-hear",
                diarization: .channels,
                vocabulary: ["Contoso", "Sortformer"],
                numerals: false,
                subtitles: [.srt]
            )
        )
        request.clientReference = "call-0117"
        let (_, sent) = try await submit(request)
        #expect(
            FormParts(sent)?.parts == [
                .init("call_id", "call-0117"), .init("channel", "true"), .init("model", "pyai-hear"),
                .init("numerals", "false"), .init("output_formats", "json"), .init("output_formats", "srt"),
                .init("vocabulary", "Contoso"), .init("vocabulary", "Sortformer"),
                .init("audio", "RIFF….WAVE", fileName: "call.wav", contentType: "audio/wav"),
            ]
        )
    }

    @Test(
        "Lists are put into the form as configured",
        arguments: [
            (.repeated, [.init("output_formats", "json"), .init("output_formats", "srt")]),
            (.bracketed, [.init("output_formats[]", "json"), .init("output_formats[]", "srt")]),
            (.json, [.init("output_formats", #"["json","srt"]"#)]),
            (.commaSeparated, [.init("output_formats", "json,srt")]),
        ] as [(FormListEncoding, [FormParts.Part])]
    )
    func lists(encoding: FormListEncoding, parts: [FormParts.Part]) async throws {
        let request = TranscriptionRequest(audio: PyAIHarness.upload, options: .init(subtitles: [.srt]))
        let (_, sent) = try await submit(request) { $0.formLists = encoding }
        #expect(FormParts(sent)?.parts.dropLast() == parts[...])
    }

    @Test("A file is sent under its own name, and its progress reported up to its size")
    func file() async throws {
        try await TemporaryDirectory.with { directory in
            let file = directory.appending(path: "talk \"1\".mp3")
            let bytes = Data(repeating: UInt8(ascii: "x"), count: 600_000)
            try bytes.write(to: file)
            let reports = Collected<UploadProgress>()
            let (_, sent) = try await submit(.init(audio: .file(file))) { configuration in
                configuration.uploadProgress = { reports.append($0) }
            }
            let part = try #require(FormParts(sent)?.parts.last)
            #expect(part.fileName == "talk %221%22.mp3")
            #expect(part.contentType == "audio/mpeg")
            #expect(part.text.utf8.count == bytes.count)
            let progress = reports.values
            #expect(progress.last == UploadProgress(fileName: "talk \"1\".mp3", sent: 600_000, total: 600_000))
            #expect(zip(progress, progress.dropFirst()).allSatisfy { $0.sent <= $1.sent })
        }
    }

    @Test("A missing or empty file is refused")
    func badFiles() async throws {
        try await TemporaryDirectory.with { directory in
            let file = directory.appending(path: "empty.wav")
            #expect(try await refusal(.init(audio: .file(file))).code == .invalidAudio)
            try Data().write(to: file)
            let error = try await refusal(.init(audio: .file(file)))
            #expect(error.code == .invalidAudio)
            #expect(error.message == "The audio file empty.wav is empty.")
        }
    }

    // MARK: Rules

    @Test(
        "A rule that is broken is told with its field",
        arguments: [
            RequestCase("`audio_url` must be a URL that begins with https://.") {
                $0.audio = .url(PyAIHarness.url("http://audio.example.com/a.mp3"))
            },
            RequestCase("`webhook_url` must be a URL that begins with https://.") {
                $0.webhook = Webhook(url: PyAIHarness.url("http://hooks.example.com"))
            },
            RequestCase("`output_formats` must be of json, srt and vtt, and holds ttml.") {
                $0.options.subtitles = [.vtt, "ttml"]
            },
            RequestCase("`model` must not be empty.") { $0.options.model = "" },
            RequestCase("`Idempotency-Key` must have at most 255 characters, and has 256.") {
                $0.idempotencyKey = String(repeating: "k", count: 256)
            },
            RequestCase("`Idempotency-Key` must not be empty.") { $0.idempotencyKey = "" },
            RequestCase("`Idempotency-Key` must hold only printable ASCII characters, and no space at its ends.") {
                $0.idempotencyKey = "a\r\nX-Evil: 1"
            },
        ] as [RequestCase<String>]
    )
    func rules(rule: RequestCase<String>) async throws {
        var request = PyAIHarness.request()
        rule.change(&request)
        let error = try await refusal(request)
        #expect(error.code == .invalidRequest)
        #expect(error.message == "pyai would refuse this: \(rule.expected)")
    }

    @Test("A service on this machine may be given plain http")
    func local() async throws {
        let harness = PyAIHarness(try .pyai("job-created.json", status: 202)) {
            $0.baseURL = "http://127.0.0.1:8080/pyai/"
        }
        var request = TranscriptionRequest(audio: .url(PyAIHarness.url("http://127.0.0.1:9000/a.mp3")))
        request.webhook = Webhook(url: PyAIHarness.url("http://localhost:9000/hook"))
        _ = try await harness.pyai.submit(request)
        #expect(harness.calls == ["POST http://127.0.0.1:8080/pyai/v1/transcription/jobs"])
    }

    @Test(
        "What the service has no field for is refused by name",
        arguments: [
            RequestCase(.languageHints) { $0.options.language = .hints(["en"]) },
            RequestCase(.expectedSpeakers) { $0.options.diarization = .speakers(expected: 2) },
            RequestCase(.context) { $0.options.context = "A call" },
            RequestCase(.redaction) { $0.options.redaction = [.personal] },
            RequestCase(.translation) { $0.options.translation = .oneWay(to: "de") },
            RequestCase(.insights) { $0.options.insights = [.summary] },
            RequestCase(.soundLabels) { $0.options.soundLabels = true },
            RequestCase(.metadata) { $0.metadata = ["a": "b"] },
            RequestCase(.webhook) {
                let header = Webhook.Header(name: "X-Key", value: "v")
                $0.webhook = Webhook(url: PyAIHarness.url("https://hooks.example.com"), header: header)
            },
            RequestCase(.webhook) {
                $0.webhook = Webhook(url: PyAIHarness.url("https://hooks.example.com"), events: ["done"])
            },
        ] as [RequestCase<RequestOption>]
    )
    func unsupported(part: RequestCase<RequestOption>) async throws {
        var request = PyAIHarness.request()
        part.change(&request)
        let error = try await refusal(request)
        #expect(error.code == .unsupportedOption)
        #expect(error.message.hasPrefix("pyai "))

        request.options.unsupported = .bestEffort
        let (job, sent) = try await submit(request)
        #expect(job.warnings.map(\.option) == [part.expected])
        guard case .object(var body) = try sent.json() else {
            Issue.record("the body is no object")
            return
        }
        body["webhook_url"] = nil
        body["diarize"] = nil
        #expect(body.keys.sorted() == ["audio_url"])
    }

    @Test("Audio stored elsewhere is refused")
    func stored() async throws {
        let error = try await refusal(.init(audio: .stored(id: "file_1")))
        #expect(error.code == .unsupportedOption)
    }
}
