public import Foundation

/// Where a provider reports that a job has ended.
public struct Webhook: Sendable, Hashable {
    /// A header the provider sends with each delivery, so that the receiver can tell it from a forgery.
    public struct Header: Sendable, Hashable {
        /// The header's name.
        public var name: String
        /// The header's value.
        public var value: Secret

        /// Names a header and its value.
        public init(name: String, value: Secret) {
            self.name = name
            self.value = value
        }
    }

    /// Where deliveries go.
    ///
    /// Most providers want https.
    public var url: URL
    /// A header to send along, for the providers that take one.
    public var header: Header?
    /// The provider's own event names to be told of; empty means its default.
    public var events: [String]

    /// Describes a webhook.
    public init(url: URL, header: Header? = nil, events: [String] = []) {
        self.url = url
        self.header = header
        self.events = events
    }
}

/// The JSON form is `{"url": "…", "events": [], "headerName": "…"}`. The header's value is a secret and is left out, so a
/// webhook read back from JSON has no header: set it again.
extension Webhook: Codable {
    private enum Member: CodingKey {
        case url
        case events
        case headerName
    }

    /// Reads the JSON form.
    public init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: Member.self)
        url = try members.decode(URL.self, forKey: .url)
        events = try members.decodeIfPresent([String].self, forKey: .events) ?? []
    }

    /// Writes the JSON form.
    public func encode(to encoder: any Encoder) throws {
        var members = encoder.container(keyedBy: Member.self)
        try members.encode(url, forKey: .url)
        try members.encode(events, forKey: .events)
        try members.encodeIfPresent(header?.name, forKey: .headerName)
    }
}
