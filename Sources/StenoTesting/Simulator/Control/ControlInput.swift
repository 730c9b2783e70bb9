import Foundation
import Steno

/// Reading what the control routes are sent.
enum ControlInput {
    struct Failure: Error {
        var message: String

        init(_ message: String) { self.message = message }
    }

    /// The elements of an array; anything else is the only one.
    static func items(_ value: JSONValue) -> [JSONValue] { value.array ?? [value] }

    static func service(_ value: JSONValue) throws(Failure) -> SimulatorService? {
        guard let name = value.given("service") else { return nil }
        guard let service = name.string.flatMap({ SimulatorService(rawValue: $0) }) else {
            throw Failure("service must be one of \(SimulatorService.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        return service
    }

    static func text(_ value: JSONValue, _ name: String) throws(Failure) -> String {
        guard let text = value[name]?.string else { throw Failure("\(name) must be a string") }
        return text
    }

    static func int(_ value: JSONValue, _ name: String, default fallback: Int? = nil) throws(Failure) -> Int {
        guard let given = value.given(name) else {
            guard let fallback else { throw Failure("\(name) is missing") }
            return fallback
        }
        guard let number = given.int, number >= 0 else {
            throw Failure("\(name) must be a whole number that is not negative")
        }
        return number
    }

    static func seconds(_ value: JSONValue, _ name: String, default fallback: Duration? = nil) throws(Failure)
        -> Duration
    {
        guard let given = value.given(name) else {
            guard let fallback else { throw Failure("\(name) is missing") }
            return fallback
        }
        guard let number = given.double, number >= 0 else {
            throw Failure("\(name) must be a number that is not negative")
        }
        return .seconds(number)
    }
}

extension JobScript {
    /// Reads `{"queued": 1, "running": 2, "outcome": "fail", "code": "…", "message": "…"}`.
    ///
    /// Outcomes are `automatic`, `long` (with `seconds`), `payload` (with `payload`), `fail`, `cancelled` and `never`.
    init(json: JSONValue) throws(ControlInput.Failure) {
        self.init(
            queued: try ControlInput.seconds(json, "queued", default: .seconds(1)),
            running: try ControlInput.seconds(json, "running", default: .seconds(2))
        )
        switch json.given("outcome")?.string ?? "automatic" {
        case "automatic": outcome = .automatic
        case "long":
            outcome = .longTranscript(seconds: try ControlInput.seconds(json, "seconds") / .seconds(1))
        case "payload":
            guard let payload = json["payload"], payload.object != nil else {
                throw ControlInput.Failure("payload must be an object")
            }
            outcome = .payload(payload)
        case "fail":
            outcome = .failure(
                code: json.given("code")?.string ?? "internal_error",
                message: json.given("message")?.string ?? "Transcription failed."
            )
        case "cancelled": outcome = .cancelled
        case "never": outcome = .none
        default: throw ControlInput.Failure("outcome must be automatic, long, payload, fail, cancelled or never")
        }
    }
}

extension SimulatorFault {
    /// Reads `{"kind": "status", "status": 429, "retry_after": "2", "service": "pyai", "method": "POST", "route": "/v1/…",
    /// "skip": 0, "times": 1}`; a `times` of null hits every call.
    init(json: JSONValue) throws(ControlInput.Failure) {
        let times: Int? = json["times"]?.isNull == true ? nil : try ControlInput.int(json, "times", default: 1)
        self.init(
            try Kind(json: json),
            service: try ControlInput.service(json),
            method: json.given("method")?.string,
            route: json.given("route")?.string,
            skip: try ControlInput.int(json, "skip", default: 0),
            times: times
        )
    }

    /// The fault without the details of its kind.
    var json: JSONValue {
        .object([
            "kind": .string(kind.name),
            "service": .optional(service?.rawValue),
            "method": .optional(method),
            "route": .optional(route),
            "skip": .integer(skip),
            "times": times.map { .integer($0) } ?? .null,
        ])
    }
}

extension SimulatorFault.Kind {
    fileprivate init(json: JSONValue) throws(ControlInput.Failure) {
        switch try ControlInput.text(json, "kind") {
        case "status":
            self = .status(
                try Self.status(json),
                code: json.given("code")?.string,
                message: json.given("message")?.string,
                retryAfter: json.given("retry_after").flatMap { $0.string ?? $0.int.map(String.init) }
            )
        case "latency": self = .latency(try ControlInput.seconds(json, "seconds"))
        case "reset-before-handling": self = .resetBeforeHandling
        case "reset-before-answer": self = .resetBeforeAnswer
        case "reset-in-body": self = .resetInBody
        case "truncated-json": self = .truncatedJSON
        case "invalid-json": self = .invalidJSON
        case "content-type": self = .contentType(try ControlInput.text(json, "content_type"))
        case "html-page": self = .htmlPage(status: try Self.status(json))
        case "slow-body":
            self = .slowBody(
                bytes: try ControlInput.int(json, "bytes", default: 16),
                pause: try ControlInput.seconds(json, "seconds", default: .seconds(1))
            )
        case "unknown-status": self = .unknownStatus(json.given("value")?.string ?? "reticulating")
        case "unknown-fields": self = .unknownFields
        case "answer":
            self = .answer(
                status: try Self.status(json),
                fields: (json.given("fields")?.object ?? [:]).compactMapValues(\.string),
                body: json.given("body")?.string ?? ""
            )
        case "duplicate-webhook": self = .duplicateWebhook(times: try ControlInput.int(json, "copies", default: 1))
        case "out-of-order-webhook": self = .outOfOrderWebhook
        case "late-webhook": self = .lateWebhook(try ControlInput.seconds(json, "seconds"))
        case "lost-webhook": self = .lostWebhook
        case "bad-signature": self = .badSignature
        case "old-signature": self = .oldSignature(try ControlInput.seconds(json, "seconds"))
        case let name: throw ControlInput.Failure("there is no fault \(name)")
        }
    }

    private static func status(_ json: JSONValue) throws(ControlInput.Failure) -> Int {
        let status = try ControlInput.int(json, "status")
        guard 200..<600 ~= status else { throw ControlInput.Failure("status must be from 200 to 599") }
        return status
    }
}
