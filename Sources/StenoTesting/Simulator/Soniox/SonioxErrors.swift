import Steno

extension SonioxSimulation {
    func authorize(_ exchange: Exchange) throws(Refusal) {
        guard exchange.acceptedKey() != nil else {
            throw Refusal(401, "unauthenticated", "Incorrect API key provided.")
        }
    }

    func answer(to refusal: Refusal, exchange: Exchange) -> Answer {
        let issues = refusal.issues.map { issue -> JSONValue in
            .object([
                "error_type": .string(issue.code),
                "location": .string(issue.field),
                "message": .string(issue.message),
            ])
        }
        let anchor = refusal.code.replacing("_", with: "-")
        var answer = Answer.json(
            .object([
                "status_code": .integer(refusal.status),
                "error_type": .string(refusal.code),
                "message": .string(refusal.message),
                "validation_errors": .array(issues),
                "request_id": .string(exchange.requestID),
                "more_info": .string("https://soniox.com/docs/api-reference/errors#\(anchor)"),
            ]),
            status: refusal.status
        )
        for (name, value) in refusal.fields { answer.setField(name, value) }
        return answer
    }

    func refusal(status: Int) -> Refusal {
        switch status {
        case 400: Refusal(400, "invalid_request", "Invalid request.")
        case 401: Refusal(401, "unauthenticated", "Incorrect API key provided.")
        case 402: Refusal(402, "organization_balance_exhausted", "Organization balance exhausted.")
        case 403: Refusal(403, "permission_denied", "The API key lacks permission for this call.")
        case 404: Refusal(404, "transcription_not_found", "Transcription not found.")
        case 408: Refusal(408, "request_timeout", "Request timed out.")
        case 409: Refusal(409, "transcription_invalid_state", "The transcription is in the wrong state.")
        case 429: Refusal(429, "limit_exceeded", "Maximum number of requests per minute reached.")
        case 503: Refusal(503, "service_unavailable", "The service is overloaded. Please retry later.")
        default: Refusal(status, "internal_error", "The server had an error processing your request.")
        }
    }
}
