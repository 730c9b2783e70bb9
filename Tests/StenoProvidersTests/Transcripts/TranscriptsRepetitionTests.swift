import Foundation
import HTTPTypes
import Steno
import StenoProviders
import StenoTestSupport
import Testing

@Suite("Transcripts: repetitions")
struct TranscriptsRepetitionTests {
    private func harness(
        _ first: ScriptedTransport.Answer,
        then: ScriptedTransport.Answer,
        change: (inout TranscriptsConfiguration) -> Void = { _ in }
    ) -> TranscriptsHarness {
        TranscriptsHarness(first, then) {
            $0.http.retry = RetryPolicy(maximumAttempts: 2, baseDelay: .zero)
            change(&$0)
        }
    }

    @Test(
        "A create with a key is repeated whatever happened, with the same body and key",
        arguments: [.status(503), .brokenOff, .unreachable, .status(429)] as [ScriptedTransport.Answer]
    )
    func keyed(failure: ScriptedTransport.Answer) async throws {
        let harness = harness(failure, then: try .transcripts("transcript-queued.json", status: 201)) {
            $0.makeIdempotencyKey = { UUID().uuidString }
        }
        #expect(try await harness.transcripts.submit(TranscriptsHarness.request()).id == "transcript_abc123")
        let field = try #require(HTTPField.Name("Idempotency-Key"))
        let sent = harness.transport.sent
        #expect(sent.count == 2)
        #expect(sent.first?.body == sent.last?.body)
        #expect(sent.first?.request.headerFields[field] == sent.last?.request.headerFields[field])
    }

    @Test("An upload is repeated only where no transcript can be, key or not")
    func upload() async throws {
        let request = TranscriptionRequest(audio: TranscriptsHarness.upload)
        let created = try ScriptedTransport.Answer.transcripts("transcript-queued.json", status: 201)
        for refusal in [ScriptedTransport.Answer.status(429), .unreachable] {
            #expect(try await harness(refusal, then: created).transcripts.submit(request).id == "transcript_abc123")
        }
        for loss in [ScriptedTransport.Answer.brokenOff, .status(502)] {
            let harness = harness(loss, then: created)
            let error = await #expect(throws: TranscriptionError.self) { try await harness.transcripts.submit(request) }
            #expect(error?.code == .jobMayExist)
            #expect(harness.transport.sent.count == 1)
        }
    }

    @Test("A create without a key is repeated only where no transcript can be")
    func unkeyed() async throws {
        let created = try ScriptedTransport.Answer.transcripts("transcript-queued.json", status: 201)
        let harness = harness(.brokenOff, then: created) { $0.makeIdempotencyKey = nil }
        let error = await #expect(throws: TranscriptionError.self) {
            try await harness.transcripts.submit(TranscriptsHarness.request())
        }
        #expect(error?.code == .jobMayExist)
        #expect(error?.message.contains("idempotency") == false)
        #expect(harness.transport.sent.count == 1)
    }

    @Test("Reading and deleting are repeated", arguments: [.status(500), .brokenOff] as [ScriptedTransport.Answer])
    func reads(failure: ScriptedTransport.Answer) async throws {
        let job = try ScriptedTransport.Answer.transcripts("transcript-completed.json")
        #expect(try await harness(failure, then: job).transcripts.job("t").status == .completed)
        let deleting = harness(failure, then: .status(404))
        try await deleting.transcripts.delete("t")
        #expect(deleting.transport.sent.count == 2)
    }
}
