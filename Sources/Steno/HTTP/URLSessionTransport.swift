import Foundation
public import HTTPTypes
import HTTPTypesFoundation
import Synchronization

#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

/// Sends requests with Foundation's `URLSession`.
///
/// One session serves all requests, without cache, cookies and stored credentials. What has come in and is not read yet
/// is bounded: where the platform can pause a transfer it is paused, and on Linux, where pausing one starts it again from
/// the beginning, it ends with a retryable ``TranscriptionError/Code/connection``.
public final class URLSessionTransport: HTTPTransport {
    /// A transport with the default settings, for use all over a program.
    public static let shared = URLSessionTransport()

    private let session: URLSession
    private let delegate: URLSessionTransportDelegate

    /// Makes a transport.
    ///
    /// Make few: each holds a session of its own.
    /// - Parameters:
    /// - idleLimit: How long a request may go without a single byte before it fails with
    /// ``TranscriptionError/Code/timeout``.
    /// - bufferSize: How many bytes may wait for the reader of a body.
    public init(idleLimit: Duration = .seconds(60), bufferSize: Int = 16 << 20) {
        let configuration = URLSessionConfiguration.ephemeral
        configuration.urlCache = nil
        configuration.urlCredentialStorage = nil
        configuration.httpCookieStorage = nil
        configuration.httpShouldSetCookies = false
        configuration.requestCachePolicy = .reloadIgnoringLocalCacheData
        configuration.timeoutIntervalForRequest = idleLimit / .seconds(1)
        delegate = URLSessionTransportDelegate(bufferSize: bufferSize)
        session = URLSession(configuration: configuration, delegate: delegate, delegateQueue: nil)
    }

    deinit {
        session.finishTasksAndInvalidate()
    }

    /// Sends a request and returns once the head of the answer is there.
    public func send(_ request: HTTPRequest, body: HTTPRequestBody?) async throws -> HTTPStreamedResponse {
        guard var urlRequest = URLRequest(httpRequest: request) else {
            throw TranscriptionError(.invalidRequest, "The request has no valid address.")
        }
        try Task.checkCancellation()
        if let body {
            var data = Data()
            for try await piece in try body.open() { data += piece }
            urlRequest.httpBody = data
        }
        let task = session.dataTask(with: urlRequest)
        defer { delegate.forgetEarlyCancellation(of: task) }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { delegate.start(task, $0) }
        } onCancel: {
            delegate.cancel(task)
        }
    }
}

/// Leads what a session reports to the requests it belongs to.
///
/// Foundation on Linux crashes when a task is cancelled twice or while it completes. So each is cancelled at most once, and
/// under the same lock under which its completion is taken note of.
private final class URLSessionTransportDelegate: NSObject, URLSessionDataDelegate {
    private enum Phase {
        case cancelledEarly
        case waiting(CheckedContinuation<HTTPStreamedResponse, any Error>)
        case streaming(HTTPBodyChannel)
        case stopped
    }

    private let phases = Mutex<[Int: Phase]>([:])
    private let bufferSize: Int

    init(bufferSize: Int) {
        self.bufferSize = bufferSize
    }

    func start(_ task: URLSessionTask, _ continuation: CheckedContinuation<HTTPStreamedResponse, any Error>) {
        let isCancelled = phases.withLock { phases in
            task.resume()
            guard case .cancelledEarly = phases[task.taskIdentifier] else {
                phases[task.taskIdentifier] = .waiting(continuation)
                return false
            }
            phases[task.taskIdentifier] = .stopped
            task.cancel()
            return true
        }
        if isCancelled { continuation.resume(throwing: CancellationError()) }
    }

    /// Ends the wait for an answer, before or after it began.
    func cancel(_ task: URLSessionTask) {
        let waiting = phases.withLock { phases -> CheckedContinuation<HTTPStreamedResponse, any Error>? in
            switch phases[task.taskIdentifier] {
            case .waiting(let continuation):
                phases[task.taskIdentifier] = .stopped
                task.cancel()
                return continuation
            case nil:
                phases[task.taskIdentifier] = .cancelledEarly
                return nil
            case .cancelledEarly, .streaming, .stopped:
                return nil
            }
        }
        waiting?.resume(throwing: CancellationError())
    }

    func forgetEarlyCancellation(of task: URLSessionTask) {
        phases.withLock { phases in
            if case .cancelledEarly = phases[task.taskIdentifier] { phases[task.taskIdentifier] = nil }
        }
    }

    /// Ends a transfer whose body nobody reads any more.
    private func stop(_ task: URLSessionTask) {
        phases.withLock { phases in
            guard case .streaming = phases[task.taskIdentifier] else { return }
            phases[task.taskIdentifier] = .stopped
            task.cancel()
        }
    }

    func urlSession(
        _ session: URLSession,
        dataTask: URLSessionDataTask,
        didReceive response: URLResponse,
        completionHandler: @escaping (URLSession.ResponseDisposition) -> Void
    ) {
        completionHandler(begin(dataTask, response) ? .allow : .cancel)
    }

    private func begin(_ task: URLSessionTask, _ response: URLResponse) -> Bool {
        guard let head = (response as? HTTPURLResponse)?.httpResponse else { return false }
        #if canImport(FoundationNetworking)
        // Suspending a transfer here takes its connection away, and resuming it would begin it anew.
        let channel = HTTPBodyChannel(capacity: bufferSize, resume: nil)
        #else
        let channel = HTTPBodyChannel(capacity: bufferSize) { task.resume() }
        #endif
        let waiting = phases.withLock { phases -> CheckedContinuation<HTTPStreamedResponse, any Error>? in
            guard case .waiting(let continuation) = phases[task.taskIdentifier] else { return nil }
            phases[task.taskIdentifier] = .streaming(channel)
            return continuation
        }
        let body = HTTPBody(HTTPBodyReader(channel: channel) { [weak self] in self?.stop(task) })
        waiting?.resume(returning: HTTPStreamedResponse(head: head, body: body))
        return waiting != nil
    }

    func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
        guard case .streaming(let channel) = phases.withLock({ $0[dataTask.taskIdentifier] }) else { return }
        switch channel.push(data) {
        case .goOn: break
        case .stop: stop(dataTask)
        case .pause: dataTask.suspend()
        }
    }

    func urlSession(_ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?) {
        let failure = error.map { TranscriptionError(transport: $0, host: task.originalRequest?.url?.host) }
        switch phases.withLock({ $0.removeValue(forKey: task.taskIdentifier) }) {
        case .waiting(let continuation):
            continuation.resume(
                throwing: failure ?? TranscriptionError(.connection, "The connection ended without an answer.")
            )
        case .streaming(let channel):
            channel.finish(throwing: failure)
        case .cancelledEarly, .stopped, nil:
            break
        }
    }

    func urlSession(
        _ session: URLSession,
        task: URLSessionTask,
        willPerformHTTPRedirection response: HTTPURLResponse,
        newRequest request: URLRequest,
        completionHandler: @escaping (URLRequest?) -> Void
    ) {
        completionHandler(nil)
    }

    /// Passes the 401 on to a server that asks for a password, as no credentials are kept.
    func urlSession(
        _ session: URLSession,
        task: URLSessionTask,
        didReceive challenge: URLAuthenticationChallenge,
        completionHandler: @escaping (URLSession.AuthChallengeDisposition, URLCredential?) -> Void
    ) {
        #if canImport(FoundationNetworking)
        // Here the question comes after the whole answer. The default handling would never end, and a Digest one crash.
        if case .waiting = phases.withLock({ $0[task.taskIdentifier] }), let response = challenge.failureResponse {
            _ = begin(task, response)
        }
        if case .streaming(let channel) = phases.withLock({ $0.removeValue(forKey: task.taskIdentifier) }) {
            channel.finish()
        }
        completionHandler(.cancelAuthenticationChallenge, nil)
        #else
        completionHandler(.performDefaultHandling, nil)
        #endif
    }
}

extension TranscriptionError {
    /// What a failed transfer means.
    ///
    /// The sentence holds the host only, as the rest of an address may hold a signature.
    init(transport error: any Error, host: String?) {
        let place = host ?? "the server"
        let (code, sentence, isRetryable): (Code, String, Bool) =
            switch (error as? URLError)?.code {
            case .timedOut: (.timeout, "Nothing came from \(place) for too long.", true)
            case .cancelled: (.cancelled, "The transfer from \(place) was cancelled.", false)
            case .cannotFindHost, .dnsLookupFailed: (.connection, "There is no such host: \(place).", true)
            case .cannotConnectToHost: (.connection, "\(place) could not be reached.", true)
            case .notConnectedToInternet: (.connection, "There is no connection to the network.", true)
            case .networkConnectionLost, .badServerResponse:
                (.connection, "The connection to \(place) broke off.", true)
            case .serverCertificateUntrusted, .serverCertificateHasBadDate, .serverCertificateHasUnknownRoot,
                .serverCertificateNotYetValid, .secureConnectionFailed, .clientCertificateRejected:
                (.connection, "No secure connection to \(place) could be made: \(error.localizedDescription)", false)
            default: (.connection, "The transfer from \(place) failed: \(error.localizedDescription)", true)
            }
        let failure: HTTPTransportFailure =
            switch (error as? URLError)?.code {
            case .cannotFindHost, .dnsLookupFailed, .cannotConnectToHost, .notConnectedToInternet:
                .neverSent(cause: error)
            default: .mayHaveBeenProcessed(cause: error)
            }
        self.init(code, sentence, isRetryable: isRetryable, underlying: failure)
    }
}
