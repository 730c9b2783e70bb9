import Foundation
import HTTPTypes
import HTTPTypesFoundation
import Steno
import Testing

@Suite("The transport on URLSession", .timeLimit(.minutes(1)))
struct URLSessionTransportTests {
    private func get(_ server: ScriptedServer) -> HTTPRequest {
        HTTPRequest(method: .get, url: server.url.appending(path: "x"))
    }

    @Test("hands over head and body, whatever the status", arguments: [200, 302, 401, 404, 500])
    func answers(status: Int) async throws {
        let fields = [
            "Content-Length": "5", "Location": "/y", "X-Test": "1", "WWW-Authenticate": "Basic realm=\"x\"",
        ]
        try await ScriptedServer.with { _, _ in
            .init(status: status, fields: fields, body: Array("hello".utf8))
        } _: {
            let response = try await URLSessionTransport.shared.send(get($0))
            #expect(response.head.status.code == status)
            #expect(HTTPField.Name("X-Test").flatMap { response.head.headerFields[$0] } == "1")
            var body = Data()
            for try await chunk in response.body { body += chunk }
            #expect(body == Data("hello".utf8))
            #expect($0.requests.count == 1)
        }
    }

    @Test(
        "passes on a 401 of any kind",
        arguments: ["Basic realm=\"x\"", "Digest realm=\"x\", nonce=\"1\"", "Bearer", ""]
    )
    func challenges(_ challenge: String) async throws {
        let fields = ["Content-Length": "5", "WWW-Authenticate": challenge]
        try await ScriptedServer.with { _, _ in
            .init(status: 401, fields: fields, body: Array("hello".utf8))
        } _: {
            let response = try await URLSessionTransport.shared.send(get($0))
            #expect(response.head.status.code == 401)
            var body = Data()
            for try await chunk in response.body { body += chunk }
            #expect(body == Data("hello".utf8))
        }
    }

    @Test("reports a broken connection as one that may be tried again")
    func broken() async throws {
        try await ScriptedServer.with { _, number in
            number == 0 ? .init(isSilent: true) : .file(Array(repeating: 1, count: 1000), cutAfter: 500)
        } _: { server in
            let first = await failure { _ = try await URLSessionTransport.shared.send(get(server)) }
            #expect(first?.code == .connection && first?.isRetryable == true)
            let response = try await URLSessionTransport.shared.send(get(server))
            var count = 0
            let second = await failure { for try await chunk in response.body { count += chunk.count } }
            #expect(second?.code == .connection && second?.isRetryable == true)
            #expect(count == 500)
        }
    }

    @Test("ends at once when the task is cancelled, before and after the head")
    func cancellation() async throws {
        try await ScriptedServer.with { request, _ in
            .init(fields: ["Content-Length": "9"], body: [1], ending: .hang)
        } _: { server in
            let request = get(server)
            let early = Task { try await URLSessionTransport.shared.send(request) }
            early.cancel()
            await #expect(throws: CancellationError.self) { try await early.value }
            let response = try await URLSessionTransport.shared.send(request)
            let late = Task { for try await _ in response.body {} }
            late.cancel()
            await #expect(throws: CancellationError.self) { try await late.value }
        }
    }

    @Test("does not take in more than its buffer holds, and says so after what it had")
    func slowReader() async throws {
        try await ScriptedServer.with { _, _ in
            .file(Array(repeating: 1, count: 4 << 20))
        } _: { server in
            let transport = URLSessionTransport(bufferSize: 256 << 10)
            let response = try await transport.send(get(server))
            var count = 0
            let error = await failure {
                for try await chunk in response.body {
                    if count == 0 { try await Task.sleep(for: .milliseconds(300)) }
                    count += chunk.count
                }
            }
            #if canImport(Darwin)
            #expect(error == nil && count == 4 << 20)
            #else
            #expect(error?.code == .connection && error?.isRetryable == true)
            #expect(count < 1 << 20)
            #endif
        }
    }
}
