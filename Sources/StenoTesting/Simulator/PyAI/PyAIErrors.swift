import Steno

/// PyAI has two shapes of errors: its gateway's, for keys, scopes, rates and billing, and problem documents for the rest.
extension PyAISimulation {
    func authorize(_ exchange: Exchange) throws(Refusal) {
        guard exchange.acceptedKey(orField: "x-api-key") != nil else {
            throw Refusal(401, "unauthorized", "Missing or invalid API key.")
        }
    }

    func finish(_ answer: inout Answer, exchange: Exchange) {
        answer.setField("X-Request-Id", exchange.requestID)
    }

    func answer(to refusal: Refusal, exchange: Exchange) -> Answer {
        var answer: Answer
        switch refusal.status {
        case 401, 402, 403, 429:
            answer = .json(
                .object([
                    "error": .object([
                        "message": .string(refusal.message),
                        "type": .string(Self.family(refusal.status)),
                        "code": .string(refusal.code),
                        "param": .optional(refusal.issues.first?.field),
                    ])
                ]),
                status: refusal.status
            )
        default:
            answer = .json(
                .object([
                    "type": .string("https://docs.pyai.com/errors/\(refusal.code)"),
                    "title": .string(Self.title(refusal.status)),
                    "status": .integer(refusal.status),
                    "detail": .string(refusal.message),
                    "request_id": .string(exchange.requestID),
                ]),
                status: refusal.status,
                contentType: "application/problem+json"
            )
        }
        for (name, value) in refusal.fields { answer.setField(name, value) }
        return answer
    }

    private static func family(_ status: Int) -> String {
        switch status {
        case 401: "authentication_error"
        case 402: "billing_error"
        case 403: "permission_error"
        default: "rate_limit_error"
        }
    }

    private static func title(_ status: Int) -> String {
        switch status {
        case 400, 422: "Bad Request"
        case 404: "Not Found"
        case 405: "Method Not Allowed"
        case 409: "Conflict"
        default: status >= 500 ? "Internal Server Error" : "Error"
        }
    }

    func refusal(status: Int) -> Refusal {
        switch status {
        case 400, 422: Refusal(status, "invalid_request", "The request is invalid.")
        case 401: Refusal(401, "unauthorized", "Missing or invalid API key.")
        case 402: Refusal(402, "credit_exhausted", "The credit is exhausted.")
        case 403: Refusal(403, "forbidden", "The key lacks the scope transcribe:jobs.")
        case 404: Refusal(404, "not_found", "Job not found.")
        case 409:
            Refusal(409, "idempotency_conflict", "This Idempotency-Key was already used with a different request body.")
        case 429: Refusal(429, "rate_limit_exceeded", "Rate limit exceeded.")
        case 503: Refusal(503, "service_unavailable", "The service is unavailable.")
        default: Refusal(status, "internal_error", "Something went wrong.")
        }
    }
}
