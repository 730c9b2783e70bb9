/// The name of an object's member.
///
/// Compared with literals, without making a `String`:
///
///     switch key {
///     case "text": …
///     default: break
///     }
///
/// It points into the document, and so must not outlive the closure it was given to.
@usableFromInline
package struct JSONKey {
    @usableFromInline let bytes: UnsafeRawBufferPointer

    @inlinable
    init(_ bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
    }

    /// The name.
    package var string: String {
        String(decoding: bytes, as: UTF8.self)
    }

    /// Whether the key is this name.
    @inlinable
    @inline(__always)
    package static func ~= (name: StaticString, key: JSONKey) -> Bool {
        key.bytes.count == name.utf8CodeUnitCount && key.hasBytes(at: name.utf8Start)
    }

    /// Compares with a name of the same length.
    @inlinable
    func hasBytes(at start: UnsafePointer<UInt8>) -> Bool {
        let name = UnsafeRawPointer(start)
        var index = 0
        while index &+ 8 <= bytes.count {
            guard
                bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)
                    == name.loadUnaligned(fromByteOffset: index, as: UInt64.self)
            else { return false }
            index &+= 8
        }
        while index < bytes.count {
            guard bytes[index] == start[index] else { return false }
            index &+= 1
        }
        return true
    }
}
