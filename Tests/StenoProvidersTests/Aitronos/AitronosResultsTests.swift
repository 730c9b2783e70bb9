import Foundation
import HTTPTypes
import StenoProviders
import StenoTestSupport
import Testing

@Suite("Aitronos: paragraphs, sentences, subtitles and redacted audio")
struct AitronosResultsTests {
    private static func fields(_ pairs: [String: String]) -> HTTPFields {
        HTTPFields(
            pairs.compactMap { pair in HTTPField.Name(pair.key).map { HTTPField(name: $0, value: pair.value) } }
        )
    }

    @Test("Paragraphs")
    func paragraphs() async throws {
        let transport = ScriptedTransport(try .fixture("Aitronos/paragraphs.json"))
        let paragraphs = try await Aitronos.scripted(transport).paragraphs(of: aitronosJob, limit: 1000, offset: 3)
        #expect(paragraphs.transcriptionID == aitronosJob)
        #expect(paragraphs.audioDuration == 12.5)
        #expect(paragraphs.passages.map(\.text) == ["Good morning. Shall we begin?"])
        #expect(paragraphs.passages.map(\.start) == [0.25])
        #expect(paragraphs.passages.map(\.end) == [4.5])
        #expect(paragraphs.metadata.upstreamLatencyInMilliseconds == 88)
        #expect(paragraphs.metadata.retryAttempts == 1)
        #expect(paragraphs.metadata.isCacheHit == false)
        #expect(paragraphs.metadata.totalCount == 1)
        #expect(paragraphs.metadata.returnedCount == 1)
        #expect(Set(paragraphs.actions.keys) == ["next", "previous"])
        #expect(paragraphs.redaction.isRedacted == nil)
        #expect(paragraphs.redaction.policies.isEmpty)
        #expect(endings(transport) == ["paragraphs?limit=1000&offset=3"])
    }

    @Test("Sentences, and what was redacted in them")
    func sentences() async throws {
        let transport = ScriptedTransport(
            try .fixture(
                "Aitronos/sentences.json",
                fields: Self.fields(["X-PII-Redacted": "true", "X-PII-Policies": "email, ssn"])
            )
        )
        let sentences = try await Aitronos.scripted(transport).sentences(of: aitronosJob)
        #expect(sentences.passages.count == 2)
        #expect(sentences.redaction.isRedacted == true)
        #expect(sentences.redaction.policies == [.email, .socialSecurityNumber])
        #expect(endings(transport) == ["sentences"])
    }

    @Test("Members of a sentence that are not documented are kept")
    func otherMembers() async throws {
        let transport = ScriptedTransport(try .fixture("Aitronos/sentences-speakers.json"))
        let sentences = try await Aitronos.scripted(transport).sentences(of: aitronosJob)
        #expect(sentences.passages[0].other == ["confidence": .number(0.9)])
    }

    @Test(
        "Subtitles",
        arguments: [(SubtitleFormat.srt, "text/plain"), (.vtt, "text/vtt; charset=utf-8"), (.txt, "text/plain")]
    )
    func subtitles(format: SubtitleFormat, contentType: String) async throws {
        let file = "subtitles-\(format).txt"
        let transport = ScriptedTransport(
            try .fixture(
                "Aitronos/\(file)",
                contentType: contentType,
                fields: Self.fields(["X-PII-Redacted": "false"])
            )
        )
        let style = AitronosCaptionStyle(charactersPerCaption: 512, maximumLines: 3, maximumCharactersPerLine: 20)
        let subtitles = try await Aitronos.scripted(transport).subtitles(of: aitronosJob, as: format, style: style)
        #expect(subtitles.text == (try aitronosFixtures.text(file)))
        #expect(subtitles.format == format)
        #expect(subtitles.redaction.isRedacted == false)
        #expect(endings(transport) == ["\(format)?chars_per_caption=512&max_lines=3&max_chars_per_line=20"])
    }

    @Test(
        "A style outside the limits",
        arguments: [
            (AitronosCaptionStyle(charactersPerCaption: 513), "chars_per_caption"),
            (AitronosCaptionStyle(charactersPerCaption: -1), "chars_per_caption"),
            (AitronosCaptionStyle(maximumLines: 0), "max_lines"), (AitronosCaptionStyle(maximumLines: 4), "max_lines"),
            (AitronosCaptionStyle(maximumCharactersPerLine: 19), "max_chars_per_line"),
            (AitronosCaptionStyle(maximumCharactersPerLine: 61), "max_chars_per_line"),
        ]
    )
    func style(style: AitronosCaptionStyle, field: String) async throws {
        let transport = ScriptedTransport()
        let error = await #expect(throws: TranscriptionError.self) {
            try await Aitronos.scripted(transport).subtitles(of: aitronosJob, as: .srt, style: style)
        }
        #expect(error?.code == .invalidRequest)
        #expect(error?.message.contains(field) == true)
        #expect(transport.sent.isEmpty)
    }

    @Test("A format the service does not have, and a page that cannot be")
    func refused() async throws {
        let transport = ScriptedTransport()
        let provider = Aitronos.scripted(transport)
        let format = await #expect(throws: TranscriptionError.self) {
            try await provider.subtitles(of: aitronosJob, as: "ass")
        }
        #expect(format?.code == .unsupportedOption)
        let limit = await #expect(throws: TranscriptionError.self) {
            try await provider.sentences(of: aitronosJob, limit: 1001)
        }
        #expect(limit?.message.contains("limit") == true)
        let offset = await #expect(throws: TranscriptionError.self) {
            try await provider.paragraphs(of: aitronosJob, offset: -1)
        }
        #expect(offset?.message.contains("offset") == true)
        #expect(transport.sent.isEmpty)
    }

    @Test("Redacted audio is fetched from its signed URL, without the key")
    func redactedAudio() async throws {
        let transport = ScriptedTransport(
            try .fixture("Aitronos/redacted-audio-available.json"),
            .data(Data("audio".utf8), contentType: "audio/mpeg")
        )
        let provider = Aitronos.scripted(transport)
        let audio = try await provider.redactedAudio(of: aitronosJob)
        #expect(audio.status == .available)
        #expect(audio.expiresAt == Date(timeIntervalSince1970: 1_785_580_200))
        #expect(audio.metadata.requestID == "req_7f3a")
        #expect(try await provider.data(of: audio) == Data("audio".utf8))
        #expect(transport.sent[0].request.headerFields[.authorization] == "Bearer secret-key")
        #expect(transport.sent[1].url == "https://storage.example.com/redacted.mp3?signature=abc%2Fdef")
        #expect(!transport.sent[1].request.headerFields.contains { $0.value.contains("secret-key") })
    }

    @Test("Redacted audio that is not there", arguments: ["pending", "not-enabled"])
    func noRedactedAudio(state: String) async throws {
        let transport = ScriptedTransport(try .fixture("Aitronos/redacted-audio-\(state).json"))
        let provider = Aitronos.scripted(transport)
        let audio = try await provider.redactedAudio(of: aitronosJob)
        #expect(audio.status == (state == "pending" ? .pending : .notEnabled))
        #expect(audio.url == nil)
        let error = await #expect(throws: TranscriptionError.self) { try await provider.data(of: audio) }
        #expect(error?.code == .invalidState)
        #expect(transport.sent.count == 1)
    }
}
