package import Foundation

extension JSONReader {
    /// Reads a value, and keeps the bytes it is written with.
    ///
    /// For the elements of a list whose own payload is wanted.
    package mutating func readKeepingBytes<Value: JSONReadable>(
        _ type: Value.Type
    ) throws -> (value: Value, bytes: Data) {
        skipWhiteSpace()
        let start = position
        let value = try Value(from: &self)
        if position == start { try skip() }
        return (value, Data(bytes[start..<position]))
    }
}
