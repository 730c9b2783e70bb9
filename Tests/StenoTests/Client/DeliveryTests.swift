import Foundation
import StenoTestSupport
import Testing

@testable import Steno

/// Waits that webhooks end, or the asking, whichever is first.
@Suite(.timeLimit(.minutes(10))) struct DeliveryTests {
    /// A client whose jobs call a webhook, and its provider.
    struct Scene {
        let clock = ManualClock()
        let provider: TimedProvider
        let client: ClockedClient

        init(
            _ webhooks: Capabilities.WebhookAuthentication = .signature,
            policy: PollPolicy = PollPolicy(growth: 1, jitter: 0),
            signer: CallbackSigner? = nil,
            fault: @escaping @Sendable (TimedProvider.Call) async throws -> Void = { _ in },
            length: @escaping @Sendable (Int) -> Duration = { _ in .seconds(60) }
        ) {
            provider = TimedProvider(clock: clock, webhooks: webhooks, fault: fault, length: length)
            client = ClockedClient(clock, provider, policy, signer: signer)
        }

        /// Submits a request with a webhook and waits for its transcript.
        func waiting() async throws -> Task<Transcript, any Error> {
            let before = client.client.poller.crowd.watchers
            let handle = try await client.submit(webhook: true)
            let wait = Task { try await handle.transcript() }
            await client.untilWaiting(before + 1)
            return wait
        }

        /// Delivers that a job has ended, as signed body or as a claim to be confirmed.
        func event(
            _ kind: WebhookProof.Kind,
            of id: JobID = "0",
            status: JobStatus? = .completed,
            reference: String? = nil
        ) -> WebhookEvent {
            WebhookEvent(
                id: "event \(id)",
                provider: "timed",
                jobID: id,
                status: status,
                proof: WebhookProof(kind, reference: reference),
                job: kind == .signature ? provider.ended(id) : nil
            )
        }

        @discardableResult
        func deliver(_ event: WebhookEvent) async throws -> TranscriptionJob {
            try await client.client.deliver(event)
        }
    }

    static func error(of call: () async throws -> TranscriptionJob) async throws -> TranscriptionError {
        do {
            let job = try await call()
            Issue.record("confirmed as \(job.status)")
            throw TranscriptionError(.invalidRequest, "")
        } catch let error as TranscriptionError {
            return error
        }
    }

    @Test func `a signed delivery ends the wait without a request`() async throws {
        let scene = Scene()
        let wait = try await scene.waiting()
        #expect(try await scene.deliver(scene.event(.signature)).status == .completed)
        #expect(try await wait.value.text == "Transcript 0.")
        #expect(scene.provider.singleAsks.isEmpty)
        await scene.client.untilQuiet()
        #expect(scene.client.load == Poller.Load())
    }

    @Test(arguments: [WebhookProof.Kind.header, .callback, .nothing])
    func `any other has the provider asked at once`(kind: WebhookProof.Kind) async throws {
        let scene = Scene(length: { _ in .seconds(1) })
        let wait = try await scene.waiting()
        scene.clock.advance(by: .seconds(1))
        #expect(try await scene.deliver(scene.event(kind)).status == .completed)
        #expect(try await wait.value.text == "Transcript 0.")
        #expect(scene.provider.asks(for: "0") == [.seconds(1)])
    }

    @Test(arguments: [WebhookProof.Kind.header, .callback, .nothing])
    func `what the provider does not confirm ends nothing`(kind: WebhookProof.Kind) async throws {
        let scene = Scene()
        let wait = try await scene.waiting()
        let error = try await Self.error { try await scene.deliver(scene.event(kind)) }
        #expect(error.code == .invalidState)
        #expect(error.job?.status == .running)
        await scene.client.pass(until: .seconds(100))
        #expect(try await wait.value.text == "Transcript 0.")
    }

    @Test func `a delivery that is doubted has its job asked for as if there were no webhook`() async throws {
        let scene = Scene()
        let wait = try await scene.waiting()
        _ = try await Self.error { try await scene.deliver(scene.event(.callback)) }
        await scene.client.pass(until: .seconds(100))
        _ = try await wait.value
        #expect(scene.provider.asks(for: "0").count >= 30)
    }

    @Test func `a delivery that says nothing of an end is no claim`() async throws {
        let scene = Scene()
        let wait = try await scene.waiting()
        #expect(try await scene.deliver(scene.event(.callback, status: nil)).status == .running)
        scene.clock.advance(by: .seconds(1))
        #expect(try await scene.deliver(scene.event(.callback, status: .running)).status == .running)
        wait.cancel()
    }

    @Test func `a delivery for a job there is not is not confirmed`() async throws {
        let scene = Scene()
        let error = try await Self.error { try await scene.deliver(scene.event(.callback, of: "9")) }
        #expect(error.code == .invalidState)
        #expect((error.underlying as? TranscriptionError)?.code == .notFound)
        #expect(scene.client.load == Poller.Load())
    }

    @Test func `an error that may pass is told, and ends no wait`() async throws {
        let scene = Scene(
            fault: { call in if call.moment < .seconds(5), call.isAsk { throw WaitTests.lost } },
            length: { _ in .seconds(1) }
        )
        let wait = try await scene.waiting()
        #expect(try await Self.error { try await scene.deliver(scene.event(.header)) }.code == .connection)
        await scene.client.pass(until: .seconds(30))
        #expect(try await wait.value.text == "Transcript 0.")
    }

    @Test func `a delivery of another provider's job is refused`() async throws {
        let scene = Scene()
        let wait = try await scene.waiting()
        var event = scene.event(.signature)
        event.provider = "other"
        event.job?.provider = "other"
        let other = event
        #expect(try await Self.error { try await scene.deliver(other) }.code == .invalidState)
        wait.cancel()
    }

    @Test func `a delivery of another provider's is not asked about`() async throws {
        let scene = Scene()
        _ = try await scene.client.submit(webhook: true)
        var event = scene.event(.header)
        event.provider = "other"
        let other = event
        #expect(try await Self.error { try await scene.deliver(other) }.code == .invalidState)
        #expect(scene.provider.singleAsks.isEmpty)
    }

    @Test func `a signed body about another job is not taken for this one's`() async throws {
        let scene = Scene()
        let wait = try await scene.waiting()
        var event = scene.event(.signature)
        event.job?.id = "7"
        let mixed = event
        #expect(try await Self.error { try await scene.deliver(mixed) }.code == .invalidState)
        #expect(scene.provider.singleAsks.count == 1)
        wait.cancel()
    }

    @Test(arguments: [WebhookProof.Kind.signature, .callback])
    func `an early delivery ends the wait that begins later at once`(kind: WebhookProof.Kind) async throws {
        let scene = Scene(length: { _ in .zero })
        let handle = try await scene.client.submit(webhook: true)
        try await scene.deliver(scene.event(kind))
        let asks = scene.provider.singleAsks.count
        let updates = try await handle.updates.reduce(into: [JobStatus]()) { $0.append($1.status) }
        #expect(updates == [.queued, .completed])
        #expect(try await handle.transcript().text == "Transcript 0.")
        #expect(scene.provider.singleAsks.count == asks)
        #expect(scene.clock.now.offset == .zero)
    }

    @Test func `a delivery may come before the submission has returned`() async throws {
        let scene = Scene()
        try await scene.deliver(scene.event(.signature))
        let handle = try await scene.client.submit(webhook: true)
        #expect(try await handle.transcript().text == "Transcript 0.")
        #expect(scene.provider.singleAsks.isEmpty)
    }

    @Test func `early deliveries are forgotten when there are too many`() async throws {
        let scene = Scene()
        for number in 0..<1001 { try await scene.deliver(scene.event(.signature, of: JobID(rawValue: "\(number)"))) }
        let forgotten = try await scene.waiting()
        let handle = try await scene.client.submit(webhook: true)
        #expect(try await handle.transcript().text == "Transcript 1.")
        #expect(scene.client.load.jobs == 1)
        forgotten.cancel()
    }

    @Test(arguments: [WebhookProof.Kind.signature, .callback])
    func `the same delivery may come again and again`(kind: WebhookProof.Kind) async throws {
        let scene = Scene(length: { _ in .seconds(1) })
        let wait = try await scene.waiting()
        scene.clock.advance(by: .seconds(1))
        let answers = Shared<[JobStatus]>([])
        let deliveries = (0..<20).map { _ in
            Task {
                let status = try await scene.deliver(scene.event(kind)).status
                answers.withLock { $0.append(status) }
            }
        }
        // Those that come when the wait has ended are asked about anew, one after the other.
        await until {
            scene.clock.advance(by: .milliseconds(100))
            return answers.withLock { $0.count } == 20
        }
        for delivery in deliveries { try await delivery.value }
        #expect(answers.withLock { $0 } == Array(repeating: .completed, count: 20))
        #expect(try await wait.value.text == "Transcript 0.")
        #expect(scene.provider.calls.filter { !$0.isAsk }.count == 1)
    }

    @Test func `a late delivery changes nothing`() async throws {
        let scene = Scene(length: { _ in .seconds(1) })
        let wait = try await scene.waiting()
        await scene.client.pass(until: .seconds(30))
        #expect(try await wait.value.text == "Transcript 0.")
        #expect(try await scene.deliver(scene.event(.signature)).status == .completed)
        #expect(try await scene.deliver(scene.event(.header)).status == .completed)
    }

    @Test func `a delivery is not answered by an ask that was sent before it came`() async throws {
        let (gate, opener) = AsyncStream<Void>.makeStream()
        let scene = Scene(
            fault: { call in if call.isAsk, call.moment == .seconds(10) { for await _ in gate {} } },
            length: { _ in .seconds(11) }
        )
        let wait = try await scene.waiting()
        scene.clock.advance(by: .seconds(10))
        await until { scene.provider.singleAsks.count == 1 }
        scene.clock.advance(by: .seconds(1))
        let before = scene.client.client.poller.crowd.watchers
        let delivering = Task { try await scene.deliver(scene.event(.callback)).status }
        await until { scene.client.client.poller.crowd.watchers == before + 1 }
        opener.finish()
        #expect(try await delivering.value == .completed)
        #expect(try await wait.value.text == "Transcript 0.")
        #expect(scene.provider.asks(for: "0") == [.seconds(10), .seconds(11)])
    }

    @Test func `cancelling a delivery's task ends it and no wait`() async throws {
        let scene = Scene(fault: { call in if call.isAsk, call.moment == .zero { await hang() } })
        let wait = try await scene.waiting()
        let delivering = Task { try await scene.deliver(scene.event(.callback)) }
        await until { scene.provider.singleAsks.count == 1 }
        delivering.cancel()
        #expect(try await Self.error { try await delivering.value }.code == .cancelled)
        #expect(scene.client.client.poller.crowd.watchers == 1)
        wait.cancel()
    }

    @Test func `a delivery and an answer at the same moment are one end`() async throws {
        for _ in 0..<100 {
            let scene = Scene(length: { _ in .seconds(1) })
            let wait = try await scene.waiting()
            async let delivered = scene.deliver(scene.event(.signature))
            scene.clock.advance(by: .seconds(10))
            #expect(try await delivered.status == .completed)
            #expect(try await wait.value.text == "Transcript 0.")
            await scene.client.untilQuiet()
            #expect(scene.client.load == Poller.Load())
            #expect(scene.provider.calls.filter { !$0.isAsk }.count == 1)
        }
    }
}
