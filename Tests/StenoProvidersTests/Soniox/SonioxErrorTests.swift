import Foundation
import Steno
import StenoProviders
import StenoTestSupport
import Testing

@Suite("Soniox: errors")
struct SonioxErrorTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var fixture: String
        var code: TranscriptionError.Code
        var providerCode: String
        var isRetryable = false

        var testDescription: String { fixture }
    }

    static let cases = [
        Case(fixture: "error-400-invalid-request", code: .invalidRequest, providerCode: "invalid_request"),
        Case(fixture: "error-400-file-missing", code: .invalidRequest, providerCode: "invalid_request"),
        Case(fixture: "error-400-invalid-cursor", code: .invalidRequest, providerCode: "invalid_cursor"),
        Case(fixture: "error-400-model-not-available", code: .modelNotFound, providerCode: "model_not_available"),
        Case(fixture: "error-401-unauthenticated", code: .authentication, providerCode: "unauthenticated"),
        Case(
            fixture: "error-402-organization-balance-exhausted",
            code: .paymentRequired,
            providerCode: "organization_balance_exhausted"
        ),
        Case(
            fixture: "error-402-organization-monthly-budget-exhausted",
            code: .paymentRequired,
            providerCode: "organization_monthly_budget_exhausted"
        ),
        Case(
            fixture: "error-402-project-monthly-budget-exhausted",
            code: .paymentRequired,
            providerCode: "project_monthly_budget_exhausted"
        ),
        Case(fixture: "error-403-permission-denied", code: .permissionDenied, providerCode: "permission_denied"),
        Case(fixture: "error-404-transcription-not-found", code: .notFound, providerCode: "transcription_not_found"),
        Case(fixture: "error-404-file-not-found", code: .notFound, providerCode: "file_not_found"),
        Case(fixture: "error-404-not-found", code: .notFound, providerCode: "not_found"),
        Case(fixture: "error-408-request-timeout", code: .timeout, providerCode: "request_timeout", isRetryable: true),
        Case(
            fixture: "error-409-transcription-processing",
            code: .invalidState,
            providerCode: "transcription_invalid_state"
        ),
        Case(
            fixture: "error-429-requests-per-minute",
            code: .rateLimited,
            providerCode: "limit_exceeded",
            isRetryable: true
        ),
        Case(
            fixture: "error-429-pending-transcriptions",
            code: .rateLimited,
            providerCode: "limit_exceeded",
            isRetryable: true
        ),
        Case(fixture: "error-429-total-transcriptions", code: .quotaExceeded, providerCode: "limit_exceeded"),
        Case(fixture: "error-429-file-count", code: .quotaExceeded, providerCode: "limit_exceeded"),
        Case(fixture: "error-429-file-size", code: .quotaExceeded, providerCode: "limit_exceeded"),
        Case(
            fixture: "error-500-internal-error",
            code: .providerFailure,
            providerCode: "internal_error",
            isRetryable: true
        ),
        Case(
            fixture: "error-503-service-unavailable",
            code: .providerFailure,
            providerCode: "service_unavailable",
            isRetryable: true
        ),
    ]

    @Test("Each documented refusal has its code", arguments: cases)
    func refusals(expected: Case) async throws {
        let harness = SonioxHarness(["GET \(SonioxHarness.jobPath)": [try .soniox("\(expected.fixture).json")]])
        let error = try #require(await failure { try await harness.soniox.job(SonioxHarness.jobID) })
        #expect(error.code == expected.code)
        #expect(error.providerCode == expected.providerCode)
        #expect(error.isRetryable == expected.isRetryable)
        #expect(error.provider == "soniox")
        #expect(error.requestID == "3d37a3bd-5078-47ee-a369-b204e3bbedda")
        #expect(error.httpStatus == Int(expected.fixture.dropFirst(6).prefix(3)))
        #expect(error.providerMessage?.isEmpty == false)
        #expect(!error.message.isEmpty)
        #expect(!"\(error)".contains("a-key-that-must-not-leak"))
    }

    @Test("A validation error names the field and what is wrong with it")
    func validation() async throws {
        let harness = SonioxHarness(["POST /v1/transcriptions": [try .soniox("error-400-invalid-request.json")]])
        let error = try #require(
            await failure { try await harness.soniox.submit(.init(audio: .url(SonioxHarness.audioURL))) }
        )
        #expect(error.message.contains("body.payload.model: Invalid model"))
        let refusal = try #require(error.underlying as? HTTPRefusal)
        #expect(
            refusal.issues == [.init(location: "body.payload.model", message: "Invalid model", code: "value_error")]
        )
    }

    @Test("A full quota says what to do, and is not tried again")
    func quota() async throws {
        let harness = SonioxHarness(["POST /v1/transcriptions": [try .soniox("error-429-total-transcriptions.json")]]) {
            $0.http.retry = RetryPolicy()
        }
        let error = try #require(
            await failure { try await harness.soniox.submit(.init(audio: .url(SonioxHarness.audioURL))) }
        )
        #expect(error.message.contains("Total transcription count limit"))
        #expect(error.message.contains("cleanup"))
        #expect(harness.calls.count == 1)
    }

    @Test("Too many requests are tried again, also for a creation")
    func throttled() async throws {
        let harness = SonioxHarness([
            "POST /v1/transcriptions": [
                try .soniox("error-429-requests-per-minute.json"),
                try .soniox("transcription-queued.json", status: 201),
            ]
        ]) { $0.http.retry = RetryPolicy() }
        #expect(try await harness.soniox.submit(.init(audio: .url(SonioxHarness.audioURL))).status == .queued)
        #expect(harness.calls.count == 2)
    }

    @Test("A creation that may have made a job is never repeated", arguments: [ScriptedTransport.Answer.brokenOff])
    func lost(answer: ScriptedTransport.Answer) async throws {
        for answer in [answer, try .soniox("error-500-internal-error.json"), .status(504)] {
            let harness = SonioxHarness(["POST /v1/transcriptions": [answer]]) { $0.http.retry = RetryPolicy() }
            _ = await failure { try await harness.soniox.submit(.init(audio: .url(SonioxHarness.audioURL))) }
            #expect(harness.calls.count == 1)
        }
        let harness = SonioxHarness(["POST /v1/transcriptions": [answer]]) { $0.http.retry = RetryPolicy() }
        let error = await failure { try await harness.soniox.submit(.init(audio: .url(SonioxHarness.audioURL))) }
        #expect(error?.code == .jobMayExist)
    }

    @Test("A proxy's page and half an answer are errors too")
    func garbage() async throws {
        let harness = SonioxHarness([
            "GET \(SonioxHarness.jobPath)": [
                try .fixture("Soniox/error-502-proxy.html", status: 502, contentType: "text/html"),
                try .soniox("truncated.json.txt"),
            ]
        ])
        #expect(await failure { try await harness.soniox.job(SonioxHarness.jobID) }?.code == .providerFailure)
        #expect(await failure { try await harness.soniox.job(SonioxHarness.jobID) }?.code == .invalidResponse)
    }

    @Test("The caller's own reading of an error comes last")
    func ownClassification() async throws {
        let harness = SonioxHarness(["GET \(SonioxHarness.jobPath)": [try .soniox("error-429-file-count.json")]]) {
            $0.http.classify = { $0.message = "mine: \($0.code)" }
        }
        #expect(await failure { try await harness.soniox.job(SonioxHarness.jobID) }?.message == "mine: quotaExceeded")
    }

    @Test("The webhook's secret is in no error, though the service repeats it")
    func webhookSecret() async throws {
        let body = #"{"error_type":"invalid_request","message":"bad value hook-secret","validation_errors":[]}"#
        let harness = SonioxHarness(["POST /v1/transcriptions": [.json(body, status: 400)]])
        var request = TranscriptionRequest(audio: .url(SonioxHarness.audioURL))
        request.webhook = Webhook(
            url: try #require(URL(string: "https://example.com/webhook")),
            header: .init(name: "X-Secret", value: "hook-secret")
        )
        let sent = request
        let error = try #require(await failure { try await harness.soniox.submit(sent) })
        #expect(!"\(error) \(error.providerMessage ?? "") \(String(reflecting: error))".contains("hook-secret"))
        #expect(harness.transport.sent[0].text.contains("hook-secret"))
    }
}
