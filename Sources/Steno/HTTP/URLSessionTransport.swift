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
    public init(idleLimit: Duration = .seconds(60), bufferSize: Int = 8 << 20) {
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
    public func send(_ request: HTTPRequest) async throws -> HTTPStreamedResponse {
        guard let urlRequest = URLRequest(httpRequest: request) else {
            throw TranscriptionError(.invalidRequest, "The request has no valid address.")
        }
        let task = session.dataTask(with: urlRequest)
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                if delegate.register(task, continuation) { task.resume() }
            }
        } onCancel: {
            delegate.cancel(task)
        }
    }
}

/// Leads what a session reports to the requests it belongs to.
private final class URLSessionTransportDelegate: NSObject, URLSessionDataDelegate {
    private enum Phase {
        case cancelled
        case waiting(CheckedContinuation<HTTPStreamedResponse, any Error>)
        case streaming(HTTPBodyChannel)
    }

    private let phases = Mutex<[Int: Phase]>([:])
    private let bufferSize: Int

    init(bufferSize: Int) {
        self.bufferSize = bufferSize
    }

    /// Whether the task is to be started.
    func register(
        _ task: URLSessionTask,
        _ continuation: CheckedContinuation<HTTPStreamedResponse, any Error>
    ) -> Bool {
        let isCancelled = phases.withLock { phases in
            if case .cancelled = phases.removeValue(forKey: task.taskIdentifier) { return true }
            phases[task.taskIdentifier] = .waiting(continuation)
            return false
        }
        if isCancelled { continuation.resume(throwing: CancellationError()) }
        return !isCancelled
    }

    /// Ends the wait for an answer, before or after it began.
    ///
    /// A body ends through its reader.
    func cancel(_ task: URLSessionTask) {
        let waiting = phases.withLock { phases -> CheckedContinuation<HTTPStreamedResponse, any Error>? in
            switch phases[task.taskIdentifier] {
            case .waiting(let continuation):
                phases[task.taskIdentifier] = nil
                return continuation
            case .streaming:
                return nil
            case .cancelled, nil:
                phases[task.taskIdentifier] = .cancelled
                return nil
            }
        }
        waiting?.resume(throwing: CancellationError())
        task.cancel()
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
        let channel = HTTPBodyChannel(capacity: bufferSize) { task.resume() }
        let waiting = phases.withLock { phases -> CheckedContinuation<HTTPStreamedResponse, any Error>? in
            guard case .waiting(let continuation) = phases[task.taskIdentifier] else { return nil }
            phases[task.taskIdentifier] = .streaming(channel)
            return continuation
        }
        let body = HTTPBody(HTTPBodyReader(channel: channel) { task.cancel() })
        waiting?.resume(returning: HTTPStreamedResponse(head: head, body: body))
        return waiting != nil
    }

    func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
        guard case .streaming(let channel) = phases.withLock({ $0[dataTask.taskIdentifier] }) else { return }
        switch channel.push(data) {
        case .goOn: break
        case .stop: dataTask.cancel()
        case .pause:
            #if !canImport(FoundationNetworking)
            dataTask.suspend()
            #endif
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
        case .cancelled, nil:
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
        self.init(code, sentence, isRetryable: isRetryable, underlying: error)
    }
}
