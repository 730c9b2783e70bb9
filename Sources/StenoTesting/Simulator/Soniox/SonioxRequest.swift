import Foundation
import Steno

/// The checks of Soniox's create request.
enum SonioxRequest {
    /// Checks a body against the documented fields.
    ///
    /// A field that is null counts as absent; a field no document knows is let pass.
    ///
    /// - Returns: the body.
    /// - Throws: ``Refusal``, which lists everything that is wrong.
    static func check(_ body: JSONValue?) throws(Refusal) -> JSONValue {
        guard let body else { throw refusal([.init(field: "body", message: "Body must be a JSON object.")]) }
        var issues: [Refusal.Issue] = []
        checkModel(body, &issues)
        checkSource(body, &issues)
        checkHints(body, &issues)
        for name in ["enable_speaker_diarization", "enable_language_identification", "language_hints_strict"] {
            if let value = body.given(name), value.bool == nil { issues.append(issue(name, "must be a boolean")) }
        }
        checkWebhook(body, &issues)
        checkText(body, "client_reference_id", 256, &issues)
        checkContext(body, &issues)
        checkTranslation(body, &issues)
        guard issues.isEmpty else { throw refusal(issues) }
        if let model = body["model"]?.string, SonioxModels.resolve(model) == nil {
            throw Refusal(
                400,
                "model_not_available",
                "Model \(model) is not available for asynchronous transcription.",
                issues: [issue("model", "is not available")]
            )
        }
        return body
    }

    private static func refusal(_ issues: [Refusal.Issue]) -> Refusal {
        let first = issues.first.map { " \($0.field): \($0.message)" } ?? ""
        return Refusal(400, "invalid_request", "Invalid request.\(first)", issues: issues)
    }

    private static func issue(_ field: String, _ message: String) -> Refusal.Issue {
        .init(field: "body.payload.\(field)", message: message)
    }

    private static func checkText(_ body: JSONValue, _ name: String, _ limit: Int, _ issues: inout [Refusal.Issue]) {
        guard let value = body.given(name) else { return }
        guard let text = value.string else { return issues.append(issue(name, "must be a string")) }
        if text.count > limit { issues.append(issue(name, "must have at most \(limit) characters")) }
    }

    private static func checkModel(_ body: JSONValue, _ issues: inout [Refusal.Issue]) {
        guard body.given("model") != nil else {
            return issues.append(.init(field: "body.payload.model", message: "Field required", code: "missing"))
        }
        checkText(body, "model", 32, &issues)
    }

    private static func checkSource(_ body: JSONValue, _ issues: inout [Refusal.Issue]) {
        switch (body.given("audio_url"), body.given("file_id")) {
        case (.some, .some): issues.append(issue("audio_url", "cannot be specified if file_id is specified"))
        case (nil, nil): issues.append(issue("audio_url", "either audio_url or file_id must be specified"))
        case (let url?, nil):
            checkText(body, "audio_url", 4096, &issues)
            if let text = url.string, !WebAddress.isWeb(text) {
                issues.append(issue("audio_url", "must match the pattern ^https?://[^\\s]+$"))
            }
        case (nil, let file?):
            if file.string.flatMap({ UUID(uuidString: $0) }) == nil {
                issues.append(issue("file_id", "must be a UUID"))
            }
        }
    }

    private static func checkHints(_ body: JSONValue, _ issues: inout [Refusal.Issue]) {
        guard let value = body.given("language_hints") else { return }
        guard let hints = value.array else { return issues.append(issue("language_hints", "must be an array")) }
        if hints.count > 100 { issues.append(issue("language_hints", "must have at most 100 items")) }
        for (index, hint) in hints.enumerated() where hint.string.map({ $0.count > 10 }) ?? true {
            issues.append(issue("language_hints.\(index)", "must be a string of at most 10 characters"))
        }
    }

    private static func checkWebhook(_ body: JSONValue, _ issues: inout [Refusal.Issue]) {
        for name in ["webhook_url", "webhook_auth_header_name", "webhook_auth_header_value"] {
            checkText(body, name, 256, &issues)
        }
        if let text = body["webhook_url"]?.string, !WebAddress.isWeb(text) {
            issues.append(issue("webhook_url", "must match the pattern ^https?://[^\\s]+$"))
        }
    }

    private static func checkContext(_ body: JSONValue, _ issues: inout [Refusal.Issue]) {
        guard let context = body.given("context") else { return }
        if context.string != nil { return checkText(body, "context", 10_000, &issues) }
        guard context.object != nil else { return issues.append(issue("context", "must be a string or an object")) }
        for (name, members) in [("general", ["key", "value"]), ("translation_terms", ["source", "target"])] {
            guard let value = context.given(name) else { continue }
            let items = value.array ?? []
            if value.array == nil || !items.allSatisfy({ item in members.allSatisfy { item[$0]?.string != nil } }) {
                issues.append(
                    issue("context.\(name)", "must be an array of objects with \(members.joined(separator: ", "))")
                )
            }
        }
        if let text = context.given("text"), text.string == nil {
            issues.append(issue("context.text", "must be a string"))
        }
        if let terms = context.given("terms"), !(terms.array ?? [.null]).allSatisfy({ $0.string != nil }) {
            issues.append(issue("context.terms", "must be an array of strings"))
        }
        if characters(of: context) > 10_000 { issues.append(issue("context", "is too long")) }
    }

    /// The characters of all strings in a tree; the documented measure is tokens, and roughly this many characters.
    private static func characters(of value: JSONValue) -> Int {
        switch value {
        case .string(let text): text.count
        case .array(let elements): elements.reduce(0) { $0 + characters(of: $1) }
        case .object(let members): members.values.reduce(0) { $0 + characters(of: $1) }
        default: 0
        }
    }

    private static func checkTranslation(_ body: JSONValue, _ issues: inout [Refusal.Issue]) {
        guard let translation = body.given("translation") else { return }
        let needed: [String]
        switch translation["type"]?.string {
        case "one_way": needed = ["target_language"]
        case "two_way": needed = ["language_a", "language_b"]
        default: return issues.append(issue("translation.type", "must be one_way or two_way"))
        }
        for name in needed where translation[name]?.string == nil {
            issues.append(.init(field: "body.payload.translation.\(name)", message: "Field required", code: "missing"))
        }
    }
}
