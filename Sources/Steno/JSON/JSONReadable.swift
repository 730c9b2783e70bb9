/// A type that reads itself from JSON.
///
/// A typical one reads an object member by member, in any order, and skips what it does not know:
///
///     init(from json: inout JSONReader) throws {
///         try json.readObject { key, json in
///             switch key {
///             case "text": text = try json.readString() ?? ""
///             case "start_ms": start = try json.readInt()
///             default: break
///             }
///         }
///     }
package protocol JSONReadable {
    /// Reads one value.
    init(from json: inout JSONReader) throws
}

extension String: JSONReadable {
    package init(from json: inout JSONReader) throws {
        guard let value = try json.readString() else { throw json.mismatch(.string) }
        self = value
    }
}

extension Int: JSONReadable {
    package init(from json: inout JSONReader) throws {
        guard let value = try json.readInt() else { throw json.mismatch(.number) }
        self = value
    }
}

extension Double: JSONReadable {
    package init(from json: inout JSONReader) throws {
        guard let value = try json.readDouble() else { throw json.mismatch(.number) }
        self = value
    }
}

extension Bool: JSONReadable {
    package init(from json: inout JSONReader) throws {
        guard let value = try json.readBool() else { throw json.mismatch(.bool) }
        self = value
    }
}

extension JSONValue: JSONReadable {
    package init(from json: inout JSONReader) throws {
        self = try json.readValue()
    }
}

extension Array: JSONReadable where Element: JSONReadable {
    package init(from json: inout JSONReader) throws {
        self = try json.readArray(of: Element.self)
    }
}
