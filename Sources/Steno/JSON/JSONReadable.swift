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
        self = try json.required(.string) { json in try json.readString() }
    }
}

extension Int: JSONReadable {
    package init(from json: inout JSONReader) throws {
        self = try json.required(.number) { json in try json.readInt() }
    }
}

extension Double: JSONReadable {
    package init(from json: inout JSONReader) throws {
        self = try json.required(.number) { json in try json.readDouble() }
    }
}

extension Bool: JSONReadable {
    package init(from json: inout JSONReader) throws {
        self = try json.required(.bool) { json in try json.readBool() }
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

extension JSONReader {
    /// Reads a value that must not be null.
    fileprivate mutating func required<Value>(
        _ kind: JSONKind,
        _ read: (inout JSONReader) throws -> Value?
    ) throws -> Value {
        let start = position
        if let value = try read(&self) { return value }
        position = start
        throw mismatch(kind)
    }
}
