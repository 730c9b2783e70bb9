import Foundation
import HTTPTypes
import StenoProviders
import StenoTestSupport

let aitronosFixtures = FixtureFolder("Aitronos")

/// The job of the fixtures.
let aitronosJob: JobID = "trans_0123456789abcdef0123456789abcdef"

extension Aitronos {
    /// A provider over a script, which sends nothing twice by itself.
    static func scripted(
        _ transport: ScriptedTransport,
        organizationID: String? = "org_abc123def456",
        baseURL: String = AitronosConfiguration.defaultBaseURL,
        configure: (inout AitronosConfiguration) -> Void = { _ in }
    ) -> Aitronos {
        var configuration = AitronosConfiguration(organizationID: organizationID, baseURL: baseURL)
        configuration.transport = transport
        configuration.http.retry = .never
        configure(&configuration)
        return Aitronos(apiKey: "secret-key", configuration: configuration)
    }
}

extension TranscriptionRequest {
    static func meeting(_ options: TranscriptionOptions = .init(), webhook: Webhook? = nil) -> Self {
        Self(audio: .url(webAddress("https://example.com/meeting.mp3")), options: options, webhook: webhook)
    }
}

/// An address written in a test.
func webAddress(_ text: String) -> URL {
    guard let url = URL(string: text) else { preconditionFailure("\(text) is no URL") }
    return url
}

/// The last path components of what was sent, with their queries.
func endings(_ transport: ScriptedTransport) -> [String] {
    transport.sent.map { String($0.url.split(separator: "/").last ?? "") }
}
