/// A key or password.
///
/// It prints as `<redacted>` everywhere and has no JSON form, so it cannot reach a log or a file by accident.
public struct Secret: Sendable, Hashable, ExpressibleByStringLiteral, CustomStringConvertible,
    CustomDebugStringConvertible, CustomReflectable
{
    private let value: String

    /// Keeps a secret.
    public init(_ value: String) {
        self.value = value
    }

    /// Keeps a secret written as a literal; for examples and tests.
    public init(stringLiteral value: String) {
        self.value = value
    }

    /// Hands the secret to a closure that needs it.
    public func withValue<Result>(_ body: (String) throws -> Result) rethrows -> Result {
        try body(value)
    }

    /// Always `<redacted>`.
    public var description: String { "<redacted>" }

    /// Always `<redacted>`.
    public var debugDescription: String { "<redacted>" }

    /// A mirror without children.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}
