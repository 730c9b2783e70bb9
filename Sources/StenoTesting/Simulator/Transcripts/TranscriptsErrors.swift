import Steno

extension TranscriptsSimulation {
    func authorize(_ exchange: Exchange) throws(Refusal) {
        guard exchange.acceptedKey() != nil else {
            throw Refusal(401, "invalid_api_key", "Bearer token missing, expired or malformed.")
        }
    }

    func finish(_ answer: inout Answer, exchange: Exchange) {
        answer.setField("X-Request-ID", Self.requestID(exchange))
    }

    private static func requestID(_ exchange: Exchange) -> String {
        "req_" + exchange.requestID.replacing("-", with: "")
    }

    func answer(to refusal: Refusal, exchange: Exchange) -> Answer {
        var answer = Answer.json(
            .object([
                "error": .object([
                    "type": .string(Self.family(refusal.status)),
                    "code": .string(refusal.code),
                    "message": .string(refusal.message),
                    "param": .optional(refusal.issues.first?.field),
                    "request_id": .string(Self.requestID(exchange)),
                ])
            ]),
            status: refusal.status
        )
        for (name, value) in refusal.fields { answer.setField(name, value) }
        return answer
    }

    private static func family(_ status: Int) -> String {
        switch status {
        case 401: "authentication_error"
        case 403: "permission_error"
        case 404: "not_found_error"
        case 409: "conflict_error"
        case 429: "rate_limit_error"
        case 503: "model_error"
        case 500...: "api_error"
        default: "invalid_request_error"
        }
    }

    func refusal(status: Int) -> Refusal {
        switch status {
        case 400: Refusal(400, "invalid_request", "The request is invalid.")
        case 401: Refusal(401, "invalid_api_key", "Bearer token missing, expired or malformed.")
        case 403: Refusal(403, "missing_scope", "The key lacks the scope for this call.")
        case 404: Refusal(404, "transcript_not_found", "No such transcript.")
        case 409: Refusal(409, "conflict", "The object is in the wrong state.")
        case 422: Refusal(422, "unsupported_task", "The model cannot do this.")
        case 429: Refusal(429, "rate_limit_exceeded", "Too many requests.")
        case 503: Refusal(503, "model_unavailable", "The model is warming up.")
        default: Refusal(status, "internal_error", "Something went wrong.")
        }
    }
}
