import Foundation
import HTTPTypes
import Steno
import StenoProviders
import StenoTestSupport

/// PyAI over a scripted transport.
struct PyAIHarness {
    static let fixtures = FixtureFolder("PyAI")
    static let key: Secret = "pyai_test_never-to-be-seen"
    static let audio = AudioSource.url(url("https://audio.example.com/call-0117.mp3"))
    static let upload = AudioSource.data(Data("RIFF….WAVE".utf8), name: "call.wav")
    static let jobs = "https://api.pyai.com/v1/transcription/jobs"

    let pyai: PyAI
    let transport: ScriptedTransport

    /// Answers with these in order, the last again and again.
    init(_ answers: ScriptedTransport.Answer..., change: (inout PyAIConfiguration) -> Void = { _ in }) {
        let script = AnswerScript(answers)
        transport = ScriptedTransport { _ in await script.next() }
        var configuration = PyAIConfiguration()
        configuration.transport = transport
        configuration.makeIdempotencyKey = { "made-key" }
        configuration.http.retry = .never
        change(&configuration)
        pyai = PyAI(apiKey: Self.key, configuration: configuration)
    }

    /// The methods and addresses that were called, in order.
    var calls: [String] { transport.sent.map { "\($0.request.method.rawValue) \($0.url)" } }

    /// A request for the fixtures' audio.
    static func request(_ options: TranscriptionOptions = .init()) -> TranscriptionRequest {
        TranscriptionRequest(audio: audio, options: options)
    }

    static func url(_ text: String) -> URL {
        guard let url = URL(string: text) else { preconditionFailure("a fixed URL") }
        return url
    }
}

/// Gives answers one after the other, the last again and again.
actor AnswerScript {
    private var answers: [ScriptedTransport.Answer]

    init(_ answers: [ScriptedTransport.Answer]) {
        self.answers = answers
    }

    func next() -> ScriptedTransport.Answer {
        guard let first = answers.first else { return .status(599) }
        if answers.count > 1 { answers.removeFirst() }
        return first
    }
}

extension ScriptedTransport.Answer {
    /// A body of PyAI's fixtures; the status is the one in the name of an error, otherwise the one given.
    static func pyai(_ name: String, status: Int = 200, fields: HTTPFields = [:]) throws -> Self {
        let named = name.hasPrefix("error-") ? Int(name.dropFirst(6).prefix(3)) : nil
        let type = name.hasSuffix(".json") ? "application/json" : "text/plain"
        return try .fixture("PyAI/\(name)", status: named ?? status, contentType: type, fields: fields)
    }
}
