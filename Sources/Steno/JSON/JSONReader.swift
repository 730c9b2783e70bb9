package import Foundation

/// Reads a JSON document from front to back, straight into the types that want it, with no tree in between.
///
/// Where the standard (RFC 8259) leaves a choice, and where services are known to err:
/// - members may come in any order, and those nobody asks for are checked and skipped; of two with one name the last counts;
/// - a number is its value, however it is written: `12`, `12.0` and `1.2e1` are the same whole number;
/// - a byte order mark at the start is skipped;
/// - half a surrogate pair, and bytes that are not UTF-8, inside a string become U+FFFD: a transcript that was paid for is
///   not lost to one broken character. Documents in UTF-16 or UTF-32 are refused;
/// - more than `depthLimit` levels are refused, and so is anything but white space after the value.
///
/// A reader is valid only inside the call that gave it. A read that throws leaves the reader before the value, so that
/// `try? json.readInt()` means "a whole number, or nothing".
package struct JSONReader {
    /// How many arrays and objects may be inside each other.
    package static let depthLimit = 128

    /// The whole document. Every access is checked against its size, here and not by the buffer, whose own checks are for
    /// debug builds only.
    @usableFromInline let bytes: UnsafeRawBufferPointer
    /// Where the next byte is.
    @usableFromInline var position = 0
    /// How many arrays and objects are open.
    @usableFromInline var depth = 0

    /// Reads a whole document.
    ///
    /// - Throws: `JSONReadingError` for what is no JSON or is not of this type, and what the type's initializer throws.
    package static func read<Value: JSONReadable>(_ type: Value.Type, from data: Data) throws -> Value {
        try data.withUnsafeBytes { bytes in
            var reader = JSONReader(bytes: bytes)
            reader.skipByteOrderMark()
            reader.skipWhiteSpace()
            let start = reader.position
            let value = try Value(from: &reader)
            if reader.position == start { try reader.skip() }
            reader.skipWhiteSpace()
            guard reader.position == bytes.count else { throw reader.malformed("the end of the document") }
            return value
        }
    }

    private init(bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
    }

    /// The kind of the next value, told by its first byte.
    package mutating func peek() -> JSONKind {
        skipWhiteSpace()
        return switch current {
        case UInt8(ascii: "{"): .object
        case UInt8(ascii: "["): .array
        case UInt8(ascii: "\""): .string
        case UInt8(ascii: "t"), UInt8(ascii: "f"): .bool
        case UInt8(ascii: "n"): .null
        default: .number
        }
    }

    /// Reads a value of any type; nil for null.
    package mutating func read<Value: JSONReadable>(_ type: Value.Type) throws -> Value? {
        try readNull() ? nil : Value(from: &self)
    }

    /// Reads `true` or `false`; nil for null.
    package mutating func readBool() throws -> Bool? {
        if try readNull() { return nil }
        if consume("true") { return true }
        if consume("false") { return false }
        throw mismatch(.bool)
    }

    /// Reads over null, if it is next.
    mutating func readNull() throws -> Bool {
        skipWhiteSpace()
        return current == UInt8(ascii: "n") && consume("null")
    }
}

// MARK: - Bytes

extension JSONReader {
    /// The next byte; 0, which JSON has nowhere, after the last.
    var current: UInt8 {
        position < bytes.count ? bytes[position] : 0
    }

    mutating func skipWhiteSpace() {
        while position < bytes.count, bytes[position] <= 0x20 {
            switch bytes[position] {
            case 0x20, 0x0A, 0x0D, 0x09: position += 1
            default: return
            }
        }
    }

    private mutating func skipByteOrderMark() {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    }

    /// Moves past a word of the grammar, if it is next.
    mutating func consume(_ word: StaticString) -> Bool {
        let length = word.utf8CodeUnitCount
        guard bytes.count - position >= length else { return false }
        guard word.withUTF8Buffer({ bytes[position..<position + length].elementsEqual($0) }) else { return false }
        position += length
        return true
    }
}

// MARK: - Errors

extension JSONReader {
    /// The error for an object that lacks a member it has to have.
    package func missing(_ name: String) -> JSONReadingError {
        JSONReadingError(problem: .missing(name), offset: position)
    }

    /// The error for a value of another kind than the next one has, or for something that is no value at all.
    func mismatch(_ expected: JSONKind) -> JSONReadingError {
        var reader = self
        do {
            try reader.skip()
        } catch let error as JSONReadingError {
            return error
        } catch {
            return malformed("a value")
        }
        reader = self
        return JSONReadingError(problem: .mismatch(expected: expected, found: reader.peek()), offset: position)
    }

    /// The error for something else than what the grammar wants here.
    func malformed(_ expected: String) -> JSONReadingError {
        JSONReadingError(problem: position < bytes.count ? .malformed(expected: expected) : .truncated, offset: position)
    }
}
