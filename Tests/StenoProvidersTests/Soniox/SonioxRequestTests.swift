import Foundation
import HTTPTypes
import Steno
import StenoProviders
import StenoTestSupport
import Testing

@Suite("Soniox: the request on the wire")
struct SonioxRequestTests {
    private func body(of request: TranscriptionRequest, _ change: (inout SonioxConfiguration) -> Void = { _ in })
        async throws -> JSONValue
    {
        let harness = SonioxHarness(
            ["POST /v1/transcriptions": [try .soniox("transcription-queued.json", status: 201)]],
            change
        )
        _ = try await harness.soniox.submit(request)
        let sent = try #require(harness.transport.sent.first)
        #expect(sent.url == "https://api.soniox.com/v1/transcriptions")
        #expect(sent.request.headerFields[.authorization] == "Bearer a-key-that-must-not-leak")
        #expect(sent.request.headerFields[.contentType] == "application/json")
        return try sent.json()
    }

    private func request(_ options: TranscriptionOptions = .init()) -> TranscriptionRequest {
        TranscriptionRequest(audio: .url(SonioxHarness.audioURL), options: options)
    }

    private func expect(_ request: TranscriptionRequest, is name: String) async throws {
        #expect(try await body(of: request) == SonioxHarness.fixtures.json("\(name).request.json"))
    }

    @Test("A URL alone, with the default model")
    func minimal() async throws {
        try await expect(request(), is: "create-minimal")
    }

    @Test("Every field of the API reference")
    func reference() async throws {
        var request = request(
            .init(
                model: "stt-async-v5",
                language: .hints(["en", "fr"]),
                diarization: .speakers(),
                wordTiming: true,
                context: "A call about an order."
            )
        )
        request.webhook = Webhook(
            url: try #require(URL(string: "https://example.com/webhook")),
            header: .init(name: "Authorization", value: "Bearer of-the-receiver")
        )
        request.clientReference = "call-17"
        try await expect(request, is: "create-reference")
    }

    @Test("A stored file by its id")
    func storedFile() async throws {
        try await expect(.init(audio: .stored(id: SonioxHarness.fileID)), is: "create-file")
    }

    @Test("Languages that are enforced, and told")
    func languages() async throws {
        var options = TranscriptionOptions(language: .strict(["de"]))
        options.provider.set(SonioxOptions(identifiesLanguage: true))
        try await expect(request(options), is: "create-languages")
    }

    @Test("The context object, whose text and first terms are the general ones")
    func contextObject() async throws {
        var options = TranscriptionOptions(
            vocabulary: ["angioplasty"],
            context: "A visit to the heart clinic.",
            translation: .oneWay(to: "de")
        )
        options.provider.set(
            SonioxOptions(
                context: .init(
                    general: ["domain": "Healthcare", "doctor": "Dr. Amadi"],
                    terms: ["Amadi", "angioplasty"],
                    translationTerms: ["stent": "Stent"]
                )
            )
        )
        try await expect(request(options), is: "create-context-object")
    }

    @Test("A vocabulary makes the context an object")
    func vocabulary() async throws {
        try await expect(
            request(.init(vocabulary: ["angioplasty", "Amadi"], context: "A visit.")),
            is: "create-vocabulary"
        )
    }

    @Test("A context object without anything in it is left out")
    func emptyContext() async throws {
        var options = TranscriptionOptions()
        options.provider.set(SonioxOptions(context: .init(text: "")))
        try await expect(request(options), is: "create-minimal")
    }

    @Test("A translation to one language")
    func oneWay() async throws {
        try await expect(request(.init(translation: .oneWay(to: "fr"))), is: "create-one-way-translation")
    }

    @Test("A translation between two languages")
    func twoWay() async throws {
        try await expect(request(.init(translation: .twoWay("en", "es"))), is: "create-two-way-translation")
    }

    @Test("The configuration's model and webhook header stand in for those of the request")
    func configured() async throws {
        var request = request()
        request.webhook = Webhook(url: try #require(URL(string: "https://example.com/webhook")))
        let body = try await body(of: request) {
            $0.model = "stt-async-v6"
            $0.webhookHeader = .init(name: "X-Secret", value: "s")
        }
        #expect(
            body
                == .object([
                    "model": .string("stt-async-v6"),
                    "audio_url": .string("https://example.com/call.mp3"),
                    "webhook_url": .string("https://example.com/webhook"),
                    "webhook_auth_header_name": .string("X-Secret"),
                    "webhook_auth_header_value": .string("s"),
                ])
        )
    }

    @Test("The options have a JSON form, as the service writes it")
    func optionsJSON() throws {
        var options = TranscriptionOptions()
        options.provider.set(
            SonioxOptions(context: .init(general: ["a": "b"], translationTerms: ["c": "d"]), fileName: "x.wav")
        )
        let json = try JSONEncoder.steno.encode(options)
        let read = try JSONDecoder.steno.decode(TranscriptionOptions.self, from: json)
        let own = try #require(try read.provider.value(SonioxOptions.self))
        #expect(own.context?.general == [.init(key: "a", value: "b")])
        #expect(own.context?.translationTerms == [.init(source: "c", target: "d")])
        #expect(own.fileName == "x.wav")
        #expect(String(decoding: json, as: UTF8.self).contains(#""translation_terms":[{"source":"c","target":"d"}]"#))
        let text = try JSONDecoder().decode(SonioxContext.self, from: Data(#""only text""#.utf8))
        #expect(text == SonioxContext(text: "only text"))
    }

    // MARK: Refused before any call

    private func refusal(
        _ change: (inout TranscriptionRequest) -> Void,
        audio: AudioSource = .url(SonioxHarness.audioURL)
    ) async -> TranscriptionError? {
        var request = TranscriptionRequest(audio: audio)
        change(&request)
        let harness = SonioxHarness([:])
        let error = await failure { try await harness.soniox.submit(request) }
        #expect(harness.transport.sent.isEmpty)
        return error
    }

    @Test(
        "What is too long is refused, naming the field and the rule",
        arguments: [
            ("model", 32), ("client_reference_id", 256), ("webhook_url", 256), ("webhook_auth_header_name", 256),
            ("webhook_auth_header_value", 256), ("context", 10_000), ("language_hints", 10), ("audio_url", 4096),
        ]
    )
    func lengths(field: String, limit: Int) async throws {
        let hook = try #require(URL(string: "https://example.com/webhook"))
        func change(_ request: inout TranscriptionRequest, length: Int) throws {
            let text = String(repeating: "ä", count: length)
            switch field {
            case "model": request.options.model = text
            case "client_reference_id": request.clientReference = text
            case "context": request.options.context = text
            case "language_hints": request.options.language = .hints(["en", text])
            case "audio_url": request.audio = .url(try url(of: length))
            case "webhook_url": request.webhook = Webhook(url: try url(of: length))
            case "webhook_auth_header_name":
                request.webhook = Webhook(url: hook, header: .init(name: text, value: "v"))
            default: request.webhook = Webhook(url: hook, header: .init(name: "n", value: Secret(text)))
            }
        }
        func url(of length: Int) throws -> URL {
            let start = "https://example.com/"
            return try #require(URL(string: start + String(repeating: "a", count: length - start.count)))
        }
        var longest = TranscriptionRequest(audio: .url(SonioxHarness.audioURL))
        try change(&longest, length: limit)
        _ = try await body(of: longest)
        var tooLong = longest
        try change(&tooLong, length: limit + 1)
        let request = tooLong
        let error = try #require(await refusal { $0 = request })
        #expect(error.code == .invalidRequest)
        #expect(error.message.contains("`\(field)` must have at most \(limit) characters, and has \(limit + 1)"))
    }

    @Test("More than a hundred languages are refused")
    func manyLanguages() async throws {
        let codes = (0...100).map { "l\($0)" }
        let error = try #require(await refusal { $0.options.language = .hints(codes) })
        #expect(error.code == .unsupportedOption)
        #expect(error.message.contains("at most 100 language"))
    }

    @Test(
        "Addresses other than of the web are refused",
        arguments: ["ftp://example.com/a", "example.com/a", "https:///a"]
    )
    func addresses(address: String) async throws {
        let url = try #require(URL(string: address))
        let audio = try #require(await refusal({ _ in }, audio: .url(url)))
        #expect(audio.message.contains("`audio_url` must be a URL that begins with http:// or https://"))
        let hook = try #require(await refusal { $0.webhook = Webhook(url: url) })
        #expect(hook.message.contains("`webhook_url` must be a URL that begins with http:// or https://"))
    }

    @Test("Plain http is allowed, as Soniox does")
    func plainHTTP() async throws {
        let url = try #require(URL(string: "http://example.com/call.mp3"))
        let sent = try await body(of: TranscriptionRequest(audio: .url(url)))
        #expect(
            sent == .object(["model": .string("stt-async-v5"), "audio_url": .string("http://example.com/call.mp3")])
        )
    }

    @Test("The id of a stored file must be a UUID")
    func fileID() async throws {
        let error = try #require(await refusal({ _ in }, audio: .stored(id: "call.mp3")))
        #expect(error.message.contains("`file_id` must be a UUID"))
    }

    @Test("All that is wrong is told at once")
    func severalRules() async throws {
        let error = try #require(
            await refusal {
                $0.options.model = ""
                $0.options.translation = .twoWay("en", "en")
                $0.clientReference = String(repeating: "x", count: 257)
            }
        )
        #expect(error.message.contains("`model` must not be empty."))
        #expect(error.message.contains("`translation.language_b` must be another than language_a."))
        #expect(error.message.contains("`client_reference_id`"))
    }

    @Test("A translation needs its languages")
    func translationLanguages() async throws {
        let one = try #require(await refusal { $0.options.translation = .oneWay(to: "") })
        #expect(one.message.contains("`translation.target_language` must not be empty"))
        let two = try #require(await refusal { $0.options.translation = .twoWay("", "de") })
        #expect(two.message.contains("`translation.language_a` must not be empty"))
    }

    @Test("The context's text can be given in one place only")
    func contextTwice() async throws {
        let error = try #require(
            await refusal {
                $0.options.context = "a"
                $0.options.provider.set(SonioxOptions(context: .init(text: "b")))
            }
        )
        #expect(error.code == .invalidRequest)
        #expect(error.message.contains("given twice"))
    }

    @Test(
        "Options Soniox does not have are refused by name",
        arguments: [
            TranscriptionOptions(diarization: .speakers(expected: 2)), .init(diarization: .channels),
            .init(redaction: [.personal]), .init(numerals: true), .init(insights: [.summary]), .init(soundLabels: true),
            .init(subtitles: [.srt]),
        ]
    )
    func unsupported(options: TranscriptionOptions) async throws {
        let error = try #require(await refusal { $0.options = options })
        #expect(error.code == .unsupportedOption)
        #expect(error.message.contains("soniox") && error.message.contains("option `"))
    }

    @Test("Own options that would have no effect are refused, or left out with a warning")
    func noEffect() async throws {
        let file = SonioxOptions(fileName: "a.wav")
        let reference = SonioxOptions(fileReference: "a")
        let terms = SonioxOptions(context: .init(text: "A visit.", translationTerms: [.init(source: "a", target: "b")]))
        for own in [file, reference, terms] {
            let error = try #require(await refusal { $0.options.provider.set(own) })
            #expect(error.code == .unsupportedOption)
            var request = request(.init(unsupported: .bestEffort))
            request.options.provider.set(own)
            let body = try await body(of: request)
            #expect(!"\(body)".contains("translation_terms"))
        }
    }

    @Test("Metadata, idempotency keys and webhook events are refused, or left out with a warning")
    func leftOut() async throws {
        let hook = try #require(URL(string: "https://example.com/webhook"))
        let error = try #require(await refusal { $0.webhook = Webhook(url: hook, events: ["completed"]) })
        #expect(error.code == .unsupportedOption)
        #expect(error.message.contains("`webhook`"))
        #expect(await refusal { $0.metadata = ["a": "b"] }?.code == .unsupportedOption)
        #expect(await refusal { $0.idempotencyKey = "k" }?.code == .unsupportedOption)

        var request = request(.init(unsupported: .bestEffort))
        request.webhook = Webhook(url: hook, events: ["completed"])
        request.metadata = ["a": "b"]
        request.idempotencyKey = "k"
        let harness = SonioxHarness(["POST /v1/transcriptions": [try .soniox("transcription-queued.json", status: 201)]]
        )
        let job = try await harness.soniox.submit(request)
        #expect(Set(job.warnings.compactMap(\.option)) == [.webhook, .metadata, .idempotencyKey])
    }
}
