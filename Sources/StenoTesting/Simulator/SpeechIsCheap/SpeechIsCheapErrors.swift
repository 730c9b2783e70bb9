import Steno

/// SpeechIsCheap says what is wrong in plain text, except for its upload host, which says it in JSON.
extension SpeechIsCheapSimulation {
    func authorize(_ exchange: Exchange) throws(Refusal) {
        guard exchange.acceptedKey() != nil else {
            throw Refusal(401, "unauthorized", "Invalid or missing authentication token")
        }
    }

    func answer(to refusal: Refusal, exchange: Exchange) -> Answer {
        var answer: Answer
        if exchange.prefix == "speechischeap-upload" {
            let members: [String: JSONValue] = [
                "error": .string(refusal.code),
                "message": .string(refusal.message),
            ]
            answer = .json(.object(members), status: refusal.status)
        } else {
            answer = .text(refusal.message, status: refusal.status, contentType: "text/plain")
        }
        for (name, value) in refusal.fields { answer.setField(name, value) }
        return answer
    }

    func refusal(status: Int) -> Refusal {
        switch status {
        case 400: Refusal(400, "bad_request", "Missing or invalid parameters")
        case 401: Refusal(401, "unauthorized", "Invalid or missing authentication token")
        case 402: Refusal(402, "payment_required", "Payment required")
        case 404: Refusal(404, "not_found", "Job not found")
        case 429: Refusal(429, "too_many_requests", "Too many requests")
        case 503: Refusal(503, "service_unavailable", "Service unavailable")
        default: Refusal(status, "internal_server_error", "Internal server error")
        }
    }
}
