import Foundation
import StenoTestSupport
import Testing

@testable import Steno

@Suite struct WebhookMessageTests {
    private func job(in body: Data) throws -> TranscriptionJob {
        struct Form: Decodable { let data: TranscriptionJob }
        return try JSONDecoder.steno.decode(Form.self, from: body).data
    }

    @Test func leavesTheTranscriptOutWhereThereIsNoRoom() throws {
        let all = try WebhookMessage.body(for: Sending.job, limit: .max)
        #expect(try job(in: all) == Sending.job)
        #expect(try WebhookMessage.body(for: Sending.job, limit: all.count) == all)
        let brief = try WebhookMessage.body(for: Sending.job, limit: all.count - 1)
        let left = try job(in: brief)
        #expect(left.transcript == nil)
        #expect(left.status == .completed)
        #expect(left.metadata == Sending.job.metadata)
        #expect(left.warnings.count == 1)
    }

    @Test func threeHoursFitWithEveryWord() throws {
        var job = Sending.job
        job.transcript?.words = (0..<27_000).map { number in
            Word(start: Double(number) * 0.4, end: Double(number) * 0.4 + 0.3, text: "something", confidence: 0.98)
        }
        let body = try WebhookMessage.body(for: job, limit: WebhookSenderSettings().maximumBodySize)
        #expect(body.count > 1 << 20)
        #expect(try self.job(in: body).transcript != nil)
        #expect(body.count <= WebhookReceiver([]).maximumBodySize)
    }

    @Test func leavesAllOutButTheNewsWhereThereIsNoRoomForMore() throws {
        var job = Sending.job
        job.metadata = ["long": String(repeating: "x", count: 10_000)]
        let body = try WebhookMessage.body(for: job, limit: 1_000)
        #expect(body.count < 1_000)
        let news = TranscriptionJob(
            id: job.id,
            provider: job.provider,
            status: .completed,
            finishedAt: job.finishedAt
        )
        #expect(try self.job(in: body) == news)
    }

    @Test func isNotSilencedByANumberThatJSONCannotHold() throws {
        var job = Sending.job
        job.transcript?.segments[0].end = .nan
        let left = try self.job(in: try WebhookMessage.body(for: job, limit: .max))
        #expect(left.transcript == nil)
        #expect(left.metadata == job.metadata)
    }
}
