import Foundation
import Steno

/// The values of a form's text fields, which say everything as text.
enum FormValue {
    /// A boolean: `true` or `false`, in any case.
    static func flag(_ text: String) -> Bool? {
        switch text.lowercased() {
        case "true": true
        case "false": false
        default: nil
        }
    }

    /// A list: a JSON array, or values with commas between them.
    static func list(_ text: String) -> [JSONValue] {
        if text.hasPrefix("["), let array = JSONValue.parse(Data(text.utf8))?.array { return array }
        return text.split(separator: ",").map { .string($0.trimmingCharacters(in: .whitespaces)) }.filter {
            $0 != .string("")
        }
    }
}
