import HTTPTypes
import HTTPTypesFoundation
import Steno
import StenoHTTPTestSupport
import Testing

@Suite("The transport on URLSession", .timeLimit(.minutes(10)), .serialized)
struct URLSessionTransportTests {
    private static let subject = TransportSubject(
        transport: URLSessionTransport(),
        impatient: URLSessionTransport(idleLimit: .milliseconds(300)),
        holdsServersBack: isAppleFoundation,
        sendsWhatIsMade: false
    )

    #if canImport(Darwin)
    private static let isAppleFoundation = true
    #else
    private static let isAppleFoundation = false
    #endif

    @Test("behaves as every transport", arguments: TransportCase.all)
    func battery(_ expectation: TransportCase) async throws {
        try await expectation.run(on: Self.subject)
    }

    @Test("does not take in more than its buffer holds, and says so after what it had")
    func slowReader() async throws {
        let isOver = Event()
        try await LoopbackServer.with { connection in
            defer { isOver.happen() }
            _ = try await connection.head()
            try await connection.reply(.init(body: Array(repeating: 1, count: 64 << 20)))
        } _: { server in
            let transport = URLSessionTransport(bufferSize: 256 << 10)
            let response = try await transport.send(HTTPRequest(method: .get, url: server.url()))
            var count = 0
            do {
                for try await piece in response.body {
                    if count == 0, !Self.isAppleFoundation { await isOver.wait() }
                    count += piece.count
                }
                #expect(Self.isAppleFoundation && count == 64 << 20)
            } catch let error as TranscriptionError {
                #expect(error.code == .connection && error.isRetryable && count < 2 << 20)
            }
        }
    }
}
