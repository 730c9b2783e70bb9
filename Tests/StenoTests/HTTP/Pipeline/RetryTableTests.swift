import Foundation
import HTTPTypes
import StenoTestSupport
import Testing

@testable import Steno

@Suite("What is sent again")
struct RetryTableTests {
    /// What goes wrong with the first attempt.
    enum Fault: Sendable, Hashable, CustomTestStringConvertible {
        case status(Int)
        case quota
        case unreachable
        case brokenOff
        case halfAnswer
        case untrusted

        var testDescription: String {
            if case .status(let status) = self { return "\(status)" }
            return "\(self)"
        }

        var answer: ScriptedTransport.Answer {
            switch self {
            case .status(let status): .json(#"{"message":"no"}"#, status: status)
            case .quota: .json(#"{"error_type":"limit_exceeded","message":"storage is full"}"#, status: 429)
            case .unreachable: .unreachable
            case .brokenOff: .brokenOff
            case .halfAnswer:
                .response(HTTPResponse(status: .ok, headerFields: [.contentLength: "9"]), [Data("half".utf8)])
            case .untrusted:
                .error(
                    TranscriptionError(
                        .connection,
                        "The certificate is not trusted.",
                        underlying: HTTPTransportFailure.neverSent()
                    )
                )
            }
        }

        /// Whether a call that has the same effect once or many times is sent again.
        var repeatsAlways: Bool {
            switch self {
            case .status(let status): [408, 425, 429, 500, 502, 503, 504].contains(status)
            case .quota, .untrusted: false
            case .unreachable, .brokenOff, .halfAnswer: true
            }
        }

        /// Whether a creation without a key is sent again: only where the service certainly did nothing.
        var repeatsIfRefused: Bool { self == .status(429) || self == .unreachable }

        /// Whether a creation may have had its effect.
        var mayHaveCreated: Bool {
            switch self {
            case .status(let status): [303, 408, 502, 504].contains(status)
            case .brokenOff, .halfAnswer: true
            case .quota, .unreachable, .untrusted: false
            }
        }

        static let statuses = [
            300, 302, 303, 400, 401, 402, 403, 404, 405, 408, 409, 410, 413, 418, 422, 425, 429, 500, 501, 502, 503,
            504,
        ]

        static let all = statuses.map(Fault.status) + [.quota, .unreachable, .brokenOff, .halfAnswer, .untrusted]
    }

    static let methods: [HTTPRequest.Method] = [.get, .head, .delete, .post, .put, .patch]
    static let repetitions: [HTTPCall.Repetition] = [.always, .ifRefused, .never]

    @Test("depends on the fault and on what the call allows, and on nothing else", arguments: Fault.all)
    func table(fault: Fault) async throws {
        for method in Self.methods where fault != .halfAnswer || method != .head {
            for repetition in Self.repetitions {
                for mayCreateJob in [false, true] {
                    for key in [Secret(testKey), nil] {
                        var call = HTTPCall(method, "/v1/jobs", operation: "any")
                        call.repetition = repetition
                        call.mayCreateJob = mayCreateJob
                        try await check(call, key: key, after: fault)
                    }
                }
            }
        }
    }

    private func check(_ call: HTTPCall, key: Secret?, after fault: Fault) async throws {
        let transport = ScriptedTransport(fault.answer, .json("{}"))
        let pipeline = testPipeline(transport, key: key) { settings in
            settings.repeatAtOnce()
            settings.classify = { error in
                guard error.providerCode == "limit_exceeded" else { return }
                error.code = .quotaExceeded
                error.isRetryable = false
            }
        }
        let repeats =
            switch call.repetition {
            case .always: fault.repeatsAlways
            case .ifRefused: fault.repeatsIfRefused
            case .never: false
            }
        let error = await failure { try await pipeline.send(call) }
        #expect(transport.sent.count == (repeats ? 2 : 1), "\(call.method) \(call.repetition)")
        #expect((error == nil) == repeats, "\(call.method) \(call.repetition)")
        guard let error else { return }
        let isUnknown = call.mayCreateJob && fault.mayHaveCreated
        #expect((error.code == .jobMayExist) == isUnknown, "\(call.method) \(call.repetition)")
        #expect(error.provider == "acme")
        // What was not sent again by itself may still be worth another try later, where that does nothing twice.
        let mayRepeat = fault.repeatsIfRefused || fault.repeatsAlways && call.repetition == .always
        #expect(error.isRetryable == mayRepeat || isUnknown && error.isRetryable == (call.repetition == .always))
    }

    @Test("is reads and deletions, unless something else is said")
    func defaults() {
        let repetitions = Self.methods.map { HTTPCall($0, "/", operation: "any").repetition }
        #expect(repetitions == [.always, .always, .always, .never, .never, .never])
    }

    @Test(
        "gives every status its code",
        arguments: [
            (400, .invalidRequest), (422, .invalidRequest), (413, .invalidRequest), (401, .authentication),
            (402, .paymentRequired), (403, .permissionDenied), (404, .notFound), (409, .conflict), (429, .rateLimited),
            (408, .timeout), (500, .providerFailure), (503, .providerFailure), (599, .providerFailure),
            (304, .invalidResponse),
        ] as [(Int, TranscriptionError.Code)]
    )
    func codes(status: Int, code: TranscriptionError.Code) async {
        let fields = HTTPFields(named: ["X-ReQuEsT-iD": "req-7", "Retry-After": "3600"])
        let transport = ScriptedTransport(.json(#"{"code":"c","message":"m"}"#, status: status, fields: fields))
        let error = await failure { try await testPipeline(transport).send(.read) }
        #expect(error?.code == code)
        #expect(error?.httpStatus == status)
        #expect(error?.providerCode == "c")
        #expect(error?.providerMessage == "m")
        #expect(error?.requestID == "req-7")
        #expect(error?.retryAfter == .seconds(3_600))
        #expect(error?.message.contains(": m") == true)
        #expect((error?.underlying as? HTTPRefusal)?.snippet == #"{"code":"c","message":"m"}"#)
    }

    @Test("is what the adapter's own reading of a refusal says")
    func classification() async throws {
        let transport = ScriptedTransport(.text("Invalid key", status: 401), .json("{}"))
        let pipeline = testPipeline(transport) { settings in
            settings.repeatAtOnce()
            settings.classify = { if $0.httpStatus == 401 { $0.isRetryable = true } }
        }
        _ = try await pipeline.send(.read)
        #expect(transport.sent.count == 2)
    }

    @Test("leaves a status alone that the call expects")
    func expected() async throws {
        for status in [304, 302, 404, 500] {
            let transport = ScriptedTransport(.json("{}", status: status, fields: [.location: "https://b.example/"]))
            var call = HTTPCall.read
            call.expected = [status]
            let answer = try await testPipeline(transport).send(call)
            #expect(answer.head.status.code == status)
            #expect(transport.sent.count == 1)
        }
    }

    @Test("is sent no more often than the policy allows", arguments: [-1, 0, 1, 2, 5])
    func attempts(maximum: Int) async {
        let transport = ScriptedTransport(.status(503))
        let pipeline = testPipeline(transport) { settings in
            settings.repeatAtOnce()
            settings.retry.maximumAttempts = maximum
        }
        let error = await failure { try await pipeline.send(.read) }
        #expect(error?.code == .providerFailure)
        #expect(error?.isRetryable == true)
        #expect(transport.sent.count == max(maximum, 1))
    }

    @Test("is the same request each time, body and key included")
    func sameRequest() async throws {
        let transport = ScriptedTransport(.status(429), .unreachable, .json("{}"))
        var call = HTTPCall.create(.ifRefused)
        call.query = [URLQueryItem(name: "a", value: "b c")]
        _ = try await testPipeline(transport) { $0.repeatAtOnce() }.send(call)
        let sent = transport.sent
        #expect(sent.count == 3)
        #expect(Set(sent.map(\.request)).count == 1)
        #expect(Set(sent.map(\.body)).count == 1)
        #expect(sent.first?.url == "https://api.acme.example/v1/jobs?a=b%20c")
        #expect(sent.first?.request.headerFields[.authorization] == "Bearer \(testKey)")
        #expect(sent.first?.request.headerFields[.contentType] == "application/json")
    }
}
