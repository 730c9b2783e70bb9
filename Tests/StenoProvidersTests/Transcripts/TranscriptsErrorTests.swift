import Foundation
import HTTPTypes
import Steno
import StenoProviders
import StenoTestSupport
import Testing

@Suite("Transcripts: errors")
struct TranscriptsErrorTests {
    @Test(
        "Each documented refusal has its code",
        arguments: [
            ("error-400-missing-required-field.json", .invalidRequest, "missing_required_field", false),
            ("error-401-invalid-api-key.json", .authentication, "invalid_api_key", false),
            ("error-403-insufficient-scope.json", .permissionDenied, "insufficient_scope", false),
            ("error-404-not-found.json", .notFound, "transcript_not_found", false),
            ("error-409-conflict.json", .conflict, "transcript_processing", false),
            ("error-422-unsupported-task.json", .invalidRequest, "model_cannot_do_task", false),
            ("error-429-rate-limit.json", .rateLimited, "rate_limit_exceeded", true),
            ("error-500-api-error.json", .providerFailure, "internal_error", true),
            ("error-503-model-error.json", .providerFailure, "model_warming_up", true),
        ] as [(String, TranscriptionError.Code, String, Bool)]
    )
    func refusals(fixture: String, code: TranscriptionError.Code, own: String, retryable: Bool) async throws {
        let harness = TranscriptsHarness(try .transcripts(fixture))
        let caught = await #expect(throws: TranscriptionError.self) { try await harness.transcripts.job("t") }
        let error = try #require(caught)
        #expect(error.code == code)
        #expect(error.providerCode == own)
        #expect(error.isRetryable == retryable)
        #expect(error.provider == "transcripts")
        #expect(error.requestID == "req_51c0")
        #expect(error.providerMessage?.isEmpty == false)
        TranscriptsHarness.key.withValue { #expect(!"\(error)".contains($0)) }
    }

    @Test("The field concerned is told")
    func parameter() async throws {
        let harness = TranscriptsHarness(try .transcripts("error-400-missing-required-field.json"))
        let error = await #expect(throws: TranscriptionError.self) {
            try await harness.transcripts.submit(TranscriptsHarness.request())
        }
        #expect((error?.underlying as? HTTPRefusal)?.parameter == "audio_url")
    }

    @Test("Retry-After is passed on")
    func retryAfter() async throws {
        let harness = TranscriptsHarness(try .transcripts("error-429-rate-limit.json", fields: [.retryAfter: "12"]))
        let error = await #expect(throws: TranscriptionError.self) { try await harness.transcripts.job("t") }
        #expect(error?.retryAfter == .seconds(12))
    }

    @Test("A signed address that the service repeats is in no error")
    func signedAddress() async throws {
        let url = "https://audio.example.com/a.mp3?X-Amz-Signature=5ecre7"
        let body = #"{"error": {"message": "cannot fetch \#(url)", "code": "c"}}"#
        let harness = TranscriptsHarness(.json(body, status: 400))
        let error = await #expect(throws: TranscriptionError.self) {
            try await harness.transcripts.submit(.init(audio: .url(PyAIHarness.url(url))))
        }
        #expect(error?.providerMessage?.hasPrefix("cannot fetch") == true)
        #expect(!String(reflecting: error).contains("5ecre7"))
    }
}
