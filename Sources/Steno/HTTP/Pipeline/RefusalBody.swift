package import Foundation

/// What can be read out of the body of a refused call, whatever its form.
///
/// It takes the shapes of all services known: one flat JSON object, an `error` object, problem details (RFC 9457), lists of
/// what is wrong, and plain text. It never fails: what it cannot read is left out.
package struct RefusalBody: Sendable, Hashable {
    /// The service's own name for the error.
    package var code: String?
    /// What the service says to a person.
    package var message: String?
    /// The field of the request that is meant.
    package var parameter: String?
    /// The service's id of the request.
    package var requestID: String?
    /// What is wrong in detail; 50 at most.
    package var issues: [HTTPRefusal.Issue] = []

    /// Reads a body.
    package init(_ data: Data) {
        if let value = try? JSONReader.read(JSONValue.self, from: data) {
            take(value)
        } else {
            message = Self.plainText(data)
        }
        if message == nil, let first = issues.first {
            let texts = issues.prefix(3).compactMap(\.sentence)
            message = texts.isEmpty ? first.code : texts.joined(separator: "; ")
        }
    }

    private mutating func take(_ value: JSONValue) {
        switch value {
        case .object(let object): take(object)
        case .array(let items): issues = Self.issues(items)
        case .string(let text): message = text.nonEmpty
        default: break
        }
    }

    private mutating func take(_ object: [String: JSONValue]) {
        if case .object(let inner)? = object["error"] {
            take(inner)
            requestID = requestID ?? object.text("request_id", "requestId")
            return
        }
        requestID = object.text("request_id", "requestId")
        parameter = object.text("param", "parameter", "field")
        code = object.text("error_type", "code", "error_code") ?? Self.problemCode(object)
        for key in ["validation_errors", "detail", "errors", "issues"] {
            if case .array(let items)? = object[key] { issues += Self.issues(items) }
        }
        message = object.text("message", "detail", "error_message", "error_description", "msg", "title", "reason")
        if let error = object.text("error") {
            // A short name beside a message is a code; alone it is all there is to say.
            if message == nil { message = error } else { code = code ?? error }
        }
        if message == nil, case .object(let inner)? = object["detail"] ?? object["message"] { take(inner) }
    }

    /// The error's type where it is a name, or the end of its path where it is a URL.
    private static func problemCode(_ object: [String: JSONValue]) -> String? {
        guard let type = object.text("type"), type != "about:blank" else { return nil }
        let path = type.prefix { $0 != "?" && $0 != "#" }
        return path.split(separator: "/").last.map(String.init)
    }

    private static func issues(_ items: [JSONValue]) -> [HTTPRefusal.Issue] {
        items.prefix(50).compactMap { item in
            switch item {
            case .string(let text):
                return HTTPRefusal.Issue(message: text)
            case .object(let object):
                let issue = HTTPRefusal.Issue(
                    location: object.path("loc", "location", "field", "param"),
                    message: object.text("message", "msg", "detail", "title"),
                    code: object.text("error_type", "code", "type")
                )
                return issue == HTTPRefusal.Issue() ? nil : issue
            default:
                return nil
            }
        }
    }

    /// The text, unless it is a page for a browser or no text at all.
    private static func plainText(_ data: Data) -> String? {
        let text = String(decoding: data.prefix(16 << 10), as: UTF8.self)
            .trimmingCharacters(in: .whitespacesAndNewlines)
        let isMarkup = text.hasPrefix("<")
        // Half a JSON document says less to a person than the status does.
        let isBroken = text.hasPrefix("{") || text.hasPrefix("[")
        let isBinary = text.unicodeScalars.contains { $0 == "\u{FFFD}" || $0 == "\0" }
        return isMarkup || isBroken || isBinary ? nil : text.nonEmpty
    }
}

extension HTTPRefusal.Issue {
    /// The issue in words.
    fileprivate var sentence: String? {
        guard let message else { return nil }
        return location.map { "\($0): \(message)" } ?? message
    }
}

extension [String: JSONValue] {
    /// The first of these members that is a text or a number.
    fileprivate func text(_ keys: String...) -> String? {
        for key in keys {
            switch self[key] {
            case .string(let text) where !text.isEmpty: return text
            case .integer(let number): return "\(number)"
            default: continue
            }
        }
        return nil
    }

    /// The first of these members that is a text, or a list of which the parts are joined with dots.
    fileprivate func path(_ keys: String...) -> String? {
        for key in keys {
            if let text = text(key) { return text }
            guard case .array(let parts)? = self[key] else { continue }
            let names = parts.prefix(16).compactMap { part in
                switch part {
                case .string(let name): name
                case .integer(let index): "\(index)"
                default: nil
                }
            }
            if !names.isEmpty { return names.joined(separator: ".") }
        }
        return nil
    }
}

extension String {
    fileprivate var nonEmpty: String? {
        let trimmed = trimmingCharacters(in: .whitespacesAndNewlines)
        return trimmed.isEmpty ? nil : trimmed
    }
}
