import Foundation
import HTTPTypes
import Steno
import StenoProviders
import StenoTestSupport

/// Transcripts over a scripted transport.
struct TranscriptsHarness {
    static let fixtures = FixtureFolder("Transcripts")
    static let key: Secret = "wc_live_never-to-be-seen"
    static let audio = AudioSource.url(PyAIHarness.url("https://audio.example.com/call-0117.mp3"))
    static let upload = AudioSource.data(Data("RIFF….WAVE".utf8), name: "call.wav")
    static let all = "https://api.wordcab.com/api/v1/transcripts"
    /// The transcript of the fixtures.
    static let id: JobID = "transcript_abc123"

    let transcripts: Transcripts
    let transport: ScriptedTransport

    /// Answers with these in order, the last again and again.
    init(_ answers: ScriptedTransport.Answer..., change: (inout TranscriptsConfiguration) -> Void = { _ in }) {
        let script = AnswerScript(answers)
        transport = ScriptedTransport { _ in await script.next() }
        var configuration = TranscriptsConfiguration()
        configuration.transport = transport
        configuration.makeIdempotencyKey = { "made-key" }
        configuration.http.retry = .never
        change(&configuration)
        transcripts = Transcripts(apiKey: Self.key, configuration: configuration)
    }

    /// The methods and addresses that were called, in order.
    var calls: [String] { transport.sent.map { "\($0.request.method.rawValue) \($0.url)" } }

    /// A request for the fixtures' audio.
    static func request(_ options: TranscriptionOptions = .init()) -> TranscriptionRequest {
        TranscriptionRequest(audio: audio, options: options)
    }
}

extension ScriptedTransport.Answer {
    /// A body of the service's fixtures; the status is the one in the name of an error, otherwise the one given.
    static func transcripts(_ name: String, status: Int = 200, fields: HTTPFields = [:]) throws -> Self {
        let named = name.hasPrefix("error-") ? Int(name.dropFirst(6).prefix(3)) : nil
        return try .fixture("Transcripts/\(name)", status: named ?? status, fields: fields)
    }
}
