import Foundation
import Steno

/// The checks of the create request of Transcripts.
enum TranscriptsRequest {
    static func missing(_ name: String, _ message: String) -> Refusal {
        Refusal(400, "missing_required_field", message, issues: [.init(field: name, message: message)])
    }

    private static func invalid(_ name: String, _ rule: String) -> Refusal {
        Refusal(400, "invalid_value", "\(name) \(rule).", issues: [.init(field: name, message: rule)])
    }

    /// Checks the documented fields; others are let pass.
    static func check(_ body: JSONValue) throws(Refusal) {
        for name in ["audio_url", "model", "language", "webhook_url"] {
            if let value = body.given(name), value.string == nil { throw invalid(name, "must be a string") }
        }
        for name in ["audio_url", "webhook_url"] {
            if let text = body.given(name)?.string, !WebAddress.isWeb(text) { throw invalid(name, "must be a URL") }
        }
        for name in ["diarize", "word_timestamps"] {
            if let value = body.given(name), value.bool == nil { throw invalid(name, "must be a boolean") }
        }
        for name in ["redact", "vocabulary"] {
            if let value = body.given(name), !(value.array ?? [.null]).allSatisfy({ $0.string != nil }) {
                throw invalid(name, "must be an array of strings")
            }
        }
        for value in body["redact"]?.array ?? [] where !["pii", "phi", "pci"].contains(value.string) {
            throw invalid("redact", "must hold pii, phi or pci")
        }
        if let value = body.given("metadata") {
            guard let members = value.object, members.values.allSatisfy({ $0.string != nil }) else {
                throw invalid("metadata", "must map strings to strings")
            }
            if members.count > 20 { throw invalid("metadata", "must have at most 20 keys") }
        }
    }

    /// The JSON body that a form stands for.
    static func body(of form: UploadedForm) throws(Refusal) -> JSONValue {
        var members: [String: JSONValue] = [:]
        var metadata: [String: JSONValue] = [:]
        for (name, value) in form.fields {
            let plain = name.hasSuffix("[]") ? String(name.dropLast(2)) : name
            if ["diarize", "word_timestamps"].contains(plain) {
                guard let flag = FormValue.flag(value) else { throw invalid(plain, "must be true or false") }
                members[plain] = .bool(flag)
            } else if ["redact", "vocabulary"].contains(plain) {
                members[plain] = .array((members[plain]?.array ?? []) + FormValue.list(value))
            } else if plain == "metadata" {
                guard let map = JSONValue.parse(Data(value.utf8))?.object else {
                    throw invalid("metadata", "must be a JSON object")
                }
                metadata.merge(map) { _, new in new }
            } else if plain.hasPrefix("metadata["), plain.hasSuffix("]") {
                metadata[String(plain.dropFirst(9).dropLast())] = .string(value)
            } else {
                members[plain] = .string(value)
            }
        }
        if !metadata.isEmpty { members["metadata"] = .object(metadata) }
        return .object(members)
    }
}
