import Foundation
import HTTPTypes
import Steno
import StenoProviders
import StenoTestSupport
import Testing

@Suite("PyAI: errors")
struct PyAIErrorTests {
    @Test(
        "Each documented refusal has its code",
        arguments: [
            ("error-400-validation.json", .invalidRequest, "validation_error", false),
            ("error-400-unsupported-format.json", .invalidAudio, "unsupported_format", false),
            ("error-400-unsupported-language.json", .unsupportedOption, "unsupported_language", false),
            ("error-401-unauthorized.json", .authentication, "unauthorized", false),
            ("error-402-credit-exhausted.json", .paymentRequired, "credit_exhausted", false),
            ("error-402-key-budget-exceeded.json", .paymentRequired, "key_budget_exceeded", false),
            ("error-402-insufficient-quota.json", .paymentRequired, "insufficient_quota", false),
            ("error-403-forbidden.json", .permissionDenied, "forbidden", false),
            ("error-403-origin-not-allowed.json", .permissionDenied, "origin_not_allowed", false),
            ("error-404-not-found.json", .notFound, "not_found", false),
            ("error-409-idempotency-conflict.json", .conflict, "idempotency_conflict", false),
            ("error-429-rate-limit-exceeded.json", .rateLimited, "rate_limit_exceeded", true),
            ("error-429-concurrency-limit-exceeded.json", .rateLimited, "concurrency_limit_exceeded", true),
            ("error-429-daily-cap-exceeded.json", .rateLimited, "daily_cap_exceeded", true),
            ("error-429-sandbox-limit-reached.json", .rateLimited, "sandbox_limit_reached", true),
        ] as [(String, TranscriptionError.Code, String, Bool)]
    )
    func refusals(fixture: String, code: TranscriptionError.Code, own: String, retryable: Bool) async throws {
        let harness = PyAIHarness(try .pyai(fixture))
        let caught = await #expect(throws: TranscriptionError.self) {
            try await harness.pyai.submit(PyAIHarness.request())
        }
        let error = try #require(caught)
        #expect(error.code == code)
        #expect(error.providerCode == own)
        #expect(error.isRetryable == retryable)
        #expect(error.provider == "pyai")
        #expect(error.httpStatus == Int(fixture.dropFirst(6).prefix(3)))
        #expect(error.providerMessage?.isEmpty == false)
        PyAIHarness.key.withValue { #expect(!"\(error)".contains($0)) }
    }

    @Test("The request's id is read from the body or the header")
    func requestIDs() async throws {
        let body = await #expect(throws: TranscriptionError.self) {
            try await PyAIHarness(try .pyai("error-404-not-found.json")).pyai.job("job_1")
        }
        #expect(body?.requestID == "req_7b31")
        let name = try #require(HTTPField.Name("X-Request-Id"))
        let header = await #expect(throws: TranscriptionError.self) {
            try await PyAIHarness(try .pyai("error-401-unauthorized.json", fields: [name: "req_h"])).pyai.job("job_1")
        }
        #expect(header?.requestID == "req_h")
    }

    @Test("A page of a proxy is a failure of the service")
    func proxy() async throws {
        let error = await #expect(throws: TranscriptionError.self) {
            try await PyAIHarness(try .pyai("error-503-no-healthy-upstream.txt")).pyai.job("job_1")
        }
        #expect(error?.code == .providerFailure)
        #expect(error?.isRetryable == true)
    }

    @Test("Retry-After is passed on")
    func retryAfter() async throws {
        let error = await #expect(throws: TranscriptionError.self) {
            try await PyAIHarness(try .pyai("error-429-rate-limit-exceeded.json", fields: [.retryAfter: "7"])).pyai
                .submit(PyAIHarness.request())
        }
        #expect(error?.retryAfter == .seconds(7))
    }

    @Test("The caller's own classification has the last word")
    func classify() async throws {
        let harness = PyAIHarness(try .pyai("error-400-unsupported-format.json")) {
            $0.http.classify = { error in
                if error.code == .invalidAudio { error.code = .quotaExceeded }
            }
        }
        let error = await #expect(throws: TranscriptionError.self) {
            try await harness.pyai.submit(PyAIHarness.request())
        }
        #expect(error?.code == .quotaExceeded)
    }

    @Test("A signed address that the service repeats is in no error")
    func signedAddress() async throws {
        let url = "https://audio.example.com/a.mp3?X-Amz-Signature=5ecre7"
        let body = #"{"error": {"message": "cannot fetch \#(url)", "code": "c"}}"#
        let harness = PyAIHarness(.json(body, status: 400))
        let error = await #expect(throws: TranscriptionError.self) {
            try await harness.pyai.submit(.init(audio: .url(PyAIHarness.url(url))))
        }
        #expect(error?.providerMessage?.hasPrefix("cannot fetch") == true)
        #expect(!String(reflecting: error).contains("5ecre7"))
    }
}
