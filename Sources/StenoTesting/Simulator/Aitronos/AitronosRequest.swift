import Steno

/// The checks of Aitronos's create request.
enum AitronosRequest {
    private static let flags = [
        ("speaker_analysis", ["diarization_enabled"]),
        (
            "intelligence_features",
            [
                "sentiment_analysis_enabled", "entity_detection_enabled", "auto_highlights_enabled",
                "summarization_enabled",
            ]
        ),
        ("privacy_settings", ["pii_redaction_enabled"]),
    ]

    /// Checks a body against the documented fields; others are let pass.
    ///
    /// - Returns: the body.
    /// - Throws: ``Refusal``, which lists everything that is wrong.
    static func check(_ body: JSONValue?) throws(Refusal) -> JSONValue {
        guard let body else { throw refusal([issue("body", "JSON decode error", "json_invalid")]) }
        var issues: [Refusal.Issue] = []
        checkText(body, ["organization_id"], &issues)
        if let text = body.given("organization_id")?.string, !text.hasPrefix("org_") {
            issues.append(issue("body.organization_id", "must begin with org_"))
        }
        if let options = body.given("transcription_options") {
            checkText(options, ["audio_url", "language"], in: "transcription_options", &issues)
            if let url = options.given("audio_url")?.string, !WebAddress.isSecure(url) {
                issues.append(issue("body.transcription_options.audio_url", "must be an HTTPS URL"))
            }
        } else {
            issues.append(issue("body.transcription_options", "Field required", "missing"))
        }
        checkOptions(body, &issues)
        guard issues.isEmpty else { throw refusal(issues) }
        return body
    }

    private static func checkOptions(_ body: JSONValue, _ issues: inout [Refusal.Issue]) {
        for (section, names) in flags {
            guard let options = body.given(section) else { continue }
            guard options.object != nil else {
                issues.append(issue("body.\(section)", "must be an object"))
                continue
            }
            for name in names where options.given(name).map({ $0.bool == nil }) ?? false {
                issues.append(issue("body.\(section).\(name)", "must be a boolean"))
            }
        }
        if let count = body["speaker_analysis"]?.given("speakers_expected_count"), !(1...10 ~= (count.int ?? 0)) {
            issues.append(issue("body.speaker_analysis.speakers_expected_count", "must be a whole number from 1 to 10"))
        }
        checkList(body, "privacy_settings", "pii_policies", &issues)
        guard let webhook = body.given("webhook") else { return }
        checkList(body, "webhook", "events", &issues)
        if let url = webhook.given("url"), !(url.string.map(WebAddress.isSecure) ?? false) {
            issues.append(issue("body.webhook.url", "must be an HTTPS URL"))
        }
    }

    private static func checkList(_ body: JSONValue, _ section: String, _ name: String, _ issues: inout [Refusal.Issue])
    {
        guard let value = body[section]?.given(name) else { return }
        if !(value.array ?? [.null]).allSatisfy({ $0.string != nil }) {
            issues.append(issue("body.\(section).\(name)", "must be an array of strings"))
        }
    }

    private static func checkText(
        _ object: JSONValue,
        _ names: [String],
        in section: String? = nil,
        _ issues: inout [Refusal.Issue]
    ) {
        for name in names {
            let path = (["body"] + [section].compactMap { $0 } + [name]).joined(separator: ".")
            guard let value = object.given(name) else {
                issues.append(issue(path, "Field required", "missing"))
                continue
            }
            if value.string?.isEmpty ?? true { issues.append(issue(path, "must be a string that is not empty")) }
        }
    }

    private static func issue(_ field: String, _ message: String, _ code: String = "value_error") -> Refusal.Issue {
        .init(field: field, message: message, code: code)
    }

    private static func refusal(_ issues: [Refusal.Issue]) -> Refusal {
        Refusal(422, "VALIDATION_ERROR", "The request is invalid.", issues: issues)
    }
}
