public import Foundation
import HTTPTypes
import HTTPTypesFoundation
public import Logging
import Synchronization

/// The one way from a provider to its service: everything about HTTP that is the same for all services, above any
/// transport.
///
/// It adds the key, sends failed calls again where that is safe, keeps to deadlines and limits, and turns every failure into
/// a ``TranscriptionError``. An adapter makes one pipeline for each service and account, describes its calls as
/// ``HTTPCall`` values, and reads the answers.
///
/// ```swift
/// let pipeline = HTTPPipeline(provider: "acme", baseURL: "https://api.acme.example", key: key)
/// let answer = try await pipeline.send(HTTPCall(.get, HTTPPath("/v1/jobs").appending(id: id), operation: "job"))
/// ```
public final class HTTPPipeline: Sendable {
    /// The provider that errors, logs, metrics and spans name.
    public let provider: ProviderID
    /// What the pipeline may do and how long it may take.
    public let settings: HTTPSettings

    let baseURL: String
    let key: Secret?
    let authentication: HTTPAuthentication
    let transport: any HTTPTransport
    let time: PassedTime
    let date: @Sendable () -> Date
    let generator: Mutex<any RandomNumberGenerator & Sendable>
    let logger: Logger

    /// Makes a pipeline.
    ///
    /// Nothing is checked here: a base URL that cannot be used, and a key that no header can carry, are errors of the first
    /// call.
    /// - Parameters:
    ///   - provider: The provider that errors, logs, metrics and spans name.
    ///   - baseURL: Where paths begin, such as `https://api.acme.example`. It may have a path of its own. A final slash does
    ///     not count, nor does a final version such as `/v1` with which the call's path begins too.
    ///   - key: The key; nil sends none.
    ///   - authentication: How the key is sent.
    ///   - transport: What sends single requests.
    ///   - settings: What the pipeline may do and how long it may take.
    ///   - clock: What to wait by; tests pass a manual one.
    ///   - generator: Where chance comes from; tests pass a seeded one.
    ///   - date: The time of day, for services that say until when to wait.
    ///   - logger: Where to report.
    public init(
        provider: ProviderID,
        baseURL: String,
        key: Secret?,
        authentication: HTTPAuthentication = .bearer,
        transport: any HTTPTransport = URLSessionTransport.shared,
        settings: HTTPSettings = .init(),
        clock: any Clock<Duration> = ContinuousClock(),
        generator: any RandomNumberGenerator & Sendable = SystemRandomNumberGenerator(),
        date: @escaping @Sendable () -> Date = { Date() },
        logger: Logger = Logger(label: "steno.http")
    ) {
        self.provider = provider
        self.baseURL = baseURL
        self.key = key
        self.authentication = authentication
        self.transport = transport
        self.settings = settings
        self.date = date
        self.logger = logger
        self.generator = Mutex(generator)
        time = PassedTime(clock)
    }

    /// Sends a call and takes its whole answer in.
    ///
    /// - Throws: ``TranscriptionError`` for a refused status, and where no answer came.
    public func send(_ call: HTTPCall) async throws -> HTTPAnswer {
        let response = try await stream(call)
        var body = Data()
        for try await piece in response.body { body += piece }
        return HTTPAnswer(head: response.head, body: body, requestID: response.head.requestID)
    }

    /// Sends a call and hands its answer over as it arrives.
    ///
    /// - Throws: ``TranscriptionError`` for a refused status, and where no answer came.
    public func stream(_ call: HTTPCall) async throws -> HTTPStreamedResponse {
        var request = HTTPRequest(method: call.method, url: try address(of: call))
        if let key { key.withValue { request.headerFields[.authorization] = "Bearer \($0)" } }
        request.headerFields[.contentType] = call.contentType
        let response = try await transport.send(request, body: call.body)
        let status = response.head.status.code
        guard response.head.status.kind == .successful || call.expected.contains(status) else {
            throw TranscriptionError(
                TranscriptionError.Code(refusedStatus: status),
                "\(provider) refused the call.",
                provider: provider,
                httpStatus: status,
                requestID: response.head.requestID
            )
        }
        return response
    }

    private func address(of call: HTTPCall) throws -> URL {
        var text = (call.base ?? baseURL) + call.path.encoded
        let items = call.query.map { $0.name.percentEncoded + ($0.value.map { "=" + $0.percentEncoded } ?? "") }
        if !items.isEmpty { text += "?" + items.joined(separator: "&") }
        guard let url = URL(string: text) else {
            throw TranscriptionError(.invalidRequest, "The base URL cannot be used.", provider: provider)
        }
        return url
    }

    /// Fetches what a service put under a signed URL, on whatever host.
    ///
    /// Never sends the key.
    /// - Parameters:
    ///   - signedURL: The URL, exactly as the service gave it.
    ///   - operation: What the call is for, as in ``HTTPCall/operation``.
    /// - Throws: ``TranscriptionError`` for a refused status, and where no answer came.
    public func fetch(signedURL: URL, operation: String) async throws -> HTTPAnswer {
        let response = try await transport.send(HTTPRequest(method: .get, url: signedURL))
        var body = Data()
        for try await piece in response.body { body += piece }
        return HTTPAnswer(head: response.head, body: body, requestID: response.head.requestID)
    }
}

extension HTTPResponse {
    /// The service's id of the request: field names are the same in any case.
    var requestID: String? {
        for name in ["x-request-id", "request-id"] {
            if let field = HTTPField.Name(name), let value = headerFields[field], !value.isEmpty { return value }
        }
        return nil
    }
}

extension TranscriptionError.Code {
    /// What a refused status means.
    init(refusedStatus status: Int) {
        self =
            switch status {
            case 401: .authentication
            case 402: .paymentRequired
            case 403: .permissionDenied
            case 404: .notFound
            case 409: .conflict
            case 408: .timeout
            case 429: .rateLimited
            case 400..<500: .invalidRequest
            case 500..<600: .providerFailure
            default: .invalidResponse
            }
    }
}
