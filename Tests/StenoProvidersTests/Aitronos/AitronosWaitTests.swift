import Foundation
import HTTPTypes
import Steno
import StenoProviders
import StenoTestSupport
import Testing

@Suite("Aitronos: waiting")
struct AitronosWaitTests {
    @Test("A job that has not changed is no update", .timeLimit(.minutes(10)))
    func unchanged() async throws {
        func answer(_ fixture: String, _ tag: String) throws -> ScriptedTransport.Answer {
            try .fixture("Aitronos/\(fixture)", fields: [.eTag: tag])
        }
        let transport = ScriptedTransport(
            try answer("transcription-queued.json", "\"v1\""),
            .status(304),
            .status(304),
            try answer("transcription-processing.json", "\"v2\""),
            .status(304),
            try answer("transcription-completed.json", "\"v3\"")
        )
        let client = TranscriptionClient(
            provider: Aitronos.scripted(transport),
            clock: HurriedClock(limit: .seconds(600)),
            generator: SeededGenerator(seed: 1)
        )
        var statuses: [JobStatus] = []
        for try await job in try await client.resume(aitronosJob).updates { statuses.append(job.status) }
        #expect(statuses == [.queued, .running, .completed])
        let tags = transport.sent.map { $0.request.headerFields[.ifNoneMatch] }
        #expect(tags == [nil, "\"v1\"", "\"v1\"", "\"v1\"", "\"v2\"", "\"v2\""])
    }
}
