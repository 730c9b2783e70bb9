import Steno

/// The checks of SpeechIsCheap's create request.
enum SpeechIsCheapRequest {
    static let flags = [
        "can_label_audio", "can_parse_speakers", "can_parse_words", "can_stream_output", "is_private",
        "is_split_channel",
    ]
    static let texts = ["hotwords", "language", "output_format", "prompt", "user_agent", "webhook_url"]
    static let ranges: [(name: String, range: ClosedRange<Double>)] = [
        ("minimum_confidence", 0...1), ("segment_duration", 6...30),
    ]

    /// Checks the documented fields; others are let pass.
    static func check(_ body: JSONValue) throws(Refusal) {
        for name in flags {
            if let value = body.given(name), value.bool == nil { throw invalid(name) }
        }
        for name in texts {
            if let value = body.given(name), value.string == nil { throw invalid(name) }
        }
        for (name, range) in ranges {
            guard let value = body.given(name) else { continue }
            guard let number = value.double, range.contains(number) else { throw invalid(name) }
        }
        if let language = body.given("language")?.string, !language.isEmpty, language.count != 2 {
            throw invalid("language")
        }
        if let format = body.given("output_format")?.string, !["", "json", "srt", "vtt", "webvtt"].contains(format) {
            throw invalid("output_format")
        }
        if let url = body.given("webhook_url")?.string, !url.isEmpty, !WebAddress.isWeb(url) {
            throw invalid("webhook_url")
        }
    }

    /// The JSON body that a form stands for.
    static func body(of form: UploadedForm) throws(Refusal) -> JSONValue {
        var members: [String: JSONValue] = [:]
        for (name, value) in form.fields {
            if flags.contains(name) {
                guard let flag = FormValue.flag(value) else { throw invalid(name) }
                members[name] = .bool(flag)
            } else if ranges.contains(where: { $0.name == name }) {
                guard let number = Double(value) else { throw invalid(name) }
                members[name] = .number(number)
            } else {
                members[name] = .string(value)
            }
        }
        return .object(members)
    }

    private static func invalid(_ name: String) -> Refusal {
        Refusal(400, "bad_request", "Invalid \"\(name)\" parameter")
    }
}
