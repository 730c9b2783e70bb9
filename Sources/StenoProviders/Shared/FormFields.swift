import Foundation

/// How a list is put into a form, where the service does not say.
public enum FormListEncoding: Sendable, Hashable, CaseIterable {
    /// One part for each item, all of the same name: `vocabulary`, `vocabulary`.
    case repeated
    /// One part for each item, the name with brackets: `vocabulary[]`, `vocabulary[]`.
    case bracketed
    /// One part with the list as JSON.
    case json
    /// One part with the items between commas; for items without commas.
    case commaSeparated
}

/// How named values are put into a form, where the service does not say.
public enum FormMapEncoding: Sendable, Hashable, CaseIterable {
    /// One part with the object as JSON.
    case json
    /// One part for each value: `metadata[external_id]`.
    case bracketed
}

extension MultipartForm {
    /// Adds the members of a request's body as parts, sorted by name: texts and numbers as they are, booleans as words.
    mutating func append(
        fieldsOf body: some Encodable,
        lists: FormListEncoding,
        maps: FormMapEncoding = .json
    ) throws {
        let json = try JSONDecoder().decode([String: JSONValue].self, from: JSONEncoder.wire.encode(body))
        for (name, value) in json.sorted(by: { $0.key < $1.key }) {
            switch (value, lists, maps) {
            case (.null, _, _):
                break
            case (.array(let items), .repeated, _):
                for item in items { append(try item.formText, name: name) }
            case (.array(let items), .bracketed, _):
                for item in items { append(try item.formText, name: name + "[]") }
            case (.array(let items), .commaSeparated, _):
                append(try items.map { try $0.formText }.joined(separator: ","), name: name)
            case (.object(let members), _, .bracketed):
                for (key, member) in members.sorted(by: { $0.key < $1.key }) {
                    append(try member.formText, name: "\(name)[\(key)]")
                }
            default:
                append(try value.formText, name: name)
            }
        }
    }
}

extension JSONValue {
    /// The value as the text of a form's part: a string as it is, anything else as JSON.
    fileprivate var formText: String {
        get throws {
            if case .string(let text) = self { return text }
            return String(decoding: try JSONEncoder.wire.encode(self), as: UTF8.self)
        }
    }
}
