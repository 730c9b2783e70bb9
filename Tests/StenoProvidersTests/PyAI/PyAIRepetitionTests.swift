import Foundation
import HTTPTypes
import Steno
import StenoProviders
import StenoTestSupport
import Testing

@Suite("PyAI: repetitions")
struct PyAIRepetitionTests {
    private func harness(
        _ first: ScriptedTransport.Answer,
        then: String,
        change: (inout PyAIConfiguration) -> Void = { _ in }
    ) throws -> PyAIHarness {
        PyAIHarness(first, try .pyai(then, status: 202)) {
            $0.http.retry = RetryPolicy(maximumAttempts: 2, baseDelay: .zero)
            change(&$0)
        }
    }

    @Test(
        "A create with a key is repeated whatever happened, byte for byte and with the same key",
        arguments: [.status(503), .brokenOff, .unreachable, .status(429)] as [ScriptedTransport.Answer]
    )
    func keyed(failure: ScriptedTransport.Answer) async throws {
        let harness = try harness(failure, then: "job-created.json") {
            $0.makeIdempotencyKey = { UUID().uuidString }
        }
        let job = try await harness.pyai.submit(PyAIHarness.request(.init(model: "pyai-hear", numerals: true)))
        #expect(job.id == "job_aZ09")
        let field = try #require(HTTPField.Name("Idempotency-Key"))
        let sent = harness.transport.sent
        #expect(sent.count == 2)
        #expect(sent.first?.body == sent.last?.body)
        #expect(sent.first?.request.headerFields[field] == sent.last?.request.headerFields[field])
    }

    @Test("A create without a key, and an upload, are repeated only where no job can be", arguments: [true, false])
    func unkeyed(upload: Bool) async throws {
        let request = upload ? TranscriptionRequest(audio: PyAIHarness.upload) : PyAIHarness.request()
        for refusal in [ScriptedTransport.Answer.status(429), .unreachable] {
            let harness = try harness(refusal, then: "job-created.json") { $0.makeIdempotencyKey = nil }
            #expect(try await harness.pyai.submit(request).id == "job_aZ09")
        }
        for loss in [ScriptedTransport.Answer.brokenOff, .status(502)] {
            let harness = try harness(loss, then: "job-created.json") { $0.makeIdempotencyKey = nil }
            let error = await #expect(throws: TranscriptionError.self) { try await harness.pyai.submit(request) }
            #expect(error?.code == .jobMayExist)
            #expect(harness.transport.sent.count == 1)
        }
    }

    @Test("A conflict of keys is never repeated")
    func conflict() async throws {
        let harness = try harness(try .pyai("error-409-idempotency-conflict.json"), then: "job-created.json")
        await #expect(throws: TranscriptionError.self) { try await harness.pyai.submit(PyAIHarness.request()) }
        #expect(harness.transport.sent.count == 1)
    }

    @Test("Reading is repeated", arguments: [.status(500), .brokenOff, .unreachable] as [ScriptedTransport.Answer])
    func reads(failure: ScriptedTransport.Answer) async throws {
        #expect(try await harness(failure, then: "job-running.json").pyai.job("job_aZ09").status == .running)
        #expect(try await harness(failure, then: "job-list-end.json").pyai.list(.init()).jobs.count == 1)
        #expect(try await harness(failure, then: "models.json").pyai.models().count == 2)
    }

    @Test("When every attempt is lost, the error tells the key that finds the job")
    func lost() async throws {
        let harness = PyAIHarness(.brokenOff) { $0.http.retry = RetryPolicy(maximumAttempts: 2, baseDelay: .zero) }
        var request = PyAIHarness.request()
        request.idempotencyKey = "order-42"
        let error = await #expect(throws: TranscriptionError.self) { try await harness.pyai.submit(request) }
        #expect(error?.code == .jobMayExist)
        #expect(error?.message.contains("with the idempotency key order-42") == true)
        #expect(harness.transport.sent.count == 2)
    }
}
