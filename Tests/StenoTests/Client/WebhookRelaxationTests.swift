import Foundation
import StenoTestSupport
import Testing

@testable import Steno

/// How often jobs with a webhook are asked for.
@Suite(.timeLimit(.minutes(10))) struct WebhookRelaxationTests {
    typealias Scene = DeliveryTests.Scene

    @Test func `jobs with a webhook are asked for less often, those without as ever`() async throws {
        let scene = Scene()
        let waits = [try await scene.waiting(), try await scene.waiting()]
        let plain = try await scene.client.submit()
        let wait = Task { try await plain.transcript() }
        await scene.client.untilWaiting(3)
        await scene.client.pass(until: .seconds(40))
        #expect(scene.provider.asks(for: "0").map { $0 / .seconds(10) }.prefix(3) == [1, 2, 3])
        #expect(scene.provider.asks(for: "2").count >= 15)
        for wait in waits + [wait] { wait.cancel() }
    }

    @Test func `a provider that calls no webhooks is asked as ever`() async throws {
        let clock = ManualClock()
        let provider = TimedProvider(clock: clock) { _ in .seconds(100) }
        let client = ClockedClient(clock, provider, PollPolicy(growth: 1, jitter: 0))
        let handle = try await client.submit(webhook: true)
        let wait = Task { try await handle.transcript() }
        await client.untilWaiting(1)
        await client.pass(until: .seconds(9))
        #expect(provider.asks(for: "0").count == 4)
        wait.cancel()
    }

    @Test(arguments: [false, true])
    func `a job of a member that calls no webhooks is asked for as ever`(isNested: Bool) async throws {
        let clock = ManualClock()
        let silent = TimedProvider(clock: clock) { _ in .seconds(100) }
        let calling = ScriptedProvider(id: "calling", capabilities: DeliveryTests.Scene().provider.capabilities)
        let inner = FallbackProvider([silent, calling])
        let provider = isNested ? FallbackProvider([inner]) : inner
        #expect(provider.capabilities.webhookAuthentication == .signature)
        let client = ClockedClient(clock, provider, PollPolicy(growth: 1, jitter: 0))
        let handle = try await client.submit(webhook: true)
        let wait = Task { try await handle.transcript() }
        await client.untilWaiting(1)
        await client.pass(until: .seconds(9))
        #expect(silent.asks(for: "0").count == 4)
        wait.cancel()
    }

    @Test func `a lost delivery ends in the same transcript, and nobody relies on more`() async throws {
        let scene = Scene(length: { number in .seconds(number == 0 ? 5 : 100) })
        let lost = try await scene.waiting()
        let other = try await scene.waiting()
        await scene.client.pass(until: .seconds(11))
        #expect(try await lost.value.text == "Transcript 0.")
        #expect(scene.provider.asks(for: "0") == [.seconds(10)])
        #expect(scene.client.client.poller.isTight)
        await scene.client.pass(until: .seconds(30))
        #expect(scene.provider.asks(for: "1").count >= 9)
        other.cancel()
    }

    @Test(arguments: [WebhookProof.Kind.signature, .header, .callback])
    func `a delivery makes deliveries relied on again`(kind: WebhookProof.Kind) async throws {
        let scene = Scene(length: { number in .seconds(number < 2 ? 5 : 100) })
        let lost = try await scene.waiting()
        await scene.client.pass(until: .seconds(11))
        _ = try await lost.value
        #expect(scene.client.client.poller.isTight)
        let told = try await scene.waiting()
        scene.clock.advance(by: .seconds(5))
        try await scene.deliver(scene.event(kind, of: "1"))
        _ = try await told.value
        #expect(!scene.client.client.poller.isTight)
        let third = try await scene.waiting()
        let begun = scene.clock.now.offset
        await scene.client.pass(until: begun + .seconds(9))
        #expect(scene.provider.asks(for: "2").isEmpty)
        third.cancel()
    }

    @Test func `what anyone can send makes nothing relied on`() async throws {
        let scene = Scene(length: { _ in .seconds(5) })
        let lost = try await scene.waiting()
        await scene.client.pass(until: .seconds(11))
        _ = try await lost.value
        scene.clock.advance(by: .seconds(1))
        try await scene.deliver(scene.event(.nothing))
        #expect(scene.client.client.poller.isTight)
    }

    @Test func `a lost delivery has no job asked for sooner than the provider allows`() async throws {
        let busy = TranscriptionError(.providerFailure, "Busy.", isRetryable: true, retryAfter: .seconds(120))
        let scene = Scene(
            fault: { call in if call.kind == .job("1"), call.moment < .seconds(20) { throw busy } },
            length: { number in .seconds(number == 0 ? 15 : 200) }
        )
        let waits = [try await scene.waiting(), try await scene.waiting()]
        await scene.client.pass(until: .seconds(30))
        _ = try await waits[0].value
        #expect(scene.client.client.poller.isTight)
        await scene.client.pass(until: .seconds(140))
        #expect(scene.provider.asks(for: "1").map { Int($0 / .seconds(1)) }.prefix(2) == [10, 130])
        waits[1].cancel()
    }

    @Test func `a claim that is not borne out is no delivery`() async throws {
        let scene = Scene(.unsigned, length: { _ in .seconds(30) })
        let wait = try await scene.waiting()
        _ = try await DeliveryTests.error { try await scene.deliver(scene.event(.nothing)) }
        await scene.client.pass(until: .seconds(60))
        #expect(try await wait.value.text == "Transcript 0.")
        #expect(scene.client.client.poller.isTight)
    }
}
