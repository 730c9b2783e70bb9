import Foundation
import StenoProviders
import StenoTestSupport

let speechIsCheapFixtures = FixtureFolder("SpeechIsCheap")

/// The job of the fixtures.
let speechIsCheapJob: JobID = "00000000-1111-7222-b333-444444444444-sic"

extension SpeechIsCheap {
    /// A provider over a script, which sends nothing twice by itself.
    static func scripted(
        _ transport: ScriptedTransport,
        configure: (inout SpeechIsCheapConfiguration) -> Void = { _ in }
    ) -> SpeechIsCheap {
        var configuration = SpeechIsCheapConfiguration()
        configuration.transport = transport
        configuration.http.retry = .never
        configure(&configuration)
        return SpeechIsCheap(apiKey: "secret-key", configuration: configuration)
    }
}

extension TranscriptionRequest {
    static func audioFile(_ options: TranscriptionOptions = .init(), webhook: Webhook? = nil) -> Self {
        Self(audio: .url(webAddress("https://example.com/audio-file.mp3")), options: options, webhook: webhook)
    }
}
