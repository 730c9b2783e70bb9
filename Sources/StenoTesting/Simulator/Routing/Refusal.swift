/// An error a service answers with, before it is put into the service's own words.
struct Refusal: Error {
    /// What is wrong with one field.
    struct Issue: Sendable {
        var field: String
        var message: String
        var code = "invalid_value"
    }

    var status: Int
    var code: String
    var message: String
    var issues: [Issue] = []
    var fields: [(name: String, value: String)] = []

    init(_ status: Int, _ code: String, _ message: String, issues: [Issue] = []) {
        self.status = status
        self.code = code
        self.message = message
        self.issues = issues
    }
}
