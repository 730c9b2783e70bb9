import Foundation
import HTTPTypes
import StenoTestSupport
import Testing

@testable import Steno

/// Effects that are given events once the provider has confirmed them.
@Suite(.timeLimit(.minutes(10))) struct WebhookConfirmingTests {
    private static let provider: ProviderID = "timed"

    private let clock = ManualClock()
    private let store: WatchedWebhookStore
    /// What the effect was given.
    private let effects = Happenings<Effect>()

    private struct Effect: Hashable, Sendable {
        var job: JobID
        var status: JobStatus?
        var jobStatus: JobStatus
    }

    init() {
        store = WatchedWebhookStore(InMemoryWebhookStore(now: { [clock] in clock.date }))
    }

    /// A receiver whose service calls signed URLs: the reference is the request's target.
    private func receiver(_ kind: WebhookProof.Kind = .callback) -> WebhookReceiver {
        let scheme = WebhookScheme { request, _ throws(WebhookRefusal) in
            WebhookProof(kind, reference: request.target)
        }
        let verifier = WebhookVerifier(provider: Self.provider, scheme: scheme) {
            body,
            proof throws(WebhookRefusal) in
            let words = String(decoding: body, as: UTF8.self).split(separator: " ").map(String.init)
            return WebhookEvent(
                id: "\(words[0]) \(words[1])",
                provider: Self.provider,
                jobID: JobID(rawValue: words[0]),
                status: JobStatus(rawValue: words[1]),
                proof: proof
            )
        }
        return WebhookReceiver([verifier], store: store, clock: clock, now: { [clock] in clock.date })
    }

    private func deliver(_ body: String, to target: String = "mine", _ receiver: WebhookReceiver) async -> WebhookReply
    {
        let request = WebhookRequest(fields: [:], body: Data(body.utf8), target: target)
        return await receiver.receive(request, from: Self.provider)
    }

    private func client(_ length: Duration) -> ClockedClient {
        let provider = TimedProvider(clock: clock, webhooks: .unsigned, length: { _ in length })
        return ClockedClient(clock, provider, PollPolicy(growth: 1, jitter: 0))
    }

    private func run(_ receiver: WebhookReceiver, _ client: ClockedClient) -> Task<Void, any Error> {
        Task { [effects] in
            try await receiver.run(confirmingWith: [client.client]) { event, job in
                effects.note(Effect(job: job.id, status: event.status, jobStatus: job.status))
            }
        }
    }

    /// Lets the pauses pass after which an event is tried again.
    private func pass(_ pauses: [Int], of event: String) async {
        for pause in pauses {
            await store.calls.until(.postpone(event, .seconds(pause)))
            if pause > 1 { clock.advance(by: .seconds(pause - 1)) }
            await clock.untilSleeping(within: .seconds(1))
            clock.advance(by: .seconds(1))
        }
    }

    @Test func `nothing has an effect before it is confirmed, and a service that is late to know is asked again`()
        async throws
    {
        let client = client(.seconds(5))
        _ = try await client.submit()
        let receiver = receiver()
        #expect(await deliver("0 completed", receiver).event != nil)
        let running = run(receiver, client)
        await pass([1, 2], of: "0:ended:mine")
        #expect(effects.all == [])
        await pass([4], of: "0:ended:mine")
        await store.calls.until(.finish("0:ended:mine"))
        #expect(effects.all == [Effect(job: "0", status: .completed, jobStatus: .completed)])
        running.cancel()
        try await running.value
    }

    @Test(arguments: [WebhookProof.Kind.header, .callback, .nothing])
    func `what an unsigned delivery claims gives way to what is so, and the job ends once`(
        kind: WebhookProof.Kind
    ) async throws {
        let client = client(.zero)
        _ = try await client.submit()
        let receiver = receiver(kind)
        #expect(await deliver("0 failed", receiver).event != nil)
        #expect(await deliver("0 completed", receiver).event == nil)
        #expect(await deliver("0 cancelled", receiver).event == nil)
        let running = run(receiver, client)
        await store.calls.until(.finish("0:ended:mine"))
        #expect(effects.all == [Effect(job: "0", status: .completed, jobStatus: .completed)])
        running.cancel()
        try await running.value
    }

    @Test(arguments: ["running", "queued", "resting"])
    func `an unsigned delivery that tells of no end is none, even where the job has ended`(status: String) async throws
    {
        let client = client(.zero)
        _ = try await client.submit()
        let receiver = receiver()
        let event = try #require(await deliver("0 \(status)", receiver).event)
        let running = run(receiver, client)
        await store.calls.until(.finish(event.id))
        #expect(effects.all == [Effect(job: "0", status: nil, jobStatus: .completed)])
        running.cancel()
        try await running.value
    }

    @Test func `an event that is never confirmed has no effect and is forgotten`() async throws {
        let client = client(.zero)
        let receiver = receiver()
        _ = await deliver("9 completed", receiver)
        let running = run(receiver, client)
        await pass([1, 2, 4, 8, 16, 32, 64], of: "9:ended:mine")
        await store.calls.until(.release("9:ended:mine"))
        #expect(effects.all == [])
        #expect(store.memory.count == 0)
        running.cancel()
        try await running.value
    }

    @Test func `a URL that was signed for one job takes nothing from another`() async throws {
        let receiver = receiver()
        #expect(await deliver("b completed", to: "a", receiver).event != nil)
        #expect(await deliver("b:ended running", to: "b", receiver).event != nil)
        #expect(await deliver("b:ended: resting", to: "b", receiver).event != nil)
        #expect(await deliver("b completed", to: "b", receiver).event != nil)
        // Nor does one whose reference reads like more of an id.
        #expect(await deliver("b:ended:x completed", to: "y", receiver).event != nil)
        #expect(await deliver("b completed", to: "x:ended:y", receiver).event != nil)
    }
}
