import Foundation
import HTTPTypes
import Logging
import Steno
import StenoTestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct WebhookReceiverTests {
    let clock = ManualClock()
    let log = CollectedLog()

    private func receiver(
        _ verifiers: [WebhookVerifier] = [SampleWebhooks.verifier()],
        store: (any WebhookStore)? = nil,
        maximumBodySize: Int = 100,
        retention: Duration = .seconds(24 * 3600)
    ) -> WebhookReceiver {
        WebhookReceiver(
            verifiers,
            store: store ?? InMemoryWebhookStore(now: { [clock] in clock.date }),
            maximumBodySize: maximumBodySize,
            retention: retention,
            clock: clock,
            now: { [clock] in clock.date },
            logger: log.logger
        )
    }

    @Test func `a genuine delivery is recorded and answered with its event`() async {
        let store = InMemoryWebhookStore()
        let reply = await receiver(store: store).receive(SampleWebhooks.request("a"), from: SampleWebhooks.provider)
        #expect(reply.status == .noContent)
        #expect(reply.event == SampleWebhooks.event("a"))
        #expect(reply.refusal == nil)
        #expect(store.unfinishedCount == 1)
    }

    @Test func `a repeated delivery is answered like the first and has no event`() async {
        let receiver = receiver()
        let first = await receiver.receive(SampleWebhooks.request("a"), from: SampleWebhooks.provider)
        let second = await receiver.receive(SampleWebhooks.request("a"), from: SampleWebhooks.provider)
        #expect(second.status == first.status)
        #expect(second.event == nil)
        #expect(second.refusal == nil)
    }

    @Test func `events of the same id from two providers are two events`() async {
        let receiver = receiver([SampleWebhooks.verifier(of: "one"), SampleWebhooks.verifier(of: "two")])
        for provider in ["one", "two"] as [ProviderID] {
            let reply = await receiver.receive(SampleWebhooks.request("a"), from: provider)
            #expect(reply.event == SampleWebhooks.event("a", of: provider))
        }
    }

    @Test func `whatever is refused is refused alike, and the log tells why`() async {
        let receiver = receiver()
        let malformed = WebhookRequest(fields: [SampleWebhooks.proofName: "genuine"], body: Data("nonsense".utf8))
        let refused: [(WebhookRequest, ProviderID, WebhookRefusal.Code)] = [
            (SampleWebhooks.request("private", proof: "forged"), SampleWebhooks.provider, .wrongHeader),
            (SampleWebhooks.request("private"), "mallory\nwas here", .unknownProvider),
            (SampleWebhooks.request("private"), "", .unknownProvider),
            (malformed, SampleWebhooks.provider, .malformedBody),
        ]
        for (request, provider, code) in refused {
            let reply = await receiver.receive(request, from: provider)
            #expect(reply.status == .forbidden)
            #expect(reply.event == nil)
            #expect(reply.refusal?.code == code)
            #expect(log.lines.last?.metadata["code"] == code.rawValue)
            #expect(log.lines.last?.level == .notice)
        }
        #expect(log.lines.count == refused.count)
        for words in ["private", "forged", "nonsense", "mallory"] {
            #expect(!log.text.contains(words))
        }
    }

    @Test func `without verifiers everything is refused`() async {
        let reply = await receiver([]).receive(SampleWebhooks.request("a"), from: SampleWebhooks.provider)
        #expect(reply.status == .forbidden)
    }

    @Test func `a body over the limit is refused before anything looks at it`() async {
        let request = SampleWebhooks.request("a")
        let exact = receiver(maximumBodySize: request.body.count)
        #expect(await exact.receive(request, from: SampleWebhooks.provider).status == .noContent)

        let verifier = WebhookVerifier(
            provider: SampleWebhooks.provider,
            scheme: WebhookScheme { _, _ throws(WebhookRefusal) in
                Issue.record("a body that is too large was looked at")
                throw WebhookRefusal(.wrongSignature, "")
            },
            read: { _, _ throws(WebhookRefusal) in throw WebhookRefusal(.malformedBody, "") }
        )
        let small = receiver([verifier], maximumBodySize: request.body.count - 1)
        for provider in [SampleWebhooks.provider, "unknown"] {
            let reply = await small.receive(request, from: provider)
            #expect(reply.status == .contentTooLarge)
            #expect(reply.refusal?.code == .bodyTooLarge)
        }
    }

    @Test func `where an event cannot be recorded the sender is asked to come again`() async {
        let full = receiver(store: InMemoryWebhookStore(capacity: 0))
        let reply = await full.receive(SampleWebhooks.request("a"), from: SampleWebhooks.provider)
        #expect(reply.status == .serviceUnavailable)
        #expect(reply.event == nil)
        #expect(log.lines.last?.level == .error)

        let store = WatchedWebhookStore(InMemoryWebhookStore())
        store.fail(.record)
        let failing = receiver(store: store)
        #expect(
            await failing.receive(SampleWebhooks.request("a"), from: SampleWebhooks.provider).status
                == .serviceUnavailable
        )
        let again = await failing.receive(SampleWebhooks.request("a"), from: SampleWebhooks.provider)
        #expect(again.event == SampleWebhooks.event("a"))
    }

    @Test func `of several verifiers for one provider any may find a delivery genuine`() async {
        let receiver = receiver([SampleWebhooks.verifier(proof: "new"), SampleWebhooks.verifier(proof: "old")])
        let provider = SampleWebhooks.provider
        #expect(await receiver.receive(SampleWebhooks.request("a", proof: "old"), from: provider).event != nil)
        #expect(await receiver.receive(SampleWebhooks.request("b", proof: "new"), from: provider).event != nil)
        #expect(await receiver.receive(SampleWebhooks.request("c", proof: "none"), from: provider).refusal != nil)
    }

    @Test func `ids are remembered for a day, and never shorter than a delivery can be replayed`() async {
        let day = Duration.seconds(24 * 3600)
        for (retention, window, expected) in [
            (day, .seconds(600), day), (.seconds(60), .seconds(600), .seconds(660)),
            (day, day * 2, day * 2 + .seconds(60)),
        ] as [(Duration, Duration, Duration)] {
            let store = WatchedWebhookStore(InMemoryWebhookStore())
            let receiver = receiver(
                [SampleWebhooks.verifier(replayWindow: window)],
                store: store,
                retention: retention
            )
            _ = await receiver.receive(SampleWebhooks.request("a"), from: SampleWebhooks.provider)
            #expect(store.calls.all == [.record(expected)])
        }
    }

    @Test func `what one verifier of a provider takes for longer is remembered for longer`() async {
        let store = WatchedWebhookStore(InMemoryWebhookStore())
        let verifiers = [60, 600].map { SampleWebhooks.verifier(replayWindow: .seconds($0)) }
        _ = await receiver(verifiers, store: store, retention: .zero).receive(
            SampleWebhooks.request("a"),
            from: SampleWebhooks.provider
        )
        #expect(store.calls.all == [.record(.seconds(660))])
    }

    @Test func `a delivery replayed in the last moment in which it passes has no second effect`() async throws {
        let verifier = WebhookVerifier.standard(provider: "sample", secrets: [Sending.secret])
        let body = Data(#"{"data": {"id": "7"}}"#.utf8)
        // Signed as far ahead as is taken, so it passes for as long as any.
        let fields = try WebhookSigner.standard(id: "m", body: body, secret: Sending.secret, now: clock.date + 300)
        let receiver = receiver([verifier], retention: .zero)
        let request = WebhookRequest(fields: fields, body: body)
        #expect(await receiver.receive(request, from: "sample").event != nil)
        let finished = Happenings<Bool>()
        let running = Task { try await receiver.run { _ in finished.note(true) } }
        await finished.untilCount(1)
        running.cancel()
        try await running.value
        clock.advance(by: .seconds(600))
        let again = await receiver.receive(request, from: "sample")
        #expect(again.refusal == nil)
        #expect(again.event == nil)
    }

    @Test func `an id that would end a line of the log is refused`() async {
        for id in ["a\nb", "a\u{1B}[2J", "a\u{2028}b", "a\u{202E}b"] {
            let verifier = WebhookVerifier(provider: "sample", scheme: .unauthenticated) { _, proof in
                WebhookEvent(id: id, provider: "sample", jobID: JobID(rawValue: id), proof: proof)
            }
            let reply = await receiver([verifier]).receive(SampleWebhooks.request("a"), from: "sample")
            #expect(reply.refusal?.code == .malformedBody)
        }
        #expect(!log.text.contains("\u{1B}"))
    }

    @Test func `a request prints nothing that is secret`() {
        let fields: HTTPFields = [SampleWebhooks.proofName: "nobody-may-see", .authorization: "nobody-may-see"]
        let request = WebhookRequest(
            fields: fields,
            body: Data("nobody-may-see".utf8),
            target: "/?steno=nobody-may-see"
        )
        var text = "\(request) \(String(reflecting: request)) \([request]) "
        dump(request, to: &text)
        #expect(!text.contains("nobody-may-see"))
        #expect(text.contains("14 bytes"))
        #expect(text.contains("x-proof"))
    }

    @Test func `a replay is an event again only when the time to remember is over`() async {
        let store = WatchedWebhookStore(InMemoryWebhookStore(now: { [clock] in clock.date }))
        let receiver = receiver(store: store)
        func isNew() async -> Bool {
            await receiver.receive(SampleWebhooks.request("a"), from: SampleWebhooks.provider).event != nil
        }
        #expect(await isNew())
        let running = Task { try await receiver.run { _ in } }
        await store.calls.until(.finish("a completed"))
        running.cancel()
        clock.advance(by: .seconds(24 * 3600 - 1))
        #expect(await !isNew())
        clock.advance(by: .seconds(1))
        #expect(await isNew())
    }

    @Test func `of a hundred identical deliveries at once exactly one is new`() async {
        for _ in 0..<20 {
            let receiver = receiver()
            let new = await withTaskGroup(of: WebhookReply.self) { group in
                for _ in 0..<100 {
                    group.addTask {
                        await receiver.receive(SampleWebhooks.request("a"), from: SampleWebhooks.provider)
                    }
                }
                return await group.reduce(into: 0) { count, reply in
                    #expect(reply.status == .noContent)
                    if reply.event != nil { count += 1 }
                }
            }
            #expect(new == 1)
        }
    }
}
