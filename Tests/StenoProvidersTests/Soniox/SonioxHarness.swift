import Foundation
import HTTPTypes
import Steno
import StenoProviders
import StenoTestSupport

/// Soniox over a scripted transport.
struct SonioxHarness {
    static let fixtures = FixtureFolder("Soniox")
    static let key: Secret = "a-key-that-must-not-leak"
    /// The job of the fixtures.
    static let jobID: JobID = "73d4357d-cad2-4338-a60d-ec6f2044f721"
    /// The file of the fixtures.
    static let fileID = "84c32fc6-4fb5-4e7a-b656-b5ec70493753"
    static let audio = AudioSource.data(Data("RIFF....".utf8), name: "call.wav")
    static let audioURL: URL = {
        guard let url = URL(string: "https://example.com/call.mp3") else { preconditionFailure("a fixed URL") }
        return url
    }()

    let soniox: Soniox
    let transport: ScriptedTransport
    let clock = HurriedClock()

    /// Answers each request with the first route whose method and path it has; routes with several answers give them in
    /// order, the last again and again.
    init(
        _ routes: KeyValuePairs<String, [ScriptedTransport.Answer]>,
        _ change: (inout SonioxConfiguration) -> Void = { _ in }
    ) {
        let script = RouteScript(routes.map { ($0.key, $0.value) })
        transport = ScriptedTransport { try await script.answer(to: $0) }
        var configuration = SonioxConfiguration()
        configuration.transport = transport
        configuration.http.retry = .never
        configuration.clock = clock
        change(&configuration)
        soniox = Soniox(apiKey: Self.key, configuration: configuration)
    }

    /// The methods and paths that were called, in order.
    var calls: [String] {
        transport.sent.map { "\($0.request.method.rawValue) \($0.request.path ?? "")" }
    }

    static let jobPath = "/v1/transcriptions/73d4357d-cad2-4338-a60d-ec6f2044f721"
    static let filePath = "/v1/files/84c32fc6-4fb5-4e7a-b656-b5ec70493753"
}

/// Answers by method and path.
private actor RouteScript {
    private var routes: [(route: String, answers: [ScriptedTransport.Answer])]

    init(_ routes: [(String, [ScriptedTransport.Answer])]) {
        self.routes = routes
    }

    func answer(to sent: ScriptedTransport.Sent) throws -> ScriptedTransport.Answer {
        let path = (sent.request.path ?? "").prefix { $0 != "?" }
        let called = "\(sent.request.method.rawValue) \(path)"
        guard let index = routes.firstIndex(where: { $0.route == called }), let answer = routes[index].answers.first
        else {
            throw TranscriptionError(.unsupportedOperation, "There is no route for \(called).")
        }
        if routes[index].answers.count > 1 { routes[index].answers.removeFirst() }
        return answer
    }
}

extension ScriptedTransport.Answer {
    /// A body of the fixtures; the status is the one in the name of an error, otherwise 200.
    static func soniox(_ name: String, status: Int? = nil) throws -> Self {
        let named = name.hasPrefix("error-") ? Int(name.dropFirst(6).prefix(3)) : nil
        return try .fixture("Soniox/\(name)", status: status ?? named ?? 200)
    }

    /// The answer to a deletion.
    static let gone = Self.status(204)
}

/// The error a call throws, as the one type it may be.
func failure<Value>(of call: () async throws -> Value) async -> TranscriptionError? {
    do {
        _ = try await call()
        return nil
    } catch {
        return error as? TranscriptionError
    }
}
