import Foundation
import Logging
import Steno
import StenoProviders
import StenoTestSupport
import StenoTesting

/// How the provider of a simulated service is set up.
struct ProviderSetup: Sendable {
    /// The key, with what is written in another way in URLs and in JSON.
    static let key = "sk-live/4Wv+do=not=tell"
    /// What a webhook is to be told by, where the service takes such a header.
    static let webhookSecret = "whs-91/never=told"

    var transport: any HTTPTransport = URLSessionTransport.shared
    /// Pauses take no time, and deadlines do not strike.
    var clock: any Clock<Duration> = HurriedClock()
    var logger = Logger(label: "steno.tests") { _ in SwiftLogNoOpLogHandler() }
}

extension Simulator {
    /// The provider of a service, served at an address.
    func provider(of service: SimulatorService, at address: URL, _ setup: ProviderSetup) -> any TranscriptionProvider {
        let base = url(of: service, at: address).absoluteString
        let key = Secret(ProviderSetup.key)
        switch service {
        case .soniox:
            var configuration = SonioxConfiguration(baseURL: base)
            (configuration.transport, configuration.clock) = (setup.transport, setup.clock)
            configuration.logger = setup.logger
            return Soniox(apiKey: key, configuration: configuration)
        case .pyai:
            var configuration = PyAIConfiguration()
            configuration.baseURL = base
            (configuration.transport, configuration.clock) = (setup.transport, setup.clock)
            configuration.logger = setup.logger
            return PyAI(apiKey: key, configuration: configuration)
        case .aitronos:
            var configuration = AitronosConfiguration(organizationID: "org_conformance", baseURL: base)
            (configuration.transport, configuration.clock) = (setup.transport, setup.clock)
            configuration.logger = setup.logger
            return Aitronos(apiKey: key, configuration: configuration)
        case .transcripts:
            var configuration = TranscriptsConfiguration()
            configuration.baseURL = base
            (configuration.transport, configuration.clock) = (setup.transport, setup.clock)
            configuration.logger = setup.logger
            return Transcripts(apiKey: key, configuration: configuration)
        case .speechischeap:
            let upload = address.appending(path: "speechischeap-upload", directoryHint: .notDirectory)
            var configuration = SpeechIsCheapConfiguration(baseURL: base, uploadBaseURL: upload.absoluteString)
            (configuration.transport, configuration.clock) = (setup.transport, setup.clock)
            configuration.logger = setup.logger
            return SpeechIsCheap(apiKey: key, configuration: configuration)
        }
    }
}

/// A recording the simulated services fetch by themselves.
let recordingURL: URL = {
    guard let url = URL(string: "https://example.com/call.mp3") else { preconditionFailure("a fixed URL") }
    return url
}()

/// A receiver of webhooks that is not there.
let receiverURL: URL = {
    guard let url = URL(string: "https://127.0.0.1:1/hook") else { preconditionFailure("a fixed URL") }
    return url
}()

/// Bytes that stand for audio.
let recordingData = Data("RIFF".utf8) + Data(repeating: 7, count: 4_096)
