import Foundation
import HTTPTypes
import HTTPTypesFoundation
import Synchronization

#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

/// One request on a session, and its answer.
///
/// Foundation on Linux crashes when a task is cancelled twice or while it completes. So each is cancelled at most once, and
/// under the same lock under which its completion is taken note of.
final class URLSessionExchange: Sendable {
    private enum Phase {
        case new
        case waiting(URLSessionTask, CheckedContinuation<HTTPStreamedResponse, any Error>)
        case streaming(URLSessionTask, HTTPBodyChannel)
        case ended
    }

    private let phase = Mutex(Phase.new)
    private let host: String?
    private let upload: Upload?
    private let bufferSize: Int

    init(host: String?, upload: Upload?, bufferSize: Int) {
        self.host = host
        self.upload = upload
        self.bufferSize = bufferSize
    }

    /// Starts the task, unless the exchange was ended before.
    func begin(
        _ continuation: CheckedContinuation<HTTPStreamedResponse, any Error>,
        _ makeTask: () -> URLSessionTask
    ) {
        let isEnded = phase.withLock { phase in
            guard case .new = phase else { return true }
            let task = makeTask()
            phase = .waiting(task, continuation)
            task.resume()
            return false
        }
        if isEnded { continuation.resume(throwing: CancellationError()) }
    }

    /// Ends the exchange from this side.
    func end(throwing error: any Error) {
        upload?.stop()
        let ended = phase.withLock { phase in
            let ended = phase
            if case .waiting(let task, _) = phase { task.cancel() }
            if case .streaming(let task, _) = phase { task.cancel() }
            phase = .ended
            return ended
        }
        switch ended {
        case .waiting(_, let continuation): continuation.resume(throwing: error)
        case .streaming(_, let channel): channel.finish(throwing: error)
        case .new, .ended: break
        }
    }

    /// Takes the head of the answer; false where nobody waits for it.
    func receive(_ response: URLResponse) -> Bool {
        guard let head = (response as? HTTPURLResponse)?.httpResponse else { return false }
        typealias Begun = (CheckedContinuation<HTTPStreamedResponse, any Error>, HTTPBodyChannel)
        let begun = phase.withLock { phase -> Begun? in
            guard case .waiting(let task, let continuation) = phase else { return nil }
            #if canImport(FoundationNetworking)
            // Suspending a transfer here takes its connection away, and resuming it would begin it anew.
            let channel = HTTPBodyChannel(capacity: bufferSize, resume: nil)
            #else
            let channel = HTTPBodyChannel(capacity: bufferSize) { task.resume() }
            #endif
            phase = .streaming(task, channel)
            return (continuation, channel)
        }
        guard let (continuation, channel) = begun else { return false }
        let body = HTTPBody(HTTPBodyReader(channel: channel) { self.end(throwing: CancellationError()) })
        continuation.resume(returning: HTTPStreamedResponse(head: head, body: body))
        return true
    }

    func receive(_ data: Data) {
        guard case .streaming(let task, let channel) = phase.withLock({ $0 }) else { return }
        switch channel.push(data) {
        case .goOn: break
        case .stop: end(throwing: CancellationError())
        case .pause: task.suspend()
        }
    }

    /// Takes an answer that is already complete; false where the exchange has ended.
    func receiveAll(of response: URLResponse) -> Bool {
        _ = receive(response)
        let channel = phase.withLock { phase -> HTTPBodyChannel? in
            guard case .streaming(_, let channel) = phase else { return nil }
            phase = .ended
            return channel
        }
        channel?.finish()
        return channel != nil
    }

    func refuseRepetition() {
        upload?.fail(TranscriptionError(.lost, host: host, .mayHaveBeenProcessed()))
    }

    /// Takes note that the session is through with the task.
    func complete(_ error: (any Error)?) {
        upload?.stop()
        let ended = phase.withLock { phase in
            defer { phase = .ended }
            return phase
        }
        let failure =
            upload?.failure
            ?? error.map { TranscriptionError(urlSession: $0, host: host, hasSentBody: upload?.hasBegun) }
        switch ended {
        case .waiting(_, let continuation):
            continuation.resume(
                throwing: failure ?? TranscriptionError(.lost, host: host, .mayHaveBeenProcessed())
            )
        case .streaming(_, let channel): channel.finish(throwing: error == nil ? nil : failure)
        case .new, .ended: break
        }
    }
}
