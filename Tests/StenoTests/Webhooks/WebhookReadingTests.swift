import Foundation
import HTTPTypes
import Logging
import Steno
import StenoTestSupport
import Synchronization
import Testing

/// Bodies that are still to be read.
@Suite(.timeLimit(.minutes(10))) struct WebhookReadingTests {
    typealias Pieces = AsyncStream<Data>

    /// What of a body does not count.
    static let free = 64 << 10

    let log = CollectedLog()
    let store = InMemoryWebhookStore()

    private func receiver(
        _ verifiers: [WebhookVerifier] = [SampleWebhooks.verifier()],
        bodyCapacity: Int = 256 << 20
    ) -> WebhookReceiver {
        WebhookReceiver(verifiers, store: store, bodyCapacity: bodyCapacity, logger: log.logger)
    }

    private func head(proof: String = "genuine") -> HTTPRequest {
        HTTPRequest(
            method: .post,
            scheme: "https",
            authority: "example.org",
            path: "/webhooks/sample",
            headerFields: [SampleWebhooks.proofName: proof]
        )
    }

    /// A body that names a job and is so large.
    private func body(_ job: String, size: Int = 0) -> Data {
        let text = Data("\(job) completed".utf8)
        return text + Data(repeating: 0x20, count: max(size - text.count, 0))
    }

    private func pieces(_ pieces: Data...) -> Pieces {
        Pieces { continuation in
            for piece in pieces { continuation.yield(piece) }
            continuation.finish()
        }
    }

    /// A body that records an issue when it is read.
    private var untouched: AsyncStream<Data> {
        AsyncStream {
            Issue.record("the body was read")
            return nil
        }
    }

    @Test func `a body is put together from its pieces`() async throws {
        let body = body("a")
        let reply = try await receiver().receive(
            head(),
            body: pieces(body.prefix(3), Data(), body.dropFirst(3)),
            from: SampleWebhooks.provider
        )
        #expect(reply.event?.jobID == "a")
    }

    @Test func `what is refused whatever its body is refused unread`() async throws {
        let signer = CallbackSigner(secrets: ["secret"])
        let verifiers = [
            WebhookVerifier(provider: "header", scheme: .header("X-Proof", values: ["genuine"])) { _, _ in
                SampleWebhooks.event("a")
            },
            WebhookVerifier(provider: "callback", scheme: .callback(signer, for: "callback")) { _, _ in
                SampleWebhooks.event("a")
            },
        ]
        for (provider, code) in [
            ("header", .wrongHeader), ("callback", .malformedToken), ("unknown", .unknownProvider),
        ] as [(ProviderID, WebhookRefusal.Code)] {
            let reply = try await receiver(verifiers).receive(head(proof: "forged"), body: untouched, from: provider)
            #expect(reply.status == .forbidden)
            #expect(reply.refusal?.code == code)
            #expect(log.lines.last?.metadata["code"] == code.rawValue)
        }
    }

    @Test func `a body is read where one verifier of several needs it, or is content`() async throws {
        let strict = WebhookVerifier(provider: "sample", scheme: .header("X-Other", values: ["other"])) { _, _ in
            SampleWebhooks.event("b")
        }
        let content = WebhookVerifier(provider: "sample", scheme: .unauthenticated) { _, _ in SampleWebhooks.event("a")
        }
        for second in [SampleWebhooks.verifier(), content] {
            for claim in store.claim(upTo: 1, for: .seconds(60)) { store.release(claim) }
            let reply = try await receiver([strict, second]).receive(head(), body: pieces(body("a")), from: "sample")
            #expect(reply.event?.jobID == "a")
        }
    }

    @Test func `bodies that are read at a time hold no more than there is room for`() async throws {
        let receiver = receiver(bodyCapacity: 1_000)
        let (slow, continuation) = Pieces.makeStream()
        let first = Task { try await receiver.receive(head(), body: slow, from: SampleWebhooks.provider) }
        continuation.yield(body("a", size: Self.free + 600))
        // A second one that large finds no room once the first has been read so far.
        var status = HTTPResponse.Status.noContent
        while status != .serviceUnavailable {
            let second = pieces(body("b", size: Self.free + 401))
            status = try await receiver.receive(head(), body: second, from: SampleWebhooks.provider).status
            await Task.yield()
        }
        #expect(log.lines.last?.level == .warning)
        // Small ones need none.
        let small = pieces(body("c", size: Self.free))
        #expect(try await receiver.receive(head(), body: small, from: SampleWebhooks.provider).event != nil)
        continuation.finish()
        #expect(try await first.value.event?.jobID == "a")
        // Afterwards there is room again, whatever became of the bodies before.
        let whole = pieces(body("d", size: Self.free + 500), Data(repeating: 0x20, count: 500))
        #expect(try await receiver.receive(head(), body: whole, from: SampleWebhooks.provider).event != nil)
    }
}
