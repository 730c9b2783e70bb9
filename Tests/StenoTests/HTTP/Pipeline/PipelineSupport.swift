import Foundation
import HTTPTypes
import Logging
import StenoTestSupport
import Synchronization

@testable import Steno

/// A key that no other text holds by chance.
let testKey = "sk_live_3f9b/7Qz+Kd=="

/// A pipeline to a made-up service, with a clock that stands still.
func testPipeline(
    _ transport: any HTTPTransport,
    baseURL: String = "https://api.acme.example",
    key: Secret? = Secret(testKey),
    authentication: HTTPAuthentication = .bearer,
    clock: ManualClock = ManualClock(),
    generator: any RandomNumberGenerator & Sendable = SeededGenerator(seed: 1),
    logger: Logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
    _ configure: (inout HTTPSettings) -> Void = { _ in }
) -> HTTPPipeline {
    var settings = HTTPSettings()
    configure(&settings)
    return HTTPPipeline(
        provider: "acme",
        baseURL: baseURL,
        key: key,
        authentication: authentication,
        transport: transport,
        settings: settings,
        clock: clock,
        generator: generator,
        date: { Date(timeIntervalSince1970: 784_111_777) },
        logger: logger
    )
}

extension HTTPSettings {
    /// Repeats without pauses, so that no test has to let time pass for them.
    mutating func repeatAtOnce() {
        retry.baseDelay = .zero
    }
}

extension HTTPCall {
    /// A call that reads.
    static var read: HTTPCall { HTTPCall(.get, "/v1/jobs", operation: "list") }

    /// A call that creates a job.
    static func create(_ repetition: Repetition) -> HTTPCall {
        var call = HTTPCall(.post, "/v1/jobs", operation: "submit")
        call.setJSON(Data(#"{"audio_url":"https://example.com/a.mp3"}"#.utf8))
        call.repetition = repetition
        call.mayCreateJob = true
        return call
    }
}

/// The error a call ends with.
func failure<Value>(of body: () async throws -> Value) async -> TranscriptionError? {
    do {
        _ = try await body()
        return nil
    } catch {
        return error as? TranscriptionError
    }
}

extension HTTPFields {
    /// Fields by names written out.
    init(named fields: [String: String]) {
        self.init()
        for (name, value) in fields {
            if let name = HTTPField.Name(name) { self[name] = value }
        }
    }
}

/// A value that tasks share.
final class Shared<Value: Sendable>: Sendable {
    private let value: Mutex<Value>

    init(_ value: Value) {
        self.value = Mutex(value)
    }

    func withLock<Result: Sendable>(_ body: (inout sending Value) -> sending Result) -> Result {
        value.withLock(body)
    }
}
