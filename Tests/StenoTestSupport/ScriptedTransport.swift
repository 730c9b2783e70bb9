public import Foundation
public import HTTPTypes
public import Steno
import Synchronization

/// A transport that answers each request from a script and keeps what was sent.
///
/// The last answer of a list is given again and again. Redirects are not followed, as the transports do not follow them.
public final class ScriptedTransport: HTTPTransport {
    /// What a request is answered with.
    public enum Answer: Sendable {
        /// A status, header fields, and a body in these pieces, after which the transfer may break with an error.
        case response(HTTPResponse, [Data], breaking: (any Error)? = nil)
        /// A response of which the head comes and the body never does, until the calling task is cancelled.
        case stalledBody(HTTPResponse)
        /// No response but this error, thrown before the body of the request is read.
        case error(any Error)
        /// Nothing, until the calling task is cancelled.
        case hang

        /// An answer with a JSON body.
        public static func json(_ body: String, status: Int = 200, fields: HTTPFields = [:]) -> Self {
            data(Data(body.utf8), status: status, contentType: "application/json", fields: fields)
        }

        /// An answer with a plain-text body.
        public static func text(_ body: String, status: Int = 200, fields: HTTPFields = [:]) -> Self {
            data(Data(body.utf8), status: status, contentType: "text/plain; charset=utf-8", fields: fields)
        }

        /// An answer without a body.
        public static func status(_ status: Int, fields: HTTPFields = [:]) -> Self {
            .response(HTTPResponse(status: .init(code: status), headerFields: fields), [])
        }

        /// An answer with a body of any type.
        public static func data(
            _ body: Data,
            status: Int = 200,
            contentType: String,
            fields: HTTPFields = [:]
        ) -> Self {
            var head = HTTPResponse(status: .init(code: status), headerFields: fields)
            head.headerFields[.contentType] = contentType
            head.headerFields[.contentLength] = "\(body.count)"
            return .response(head, [body])
        }

        /// An answer whose body is a file in `Tests/Fixtures`, such as `Soniox/transcription.json`.
        public static func fixture(
            _ path: String,
            status: Int = 200,
            contentType: String = "application/json",
            fields: HTTPFields = [:]
        ) throws -> Self {
            data(try Fixtures.data(path), status: status, contentType: contentType, fields: fields)
        }

        /// The failure of a transport that could not connect.
        public static let unreachable = Self.error(
            TranscriptionError(
                .connection,
                "The host could not be reached.",
                isRetryable: true,
                underlying: HTTPTransportFailure.neverSent()
            )
        )

        /// The failure of a transport whose connection broke off after the request was sent.
        public static let brokenOff = Self.error(
            TranscriptionError(
                .connection,
                "The connection broke off.",
                isRetryable: true,
                underlying: HTTPTransportFailure.mayHaveBeenProcessed()
            )
        )
    }

    /// A request as it was sent.
    public struct Sent: Sendable {
        /// Method, address and header fields.
        public var request: HTTPRequest
        /// The whole body, nil where there was none.
        public var body: Data?

        /// The body as text.
        public var text: String { String(decoding: body ?? Data(), as: UTF8.self) }

        /// The address in full.
        public var url: String {
            "\(request.scheme ?? "")://\(request.authority ?? "")\(request.path ?? "")"
        }

        /// The body read as JSON.
        public func json() throws -> JSONValue { try JSONDecoder().decode(JSONValue.self, from: body ?? Data()) }
    }

    private struct State {
        var answers: [Answer]
        var sent: [Sent] = []
        var watchers: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []
    }

    private let state: Mutex<State>
    private let respond: (@Sendable (Sent) async throws -> Answer)?

    /// A transport that gives these answers in order.
    public init(_ answers: Answer...) {
        state = Mutex(State(answers: answers))
        respond = nil
    }

    /// A transport that decides on each answer when it sees the request.
    public init(respond: @escaping @Sendable (Sent) async throws -> Answer) {
        state = Mutex(State(answers: []))
        self.respond = respond
    }

    /// What was sent, in order.
    public var sent: [Sent] { state.withLock { $0.sent } }

    /// Waits until this many requests have been sent.
    public func untilSent(_ count: Int) async {
        await withCheckedContinuation { continuation in
            let isSatisfied = state.withLock { state in
                if state.sent.count >= count { return true }
                state.watchers.append((count, continuation))
                return false
            }
            if isSatisfied { continuation.resume() }
        }
    }

    /// Gives the next answer.
    public func send(_ request: HTTPRequest, body: HTTPRequestBody?) async throws -> HTTPStreamedResponse {
        var sent = Sent(request: request)
        if let body {
            var data = Data()
            for try await piece in try body.open() { data += piece }
            sent.body = data
        }
        switch try await answer(to: sent) {
        case .response(let head, let pieces, let failure):
            return HTTPStreamedResponse(head: head, body: HTTPBody(Pieces(pieces: pieces, failure: failure)))
        case .stalledBody(let head):
            return HTTPStreamedResponse(head: head, body: HTTPBody(Pieces(pieces: [], failure: nil, stalls: true)))
        case .error(let error):
            throw error
        case .hang:
            try await untilCancelled()
        }
    }

    private func answer(to sent: Sent) async throws -> Answer {
        let (answer, watchers): (Answer?, [CheckedContinuation<Void, Never>]) = state.withLock { state in
            state.sent.append(sent)
            let count = state.sent.count
            let satisfied = state.watchers.filter { $0.count <= count }
            state.watchers.removeAll { $0.count <= count }
            let answer = state.answers.first
            if state.answers.count > 1 { state.answers.removeFirst() }
            return (answer, satisfied.map(\.continuation))
        }
        for watcher in watchers { watcher.resume() }
        if let respond { return try await respond(sent) }
        guard let answer else { throw TranscriptionError(.unsupportedOperation, "The transport has no script.") }
        return answer
    }

    private struct Pieces: AsyncSequence, AsyncIteratorProtocol, Sendable {
        var pieces: [Data]
        var failure: (any Error)?
        var stalls = false

        func makeAsyncIterator() -> Self { self }

        mutating func next() async throws -> Data? { try await next(isolation: #isolation) }

        mutating func next(isolation actor: isolated (any Actor)?) async throws -> Data? {
            if !pieces.isEmpty { return pieces.removeFirst() }
            if let failure { throw failure }
            if stalls { try await untilCancelled() }
            return nil
        }
    }
}

/// Waits for the calling task to be cancelled.
private func untilCancelled() async throws -> Never {
    let (never, continuation) = AsyncStream<Never>.makeStream()
    for await _ in never {}
    continuation.finish()
    throw CancellationError()
}
