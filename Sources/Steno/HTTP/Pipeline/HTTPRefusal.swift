/// What a service said when it refused a call: the ``TranscriptionError/underlying`` error of such a
/// ``TranscriptionError``.
///
/// Keys and other secrets that the service repeated in its answer are taken out.
public struct HTTPRefusal: Error, Sendable, Hashable {
    /// One thing that is wrong with the request.
    public struct Issue: Sendable, Hashable {
        /// Where, such as `body.model`.
        public var location: String?
        /// What is wrong.
        public var message: String?
        /// The service's own name for it.
        public var code: String?

        /// Describes an issue.
        public init(location: String? = nil, message: String? = nil, code: String? = nil) {
            self.location = location
            self.message = message
            self.code = code
        }
    }

    /// The HTTP status.
    public var status: Int
    /// The field of the request that is meant, where the service names one.
    public var parameter: String?
    /// What is wrong in detail, where the service lists it.
    public var issues: [Issue]
    /// The beginning of the answer's body, 1,000 characters at most.
    public var snippet: String

    /// Describes a refusal.
    public init(status: Int, parameter: String? = nil, issues: [Issue] = [], snippet: String = "") {
        self.status = status
        self.parameter = parameter
        self.issues = issues
        self.snippet = snippet
    }
}
