import Steno

extension AitronosSimulation {
    func authorize(_ exchange: Exchange) throws(Refusal) {
        guard exchange.acceptedKey(orField: "x-api-key") != nil else {
            throw Refusal(401, "AUTHENTICATION_REQUIRED", "Authentication is required.")
        }
    }

    func finish(_ answer: inout Answer, exchange: Exchange) {
        let fields = [
            ("x-request-id", exchange.requestID), ("freddy-processing-ms", "12"), ("freddy-api-version", "v1"),
            ("aitronos-organization", "org_simulator"), ("x-ratelimit-limit-requests", "1000"),
            ("x-ratelimit-remaining-requests", "999"), ("x-ratelimit-reset-requests", "60"),
            ("x-ratelimit-limit-tokens", "100000"), ("x-ratelimit-remaining-tokens", "100000"),
            ("x-ratelimit-reset-tokens", "60"),
        ]
        for (name, value) in fields where answer.field(name) == nil { answer.setField(name, value) }
    }

    func answer(to refusal: Refusal, exchange: Exchange) -> Answer {
        var answer: Answer
        if refusal.status == 422 {
            let detail = refusal.issues.map { issue -> JSONValue in
                .object([
                    "loc": .array(issue.field.split(separator: ".").map { .string(String($0)) }),
                    "msg": .string(issue.message),
                    "type": .string(issue.code),
                ])
            }
            answer = .json(.object(["detail": .array(detail)]), status: 422)
        } else {
            answer = .json(
                .object([
                    "success": .bool(false),
                    "error": .object([
                        "code": .string(refusal.code),
                        "message": .string(refusal.message),
                        "type": .string(refusal.status < 500 ? "client_error" : "server_error"),
                    ]),
                    "metadata": AitronosWire.metadata(exchange, date: agenda.date),
                ]),
                status: refusal.status
            )
        }
        for (name, value) in refusal.fields { answer.setField(name, value) }
        return answer
    }

    func refusal(status: Int) -> Refusal {
        switch status {
        // What does not fit the schema is a 422 with FastAPI's list.
        case 400, 422:
            Refusal(
                422,
                "VALIDATION_ERROR",
                "The request is invalid.",
                issues: [.init(field: "body", message: "The request is invalid.", code: "value_error")]
            )
        case 401: Refusal(401, "AUTHENTICATION_REQUIRED", "Authentication is required.")
        case 402: Refusal(402, "INSUFFICIENT_SYNAPSES", "The organization has too few synapses.")
        case 403: Refusal(403, "INSUFFICIENT_PERMISSIONS", "You may not do this.")
        case 404: Refusal(404, "TRANSCRIPTION_NOT_FOUND", "Transcription not found.")
        case 409: Refusal(409, "TRANSCRIPTION_NOT_COMPLETED", "The transcription is not completed.")
        case 429: Refusal(429, "RATE_LIMIT_EXCEEDED", "Too many requests.")
        case 503: Refusal(503, "SERVICE_UNAVAILABLE", "The service is unavailable.")
        default: Refusal(status, "INTERNAL_ERROR", "Something went wrong.")
        }
    }
}
