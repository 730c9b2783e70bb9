import Foundation
import HTTPTypes
import Steno
import StenoProviders
import StenoTestSupport
import StenoTesting
import Testing

@Suite struct RecordingTests {
    private static let key = "sk-live/4Wv+do=not=tell"

    @Test(arguments: SimulatorService.allCases)
    func aRealExchangeIsReplayedWithoutAServer(service: SimulatorService) async throws {
        try await TemporaryDirectory.with { directory in
            let file = directory.appending(path: "exchange.json", directoryHint: .notDirectory)
            let recorder = RecordingTransport(URLSessionTransport.shared, source: "the simulator")
            let heard: [Transcript] = try await Self.transcribe(service, over: recorder)
            try recorder.recording.write(to: file)
            let text = try String(contentsOf: file, encoding: .utf8)
            for form in ConformanceEvidence.forms(of: ProviderSetup.key) { #expect(!text.contains(form)) }

            let recording = try HTTPRecording(contentsOf: file)
            #expect(recording == recorder.recording)
            let replay = ReplayTransport(recording)
            let simulator = Simulator()
            let nowhere = try #require(URL(string: "http://127.0.0.1:1"))
            let provider = simulator.provider(of: service, at: nowhere, .init(transport: replay))
            #expect(try await Self.transcribe(with: provider, proceed: {}) == heard.first)
            #expect(replay.remaining.isEmpty)
        }
    }

    private static func transcribe(
        _ service: SimulatorService,
        over transport: any HTTPTransport
    ) async throws -> [Transcript] {
        let heard = CollectedTranscripts()
        try await withSimulator { simulator, client in
            let provider = simulator.provider(of: service, at: client.base, .init(transport: transport))
            let transcript = try await Self.transcribe(with: provider) { await simulator.advance(by: .seconds(2)) }
            await heard.add(transcript)
        }
        return await heard.all
    }

    private static func transcribe(
        with provider: any TranscriptionProvider,
        proceed: () async -> Void
    ) async throws -> Transcript {
        let job = try await provider.submit(.init(audio: .url(recordingURL)))
        while try await !provider.job(job.id).status.isTerminal { await proceed() }
        return try await provider.transcript(job.id)
    }

    @Test func secretsAreTakenOut() async throws {
        let answer = """
            {"url": "https://files.example.com/a?X-Amz-Signature=abcdef123&part=7\\u0026sig=zyx987", \
            "webhook_secret": "whsec_77\\"88", "text": "The token is in the drawer.", "echo": "\(Self.key)", \
            "coded": "c2stbGl2ZS80V3YrZG89bm90PXRlbGw=", "given": "mother's maiden name"}
            """
        let base = ScriptedTransport(
            .json(
                answer,
                fields: [.setCookie: "session=oreo", .location: "https://x.example.com/?token=tok123&page=2"]
            )
        )
        let recorder = RecordingTransport(base, source: "a script", secrets: ["mother's maiden name"])
        var request = HTTPRequest(
            method: .post,
            scheme: "https",
            authority: "api.example.com",
            path: "/v1/jobs?api_key=k-1234&limit=5"
        )
        request.headerFields[.authorization] = "Bearer \(Self.key)"
        request.headerFields[.cookie] = "session=oreo"
        request.headerFields[.init("x-api-key") ?? .accept] = "another-key"
        let body = HTTPRequestBody.data(Data(#"{"webhook_auth_header_value": "hush", "language": "en"}"#.utf8))
        let response = try await recorder.send(request, body: body)
        var received = Data()
        for try await piece in response.body { received += piece }
        #expect(String(decoding: received, as: UTF8.self) == answer)

        let exchange = try #require(recorder.recording.exchanges.first)
        let kept = String(decoding: try JSONEncoder().encode(recorder.recording), as: UTF8.self)
        for secret in [
            "abcdef123", "zyx987", "whsec_77", "88", "oreo", "tok123", "k-1234", "another-key", "hush", "maiden",
            "c2stbGl2ZS80V3YrZG89bm90PXRlbGw=",
        ] {
            #expect(!kept.contains(secret), "\(secret) in \(kept)")
        }
        for form in ConformanceEvidence.forms(of: Self.key) { #expect(!kept.contains(form), "\(kept)") }
        #expect(exchange.request.url == "https://api.example.com/v1/jobs?api_key=REDACTED&limit=5")
        #expect(exchange.request.body?.contains(#""language": "en""#) == true)
        #expect(exchange.request.fields.contains(.init(name: "authorization", value: "REDACTED")))
        let json = JSON(exchange.answer.body.data)
        #expect(json["text"].string == "The token is in the drawer.")
        #expect(json["url"].string == "https://files.example.com/a?X-Amz-Signature=REDACTED&part=7&sig=REDACTED")
        #expect(json["webhook_secret"].string == "REDACTED")
    }

    @Test func audioIsNotKept() async throws {
        let base = ScriptedTransport(.json("{}"))
        let recorder = RecordingTransport(base, source: "a script")
        let request = HTTPRequest(method: .post, scheme: "https", authority: "api.example.com", path: "/v1/files")
        let audio = Data([0xFF, 0xFB, 0x90, 0x00])
        _ = try await recorder.send(request, body: .data(audio))
        let exchange = try #require(recorder.recording.exchanges.first)
        #expect(exchange.request.body == nil)
        #expect(exchange.request.bodyLength == 4)
        #expect(base.sent.first?.body == audio)
    }

    @Test func answersThatAreNotTextAreKeptByteForByte() async throws {
        let base = ScriptedTransport(.data(Data([0, 0xFF, 7]), contentType: "audio/mpeg"))
        let recorder = RecordingTransport(base, source: "a script")
        let request = HTTPRequest(method: .get, scheme: "https", authority: "api.example.com", path: "/a")
        _ = try await recorder.send(request)
        let replay = ReplayTransport(recorder.recording)
        let response = try await replay.send(request)
        var received = Data()
        for try await piece in response.body { received += piece }
        #expect(received == Data([0, 0xFF, 7]))
        #expect(response.head.headerFields[.contentType] == "audio/mpeg")
        #expect(response.head.headerFields[.contentLength] == "3")
    }

    @Test func aBrokenExchangeIsNotRecorded() async throws {
        let recorder = RecordingTransport(ScriptedTransport(.brokenOff), source: "a script")
        let request = HTTPRequest(method: .get, scheme: "https", authority: "api.example.com", path: "/a")
        await #expect(throws: TranscriptionError.self) { try await recorder.send(request) }
        #expect(recorder.recording.exchanges.isEmpty)
    }

    @Test func answersAreGivenInOrderAndOnce() async throws {
        func exchange(_ url: String, _ status: Int) -> HTTPRecording.Exchange {
            .init(request: .init(method: "GET", url: url), answer: .init(status: status))
        }
        let replay = ReplayTransport(
            HTTPRecording(
                source: "written out",
                exchanges: [
                    exchange("https://a.example.com/jobs/1", 200), exchange("https://a.example.com/jobs/2", 201),
                    exchange("https://a.example.com/jobs/1", 202),
                    exchange("https://a.example.com/jobs?sig=REDACTED", 203),
                ]
            )
        )
        func status(_ path: String) async throws -> Int {
            let request = HTTPRequest(method: .get, scheme: "http", authority: "elsewhere", path: path)
            return try await replay.send(request).head.status.code
        }
        #expect(try await status("/jobs/2") == 201)
        #expect(try await status("/jobs/1") == 200)
        #expect(try await status("/jobs/1") == 202)
        #expect(try await status("/jobs?sig=another") == 203)
        let error = await #expect(throws: TranscriptionError.self) { try await status("/jobs/1") }
        #expect(error?.code == .connection)
        #expect(error?.wasNeverSent == true)
        #expect(error?.message.contains("GET /jobs/1") == true)
    }
}

private actor CollectedTranscripts {
    private(set) var all: [Transcript] = []

    func add(_ transcript: Transcript) { all.append(transcript) }
}
