import AsyncHTTPClient
import HTTPTypes
import HTTPTypesFoundation
import StenoAsyncHTTPClient
import StenoHTTPTestSupport
import Testing

@Suite("The transport on async-http-client", .timeLimit(.minutes(10)), .serialized)
struct AsyncHTTPClientTransportTests {
    @Test("behaves as every transport", arguments: TransportCase.all)
    func battery(_ expectation: TransportCase) async throws {
        let impatient = HTTPClient(
            eventLoopGroupProvider: .singleton,
            configuration: AsyncHTTPClientTransport.configuration(idleLimit: .milliseconds(300))
        )
        let subject = TransportSubject(
            transport: AsyncHTTPClientTransport.shared,
            impatient: AsyncHTTPClientTransport(client: impatient),
            holdsServersBack: true,
            sendsWhatIsMade: true
        )
        do {
            try await expectation.run(on: subject)
        } catch {
            try await impatient.shutdown()
            throw error
        }
        try await impatient.shutdown()
    }

    @Test("refuses what a client that follows redirects hands over")
    func followedRedirect() async throws {
        var configuration = AsyncHTTPClientTransport.configuration()
        configuration.redirectConfiguration = .follow(max: 5, allowCycles: false)
        let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
        try await LoopbackServer.with {
            try await $0.answer { $0.path == "/x" ? .init(status: 302, fields: [("Location", "/y")]) : .init() }
        } _: { server in
            let request = HTTPRequest(method: .get, url: server.url())
            let error = await #expect(throws: TranscriptionError.self) {
                try await AsyncHTTPClientTransport(client: client).send(request)
            }
            #expect(error?.code == .invalidRequest)
        }
        try await client.shutdown()
    }
}
