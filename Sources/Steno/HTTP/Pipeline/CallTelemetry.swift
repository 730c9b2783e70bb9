import HTTPTypes
import Logging
import Metrics
import Tracing

/// What is reported about a call: log lines, metrics and a span.
///
/// Nothing of it holds a path, a query, a header field, a body, or a service's words: only names from the source, hosts,
/// statuses, codes, and the service's id of the request.
struct CallTelemetry: Sendable {
    private let provider: ProviderID
    private let operation: String
    private let logger: Logger
    private let span: any Span

    /// Begins the report of a call.
    init(provider: ProviderID, operation: String, method: HTTPRequest.Method, origin: HTTPOrigin, logger: Logger) {
        self.provider = provider
        self.operation = operation
        var logger = logger
        logger[metadataKey: "provider"] = "\(provider)"
        logger[metadataKey: "operation"] = "\(operation)"
        logger[metadataKey: "host"] = "\(origin.host)"
        self.logger = logger
        span = InstrumentationSystem.tracer.startSpan("\(provider) \(operation)", ofKind: .client)
        span.attributes["steno.provider"] = provider.rawValue
        span.attributes["steno.operation"] = operation
        span.attributes["http.request.method"] = method.rawValue
        span.attributes["server.address"] = origin.host
        span.attributes["server.port"] = origin.port ?? (origin.isSecure ? 443 : 80)
    }

    /// What the transport has to know to make its spans part of this one.
    var context: ServiceContext { span.context }

    /// An attempt was answered.
    func answered(_ status: Int, requestID: String?, attempt: Int) {
        Counter(label: "steno.http.requests", dimensions: dimensions + [("status", "\(status)")]).increment()
        span.attributes["http.response.status_code"] = status
        if let requestID { span.attributes["steno.request_id"] = requestID }
        logger.debug("answered", metadata: metadata(attempt, ["status": "\(status)"], requestID))
    }

    /// An attempt had no answer.
    func unanswered(_ error: TranscriptionError, attempt: Int) {
        Counter(label: "steno.http.requests", dimensions: dimensions + [("status", "none")]).increment()
        logger.debug("not answered", metadata: metadata(attempt, ["code": "\(error.code)"], nil))
    }

    /// The call is sent again after a pause.
    func repeats(after error: TranscriptionError, pause: Duration, attempt: Int) {
        Counter(label: "steno.http.repetitions", dimensions: dimensions + [("code", error.code.rawValue)]).increment()
        span.attributes["http.request.resend_count"] = attempt
        logger.debug(
            "sending again",
            metadata: metadata(attempt, ["code": "\(error.code)", "pause": "\(pause.inSeconds)"], error.requestID)
        )
    }

    /// The call is over.
    func ended(_ error: TranscriptionError?, after duration: Duration) {
        let outcome = error?.code.rawValue ?? "success"
        Timer(label: "steno.http.call.duration", dimensions: dimensions + [("outcome", outcome)])
            .recordNanoseconds(duration.nanoseconds)
        if let error {
            span.attributes["error.type"] = outcome
            span.setStatus(SpanStatus(code: .error, message: outcome))
            logger.debug(
                "failed",
                metadata: ["code": "\(outcome)", "status": "\(error.httpStatus.map(String.init) ?? "none")"]
            )
        }
        span.end()
    }

    private var dimensions: [(String, String)] { [("provider", provider.rawValue), ("operation", operation)] }

    private func metadata(_ attempt: Int, _ more: Logger.Metadata, _ requestID: String?) -> Logger.Metadata {
        var metadata = more
        metadata["attempt"] = "\(attempt)"
        if let requestID { metadata["request-id"] = "\(requestID)" }
        return metadata
    }
}

extension Duration {
    /// Whole nanoseconds, as many as fit.
    fileprivate var nanoseconds: Int64 {
        let (seconds, attoseconds) = sensible.components
        return seconds * 1_000_000_000 + attoseconds / 1_000_000_000
    }
}
