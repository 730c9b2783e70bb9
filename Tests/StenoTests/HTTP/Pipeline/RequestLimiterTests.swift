import Foundation
import HTTPTypes
import StenoTestSupport
import Testing

@testable import Steno

@Suite("The queue before requests")
struct RequestLimiterTests {
    private let clock = ManualClock()

    private func limiter(atOnce: Int?) -> RequestLimiter {
        RequestLimiter(atOnce: atOnce, time: PassedTime(clock))
    }

    @Test("lets so many begin at once, and the others in the order they came")
    func order() async throws {
        let limiter = limiter(atOnce: 2)
        let first = try await limiter.turn(before: .seconds(100))
        let second = try await limiter.turn(before: .seconds(100))
        let order = Shared<[Int]>([])
        var tasks: [Task<Void, any Error>] = []
        for number in 0..<5 {
            tasks.append(
                Task {
                    let turn = try await limiter.turn(before: .seconds(100))
                    order.withLock { $0.append(number) }
                    turn.end()
                }
            )
            await limiter.untilWaiting(number + 1)
        }
        #expect(order.withLock { $0 }.isEmpty)
        first.end()
        first.end()
        for task in tasks { try await task.value }
        #expect(order.withLock { $0 } == [0, 1, 2, 3, 4])
        second.end()
        #expect(limiter.running == 0)
    }

    @Test("gives a turn back that is let go of")
    func letGo() async throws {
        let limiter = limiter(atOnce: 1)
        for _ in 0..<3 { _ = try await limiter.turn(before: .seconds(1)) }
        #expect(limiter.running == 0)
    }

    @Test("forgets who is cancelled, first, last or in between", arguments: 0..<3)
    func cancellation(place: Int) async throws {
        let limiter = limiter(atOnce: 1)
        let turn = try await limiter.turn(before: .seconds(100))
        var tasks: [Task<Void, any Error>] = []
        for number in 0..<3 {
            tasks.append(Task { try await limiter.turn(before: .seconds(100)).end() })
            await limiter.untilWaiting(number + 1)
        }
        tasks[place].cancel()
        await #expect(throws: CancellationError.self) { try await tasks[place].value }
        turn.end()
        for (number, task) in tasks.enumerated() where number != place { try await task.value }
        #expect(limiter.running == 0)
    }

    @Test("holds back what the service does not take, until it does")
    func window() async throws {
        let limiter = limiter(atOnce: nil)
        limiter.note(RateLimitReport(remaining: 1, reset: .seconds(10)))
        _ = try await limiter.turn(before: .seconds(100))
        let waiting = Task { try await limiter.turn(before: .seconds(100)).end() }
        await clock.untilSleeping(1)
        #expect(limiter.waiting == 1)
        clock.advance(by: .seconds(10))
        try await waiting.value
        #expect(clock.sleeperCount == 0)
    }

    @Test("takes the next window to be like the last, for once")
    func nextWindow() async throws {
        let limiter = limiter(atOnce: nil)
        limiter.note(RateLimitReport(remaining: 0, reset: .seconds(10), limit: 2))
        let begun = Shared(0)
        let tasks = (0..<5).map { _ in
            Task {
                _ = try await limiter.turn(before: .seconds(100))
                begun.withLock { $0 += 1 }
            }
        }
        await limiter.untilWaiting(5)
        await clock.untilSleeping(1)
        clock.advance(by: .seconds(10))
        await clock.untilSleeping(1)
        #expect(limiter.waiting == 3)
        clock.advance(by: .seconds(10))
        for task in tasks { try await task.value }
        #expect(begun.withLock { $0 } == 5)
    }

    @Test("fails at once where the service takes nothing before the deadline, and says so")
    func deadline() async {
        let limiter = limiter(atOnce: nil)
        limiter.pause(for: .seconds(30))
        let error = await failure { try await limiter.turn(before: .seconds(20)) }
        #expect(error?.code == .rateLimited)
        #expect(error?.retryAfter == .seconds(30))
        #expect(error?.isRetryable == true)
        #expect(error?.message.contains("another 30 s") == true)
    }

    @Test("lets no other answer shorten a pause the service asked for")
    func pauseStays() async throws {
        let limiter = limiter(atOnce: nil)
        limiter.pause(for: .seconds(30))
        limiter.note(RateLimitReport(remaining: 9, reset: .seconds(1)))
        let waiting = Task { try await limiter.turn(before: .seconds(100)).end() }
        await clock.untilSleeping(1)
        #expect(clock.advanceToNextSleeper() == .seconds(30))
        try await waiting.value
    }

    @Test("keeps to no pause of more than a minute, and to none that has passed")
    func absurd() async throws {
        let limiter = limiter(atOnce: nil)
        limiter.pause(for: .seconds(61))
        limiter.note(RateLimitReport(remaining: 0, reset: .seconds(86_400)))
        limiter.note(RateLimitReport(remaining: 0, reset: .zero))
        limiter.pause(for: .zero)
        try await limiter.turn(before: .seconds(1)).end()
    }

    @Test("stays exact when many come, go and are cancelled at once")
    func crowd() async {
        let limiter = limiter(atOnce: 3)
        let most = Shared((now: 0, most: 0))
        await withTaskGroup { group in
            for number in 0..<2_000 {
                group.addTask {
                    let task = Task {
                        let turn = try await limiter.turn(before: .seconds(100))
                        most.withLock { $0 = ($0.now + 1, max($0.most, $0.now + 1)) }
                        await Task.yield()
                        most.withLock { $0.now -= 1 }
                        turn.end()
                    }
                    if number % 3 == 0 { task.cancel() }
                    _ = await task.result
                }
            }
        }
        #expect(most.withLock { $0.most } <= 3)
        #expect(limiter.running == 0)
        #expect(limiter.waiting == 0)
    }
}

@Suite("Limits on requests")
struct PipelineLimitTests {
    private let clock = ManualClock()

    @Test("no more than so many requests are under way, an answer being read included")
    func atOnce() async throws {
        let transport = ScriptedTransport(.response(HTTPResponse(status: .ok), [Data([1]), Data([2])]))
        let pipeline = testPipeline(transport, clock: clock) { $0.requestsAtOnce = 1 }
        var response: HTTPStreamedResponse? = try await pipeline.stream(.read)
        let waiting = Task { try await pipeline.send(.read) }
        await clock.untilSleeping(1)
        #expect(transport.sent.count == 1)
        var bytes = 0
        if let body = response?.body { for try await piece in body { bytes += piece.count } }
        _ = try await waiting.value
        #expect(bytes == 2)
        response = nil
        #expect(transport.sent.count == 2)
    }

    @Test("an answer that is let go of ends its turn")
    func letGo() async throws {
        let transport = ScriptedTransport(.response(HTTPResponse(status: .ok), [Data([1])]))
        let pipeline = testPipeline(transport, clock: clock) { $0.requestsAtOnce = 1 }
        for _ in 0..<3 { _ = try await pipeline.stream(.read) }
        #expect(transport.sent.count == 3)
    }

    @Test("cancelling a call in the queue ends it at once, and it sends nothing")
    func cancelledInQueue() async throws {
        let transport = ScriptedTransport(.response(HTTPResponse(status: .ok), [Data([1])]))
        let pipeline = testPipeline(transport, clock: clock) { $0.requestsAtOnce = 1 }
        let first = try await pipeline.stream(.read)
        let waiting = Task { try await pipeline.send(.create(.ifRefused)) }
        await clock.untilSleeping(1)
        waiting.cancel()
        let error = await failure { try await waiting.value }
        #expect(error?.code == .cancelled)
        #expect(transport.sent.count == 1)
        #expect(first.head.status == .ok)
        #expect(clock.sleeperCount == 0)
    }

    @Test("the deadline counts in the queue, too")
    func deadlineInQueue() async throws {
        let transport = ScriptedTransport(.response(HTTPResponse(status: .ok), [Data([1])]))
        let pipeline = testPipeline(transport, clock: clock) { $0.requestsAtOnce = 1 }
        let first = try await pipeline.stream(.read)
        let waiting = Task { try await pipeline.send(.create(.ifRefused)) }
        await clock.untilSleeping(1)
        clock.advance(by: .seconds(180))
        let error = await failure { try await waiting.value }
        #expect(error?.code == .timeout)
        #expect(first.head.status == .ok)
    }

    @Test("what the service's fields say is kept to")
    func fields() async throws {
        let fields = HTTPFields(named: ["X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "5"])
        let transport = ScriptedTransport(.json("{}", fields: fields), .json("{}"))
        let pipeline = testPipeline(transport, clock: clock)
        _ = try await pipeline.send(.read)
        let waiting = Task { try await pipeline.send(.read) }
        await clock.untilSleeping(within: .seconds(5))
        #expect(transport.sent.count == 1)
        #expect(clock.advanceToNextSleeper() == .seconds(5))
        _ = try await waiting.value
    }

    @Test("a 429 with a pause holds other calls back, and those to another host not")
    func pause() async throws {
        let fields: HTTPFields = [.retryAfter: "9"]
        let transport = ScriptedTransport { sent in
            sent.request.method == .post ? .status(429, fields: fields) : .json("{}")
        }
        let pipeline = testPipeline(transport, clock: clock)
        let refused = await failure { try await pipeline.send(.create(.never)) }
        #expect(refused?.code == .rateLimited)
        var elsewhere = HTTPCall.read
        elsewhere.base = "https://upload.acme.example"
        _ = try await pipeline.send(elsewhere)
        let waiting = Task { try await pipeline.send(.read) }
        await clock.untilSleeping(within: .seconds(9))
        #expect(transport.sent.count == 2)
        clock.advance(by: .seconds(9))
        _ = try await waiting.value
    }

    @Test("a service that always fails is not sent more than a fifth again, and more only after successes")
    func budget() async throws {
        let isDown = Shared(true)
        let transport = ScriptedTransport { _ in isDown.withLock { $0 } ? .status(503) : .json("{}") }
        let pipeline = testPipeline(transport, clock: clock) { $0.repeatAtOnce() }
        func requests(of calls: Int) async -> Int {
            let before = transport.sent.count
            for _ in 0..<calls { _ = await failure { try await pipeline.send(.read) } }
            return transport.sent.count - before
        }
        // Two repetitions each use the hundred up within fifty calls.
        #expect(await requests(of: 50) == 150)
        #expect(await requests(of: 1_000) <= 1_200)
        let error = await failure { try await pipeline.send(.read) }
        #expect(error?.message.contains("too many calls to the host have failed") == true)
        isDown.withLock { $0 = false }
        #expect(await requests(of: 40) == 40)
        isDown.withLock { $0 = true }
        #expect(await requests(of: 10) == 14)
    }
}

extension RequestLimiter {
    /// Waits until this many wait for their turn.
    fileprivate func untilWaiting(_ count: Int) async {
        while waiting < count { await Task.yield() }
    }
}
