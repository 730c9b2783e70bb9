public import Foundation
public import HTTPTypes

/// One call of a service: what is sent, and what may be done when it fails.
///
/// ```swift
/// var call = HTTPCall(.post, "/v1/transcriptions", operation: "submit")
/// call.setJSON(try JSONEncoder().encode(body))
/// call.repetition = .ifRefused
/// call.mayCreateJob = true
/// let answer = try await pipeline.send(call)
/// ```
public struct HTTPCall: Sendable {
    /// When a failed call may be sent again.
    public enum Repetition: Sendable, Hashable {
        /// After any failure that may pass: the call has the same effect once or many times.
        ///
        /// For reads, for deletions, and for creations with an idempotency key.
        case always
        /// Only where the service certainly did nothing: it answered 429, or the request never left this machine.
        ///
        /// For creations without an idempotency key.
        case ifRefused
        /// Not at all.
        case never
    }

    /// The method.
    public var method: HTTPRequest.Method
    /// The path below the base URL.
    public var path: HTTPPath
    /// What the call is for, such as `submit` or `list`: the name it has in logs, metrics and spans.
    ///
    /// Use few names, and none that comes from outside.
    public var operation: String
    /// The items of the query; they are percent-encoded, and one without a value is sent as its name alone.
    public var query: [URLQueryItem] = []
    /// More header fields; they go before those of the settings with the same name.
    ///
    /// The key does not belong here: the pipeline adds it.
    public var fields: HTTPFields = [:]
    /// The body, or nil for none.
    public var body: HTTPRequestBody?
    /// The body's `Content-Type`.
    public var contentType: String?
    /// When the call may be sent again after a failure.
    ///
    /// Begins as ``Repetition/always`` for GET, HEAD and DELETE and as ``Repetition/never`` for all other methods.
    public var repetition: Repetition
    /// Whether the call creates a job.
    ///
    /// Then a lost answer is reported as ``TranscriptionError/Code/jobMayExist``.
    public var mayCreateJob = false
    /// Statuses that are no failure beside those from 200 to 299, such as 304 or 404.
    public var expected: Set<Int> = []
    /// Another base URL than the pipeline's, for a service with several hosts; nil for the pipeline's own.
    ///
    /// The key is sent there too, so only a host of the service belongs here.
    public var base: String?
    /// What else must never be in an error, beside the key: passwords in the body, for instance, which a service may repeat
    /// in its answer.
    public var secrets: [Secret] = []

    /// Describes a call.
    ///
    /// - Parameters:
    ///   - method: The method.
    ///   - path: The path below the base URL.
    ///   - operation: What the call is for, such as `submit`.
    public init(_ method: HTTPRequest.Method, _ path: HTTPPath, operation: String) {
        self.method = method
        self.path = path
        self.operation = operation
        repetition = [.get, .head, .delete].contains(method) ? .always : .never
    }

    /// Sets a JSON body, with its `Content-Type`.
    public mutating func setJSON(_ data: Data) {
        body = .data(data)
        contentType = "application/json"
    }
}

/// The whole answer to a call.
public struct HTTPAnswer: Sendable {
    /// Status and header fields.
    public var head: HTTPResponse
    /// The body.
    public var body: Data
    /// The service's id of the request, to quote to its support.
    public var requestID: String?

    /// Puts an answer together.
    public init(head: HTTPResponse, body: Data, requestID: String? = nil) {
        self.head = head
        self.body = body
        self.requestID = requestID
    }
}
