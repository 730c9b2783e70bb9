/// A name from a set that may grow: known members are static constants, and any other string is kept as it came.
///
/// Services add values to their lists at any time. A type of this form never fails to decode one.
public protocol OpenName: RawRepresentable, Sendable, Hashable, Codable, ExpressibleByStringLiteral,
    CustomStringConvertible
where RawValue == String, StringLiteralType == String {
    /// Wraps a name.
    init(rawValue: String)
}

extension OpenName {
    /// Wraps a name written as a literal.
    public init(stringLiteral value: String) {
        self.init(rawValue: value)
    }

    /// The name itself.
    public var description: String { rawValue }
}
