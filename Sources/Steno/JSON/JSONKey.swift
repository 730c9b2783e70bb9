/// The name of an object's member, as it stands in the document.
///
/// Compared without making a `String`:
///
///     switch key {
///     case "text": …
///     default: break
///     }
///
/// It points into the document, and so must not outlive the closure it was given to.
package struct JSONKey {
    /// The bytes between the quotation marks.
    @usableFromInline let bytes: UnsafeRawBufferPointer
    /// Whether any of the bytes begins an escape.
    @usableFromInline let isEscaped: Bool

    @usableFromInline
    init(bytes: UnsafeRawBufferPointer, isEscaped: Bool) {
        self.bytes = bytes
        self.isEscaped = isEscaped
    }

    /// The name, with its escapes resolved.
    package var string: String {
        isEscaped ? JSONEscapes.resolve(bytes) : String(decoding: bytes, as: UTF8.self)
    }

    /// Whether the name is this one.
    @inlinable
    package static func ~= (name: StaticString, key: JSONKey) -> Bool {
        if key.isEscaped { return key.string == name.description }
        guard key.bytes.count == name.utf8CodeUnitCount else { return false }
        return name.withUTF8Buffer { key.bytes.elementsEqual($0) }
    }
}
