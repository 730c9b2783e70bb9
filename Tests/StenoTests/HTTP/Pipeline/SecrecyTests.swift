import Foundation
import HTTPTypes
import InMemoryTracing
import Instrumentation
import Logging
import Metrics
import MetricsTestKit
import StenoTestSupport
import Synchronization
import Testing
import Tracing

@testable import Steno

/// Everything that can be printed of a value.
func allText(of value: some Any) -> String {
    var text = "\(value)\n\(String(reflecting: value))\n"
    dump(value, to: &text)
    return text
}

@Suite("What calls report, and what they do not")
struct SecrecyTests {
    /// The words that must be nowhere.
    static let secrets = [testKey, testKey.percentEncoded, "hook-password", "hush-query", "hush-body", "hush-id"]

    /// Answers and failures that repeat all of them.
    static let answers: [ScriptedTransport.Answer] = {
        let words = secrets.filter { !$0.hasPrefix("hush") }.joined(separator: " ")
        let fields = HTTPFields(named: ["X-Request-ID": "req \(testKey)", "Retry-After": "5000"])
        let json = #"{"error":{"code":"\#(words)","message":"key \#(words)","param":"\#(words)"}}"#
        return [400, 401, 403, 404, 409, 429, 500, 504].flatMap { status in
            [.text("no: \(words)", status: status, fields: fields), .json(json, status: status, fields: fields)]
        } + [
            .json(#"{"detail":[{"loc":["\#(words)"],"msg":"\#(words)","type":"\#(words)"}]}"#, status: 422),
            .text("<html>\(words)</html>", status: 502), .text("{\"broken\": \"\(words)", status: 500),
            .status(302, fields: [.location: "http://evil.example/?key=\(testKey.percentEncoded)"]),
            .json(words, fields: fields), .unreachable, .brokenOff, .error(CancellationError()),
            .response(HTTPResponse(status: .ok, headerFields: [.contentLength: "999"]), [Data(words.utf8)]),
        ]
    }()

    private var call: HTTPCall {
        get throws {
            var call = HTTPCall(
                .post,
                try HTTPPath("/v1/jobs").appending(id: "hush-id"),
                operation: "submit"
            )
            call.query = [URLQueryItem(name: "signature", value: "hush-query")]
            call.setJSON(Data(#"{"password":"hook-password","text":"hush-body"}"#.utf8))
            call.secrets = ["hook-password"]
            return call
        }
    }

    @Test("no secret is in an error, a log line, a metric or a span", arguments: answers.indices)
    func nowhere(index: Int) async throws {
        let log = CollectedLog()
        let metrics = TestMetrics()
        let tracer = InMemoryTracer()
        let call = try call
        await withTracer(tracer) {
            await withMetricsFactory(metrics) {
                for repetition in [HTTPCall.Repetition.never, .ifRefused, .always] {
                    for mayCreateJob in [false, true] {
                        var call = call
                        call.repetition = repetition
                        call.mayCreateJob = mayCreateJob
                        let transport = ScriptedTransport(Self.answers[index])
                        let pipeline = testPipeline(transport, logger: log.logger) { $0.repeatAtOnce() }
                        let error = await failure { try await pipeline.send(call) }
                        var text = allText(of: error) + allText(of: error?.underlying) + allText(of: pipeline)
                        text += error.map { "\($0.localizedDescription) \($0.providerMessage ?? "")" } ?? ""
                        for secret in Self.secrets { #expect(!text.contains(secret), "\(secret) in \(text)") }
                        #expect(transport.sent.first?.url.contains("hush-query") == true)
                    }
                }
            }
        }
        let spans = tracer.finishedSpans.map { allText(of: $0) }.joined()
        let counters = metrics.counters.map { "\($0.label) \($0.dimensions)" }
        let timers = metrics.timers.map { "\($0.label) \($0.dimensions)" }
        let labels = (counters + timers).joined()
        let lines = log.text
        #expect(!spans.isEmpty && !labels.isEmpty && !lines.isEmpty)
        for secret in Self.secrets {
            #expect(!spans.contains(secret), "\(secret) in a span")
            #expect(!labels.contains(secret), "\(secret) in a metric")
            #expect(!lines.contains(secret), "\(secret) in the log")
        }
        #expect(tracer.activeSpans.isEmpty)
    }

    @Test("a call is one span, with what happened in it")
    func span() async throws {
        let tracer = InMemoryTracer()
        let transport = ScriptedTransport(
            .status(503),
            .json("{}", fields: HTTPFields(named: ["x-request-id": "req-1"]))
        )
        try await withTracer(tracer) {
            try await withSpan("outer") { _ in
                _ = try await testPipeline(transport) { $0.repeatAtOnce() }.send(.read)
            }
        }
        let spans = tracer.finishedSpans
        let span = try #require(spans.first { $0.operationName == "acme list" })
        #expect(spans.count == 2)
        #expect(span.kind == .client)
        #expect(span.parentSpanID == spans.first { $0.operationName == "outer" }?.spanID)
        #expect(span.attributes.get("http.request.method")?.toSpanAttribute() == .string("GET"))
        #expect(span.attributes.get("server.address")?.toSpanAttribute() == .string("api.acme.example"))
        #expect(span.attributes.get("server.port")?.toSpanAttribute() == .int64(443))
        #expect(span.attributes.get("http.response.status_code")?.toSpanAttribute() == .int64(200))
        #expect(span.attributes.get("http.request.resend_count")?.toSpanAttribute() == .int64(1))
        #expect(span.attributes.get("steno.request_id")?.toSpanAttribute() == .string("req-1"))
        #expect(span.status == nil)
    }

    @Test("a failed call is a span with its code")
    func failedSpan() async throws {
        let tracer = InMemoryTracer()
        await withTracer(tracer) {
            _ = await failure { try await testPipeline(ScriptedTransport(.status(404))).send(.read) }
        }
        let span = try #require(tracer.finishedSpans.first)
        #expect(span.status?.code == .error)
        #expect(span.attributes.get("error.type")?.toSpanAttribute() == .string("notFound"))
        #expect(span.errors.isEmpty)
    }

    @Test("requests, repetitions and the time of calls are counted")
    func metrics() async throws {
        let metrics = TestMetrics()
        let transport = ScriptedTransport(.status(503), .unreachable, .json("{}"))
        try await withMetricsFactory(metrics) {
            _ = try await testPipeline(transport) { $0.repeatAtOnce() }.send(.read)
        }
        let names = [("provider", "acme"), ("operation", "list")]
        for status in ["503", "none", "200"] {
            let counter = try metrics.expectCounter("steno.http.requests", names + [("status", status)])
            #expect(counter.totalValue == 1)
        }
        for code in ["providerFailure", "connection"] {
            #expect(try metrics.expectCounter("steno.http.repetitions", names + [("code", code)]).totalValue == 1)
        }
        #expect(try metrics.expectTimer("steno.http.call.duration", names + [("outcome", "success")]).values.count == 1)
    }

    @Test("each attempt is a log line for those who look for it, and none for others")
    func log() async throws {
        let log = CollectedLog()
        let transport = ScriptedTransport(.status(503), .json("{}"))
        _ = try await testPipeline(transport, logger: log.logger) { $0.repeatAtOnce() }.send(.read)
        #expect(log.lines.map(\.message) == ["answered", "sending again", "answered"])
        #expect(log.lines.allSatisfy { $0.level == .debug })
        #expect(log.lines.first?.metadata["status"] == "503")
        #expect(log.lines.first?.metadata["host"] == "api.acme.example")
        #expect(log.lines.last?.metadata["attempt"] == "2")
    }
}
