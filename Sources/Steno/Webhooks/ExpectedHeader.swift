import HTTPTypes

/// A header that a delivery must have exactly once.
struct ExpectedHeader: Sendable, CustomStringConvertible {
    /// The name as it was given.
    let description: String
    /// Nil where what was given cannot be the name of a header: no delivery has it then.
    private let name: HTTPField.Name?

    init(_ name: String) {
        self.description = name
        self.name = HTTPField.Name(name)
    }

    /// The header's value.
    func value(in fields: HTTPFields) throws(WebhookRefusal) -> String {
        let values = name.map { fields[values: $0] } ?? []
        guard let value = values.first else {
            throw WebhookRefusal(.missingHeader, "There is no header \(self).")
        }
        guard values.count == 1 else {
            throw WebhookRefusal(.repeatedHeader, "The header \(self) is there more than once.")
        }
        return value
    }
}
