import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import StenoHummingbird
import StenoTestSupport
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(10))) struct WebhookRouteTests {
    let store = InMemoryWebhookStore()
    let body = Data("{\"job\": 1}".utf8)

    private func receiver(maximumBodySize: Int = 1_000) -> WebhookReceiver {
        WebhookReceiver(
            SampleWebhooks.verifiers,
            store: store,
            maximumBodySize: maximumBodySize,
            logger: CollectedLog().logger
        )
    }

    /// The answer to a request.
    private func answer(
        to path: String,
        method: HTTPRequest.Method = .post,
        fields: HTTPFields = [:],
        body: Data?,
        receiver: WebhookReceiver? = nil,
        by testing: TestingSetup = .router
    ) async throws -> TestResponse {
        let router = Router()
        router.addWebhooks(receiver ?? self.receiver())
        return try await Application(router: router).test(testing) { client in
            try await client.executeRequest(
                uri: path,
                method: method,
                headers: fields,
                body: body.map { ByteBuffer(bytes: $0) }
            )
        }
    }

    private var recorded: [Data] {
        store.claim(upTo: 100, for: .seconds(60)).compactMap(\.event.job?.raw?.data)
    }

    @Test(arguments: [false, true]) func `a genuine delivery is recorded, byte for byte`(isLive: Bool) async throws {
        // Every byte there is, invalid UTF-8, line ends of two kinds, and more than a server hands over in one piece.
        var body = Data(0...255) + Data("\r\n\n{\"é\":\t1.50}\u{feff}".utf8) + [0xC3, 0x28, 0xFF, 0x00]
        body += Data(repeating: 0x20, count: 100_000)
        let answer = try await answer(
            to: "/webhooks/signing",
            fields: try SampleWebhooks.fields(for: body),
            body: body,
            receiver: receiver(maximumBodySize: body.count),
            by: isLive ? .live : .router
        )
        #expect(answer.status == .noContent)
        #expect(recorded == [body])
    }

    @Test func `a repeated delivery is answered like the first and recorded once`() async throws {
        let fields = try SampleWebhooks.fields(for: body)
        let receiver = receiver()
        for _ in 0..<2 {
            let answer = try await answer(to: "/webhooks/signing", fields: fields, body: body, receiver: receiver)
            #expect(answer.status == .noContent)
        }
        #expect(recorded == [body])
    }

    @Test func `whatever is forged is answered alike and not recorded`() async throws {
        let good = try SampleWebhooks.fields(for: body)
        var repeated = good
        repeated.append(contentsOf: good)
        let refused: [(path: String, fields: HTTPFields, body: Data)] = [
            ("/webhooks/signing", [:], body),
            ("/webhooks/signing", good, body + [0x20]),
            ("/webhooks/signing", good, Data()),
            ("/webhooks/signing", try SampleWebhooks.fields(for: body, secret: "another secret"), body),
            ("/webhooks/signing", repeated, body),
            ("/webhooks/unknown", good, body),
            ("/webhooks/calling", good, body),
            ("/webhooks/calling?steno=1.abc.def", [:], body),
            (try SampleWebhooks.target() + "x", [:], body),
            (try SampleWebhooks.target(lifetime: .seconds(-2)), [:], body),
            (try SampleWebhooks.target().replacing("calling", with: "signing"), [:], body),
        ]
        var answers: Set<String> = []
        for (path, fields, body) in refused {
            let answer = try await answer(to: path, fields: fields, body: body)
            #expect(answer.status == .forbidden)
            #expect(answer.body.readableBytes == 0)
            answers.insert("\(answer.headers)")
        }
        #expect(answers.count == 1)
        #expect(recorded == [])
    }

    @Test(arguments: [false, true]) func `the token in the query comes through`(isLive: Bool) async throws {
        let answer = try await answer(to: try SampleWebhooks.target(), body: body, by: isLive ? .live : .router)
        #expect(answer.status == .noContent)
        let claim = try #require(store.claim(upTo: 1, for: .seconds(1)).first)
        #expect(claim.event.proof == WebhookProof(.callback, reference: "ref 1/2&3"))
    }

    @Test(arguments: [.get, .head, .put, .patch, .delete] as [HTTPRequest.Method])
    func `other methods are none of the route's`(method: HTTPRequest.Method) async throws {
        let fields = try SampleWebhooks.fields(for: body)
        let answer = try await answer(to: "/webhooks/signing", method: method, fields: fields, body: body)
        #expect(answer.status == .notFound)
        #expect(recorded == [])
    }

    @Test func `an empty body that is signed is one`() async throws {
        let fields = try SampleWebhooks.fields(for: Data())
        for body in [Data(), nil] {
            #expect(try await answer(to: "/webhooks/signing", fields: fields, body: body).status == .noContent)
        }
        #expect(recorded == [Data()])
    }

    @Test func `where nothing can be recorded the sender is asked to come again`() async throws {
        let full = WebhookReceiver(
            SampleWebhooks.verifiers,
            store: InMemoryWebhookStore(capacity: 0),
            logger: CollectedLog().logger
        )
        let fields = try SampleWebhooks.fields(for: body)
        let answer = try await answer(to: "/webhooks/signing", fields: fields, body: body, receiver: full)
        #expect(answer.status == .serviceUnavailable)
    }

    @Test(arguments: [false, true]) func `a body over the limit is refused`(isLive: Bool) async throws {
        let fields = try SampleWebhooks.fields(for: body)
        for (limit, status) in [(body.count, .noContent), (body.count - 1, .contentTooLarge)]
            as [(Int, HTTPResponse.Status)]
        {
            let answer = try await answer(
                to: "/webhooks/signing",
                fields: fields,
                body: body,
                receiver: receiver(maximumBodySize: limit),
                by: isLive ? .live : .router
            )
            #expect(answer.status == status)
            #expect(answer.body.readableBytes == 0)
        }
    }

    @Test func `a body that never ends is read no further than the limit`() async throws {
        let (answer, taken) = try await endless(contentLength: nil)
        #expect(answer.status == .contentTooLarge)
        #expect(taken == 11)
    }

    @Test func `a body that says it is too large is not read at all`() async throws {
        let (answer, taken) = try await endless(contentLength: "1001")
        #expect(answer.status == .contentTooLarge)
        #expect(taken == 0)
    }

    @Test(arguments: ["-1", "10", "1e3", "99999999999999999999", "", "nonsense"])
    func `a body is limited whatever its length is said to be`(contentLength: String) async throws {
        let (answer, taken) = try await endless(contentLength: contentLength)
        #expect(answer.status == .contentTooLarge)
        #expect(taken == 11)
    }

    @Test(arguments: ["unknown", "calling", "calling?steno=1.abc.def"])
    func `a body that cannot change the answer is not read at all`(path: String) async throws {
        let (answer, taken) = try await endless(contentLength: nil, to: path)
        #expect(answer.status == .forbidden)
        #expect(taken == 0)
    }

    /// The answer to a request with a body without end, in pieces of 100 bytes, under a limit of 1,000 bytes; and how many
    /// pieces were taken.
    private func endless(
        contentLength: String?,
        to path: String = "signing"
    ) async throws -> (TestResponse, taken: Int) {
        let pieces = EndlessPieces()
        let router = Router()
        router.addWebhooks(receiver())
        let route = router.buildResponder()
        let replacing = CallbackResponder<BasicRequestContext> { request, context in
            var head = request.head
            head.headerFields[.contentLength] = contentLength
            let replaced = Request(head: head, body: RequestBody(asyncSequence: pieces))
            return try await route.respond(to: replaced, context: context)
        }
        let answer = try await Application(responder: replacing).test(.router) { client in
            try await client.executeRequest(uri: "/webhooks/\(path)", method: .post, headers: [:], body: nil)
        }
        return (answer, pieces.taken)
    }

    @Test func `a path of its own has one provider`() async throws {
        let router = Router()
        router.group("hooks").addWebhooks(receiver(), at: "a/b", from: SampleWebhooks.signing)
        let fields = try SampleWebhooks.fields(for: body)
        try await Application(router: router).test(.router) { client in
            let buffer = ByteBuffer(bytes: body)
            let answer = try await client.executeRequest(
                uri: "/hooks/a/b?x=1",
                method: .post,
                headers: fields,
                body: buffer
            )
            #expect(answer.status == .noContent)
        }
        #expect(recorded == [body])
    }

    @Test func `a path that names no provider refuses everything`() async throws {
        let router = Router()
        router.addWebhooks(receiver(), at: "hooks")
        let fields = try SampleWebhooks.fields(for: body)
        try await Application(router: router).test(.router) { client in
            let answer = try await client.executeRequest(
                uri: "/hooks",
                method: .post,
                headers: fields,
                body: ByteBuffer(bytes: body)
            )
            #expect(answer.status == .forbidden)
        }
    }
}

/// Pieces of 100 bytes without end.
private final class EndlessPieces: AsyncSequence, AsyncIteratorProtocol, Sendable {
    private let count = Mutex(0)

    var taken: Int { count.withLock { $0 } }

    func makeAsyncIterator() -> EndlessPieces { self }

    func next() async throws -> ByteBuffer? {
        count.withLock { $0 += 1 }
        return ByteBuffer(repeating: 0x20, count: 100)
    }
}
