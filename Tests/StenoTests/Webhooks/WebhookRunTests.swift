import Foundation
import HTTPTypes
import Logging
import Steno
import StenoTestSupport
import Synchronization
import Testing

/// Working on recorded events.
@Suite(.timeLimit(.minutes(10))) struct WebhookRunTests {
    typealias Call = WatchedWebhookStore.Call

    let clock = ManualClock()
    let log = CollectedLog()
    let store: WatchedWebhookStore
    /// The jobs whose events were worked on.
    let worked = Happenings<String>()

    init() {
        store = WatchedWebhookStore(InMemoryWebhookStore(now: { [clock] in clock.date }))
    }

    private func receiver(_ effort: WebhookEffort = WebhookEffort()) -> WebhookReceiver {
        WebhookReceiver(
            [SampleWebhooks.verifier()],
            store: store,
            effort: effort,
            clock: clock,
            now: { [clock] in clock.date },
            logger: log.logger
        )
    }

    private func deliver(_ jobs: String..., to receiver: WebhookReceiver) async {
        for job in jobs {
            let reply = await receiver.receive(SampleWebhooks.request(job), from: SampleWebhooks.provider)
            #expect(reply.event != nil)
        }
    }

    private func run(
        _ receiver: WebhookReceiver,
        _ effect: @escaping WebhookReceiver.Effect = { _ in }
    ) -> Task<Void, any Error> {
        Task { [worked] in
            try await receiver.run { event in
                worked.note(event.jobID.rawValue)
                try await effect(event)
            }
        }
    }

    @Test func `each recorded event is worked on once, and new ones at once`() async throws {
        let receiver = receiver(WebhookEffort(concurrency: 1))
        await deliver("a", "b", to: receiver)
        let running = run(receiver)
        await store.calls.until(.finish("b completed"))
        await deliver("c", to: receiver)
        _ = await receiver.receive(SampleWebhooks.request("c"), from: SampleWebhooks.provider)
        await store.calls.until(.finish("c completed"))
        running.cancel()
        try await running.value
        #expect(worked.all == ["a", "b", "c"])
        #expect(store.memory.unfinishedCount == 0)
        #expect(clock.now.offset == .zero)
    }

    @Test func `a cancelled run ends cleanly, and the next one works on what it left`() async throws {
        let receiver = receiver()
        await deliver("a", to: receiver)
        let running = run(receiver) { _ in try await never() }
        await worked.untilCount(1)
        running.cancel()
        try await running.value
        #expect(store.memory.unfinishedCount == 1)

        await deliver("b", to: receiver)
        let again = run(receiver)
        await store.calls.until(.finish("a completed"))
        await store.calls.until(.finish("b completed"))
        again.cancel()
        try await again.value
        #expect(worked.all.sorted() == ["a", "a", "b"])
    }

    @Test func `what had its effect although the run was cancelled is finished`() async throws {
        let receiver = receiver()
        await deliver("a", to: receiver)
        let running = run(receiver) { _ in try? await never() }
        await worked.untilCount(1)
        running.cancel()
        try await running.value
        #expect(store.memory.unfinishedCount == 0)
    }

    @Test(arguments: [.invalidState, .notFound] as [TranscriptionError.Code])
    func `a claim that is not confirmed is tried again, then forgotten, and a later delivery is new`(
        code: TranscriptionError.Code
    ) async throws {
        let receiver = receiver()
        let genuine = Mutex(false)
        await deliver("a", to: receiver)
        let running = run(receiver) { _ in
            if !genuine.withLock({ $0 }) { throw TranscriptionError(code, "Not so.", isRetryable: true) }
        }
        await passDoubts()
        await store.calls.until(.release("a completed"))
        #expect(store.memory.count == 0)
        genuine.withLock { $0 = true }
        await deliver("a", to: receiver)
        await store.calls.until(.finish("a completed"))
        running.cancel()
        try await running.value
    }

    @Test func `a claim that is not confirmed at first has its effect, though nobody delivers it again`() async throws {
        let receiver = receiver()
        let doubts = Mutex(3)
        await deliver("a", to: receiver)
        let running = run(receiver) { _ in
            let isDoubted = doubts.withLock { doubts in
                doubts -= 1
                return doubts >= 0
            }
            if isDoubted { throw TranscriptionError(.invalidState, "It still runs.") }
        }
        await passDoubts(3)
        await store.calls.until(.finish("a completed"))
        #expect(worked.all.count == 4)
        running.cancel()
        try await running.value
    }

    @Test func `what is delivered again while a claim is doubted is worked on after it`() async throws {
        let receiver = receiver()
        let genuine = Mutex(false)
        await deliver("a", to: receiver)
        let running = run(receiver) { _ in
            if !genuine.withLock({ $0 }) { throw TranscriptionError(.invalidState, "Not so.") }
        }
        await worked.untilCount(1)
        let again = await receiver.receive(SampleWebhooks.request("a"), from: SampleWebhooks.provider)
        #expect(again.status == .noContent && again.event == nil)
        await passDoubts()
        await store.calls.until(.release("a completed"))
        #expect(store.memory.unfinishedCount == 1)
        genuine.withLock { $0 = true }
        await clock.untilSleeping(within: .seconds(1))
        clock.advance(by: .seconds(1))
        await store.calls.until(.finish("a completed"))
        running.cancel()
        try await running.value
    }

    /// Lets the pauses pass after which the event of job a is tried again.
    private func passDoubts(_ count: Int = 7) async {
        for pause in [1, 2, 4, 8, 16, 32, 64].prefix(count) {
            await store.calls.until(.postpone("a completed", .seconds(pause)))
            if pause > 1 { clock.advance(by: .seconds(pause - 1)) }
            await clock.untilSleeping(within: .seconds(1))
            clock.advance(by: .seconds(1))
        }
    }

    @Test func `what fails for now is tried again after pauses that grow`() async throws {
        let effort = WebhookEffort(maximumDelay: .seconds(5))
        let receiver = receiver(effort)
        let failures = Mutex<[any Error]>([
            TranscriptionError(.storage, "Again.", isRetryable: true),
            TranscriptionError(.rateLimited, "Slowly.", isRetryable: true, retryAfter: .seconds(3)),
            CocoaError(.fileNoSuchFile),
            TranscriptionError(.connection, "Again.", isRetryable: true),
            TranscriptionError(.authentication, "The key is wrong."),
            TranscriptionError(.rateLimited, "Very slowly.", isRetryable: true, retryAfter: .seconds(60)),
        ])
        await deliver("a", to: receiver)
        let running = run(receiver) { _ in
            if let failure = failures.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) { throw failure }
        }
        for (attempt, pause) in [1, 3, 4, 5, 5, 60].enumerated() {
            await store.calls.until(.postpone("a completed", .seconds(pause)), times: pause == 5 && attempt > 3 ? 2 : 1)
            #expect(worked.all.count == attempt + 1)
            // A second before it is due nobody gets it.
            if pause > 1 { clock.advance(by: .seconds(pause - 1)) }
            #expect(store.memory.claim(upTo: 1, for: .zero).isEmpty)
            await clock.untilSleeping(within: .seconds(1))
            clock.advance(by: .seconds(1))
        }
        await store.calls.until(.finish("a completed"))
        #expect(worked.all.count == 7)
        #expect(log.lines.count { $0.level == .warning && $0.metadata["job"] == "a" } == 6)
        running.cancel()
        try await running.value
    }

    @Test func `no more events are worked on at a time than allowed`() async throws {
        let receiver = receiver(WebhookEffort(concurrency: 3))
        let gate = Gate()
        for number in 0..<10 { await deliver("\(number)", to: receiver) }
        let running = run(receiver) { _ in await gate.pass() }
        for count in 3...10 {
            await worked.untilCount(count)
            #expect(worked.all.count == count)
            await gate.untilWaiting(3)
            if count < 10 { gate.open(1) }
        }
        gate.open(3)
        for number in 0..<10 { await store.calls.until(.finish("\(number) completed")) }
        running.cancel()
        try await running.value
    }

    @Test func `receiving does not wait for effects that hang`() async throws {
        let receiver = receiver(WebhookEffort(concurrency: 2))
        let running = run(receiver) { _ in try await never() }
        for number in 0..<1_000 { await deliver("\(number)", to: receiver) }
        await worked.untilCount(2)
        #expect(worked.all.count == 2)
        #expect(store.memory.unfinishedCount == 1_000)
        running.cancel()
        try await running.value
    }

    @Test func `an effect that takes too long is cancelled and tried again`() async throws {
        let receiver = receiver(WebhookEffort(timeLimit: .seconds(30)))
        await deliver("a", to: receiver)
        let isFirst = Mutex(true)
        let running = run(receiver) { _ in
            let hangs = isFirst.withLock { isFirst in
                defer { isFirst = false }
                return isFirst
            }
            if hangs { try await never() }
        }
        await worked.untilCount(1)
        await clock.untilSleeping(2)
        clock.advance(by: .seconds(30))
        await store.calls.until(.postpone("a completed", .seconds(1)))
        await clock.untilSleeping(within: .seconds(1))
        clock.advance(by: .seconds(1))
        await store.calls.until(.finish("a completed"))
        #expect(worked.all == ["a", "a"])
        running.cancel()
        try await running.value
    }

    @Test func `what another host left behind is taken over when its time is over`() async throws {
        let effort = WebhookEffort(timeLimit: .seconds(30))
        let receiver = receiver(effort)
        await deliver("a", to: receiver)
        // Another host claimed it and is gone.
        #expect(store.memory.claim(upTo: 1, for: .seconds(60)).count == 1)
        let running = run(receiver)
        await store.calls.until(.claim)
        await clock.untilSleeping(1)
        clock.advance(by: .seconds(59))
        await store.calls.until(.claim, times: 2)
        #expect(worked.all == [])
        await clock.untilSleeping(1)
        clock.advance(by: .seconds(1))
        await store.calls.until(.finish("a completed"))
        running.cancel()
        try await running.value
    }

    @Test func `two receivers that share a store work on each event once`() async throws {
        let receivers = [receiver(WebhookEffort(concurrency: 4)), receiver(WebhookEffort(concurrency: 4))]
        let runs = receivers.map { run($0) }
        await withTaskGroup { group in
            for receiver in receivers {
                group.addTask {
                    for number in 0..<200 {
                        let request = SampleWebhooks.request("\(number)")
                        #expect(await receiver.receive(request, from: SampleWebhooks.provider).status == .noContent)
                    }
                }
            }
        }
        await worked.untilCount(200)
        for number in 0..<200 { await store.calls.until(.finish("\(number) completed")) }
        for run in runs {
            run.cancel()
            try await run.value
        }
        #expect(worked.all.count == 200)
        #expect(Set(worked.all).count == 200)
    }

    @Test func `a shut down run lets what is under way end, and none begins after it`() async throws {
        let receiver = receiver(WebhookEffort(concurrency: 1))
        let gate = Gate()
        await deliver("a", "b", to: receiver)
        let running = run(receiver) { _ in
            await gate.pass()
            try Task.checkCancellation()
        }
        await gate.untilWaiting(1)
        receiver.shutDown()
        gate.open(1)
        try await running.value
        #expect(store.calls.count(of: .finish("a completed")) == 1)
        try await run(receiver).value
        #expect(worked.all == ["a"])
    }

    @Test func `a store that fails at first is reported, and one that fails later is asked again`() async throws {
        let receiver = receiver()
        store.fail(.claim)
        await #expect(throws: TranscriptionError.self) { try await receiver.run { _ in } }
        let running = run(receiver)
        await store.calls.until(.claim, times: 2)
        await clock.untilSleeping(1)
        store.fail(.claim)
        await deliver("a", to: receiver)
        await store.calls.until(.claim, times: 3)
        await clock.untilSleeping(within: .seconds(1))
        clock.advance(by: .seconds(1))
        await store.calls.until(.finish("a completed"))
        running.cancel()
        try await running.value
    }

    @Test func `an effect is not repeated because noting it failed for a moment`() async throws {
        let receiver = receiver()
        store.fail(.finish, times: 2)
        await deliver("a", to: receiver)
        let running = run(receiver)
        for times in 1...2 {
            await store.calls.until(.failed(.finish), times: times)
            await clock.untilSleeping(2)
            clock.advance(by: .seconds(1))
        }
        await store.calls.until(.finish("a completed"))
        running.cancel()
        try await running.value
        #expect(worked.all == ["a"])
        #expect(store.memory.unfinishedCount == 0)
    }
}

/// Waits until the task is cancelled.
private func never() async throws {
    let (stream, continuation) = AsyncStream<Never>.makeStream()
    for await _ in stream {}
    continuation.finish()
    throw CancellationError()
}

/// Lets through as many as it is told.
private final class Gate: Sendable {
    private let waiting = Mutex<[CheckedContinuation<Void, Never>]>([])
    private let arrivals = Happenings<Int>()
    private let passed = Mutex(0)

    func pass() async {
        await withCheckedContinuation { continuation in
            waiting.withLock { $0.append(continuation) }
            arrivals.note(0)
        }
    }

    /// Waits until so many wait.
    func untilWaiting(_ count: Int) async {
        await arrivals.untilCount(passed.withLock { $0 } + count)
    }

    func open(_ count: Int) {
        let next = waiting.withLock { waiting in
            defer { waiting.removeFirst(count) }
            return waiting.prefix(count)
        }
        passed.withLock { $0 += count }
        for continuation in next { continuation.resume() }
    }
}
