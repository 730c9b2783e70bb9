import Foundation
import Steno
import StenoTestSupport
import Testing

@testable import StenoProviders

@Suite("PyAI: damaged answers")
struct PyAIToleranceTests {
    @Test("A damaged body is read or refused, and nothing worse", arguments: 0..<200)
    func damaged(seed: Int) throws {
        var generator = SeededGenerator(seed: UInt64(seed))
        for name in try PyAIHarness.fixtures.names() {
            let body = try PyAIHarness.fixtures.data(name).damaged(using: &generator)
            if let result = try? JSONReader.read(PyAIResult.self, from: body) { check(Transcript(result)) }
            if let details = try? JSONReader.read(PyAIJob.self, from: body) {
                let job = TranscriptionJob(details, payload: body)
                #expect(!job.id.rawValue.isEmpty)
                #expect(throws: Never.self) { try JSONEncoder.steno.encode(job) }
                job.transcript.map(check)
            }
            _ = try? JSONReader.read(PyAIJobList.self, from: body)
            _ = try? JSONReader.read(PyAIAccount.self, from: body)
            _ = try? JSONReader.read(PyAISandboxKey.self, from: body)
            _ = try? JSONReader.read(PyAIDirectTranscript.self, from: body)
            _ = try? JSONReader.read(ModelList.self, from: body)
        }
    }

    private func check(_ transcript: Transcript) {
        #expect(transcript.segments.allSatisfy { $0.end >= $0.start && $0.start >= 0 })
        #expect(transcript.words.allSatisfy { $0.end >= $0.start && $0.start >= 0 })
        #expect(zip(transcript.segments, transcript.segments.dropFirst()).allSatisfy { $0.start <= $1.start })
        #expect(Set(transcript.speakers.map(\.label)).count == transcript.speakers.count)
    }

    @Test(
        "A moment that cannot be written is none",
        arguments: ["1e30", "-1e300", "253402300800000", "\"soon\"", "true"]
    )
    func moments(value: String) throws {
        let body = Data(#"{"job_id": "j", "status": "completed", "created_at": \#(value), "updated_at": 0}"#.utf8)
        let job = TranscriptionJob(try JSONReader.read(PyAIJob.self, from: body), payload: body)
        #expect(job.createdAt == nil)
        #expect(job.finishedAt == Date(timeIntervalSince1970: 0))
    }

    @Test("A body that is cut off anywhere is refused")
    func truncated() throws {
        let body = try PyAIHarness.fixtures.data("job-completed-words.json")
        let end = try #require(body.lastIndex(of: UInt8(ascii: "}")))
        for length in 0..<end {
            #expect(throws: JSONReadingError.self) { try JSONReader.read(PyAIJob.self, from: body.prefix(length)) }
        }
    }
}
