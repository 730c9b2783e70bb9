import HTTPTypes

extension HTTPFields {
    /// The value of a header that must be there exactly once.
    func single(_ name: String) throws(WebhookRefusal) -> String {
        var found: HTTPField?
        // What cannot be a header's name is the name of no header.
        let expected = HTTPField.Name(name)
        for field in self where field.name == expected {
            guard found == nil else {
                throw WebhookRefusal(.repeatedHeader, "The header \(name) is there more than once.")
            }
            found = field
        }
        guard let found else { throw WebhookRefusal(.missingHeader, "There is no header \(name).") }
        return found.value
    }
}
