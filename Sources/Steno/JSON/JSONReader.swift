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
@usableFromInline
package struct JSONReader {
    // Only in a type that is usable from inline are inlinable members specialized for the types of other targets.

    /// How many arrays and objects may be inside each other.
    package static let depthLimit = 128

    // In release builds the buffer itself checks nothing: whatever reads from it compares the place with `bytes.count` first.
    @usableFromInline let bytes: UnsafeRawBufferPointer
    @usableFromInline var position = 0
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
        skipWhiteSpace()
        switch current {
        case UInt8(ascii: "n"):
            try consume("null")
            return nil
        case UInt8(ascii: "t"):
            try consume("true")
            return true
        case UInt8(ascii: "f"):
            try consume("false")
            return false
        default: throw mismatch(.bool)
        }
    }

    /// Moves past null, if it is next.
    @usableFromInline
    mutating func readNull() throws -> Bool {
        skipWhiteSpace()
        guard current == UInt8(ascii: "n") else { return false }
        try consume("null")
        return true
    }

    /// Moves past the next value, whatever it is, after checking that it is JSON.
    @usableFromInline
    package mutating func skip() throws {
        switch peek() {
        case .object: try readObject { _, _ in }
        case .array: try forEachElement { _ in }
        case .string: _ = try scanString()
        case .number: _ = try scanNumber()
        case .bool: _ = try readBool()
        case .null: _ = try readNull()
        }
    }
}

// MARK: - Bytes

extension JSONReader {
    /// The next byte; 0, which JSON has nowhere, after the last.
    @inlinable var current: UInt8 {
        position < bytes.count ? bytes[position] : 0
    }

    @inlinable
    @inline(__always)
    mutating func skipWhiteSpace() {
        if current <= 0x20 { skipLongWhiteSpace() }
    }

    @usableFromInline
    @inline(never)
    mutating func skipLongWhiteSpace() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x0A, 0x0D, 0x09: position &+= 1
            default: return
            }
        }
    }

    private mutating func skipByteOrderMark() {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    }

    /// Moves past a word of the grammar.
    private mutating func consume(_ word: StaticString) throws {
        let length = word.utf8CodeUnitCount
        let rest = UnsafeRawBufferPointer(rebasing: bytes[position...].prefix(length))
        guard word ~= JSONKey(rest) else {
            // What is there may be the beginning of the word, cut off by the end of the document.
            let isCutOff = word.withUTF8Buffer { rest.count < length && $0.starts(with: rest) }
            throw isCutOff ? truncated : malformed("a value")
        }
        position &+= length
    }
}

// MARK: - Errors

extension JSONReader {
    /// The error for an object that lacks a member it has to have.
    package func missing(_ name: String) -> JSONReadingError {
        JSONReadingError(problem: .missing(name), offset: position)
    }

    /// The error for a value of another kind than the one asked for, or for something that is no value at all.
    func mismatch(_ expected: JSONKind) -> any Error {
        var reader = self
        let found = reader.peek()
        do {
            try reader.skip()
            return JSONReadingError(problem: .mismatch(expected: expected, found: found), offset: position)
        } catch {
            return error
        }
    }

    /// The error for something else than what the grammar wants here.
    @usableFromInline
    func malformed(_ expected: StaticString, at place: Int? = nil) -> any Error {
        let offset = place ?? position
        return offset < bytes.count
            ? JSONReadingError(problem: .malformed(expected: expected.description), offset: offset) : truncated
    }

    /// The error for a document that ends too early.
    var truncated: JSONReadingError {
        JSONReadingError(problem: .truncated, offset: bytes.count)
    }
}
