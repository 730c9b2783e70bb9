import Foundation
import Steno

@testable import StenoProviders

/// Reads the bytes as each of Soniox's answers, and maps those that can be read to what a user gets.
@Sendable
func fuzzSoniox(_ data: Data) {
    if let transcript = try? JSONReader.read(SonioxTranscript.self, from: data) {
        let whole = transcript.transcript(duration: 60)
        checkTimes(whole)
        use((transcript.turns, transcript.speakers, transcript.translations, whole))
    }
    if let wire = try? JSONReader.read(SonioxTranscription.self, from: data) {
        use(TranscriptionJob(wire, raw: data))
    }
    use(try? JSONReader.read(SonioxTranscriptionPage.self, from: data))
    use(try? JSONReader.read(SonioxFile.self, from: data))
    use(try? JSONReader.read(SonioxFilePage.self, from: data))
    use(try? JSONReader.read(SonioxModelList.self, from: data))
    use(try? JSONReader.read(SonioxUsageEntry.self, from: data))
    use(try? JSONReader.read(SonioxUsagePage.self, from: data))
    use(try? JSONReader.read(SonioxUsageSummary.self, from: data))
    use(try? JSONReader.read(SonioxConcurrency.self, from: data))
    use(try? JSONReader.read(SonioxCount.self, from: data))
}

/// Reads the bytes as the body of a refused call, of whatever service.
@Sendable
func fuzzRefusal(_ data: Data) {
    let body = RefusalBody(data)
    check(body.issues.count <= 50, "\(body.issues.count) issues")
    use(body)
    use(data.split(separator: UInt8(ascii: "\n"), maxSplits: 1).first.map { RefusalBody(Data($0)) })
}
