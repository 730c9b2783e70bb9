import Foundation
import Synchronization

#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

/// A session, and the requests that are under way on it.
final class URLSessionLane: Sendable {
    private let session: URLSession
    private let delegate = URLSessionLaneDelegate()
    private let bufferSize: Int

    init(idleLimit: Duration, bufferSize: Int) {
        self.bufferSize = bufferSize
        let configuration = URLSessionConfiguration.ephemeral
        configuration.urlCache = nil
        configuration.urlCredentialStorage = nil
        configuration.httpCookieStorage = nil
        configuration.httpShouldSetCookies = false
        configuration.requestCachePolicy = .reloadIgnoringLocalCacheData
        configuration.httpMaximumConnectionsPerHost = 64
        // Foundation on Linux counts in whole seconds, and takes less than one for none at all.
        configuration.timeoutIntervalForRequest = max(1, (idleLimit / .seconds(1)).rounded(.up))
        session = URLSession(configuration: configuration, delegate: delegate, delegateQueue: nil)
    }

    deinit {
        session.finishTasksAndInvalidate()
    }

    /// Sends a request, and returns once the head of the answer is there.
    func send(_ request: URLRequest, upload: Upload? = nil) async throws -> HTTPStreamedResponse {
        var request = request
        upload?.prepare(&request, reportingOn: session.delegateQueue)
        let exchange = URLSessionExchange(host: request.url?.host, upload: upload, bufferSize: bufferSize)
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                exchange.begin(continuation) {
                    let task = session.dataTask(with: request)
                    delegate.add(exchange, for: task)
                    return task
                }
            }
        } onCancel: {
            exchange.end(throwing: CancellationError())
        }
    }
}

/// Leads what a session reports to the exchanges it belongs to.
private final class URLSessionLaneDelegate: NSObject, URLSessionDataDelegate {
    private let exchanges = Mutex<[Int: URLSessionExchange]>([:])

    func add(_ exchange: URLSessionExchange, for task: URLSessionTask) {
        exchanges.withLock { $0[task.taskIdentifier] = exchange }
    }

    private func exchange(_ task: URLSessionTask) -> URLSessionExchange? {
        exchanges.withLock { $0[task.taskIdentifier] }
    }

    func urlSession(
        _ session: URLSession,
        dataTask: URLSessionDataTask,
        didReceive response: URLResponse,
        completionHandler: @escaping (URLSession.ResponseDisposition) -> Void
    ) {
        completionHandler(exchange(dataTask)?.receive(response) == true ? .allow : .cancel)
    }

    func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
        exchange(dataTask)?.receive(data)
    }

    func urlSession(_ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?) {
        exchanges.withLock { $0.removeValue(forKey: task.taskIdentifier) }?.complete(error)
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

    /// Refuses to send a body for a second time.
    func urlSession(
        _ session: URLSession,
        task: URLSessionTask,
        needNewBodyStream completionHandler: @escaping (InputStream?) -> Void
    ) {
        exchange(task)?.refuseRepetition()
        // Foundation on Linux goes on with the stream it has, which now fails.
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
        guard let response = challenge.failureResponse, exchange(task)?.receiveAll(of: response) == true else { return }
        completionHandler(.cancelAuthenticationChallenge, nil)
        #else
        completionHandler(.performDefaultHandling, nil)
        #endif
    }
}
