import StenoTesting

/// A fault of the simulator, and what may come of it.
struct FaultCase: Sendable, CustomStringConvertible {
    /// What may come of a fault.
    enum Effect: Sendable {
        /// Everything works as it did without.
        case none
        /// Calls may fail, with the error type alone.
        case failure
        /// Nothing is answered, and calls end by their own deadlines.
        case silence
    }

    let description: String
    let kind: SimulatorFault.Kind
    let effect: Effect

    init(_ description: String, _ kind: SimulatorFault.Kind, _ effect: Effect = .failure) {
        self.description = description
        self.kind = kind
        self.effect = effect
    }

    /// Whether the answers are written out, and so may say something else.
    var isSpoiled: Bool {
        if case .answer = kind { true } else { false }
    }

    private static let statuses: [Self] = [
        300, 304, 400, 401, 402, 403, 404, 405, 408, 409, 410, 413, 415, 418, 422, 429, 451, 500, 501, 502, 503, 504,
        520, 599,
    ].map { Self("status \($0)", .status($0)) }

    private static let waits: [Self] = [
        Self("status 429 with seconds", .status(429, retryAfter: "2")),
        Self("status 429 with a date", .status(429, retryAfter: "Sat, 01 Aug 2026 09:30:05 GMT")),
        Self("status 429 with a far date", .status(429, retryAfter: "Sat, 01 Aug 2099 09:30:05 GMT")),
        Self("status 429 with nonsense", .status(429, retryAfter: "soon")),
        Self("status 429 with too much", .status(429, retryAfter: "99999999999999999999")),
        Self("status 429 with less than nothing", .status(429, retryAfter: "-5")),
        Self("status 503 with seconds", .status(503, retryAfter: "1")),
        Self("status 503 with a day", .status(503, retryAfter: "86400")),
    ]

    private static let bodies: [Self] = [
        Self("truncated JSON", .truncatedJSON),
        Self("invalid JSON", .invalidJSON),
        Self("HTML as the type", .contentType("text/html")),
        Self("bytes as the type", .contentType("application/octet-stream")),
        Self("no known type", .contentType("nonsense")),
        Self("an HTML page with status 200", .htmlPage(status: 200)),
        Self("an HTML page with status 404", .htmlPage(status: 404)),
        Self("an HTML page with status 502", .htmlPage(status: 502)),
        Self("an HTML page with status 503", .htmlPage(status: 503)),
        Self("no body", .answer(status: 200, fields: ["Content-Type": "application/json"], body: "")),
        Self("status 204", .answer(status: 204, fields: [:], body: "")),
        Self("null", .answer(status: 200, fields: ["Content-Type": "application/json"], body: "null")),
        Self("an empty object", .answer(status: 200, fields: ["Content-Type": "application/json"], body: "{}")),
        Self("an empty array", .answer(status: 200, fields: ["Content-Type": "application/json"], body: "[]")),
        Self(
            "wrong kinds of values",
            .answer(
                status: 200,
                fields: ["Content-Type": "application/json"],
                body:
                    #"{"id": 7, "job_id": [], "status": {}, "data": "x", "text": 1, "transcriptions": {}, "items": 3}"#
            )
        ),
    ]

    private static let echoes: [Self] = [
        Self(
            "an error that repeats the key",
            .answer(
                status: 400,
                fields: ["Content-Type": "application/json", "x-request-id": ProviderSetup.key],
                body: #"{"error": {"code": "\#(ProviderSetup.key)", "message": "Bad key \#(ProviderSetup.key)."}}"#
            )
        ),
        Self(
            "a page that repeats the key",
            .answer(status: 500, fields: ["Content-Type": "text/plain"], body: "no such key: \(ProviderSetup.key)")
        ),
        Self(
            "a redirection to another host",
            .answer(status: 302, fields: ["Location": "http://127.0.0.2:9/elsewhere"], body: "")
        ),
        Self(
            "a redirection that repeats the key",
            .answer(status: 307, fields: ["Location": "ftp://example.com/?key=\(ProviderSetup.key)"], body: "")
        ),
    ]

    /// Faults after which calls end by themselves.
    static let ending: [Self] =
        statuses + waits + bodies + echoes + [
            Self("latency", .latency(.milliseconds(5)), .none),
            Self("a slow body", .slowBody(bytes: 200, pause: .microseconds(100)), .none),
            Self("unknown fields", .unknownFields, .none),
            Self("an unknown status", .unknownStatus("reticulating")),
            Self("a reset before handling", .resetBeforeHandling),
            Self("a reset before the answer", .resetBeforeAnswer),
            Self("a reset in the body", .resetInBody),
        ]

    /// Faults after which only deadlines end a call.
    static let silent: [Self] = [
        Self("no answer", .latency(.seconds(86_400)), .silence),
        Self("a body that stops", .slowBody(bytes: 8, pause: .seconds(86_400)), .silence),
    ]
}
