import Foundation
import Steno
@testable import StenoProviders

/// Reads the bytes as each of Aitronos' answers, and maps those that can be read to what a user gets.
@Sendable
func fuzzAitronos(_ data: Data) {
    let details = try? JSONReader.read(AitronosDetails.self, from: data)
    let passages = try? JSONReader.read(AitronosPassages.self, from: data)
    if let details {
        use(AitronosMapping.billing(details))
        use(AitronosMapping.failure(details.transcription))
        checkTimes(AitronosMapping.transcript(of: details.transcription, sentences: passages))
    }
    use(try? JSONReader.read(AitronosRedactedAudioBody.self, from: data))
    use(try? JSONReader.read(AitronosPage.self, from: data))
}
