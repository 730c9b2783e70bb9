import Foundation
import Steno
import StenoTestSupport
import Testing

@testable import StenoProviders

@Suite("Soniox: damaged answers")
struct SonioxToleranceTests {
    @Test("A damaged body is read or refused, and nothing worse", arguments: 0..<200)
    func damaged(seed: Int) throws {
        var generator = SeededGenerator(seed: UInt64(seed))
        for name in try SonioxHarness.fixtures.names() {
            var body = try SonioxHarness.fixtures.data(name)
            for _ in 0..<Int.random(in: 1...4, using: &generator) { damage(&body, &generator) }
            if let transcript = try? JSONReader.read(SonioxTranscript.self, from: body) {
                let unified = transcript.transcript()
                #expect(unified.segments.allSatisfy { $0.end >= $0.start && $0.start >= 0 })
                #expect(unified.words.allSatisfy { $0.end >= $0.start && $0.start >= 0 })
            }
            if let wire = try? JSONReader.read(SonioxTranscription.self, from: body) {
                #expect(!TranscriptionJob(wire, raw: body).id.rawValue.isEmpty)
            }
            _ = try? JSONReader.read(SonioxTranscriptionPage.self, from: body)
            _ = try? JSONReader.read(SonioxFile.self, from: body)
            _ = try? JSONReader.read(SonioxCount.self, from: body)
            _ = try? JSONReader.read(SonioxModelList.self, from: body)
            _ = try? JSONReader.read(SonioxUsageEntry.self, from: body)
            _ = try? JSONReader.read(SonioxUsageSummary.self, from: body)
            _ = try? JSONReader.read(SonioxConcurrency.self, from: body)
        }
    }

    private func damage(_ body: inout Data, _ generator: inout SeededGenerator) {
        guard let place = body.indices.randomElement(using: &generator) else { return }
        switch Int.random(in: 0..<4, using: &generator) {
        case 0: body[place] = UInt8.random(in: .min ... .max, using: &generator)
        case 1: body.removeSubrange(place...)
        case 2: body.remove(at: place)
        default:
            let pieces = ["9", "-", "e99", "\"", "{", "]", "null", ",", "\\u", "9223372036854775807"]
            body.insert(contentsOf: Data((pieces.randomElement(using: &generator) ?? "").utf8), at: place)
        }
    }
}
