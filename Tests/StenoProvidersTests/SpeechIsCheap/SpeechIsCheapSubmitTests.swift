import Foundation
import HTTPTypes
import StenoProviders
import StenoTestSupport
import Synchronization
import Testing

@Suite("SpeechIsCheap: creating jobs")
struct SpeechIsCheapSubmitTests {
    private func pending() throws -> ScriptedTransport {
        ScriptedTransport(try .fixture("SpeechIsCheap/job-pending.json", status: 202))
    }

    private func body(of request: TranscriptionRequest) async throws -> JSONValue {
        let transport = try pending()
        _ = try await SpeechIsCheap.scripted(transport).submit(request)
        return try transport.sent[0].json()
    }

    private static let hook = Webhook(url: webAddress("https://your-domain.example.com/webhook"))

    @Test("The reference's first example")
    func minimal() async throws {
        let body = try await body(of: .audioFile(webhook: Self.hook))
        #expect(body == (try speechIsCheapFixtures.json("create-minimal.request.json")))
    }

    @Test("The reference's example with all optional parameters")
    func reference() async throws {
        var options = TranscriptionOptions(
            language: .hints(["en"]),
            diarization: .speakers(),
            wordTiming: true,
            vocabulary: ["AI", "ML", "Neural Networks"],
            context: "This is a technical discussion about artificial intelligence",
            soundLabels: true
        )
        options.provider.set(SpeechIsCheapOptions(minimumConfidence: 0, segmentDuration: 15))
        let body = try await body(of: .audioFile(options, webhook: Self.hook))
        #expect(body == (try speechIsCheapFixtures.json("create-reference.request.json")))
    }

    @Test("Every field of the newer pages")
    func all() async throws {
        var options = TranscriptionOptions(
            language: .hints(["en"]),
            diarization: .speakers(),
            wordTiming: true,
            soundLabels: true,
            subtitles: [.srt]
        )
        options.provider.set(
            SpeechIsCheapOptions(
                isPrivate: true,
                minimumConfidence: 0.25,
                segmentDuration: 12.5,
                userAgent: "Steno/1",
                isSplitChannel: false
            )
        )
        let hook = Webhook(url: webAddress("https://example.com/hook?token=abc"))
        let body = try await body(of: .audioFile(options, webhook: hook))
        #expect(body == (try speechIsCheapFixtures.json("create-all.request.json")))
    }

    @Test("The call: the key, and a slash at the end", arguments: ["", "/", "/v2", "/v2/"])
    func call(ending: String) async throws {
        let transport = try pending()
        let provider = SpeechIsCheap.scripted(transport) { $0.baseURL = "http://127.0.0.1:9/speechischeap" + ending }
        _ = try await provider.submit(.audioFile())
        #expect(transport.sent[0].url == "http://127.0.0.1:9/speechischeap/v2/jobs/")
        #expect(transport.sent[0].request.method == .post)
        #expect(transport.sent[0].request.headerFields[.authorization] == "Bearer secret-key")
    }

    @Test("The created job")
    func job() async throws {
        let job = try await SpeechIsCheap.scripted(pending()).submit(.audioFile())
        #expect(job.id == speechIsCheapJob)
        #expect(job.provider == "speechischeap")
        #expect(job.status == .queued)
        #expect(job.transcript == nil)
        #expect(job.warnings.isEmpty)
        #expect(job.raw?.data == (try speechIsCheapFixtures.data("job-pending.json")))
    }

    @Test("A server that answers with the finished job, as the edge host does")
    func finished() async throws {
        let transport = ScriptedTransport(try .fixture("SpeechIsCheap/webhook-completed.json"))
        let job = try await SpeechIsCheap.scripted(transport).submit(.audioFile())
        #expect(job.status == .completed)
        #expect(job.transcript?.text == "This is an example of some transcribed text output.")
    }

    @Test("A created job without a status is queued")
    func noStatus() async throws {
        let transport = ScriptedTransport(.json(#"{"id": "a-sic"}"#, status: 202))
        #expect(try await SpeechIsCheap.scripted(transport).submit(.audioFile()).status == .queued)
    }

    @Test("Fields the service has removed are sent with a warning")
    func removedFields() async throws {
        let options = TranscriptionOptions(vocabulary: ["AI"], context: "A talk.")
        let job = try await SpeechIsCheap.scripted(pending()).submit(.audioFile(options))
        #expect(job.warnings.map(\.option) == [.vocabulary, .context])
        #expect(job.warnings.allSatisfy { $0.message.contains("2.8.0") })
    }

    @Test("A file is uploaded to the other host as a form, with its exact length and its progress")
    func upload() async throws {
        try await TemporaryDirectory.with { folder in
            let file = folder.appending(path: "call.mp3")
            let sound = Data((0..<700_000).map { UInt8(truncatingIfNeeded: $0) })
            try sound.write(to: file)
            let reports = Mutex<[UploadProgress]>([])
            let transport = try pending()
            let provider = SpeechIsCheap.scripted(transport) {
                $0.uploadProgress = { report in reports.withLock { $0.append(report) } }
            }
            var options = TranscriptionOptions(language: .hints(["en"]), wordTiming: true)
            options.provider.set(SpeechIsCheapOptions(isPrivate: false, minimumConfidence: 0.5, segmentDuration: 20))
            let job = try await provider.submit(.init(audio: .file(file), options: options))
            #expect(job.id == speechIsCheapJob)

            let sent = transport.sent[0]
            #expect(sent.url == "https://upload.speechischeap.com/v2/jobs/")
            #expect(sent.request.headerFields[.authorization] == "Bearer secret-key")
            let type = try #require(sent.request.headerFields[.contentType])
            let boundary = try #require(type.split(separator: "boundary=").last)
            #expect(type.hasPrefix("multipart/form-data;"))
            func field(_ name: String, _ value: String) -> String {
                "--\(boundary)\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n\(value)\r\n"
            }
            let head =
                field("can_parse_words", "true") + field("is_private", "false") + field("language", "en")
                + field("minimum_confidence", "0.5") + field("segment_duration", "20")
                + "--\(boundary)\r\nContent-Disposition: form-data; name=\"input_file\"; filename=\"call.mp3\"\r\n"
                + "Content-Type: audio/mpeg\r\n\r\n"
            #expect(sent.body == Data(head.utf8) + sound + Data("\r\n--\(boundary)--\r\n".utf8))

            let progress = reports.withLock { $0 }
            #expect(progress.last == UploadProgress(fileName: "call.mp3", sent: 700_000, total: 700_000))
            #expect(progress.map(\.sent) == progress.map(\.sent).sorted())
        }
    }

    @Test("Bytes in memory, under a name of the caller's, to another address")
    func data() async throws {
        let transport = try pending()
        let provider = SpeechIsCheap.scripted(transport) {
            $0.uploadBaseURL = "http://127.0.0.1:9/speechischeap-upload/"
        }
        var options = TranscriptionOptions()
        options.provider.set(SpeechIsCheapOptions(fileName: "talk.wav"))
        _ = try await provider.submit(.init(audio: .data(Data("sound".utf8), name: "a.mp3"), options: options))
        #expect(transport.sent[0].url == "http://127.0.0.1:9/speechischeap-upload/v2/jobs/")
        #expect(transport.sent[0].text.contains(#"filename="talk.wav""#))
        #expect(!transport.sent[0].text.contains("input_url"))
    }

    @Test("A refused key is tried once more, and only once")
    func transientRefusal() async throws {
        let refusal = try ScriptedTransport.Answer.fixture(
            "SpeechIsCheap/error-401-unauthorized.txt",
            status: 401,
            contentType: "text/plain"
        )
        let passing = ScriptedTransport(refusal, try .fixture("SpeechIsCheap/job-pending.json", status: 202))
        #expect(try await SpeechIsCheap.scripted(passing).submit(.audioFile()).status == .queued)
        #expect(passing.sent.count == 2)
        #expect(passing.sent[0].body == passing.sent[1].body)

        let lasting = ScriptedTransport(refusal)
        let error = await #expect(throws: TranscriptionError.self) {
            try await SpeechIsCheap.scripted(lasting).submit(.init(audio: .data(Data("sound".utf8), name: nil)))
        }
        #expect(error?.code == .authentication)
        #expect(lasting.sent.count == 2)
        #expect(lasting.sent[1].body?.count == lasting.sent[0].body?.count)
        #expect(!"\(String(describing: error))".contains("secret-key"))
    }

    @Test(
        "Refusals in plain text and in JSON",
        arguments: [
            (
                "error-400-missing-input-url.txt", 400, TranscriptionError.Code.invalidRequest,
                "Missing required \"input_url\" parameter"
            ),
            ("error-400-upload.json", 400, .invalidRequest, "The upload is incomplete."),
            ("error-401-upload.json", 401, .authentication, "Invalid or missing authentication token"),
            ("error-500-internal.txt", 500, .providerFailure, "Internal Server Error"),
        ]
    )
    func refusals(fixture: String, status: Int, code: TranscriptionError.Code, message: String) async throws {
        let type = fixture.hasSuffix("json") ? "application/json" : "text/plain"
        let transport = ScriptedTransport(try .fixture("SpeechIsCheap/\(fixture)", status: status, contentType: type))
        let error = await #expect(throws: TranscriptionError.self) {
            try await SpeechIsCheap.scripted(transport).submit(.audioFile())
        }
        #expect(error?.httpStatus == status)
        #expect(error?.providerMessage == message)
        if status != 500 { #expect(error?.code == code) }
    }

    @Test(
        "An answer that tells no job leaves a job that may be there",
        arguments: [ScriptedTransport.Answer.json("{}", status: 202), .text("OK"), .json(#"{"id": "a"#), .brokenOff]
    )
    func lostAnswer(answer: ScriptedTransport.Answer) async throws {
        let transport = ScriptedTransport(answer)
        let provider = SpeechIsCheap.scripted(transport) { $0.http.retry = RetryPolicy() }
        let error = await #expect(throws: TranscriptionError.self) { try await provider.submit(.audioFile()) }
        #expect(error?.code == .jobMayExist)
        #expect(transport.sent.count == 1)
    }

    @Test("Signed addresses that a refusal repeats stay out of the error")
    func signedAddresses() async throws {
        let refusal =
            "Cannot fetch https://example.com/a.mp3?signature=s3cret; webhook_url https://example.com/?token=t0ken"
        let transport = ScriptedTransport(.text(refusal, status: 400))
        let request = TranscriptionRequest(
            audio: .url(webAddress("https://example.com/a.mp3?signature=s3cret")),
            webhook: Webhook(url: webAddress("https://example.com/?token=t0ken"))
        )
        let error = await #expect(throws: TranscriptionError.self) {
            try await SpeechIsCheap.scripted(transport).submit(request)
        }
        #expect(error?.providerMessage?.hasPrefix("Cannot fetch") == true)
        var dumped = ""
        dump(error, to: &dumped)
        #expect(!dumped.contains("s3cret"))
        #expect(!dumped.contains("t0ken"))
    }

    @Test("The key can be checked")
    func checkKey() async throws {
        let good = ScriptedTransport(try .fixture("SpeechIsCheap/authenticated.txt", contentType: "text/plain"))
        try await SpeechIsCheap.scripted(good).checkKey()
        #expect(good.sent[0].url == "https://api.speechischeap.com/v2/jobs/auth")
        #expect(good.sent[0].request.headerFields[.authorization] == "Bearer secret-key")
        let bad = ScriptedTransport(.text("Unauthorized", status: 401))
        let error = await #expect(throws: TranscriptionError.self) { try await SpeechIsCheap.scripted(bad).checkKey() }
        #expect(error?.code == .authentication)
    }

    @Test("The environment names the key and the addresses")
    func environment() throws {
        let provider = try SpeechIsCheap.fromEnvironment([
            "SIC_API_KEY": "k", "SIC_BASE_URL": "https://a.example.com", "SIC_UPLOAD_BASE_URL": "https://b.example.com",
        ])
        #expect(provider.configuration.baseURL == "https://a.example.com")
        #expect(provider.configuration.uploadBaseURL == "https://b.example.com")
        let plain = try SpeechIsCheap.fromEnvironment(["SIC_API_KEY": "k", "SIC_BASE_URL": ""])
        #expect(plain.configuration.baseURL == "https://api.speechischeap.com")
        #expect(plain.configuration.uploadBaseURL == "https://upload.speechischeap.com")
        let error = #expect(throws: TranscriptionError.self) { try SpeechIsCheap.fromEnvironment(["SIC_API_KEY": ""]) }
        #expect(error?.message.contains("SIC_API_KEY") == true)
    }
}
