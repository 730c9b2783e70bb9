public import Foundation
import HTTPTypes
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
    private let lanes = Mutex<[HTTPOrigin: HTTPLane]>([:])
    /// For signed URLs, whose hosts are many and not the service's.
    private let outerLane: HTTPLane

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
        outerLane = HTTPLane(limiter: RequestLimiter(atOnce: nil, time: time), budget: RetryBudget(settings.retry))
    }

    /// Sends a call and takes its whole answer in.
    ///
    /// A call whose task is cancelled ends at once, wherever it is.
    /// - Returns: The answer, with a status from 200 to 299 or one of those expected.
    /// - Throws: ``TranscriptionError``: with ``HTTPRefusal`` as its ``TranscriptionError/underlying`` error for any other
    ///   status; ``TranscriptionError/Code/connection``, ``TranscriptionError/Code/timeout`` and
    ///   ``TranscriptionError/Code/cancelled`` where no answer came; ``TranscriptionError/Code/jobMayExist`` instead of these
    ///   where the call may have created a job;
    ///   ``TranscriptionError/Code/invalidResponse`` for an answer that is too large.
    public func send(_ call: HTTPCall) async throws -> HTTPAnswer {
        let run = try run(call)
        return try await run.result { response, _ in try await run.answer(response) }
    }

    /// Sends a call and hands its answer over as it arrives.
    ///
    /// The deadlines count until the head of the answer is there; after that ``HTTPSettings/streamTimeout`` and the
    /// transport's own limit on idle time do.
    /// The request counts as under way until the body has been read to its end or is let go of.
    /// - Returns: The answer, with a status from 200 to 299 or one of those expected.
    /// - Throws: What ``send(_:)`` throws. Reading the body throws what the transport throws, and
    ///   ``TranscriptionError/Code/timeout`` where it takes too long in all.
    public func stream(_ call: HTTPCall) async throws -> HTTPStreamedResponse {
        try await run(call).result { [provider, settings, time] response, turn in
            let end = StreamEnd(elapsed: time.elapsed + settings.streamTimeout.sensible, time: time)
            let body = TurnKeepingBody(base: response.body, turn: turn, end: end, provider: provider)
            return HTTPStreamedResponse(head: response.head, body: HTTPBody(body))
        }
    }

    /// Fetches what a service put under a signed URL, on whatever host.
    ///
    /// Neither the key nor the fields of the settings are sent, and the URL is in no error and no log, as it is a secret
    /// itself.
    /// - Parameters:
    ///   - signedURL: The URL, exactly as the service gave it.
    ///   - operation: What the call is for, as in ``HTTPCall/operation``.
    /// - Returns: The answer, with a status from 200 to 299.
    /// - Throws: What ``send(_:)`` throws.
    public func fetch(signedURL: URL, operation: String) async throws -> HTTPAnswer {
        guard let address = HTTPAddress(signedURL) else {
            throw TranscriptionError(
                .invalidResponse,
                "\(provider) gave an address that is no URL.",
                provider: provider
            )
        }
        // A service elsewhere must not lead us to a server on this machine.
        let service = URLComponents(string: baseURL).flatMap(HTTPOrigin.init)
        try check(address.origin, ledFrom: service, "The address that \(provider) gave")
        var call = HTTPCall(.get, "/", operation: operation)
        call.secrets = address.secrets + [Secret(signedURL.absoluteString)]
        let run = CallRun(call, to: address, isService: false, lane: outerLane, pipeline: self)
        return try await run.result { response, _ in try await run.answer(response) }
    }

    private func run(_ call: HTTPCall) throws -> CallRun {
        do {
            let address = try HTTPAddress(base: call.base ?? baseURL, path: call.path, query: call.query)
            try check(address.origin, ledFrom: address.origin, "The base URL")
            return CallRun(call, to: address, isService: true, lane: lane(address.origin), pipeline: self)
        } catch var error as TranscriptionError {
            error.provider = provider
            throw error
        }
    }

    private func lane(_ origin: HTTPOrigin) -> HTTPLane {
        lanes.withLock { lanes in
            if let lane = lanes[origin] { return lane }
            let lane = HTTPLane(
                limiter: RequestLimiter(atOnce: settings.requestsAtOnce, time: time),
                budget: RetryBudget(settings.retry)
            )
            lanes[origin] = lane
            return lane
        }
    }

    private func check(_ origin: HTTPOrigin, ledFrom source: HTTPOrigin?, _ subject: String) throws {
        guard allows(origin, ledFrom: source) else {
            throw TranscriptionError(
                .invalidRequest,
                "\(subject) must begin with https://: plain http needs `allowsInsecureHTTP`.",
                provider: provider
            )
        }
    }

    /// Whether requests may go there: over https anywhere, over http with permission or from this machine to itself.
    func allows(_ origin: HTTPOrigin, ledFrom source: HTTPOrigin?) -> Bool {
        if origin.isSecure || settings.allowsInsecureHTTP { return true }
        return origin.isLoopback && source?.isLoopback ?? false
    }
}

extension CallRun {
    fileprivate func answer(_ response: HTTPStreamedResponse) async throws -> HTTPAnswer {
        HTTPAnswer(
            head: response.head,
            body: try await collect(response),
            requestID: requestID(response.head)
        )
    }
}
