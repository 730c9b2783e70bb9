import Foundation

extension JSONReader {
    /// An object's members as texts: strings as they are, other values as JSON; those that are null are left out.
    mutating func readTextMap() throws -> [String: String] {
        guard peek() == .object else { return [:] }
        var texts: [String: String] = [:]
        try readObject { key, json in
            switch try json.readValue() {
            case .null: break
            case .string(let text): texts[key.string] = text
            case let value: texts[key.string] = String(decoding: try JSONEncoder.wire.encode(value), as: UTF8.self)
            }
        }
        return texts
    }
}
