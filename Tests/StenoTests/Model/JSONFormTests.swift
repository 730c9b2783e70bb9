import Foundation
import Steno
import StenoTestSupport
import Testing

/// The JSON forms as documented, held to the examples in `Tests/Fixtures/Steno`.
@Suite struct JSONFormTests {
    static let date = Date(timeIntervalSince1970: 1_785_576_600.25)

    static let request = TranscriptionRequest(
        audio: .url(URL(string: "https://example.com/calls/17.mp3") ?? URL(filePath: "/")),
        options: TranscriptionOptions(
            model: "large",
            language: .hints(["en", "de"]),
            diarization: .speakers(expected: 2),
            wordTiming: true,
            vocabulary: ["Steno", "Soniox"],
            context: "A call about an invoice.",
            redaction: [.personal, .payment],
            translation: .oneWay(to: "fr"),
            numerals: true,
            insights: [.sentiment, .summary],
            soundLabels: true,
            subtitles: [.srt],
            provider: ProviderOptionSet(ScriptedOptions(tier: "fast", since: date)),
            unsupported: .bestEffort
        ),
        webhook: Webhook(
            url: URL(string: "https://example.com/hook") ?? URL(filePath: "/"),
            header: .init(name: "X-Token", value: "hidden"),
            events: ["job.completed"]
        ),
        metadata: ["team": "support"],
        clientReference: "call-17",
        idempotencyKey: "5f0c7a52"
    )

    static let transcript = Transcript(
        text: "Good morning.",
        language: "en",
        languageConfidence: 0.98,
        duration: 4.5,
        segments: [
            Segment(
                start: 0.25,
                end: 2.125,
                text: "Good morning.",
                speaker: "A",
                channel: 0,
                language: "en",
                confidence: 0.91,
                endsTurn: true
            ),
            Segment(start: 3, end: 4.5, text: "", sound: "music"),
        ],
        words: [
            Word(start: 0.25, end: 0.75, text: "Good", confidence: 0.99, speaker: "A", channel: 0),
            Word(start: 1, end: 2.125, text: "morning."),
        ],
        speakers: [Speaker(label: "A"), Speaker(label: "channel_1", channel: 1)],
        translations: [
            TranslatedText(
                language: "fr",
                text: "Bonjour.",
                segments: [Segment(start: 0.25, end: 2.125, text: "Bonjour.")]
            )
        ],
        redactions: [Redaction(kind: .personal, start: 2.25, end: 2.75)],
        subtitles: [.srt: "1\n00:00:00,250 --> 00:00:02,125\nGood morning.\n"]
    )

    static let job = TranscriptionJob(
        id: "job/17",
        provider: "scripted",
        status: .completed,
        progress: 1,
        createdAt: date,
        startedAt: Date(timeIntervalSince1970: 1_785_576_601),
        finishedAt: Date(timeIntervalSince1970: 1_785_576_612.001),
        audioDuration: 4.5,
        model: "large",
        clientReference: "call-17",
        metadata: ["team": "support"],
        warnings: [JobWarning(option: .insights, message: "Left out: scripted derives no insights.")],
        billing: Billing(amount: 0.0125, unit: "USD"),
        transcript: Transcript(text: "Good morning."),
        raw: RawPayload(Data(#"{"id":"job/17","state":"done"}"#.utf8))
    )

    static let failedJob = TranscriptionJob(
        id: "18",
        provider: "scripted",
        status: .failed,
        failure: JobFailure(code: .invalidAudio, message: "The file holds no audio.", providerCode: "bad_media")
    )

    static let capabilities = Capabilities(
        operations: [.submit: .supported, .job: .supported, .transcript: .supported, .cancel: .unknown],
        audioSources: [.url, .file],
        options: [.languageHints: .supported, .numerals: .unknown, .redaction: .unsupported],
        languages: ["en", "de"],
        translationTargets: ["fr"],
        maximumLanguages: 2,
        webhookAuthentication: .signature,
        listing: .init(maximumPageSize: 100, hasWholeJobs: false)
    )

    /// The value is written as in the file and read back from it.
    func pin<Value: Codable & Equatable>(_ value: Value, to name: String, readBack: Value? = nil) throws {
        let fixture = try Fixtures.data("Steno/\(name).json")
        // The file is laid out for people; compare without the layout.
        let compact = try JSONEncoder.steno.encode(JSONDecoder.steno.decode(JSONValue.self, from: fixture))
        let written = try JSONEncoder.steno.encode(value)
        #expect(String(decoding: written, as: UTF8.self) == String(decoding: compact, as: UTF8.self))
        #expect(try JSONDecoder.steno.decode(Value.self, from: fixture) == readBack ?? value)

        // A member added by a later version is passed over.
        guard case .object(var members) = try JSONDecoder.steno.decode(JSONValue.self, from: fixture) else {
            Issue.record("\(name) is no object")
            return
        }
        members["addedLater"] = .array([.null, .integer(1)])
        let later = try JSONEncoder.steno.encode(JSONValue.object(members))
        #expect(try JSONDecoder.steno.decode(Value.self, from: later) == readBack ?? value)
    }

    @Test func `the forms are those of the fixtures`() throws {
        var withoutHeader = Self.request
        withoutHeader.webhook?.header = nil
        try pin(Self.request, to: "request", readBack: withoutHeader)
        try pin(TranscriptionOptions(), to: "options-default")
        try pin(Self.transcript, to: "transcript")
        try pin(Self.job, to: "job")
        try pin(Self.failedJob, to: "job-failed")
        try pin(Self.capabilities, to: "capabilities")
        // As it was before deliveries and lists were told of.
        var older = Self.capabilities
        (older.webhookAuthentication, older.listing) = (nil, nil)
        try pin(older, to: "capabilities-older")
    }

    @Test(arguments: ["request", "job", "job-failed", "transcript", "capabilities"])
    func `the documentation shows the fixtures`(name: String) throws {
        let root = Fixtures.folder.deletingLastPathComponent().deletingLastPathComponent()
        let page = try Data(contentsOf: root.appending(path: "Docs/json-form.md"))
        let fixture = try Fixtures.data("Steno/\(name).json")
        #expect(String(decoding: page, as: UTF8.self).contains(String(decoding: fixture, as: UTF8.self)))
    }

    @Test func `null is read as missing`() throws {
        #expect(try decode(#"{"model":null,"vocabulary":null,"language":null}"#) == TranscriptionOptions())
        #expect(try decode(#"{"text":"a","words":null,"duration":null}"#) == Transcript(text: "a"))
        let job: TranscriptionJob = try decode(
            #"{"id":"1","provider":"p","status":"queued","metadata":null,"raw":null}"#
        )
        #expect(job == TranscriptionJob(id: "1", provider: "p", status: .queued))
        #expect(try decode(#"{"audio":{"url":null,"stored":"x"}}"#) == TranscriptionRequest(audio: .stored(id: "x")))
    }

    @Test func `members are sorted and slashes stay as they are`() throws {
        let job = TranscriptionJob(id: "a/b", provider: "scripted", status: .queued)
        #expect(
            try String(decoding: JSONEncoder.steno.encode(job), as: UTF8.self)
                == #"{"id":"a/b","metadata":{},"provider":"scripted","status":"queued","warnings":[]}"#
        )
    }

    func decode<Value: Decodable>(_ json: String, as type: Value.Type = Value.self) throws -> Value {
        try JSONDecoder.steno.decode(Value.self, from: Data(json.utf8))
    }

    @Test func `only the least has to be there`() throws {
        #expect(try decode("{}") == TranscriptionOptions())
        #expect(try decode(#"{"text":"a"}"#) == Transcript(text: "a"))
        #expect(
            try decode(#"{"id":"1","provider":"p","status":"queued"}"#)
                == TranscriptionJob(id: "1", provider: "p", status: .queued)
        )
        #expect(try decode(#"{"audio":{"stored":"x"}}"#) == TranscriptionRequest(audio: .stored(id: "x")))
        #expect(try decode("{}") == Capabilities(operations: [:], audioSources: [], options: [:]))
        let local = Capabilities(operations: [:], audioSources: [], options: [:], jobsEndWithProcess: true)
        #expect(try JSONDecoder.steno.decode(Capabilities.self, from: JSONEncoder.steno.encode(local)) == local)
        #expect(try decode(#"{"language":"fr","text":"a"}"#) == TranslatedText(language: "fr", text: "a"))
        #expect(throws: DecodingError.self) {
            try decode(#"{"provider":"p","status":"queued"}"#, as: TranscriptionJob.self)
        }
        #expect(throws: DecodingError.self) { try decode("{}", as: TranscriptionRequest.self) }
        #expect(throws: DecodingError.self) { try decode(#"{"audio":{}}"#, as: TranscriptionRequest.self) }
    }

    @Test func `words of later versions are kept`() throws {
        let job: TranscriptionJob = try decode(
            #"{"id":"1","provider":"p","status":"paused","failure":{"code":"new","message":"m"}}"#
        )
        #expect(job.status == .unknown("paused"))
        #expect(!job.status.isTerminal)
        #expect(job.failure?.code == "new")
        let again = try JSONDecoder.steno.decode(TranscriptionJob.self, from: JSONEncoder.steno.encode(job))
        #expect(again == job)

        let capabilities: Capabilities = try decode(
            #"{"operations":{"pause":"supported","job":"maybe"},"audioSources":["tape","url"],"options":{"new":"supported"}}"#
        )
        #expect(capabilities.operations == [.job: .unknown])
        #expect(capabilities.audioSources == [.url])
        #expect(capabilities.support(for: "new" as RequestOption) == .supported)
    }

    @Test(arguments: ["queued", "running", "completed", "failed", "cancelled", "paused", "", "Completed"])
    func `a status keeps its word`(word: String) throws {
        let status = JobStatus(rawValue: word)
        #expect(status.rawValue == word)
        #expect(status.isTerminal == ["completed", "failed", "cancelled"].contains(word))
        #expect(try JSONDecoder.steno.decode([JobStatus].self, from: JSONEncoder.steno.encode([status])) == [status])
    }

    @Test func `every kind of choice survives`() throws {
        func survives<Value: Codable & Equatable>(_ value: Value, as json: String) throws {
            let written = try JSONEncoder.steno.encode(value)
            #expect(String(decoding: written, as: UTF8.self) == json)
            #expect(try JSONDecoder.steno.decode(Value.self, from: written) == value)
        }
        try survives(Diarization.off, as: #"{"by":"off"}"#)
        try survives(Diarization.speakers(), as: #"{"by":"speakers"}"#)
        try survives(Diarization.channels, as: #"{"by":"channels"}"#)
        try survives(LanguageSelection.automatic, as: #"{"mode":"automatic"}"#)
        try survives(LanguageSelection.strict(["en"]), as: #"{"codes":["en"],"mode":"strict"}"#)
        try survives(Translation.twoWay("en", "de"), as: #"{"between":["en","de"]}"#)
        try survives(AudioSource.file(URL(filePath: "/tmp/a b%20ü.mp3")), as: #"{"file":"/tmp/a b%20ü.mp3"}"#)
        try survives(AudioSource.file(URL(filePath: "/tmp", directoryHint: .notDirectory)), as: #"{"file":"/tmp"}"#)
        try survives(
            AudioSource.data(Data([0, 255]), name: "a.mp3"),
            as: #"{"data":{"base64":"AP8=","name":"a.mp3"}}"#
        )
        try survives(AudioSource.data(Data([0, 255]), name: nil), as: #"{"data":{"base64":"AP8="}}"#)
        try survives(AudioSource.stored(id: "x"), as: #"{"stored":"x"}"#)
        #expect(throws: DecodingError.self) { try decode(#"{"between":["en"]}"#, as: Translation.self) }
    }

    @Test func `a file given by another URL is not written as a path`() throws {
        let source = AudioSource.file(try #require(URL(string: "https://example.com/a.mp3")))
        #expect(throws: EncodingError.self) { try JSONEncoder.steno.encode(source) }
    }

    @Test(arguments: [
        Data("{\"a\": 1}\n".utf8), Data(), Data([0xEF, 0xBB, 0xBF, 0x7B, 0x7D]), Data([0xFF, 0x00, 0xC3]),
        Data("e\u{301}".utf8),
        Data([0x00]),
    ])
    func `a payload keeps its bytes`(bytes: Data) throws {
        let written = try JSONEncoder.steno.encode([RawPayload(bytes)])
        #expect(try JSONDecoder.steno.decode([RawPayload].self, from: written) == [RawPayload(bytes)])
    }

    @Test func `dates are written to the millisecond`() throws {
        for number in 0..<2000 {
            let milliseconds = 1_700_000_000_000 + number * 977_001
            let date = Date(timeIntervalSince1970: Double(milliseconds) / 1000)
            let written = try JSONEncoder.steno.encode([date])
            let text = String(decoding: written, as: UTF8.self)
            let padded = String(milliseconds % 1000 + 1000).dropFirst()
            #expect(text.hasSuffix(".\(padded)Z\"]"), "\(text) for \(milliseconds)")
            #expect(try JSONDecoder.steno.decode([Date].self, from: written) == [date])
        }
    }

    @Test(arguments: [
        ("2026-08-01T09:30:00Z", 0), ("2026-08-01T09:30:00.25Z", 0.25), ("2026-08-01T09:30:00.250400Z", 0.25),
        ("2026-08-01T11:30:00+02:00", 0), ("2026-08-01T11:30:00.001+02:00", 0.001),
    ])
    func `dates are read with and without a fraction`(text: String, fraction: Double) throws {
        #expect(try decode("[\"\(text)\"]") == [Date(timeIntervalSince1970: 1_785_576_600 + fraction)])
    }

    @Test(arguments: ["", "yesterday", "2026-08-01", "1785576600"])
    func `other dates are refused`(text: String) {
        #expect(throws: DecodingError.self) { try decode("[\"\(text)\"]", as: [Date].self) }
    }

    @Test func `any JSON value survives`() throws {
        let json = #"{"a":[null,true,1,-2.5,"x",[],{}],"b":9223372036854775807,"c":1e+300}"#
        let value: JSONValue = try decode(json)
        #expect(
            value
                == .object([
                    "a": .array([
                        .null, .bool(true), .integer(1), .number(-2.5), .string("x"), .array([]), .object([:]),
                    ]),
                    "b": .integer(.max),
                    "c": .number(1e300),
                ])
        )
        #expect(try String(decoding: JSONEncoder.steno.encode(value), as: UTF8.self) == json)
    }
}

struct ScriptedOptions: ProviderOptions {
    static let provider: ProviderID = "scripted"
    var tier: String
    var since: Date?
}
