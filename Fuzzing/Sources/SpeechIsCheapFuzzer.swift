import Foundation
import Steno
@testable import StenoProviders

/// Reads the bytes as SpeechIsCheap's answers, and each line of them as an event of its stream.
@Sendable
func fuzzSpeechIsCheap(_ data: Data) {
    if let body = try? JSONReader.read(SpeechIsCheapJobBody.self, from: data) {
        use(SpeechIsCheapMapping.job(body, raw: RawPayload(data)))
        checkTimes(SpeechIsCheapMapping.transcript(of: body.output))
    }
    var assembly = SpeechIsCheapAssembly(warnings: [])
    for line in data.split(separator: UInt8(ascii: "\n")) {
        use(try? assembly.take(Data(line)))
    }
    if let transcript = assembly.job?.transcript { checkTimes(transcript) }
}
