import Foundation
import Steno
import StenoTestSupport
import Testing

@testable import StenoProviders

@Suite("Transcripts: damaged answers")
struct TranscriptsToleranceTests {
    @Test("A damaged body is read or refused, and nothing worse", arguments: 0..<200)
    func damaged(seed: Int) throws {
        var generator = SeededGenerator(seed: UInt64(seed))
        for name in try TranscriptsHarness.fixtures.names() {
            let body = try TranscriptsHarness.fixtures.data(name).damaged(using: &generator)
            if let details = try? JSONReader.read(TranscriptsTranscript.self, from: body) {
                let job = TranscriptionJob(details, payload: body, clientReferenceKey: "client_reference")
                #expect(!job.id.rawValue.isEmpty)
                #expect(throws: Never.self) { try JSONEncoder.steno.encode(job) }
                let transcript = Transcript(details)
                #expect(transcript.segments.allSatisfy { $0.end >= $0.start && $0.start >= 0 })
                #expect(transcript.words.allSatisfy { $0.end >= $0.start && $0.start >= 0 })
                #expect(transcript.redactions.allSatisfy { $0.end >= $0.start && $0.start >= 0 })
                #expect(zip(transcript.words, transcript.words.dropFirst()).allSatisfy { $0.start <= $1.start })
            }
            _ = try? JSONReader.read(TranscriptsList.self, from: body)
            _ = try? JSONReader.read(TranscriptsWebhookEndpoint.self, from: body)
            _ = try? JSONReader.read(ModelList.self, from: body)
        }
    }

    @Test("A body that is cut off anywhere is refused")
    func truncated() throws {
        let body = try TranscriptsHarness.fixtures.data("transcript-completed.json")
        let end = try #require(body.lastIndex(of: UInt8(ascii: "}")))
        for length in 0..<end {
            #expect(throws: JSONReadingError.self) {
                try JSONReader.read(TranscriptsTranscript.self, from: body.prefix(length))
            }
        }
    }
}
