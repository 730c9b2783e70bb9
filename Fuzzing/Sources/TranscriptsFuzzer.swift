import Foundation
import Steno
@testable import StenoProviders

/// Reads the bytes as each of the answers of Transcripts, and maps those that can be read to what a user gets.
@Sendable
func fuzzTranscripts(_ data: Data) {
    if let details = try? JSONReader.read(TranscriptsTranscript.self, from: data) {
        checkTimes(Transcript(details))
        use(TranscriptionJob(details, payload: data, clientReferenceKey: "client_reference"))
    }
    use(try? JSONReader.read(TranscriptsList.self, from: data))
    use(try? JSONReader.read(TranscriptsWebhookEndpoint.self, from: data))
    use(try? JSONReader.read(TranscriptsWebhookEndpointList.self, from: data))
    use(try? JSONReader.read(ModelList.self, from: data))
}
