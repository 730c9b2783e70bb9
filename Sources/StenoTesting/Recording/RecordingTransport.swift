import Foundation
public import HTTPTypes
public import Steno
import Synchronization

/// A transport that keeps what goes through it as a fixture.
///
/// ```swift
/// let recorder = RecordingTransport(URLSessionTransport.shared, source: "Acme, 1 August 2026", secrets: [key])
/// // … let a provider work with it …
/// try recorder.recording.write(to: file)
/// ```
///
/// What is known to be secret is replaced: keys and cookies in header fields, the secrets given, wherever they are, the
/// signatures of signed URLs, and members of JSON objects with such names. Look through a recording nevertheless before you
/// keep it: what was said in the audio is in it, and nobody knows all names of secrets.
///
/// Bodies are held in memory here. Only exchanges that came to their end are recorded.
public final class RecordingTransport: HTTPTransport {
    private struct State {
        var nextNumber = 0
        var exchanges: [Int: HTTPRecording.Exchange] = [:]
    }

    private let base: any HTTPTransport
    private let source: String
    private let secrets: [Secret]
    private let state = Mutex(State())

    /// Records what goes through another transport.
    ///
    /// - Parameters:
    ///   - base: What sends.
    ///   - source: Where the exchanges come from, for whoever reads the fixture.
    ///   - secrets: What must not be in the recording, such as the key. Those in header fields are found without.
    public init(_ base: any HTTPTransport, source: String, secrets: [Secret] = []) {
        self.base = base
        self.source = source
        self.secrets = secrets
    }

    /// The exchanges so far, in the order of their requests.
    public var recording: HTTPRecording {
        let exchanges = state.withLock { $0.exchanges }
        return HTTPRecording(source: source, exchanges: exchanges.sorted { $0.key < $1.key }.map(\.value))
    }

    /// Sends a request by the transport below, and keeps the exchange.
    public func send(_ request: HTTPRequest, body: HTTPRequestBody?) async throws -> HTTPStreamedResponse {
        let number = state.withLock { state in
            defer { state.nextNumber += 1 }
            return state.nextNumber
        }
        var sent: Data?
        if let body {
            var data = Data()
            for try await piece in try body.open() { data += piece }
            sent = data
        }
        let response = try await base.send(request, body: body)
        var received = Data()
        for try await piece in response.body { received += piece }
        let scrubber = RecordingScrubber(secrets, request: request)
        let exchange = scrubber.exchange(request, sent, response.head, received)
        state.withLock { $0.exchanges[number] = exchange }
        return HTTPStreamedResponse(head: response.head, body: HTTPBody(OnePiece(data: received)))
    }
}

/// A body that is in memory.
struct OnePiece: AsyncSequence, AsyncIteratorProtocol, Sendable {
    var data: Data?

    func makeAsyncIterator() -> Self { self }

    mutating func next() async throws -> Data? { take() }

    mutating func next(isolation actor: isolated (any Actor)?) async throws -> Data? { take() }

    private mutating func take() -> Data? {
        defer { data = nil }
        return data.flatMap { $0.isEmpty ? nil : $0 }
    }
}
