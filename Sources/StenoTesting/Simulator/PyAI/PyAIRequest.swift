import Foundation
import Steno

/// The checks of PyAI's create request.
enum PyAIRequest {
    private static let flags = ["channel", "diarize", "numerals", "smart_format", "dictation", "drop_fillers", "trace"]
    private static let texts = [
        "model", "audio_url", "webhook_url", "call_id", "pack_id", "call_direction", "customer_name", "language",
    ]

    static func refusal(_ code: String, _ message: String) -> Refusal { Refusal(400, code, message) }

    private static func invalid(_ name: String, _ rule: String) -> Refusal {
        var refusal = Refusal(400, "validation_error", "\(name) \(rule).")
        refusal.issues = [.init(field: name, message: rule)]
        return refusal
    }

    /// Checks the documented fields; others are let pass.
    static func check(_ body: JSONValue) throws(Refusal) {
        for name in flags {
            if let value = body.given(name), value.bool == nil { throw invalid(name, "must be a boolean") }
        }
        for name in texts {
            if let value = body.given(name), value.string == nil { throw invalid(name, "must be a string") }
        }
        for name in ["audio_url", "webhook_url"] {
            if let text = body.given(name)?.string, !WebAddress.isSecure(text) {
                throw invalid(name, "must be an https URL")
            }
        }
        if let model = body.given("model")?.string, !["pyai-hear-telephony", "pyai-hear"].contains(model) {
            throw invalid("model", "must be pyai-hear-telephony or pyai-hear")
        }
        if let formats = body.given("output_formats") {
            let names = formats.array ?? [.null]
            guard names.allSatisfy({ $0.string.map { ["json", "srt", "vtt"].contains($0) } ?? false }) else {
                throw invalid("output_formats", "must be an array of json, srt and vtt")
            }
        }
        if let words = body.given("vocabulary"), !(words.array ?? [.null]).allSatisfy({ $0.string != nil }) {
            throw invalid("vocabulary", "must be an array of strings")
        }
        if body["channel"]?.bool == true, body["diarize"]?.bool == true {
            throw invalid("channel", "cannot be combined with diarize")
        }
    }

    /// The JSON body that a form stands for.
    ///
    /// How a form says several `output_formats` is not documented: repeated fields, names ending in `[]`, commas and a JSON
    /// array are all taken.
    static func body(of form: UploadedForm) throws(Refusal) -> JSONValue {
        var members: [String: JSONValue] = [:]
        for (name, value) in form.fields {
            let plain = name.hasSuffix("[]") ? String(name.dropLast(2)) : name
            if flags.contains(plain) {
                guard let flag = FormValue.flag(value) else { throw invalid(plain, "must be true or false") }
                members[plain] = .bool(flag)
            } else if ["output_formats", "vocabulary"].contains(plain) {
                members[plain] = .array((members[plain]?.array ?? []) + FormValue.list(value))
            } else {
                members[plain] = .string(value)
            }
        }
        return .object(members)
    }
}
