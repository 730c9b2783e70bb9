public import Foundation
public import HTTPTypes

/// A request that came in where webhooks are received, exactly as it came.
///
/// It prints without what is in it: header fields hold secrets and signatures, the target may hold a token.
public struct WebhookRequest: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    /// The header fields, repeated ones included.
    public var fields: HTTPFields
    /// The bytes of the body as they were sent: a signature holds for these and for no others.
    public var body: Data
    /// The request's target, a path and perhaps a query, such as `/webhooks/aitronos?steno=…`.
    public var target: String

    /// Describes a request.
    public init(fields: HTTPFields, body: Data, target: String = "") {
        self.fields = fields
        self.body = body
        self.target = target
    }

    /// The names of the header fields and the size of the body.
    public var description: String {
        "a request with \(body.count) bytes and the header fields \(fields.map(\.name.canonicalName))"
    }

    /// The same as ``description``.
    public var debugDescription: String { description }

    /// A mirror without children.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}
