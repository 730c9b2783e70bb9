extension JSONReader {
    /// Reads any value as a tree.
    ///
    /// A number that is whole and fits 64 bits becomes `.integer`, however it is written.
    package mutating func readValue() throws -> JSONValue {
        switch peek() {
        case .object:
            var members: [String: JSONValue] = [:]
            try readObject { key, json in members[key.string] = try json.readValue() }
            return .object(members)
        case .array: return .array(try readArray { json in try json.readValue() })
        case .string: return try readString().map(JSONValue.string) ?? .null
        case .bool: return try readBool().map(JSONValue.bool) ?? .null
        case .null:
            try skip()
            return .null
        case .number:
            if let value = try? readInt() { return .integer(value) }
            return try readDouble().map(JSONValue.number) ?? .null
        }
    }
}
