public import Foundation
public import HTTPTypes

/// A request that came in where webhooks are received, exactly as it came.
public struct WebhookRequest: Sendable, Hashable {
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
}
