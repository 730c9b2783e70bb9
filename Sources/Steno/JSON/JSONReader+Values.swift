extension JSONReader {
    /// Reads any value as a tree.
    ///
    /// A number that is whole and fits 64 bits becomes `.integer`, however it is written.
    ///
    /// - Throws: `JSONReadingError` also for a number too large for a `Double`.
    package mutating func readValue() throws -> JSONValue {
        switch peek() {
        case .object:
            var members: [String: JSONValue] = [:]
            try readObject { key, json in members[key.string] = try json.readValue() }
            return .object(members)
        case .array: return .array(try readArray { json in try json.readValue() })
        case .string: return .string(try scanString().string)
        case .number:
            return try readNumber { $0.int.map(JSONValue.integer) ?? $0.double.map(JSONValue.number) } ?? .null
        case .bool: return try readBool().map(JSONValue.bool) ?? .null
        case .null:
            _ = try readNull()
            return .null
        }
    }
}
