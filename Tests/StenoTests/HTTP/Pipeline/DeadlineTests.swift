import Foundation
import HTTPTypes
import StenoTestSupport
import Testing

@testable import Steno

@Suite("Deadlines, pauses and cancellation")
struct DeadlineTests {
    private let clock = ManualClock()

    @Test("an attempt without an answer ends in time, and the call is sent again after a pause")
    func attemptTimeout() async throws {
        let transport = ScriptedTransport(.hang, .json("{}"))
        let pipeline = testPipeline(transport, clock: clock, generator: ConstantGenerator(.max))
        let call = Task { try await pipeline.send(.read) }
        await transport.untilSent(1)
        await clock.untilSleeping(2)
        #expect(clock.advanceToNextSleeper() == .seconds(60))
        await clock.untilSleeping(within: .milliseconds(500))
        #expect(clock.advanceToNextSleeper() > .milliseconds(499))
        _ = try await call.value
        #expect(transport.sent.count == 2)
    }

    @Test("an answer whose body stalls ends in time")
    func stalledBody() async {
        let transport = ScriptedTransport(.stalledBody(HTTPResponse(status: .ok)))
        let pipeline = testPipeline(transport, clock: clock) { $0.retry = .never }
        let call = Task { try await pipeline.send(.read) }
        await transport.untilSent(1)
        await clock.untilSleeping(2)
        clock.advance(by: .seconds(60))
        let error = await failure { try await call.value }
        #expect(error?.code == .timeout)
        #expect(error?.isRetryable == true)
    }

    @Test("a call ends in time, wherever it is")
    func callTimeout() async {
        let transport = ScriptedTransport(.hang)
        let pipeline = testPipeline(transport, clock: clock) { settings in
            settings.attemptTimeout = .seconds(100)
            settings.callTimeout = .seconds(30)
        }
        let call = Task { try await pipeline.send(.read) }
        await transport.untilSent(1)
        await clock.untilSleeping(2)
        clock.advance(by: .seconds(30))
        let error = await failure { try await call.value }
        #expect(error?.code == .timeout)
        #expect(error?.provider == "acme")
        #expect(clock.sleeperCount == 0)
    }

    @Test("an answer that is read as it arrives ends in time")
    func streamTimeout() async throws {
        let pieces = Array(repeating: Data("piece".utf8), count: 3)
        let transport = ScriptedTransport(.response(HTTPResponse(status: .ok), pieces))
        let pipeline = testPipeline(transport, clock: clock) { $0.streamTimeout = .seconds(100) }
        var body = try await pipeline.stream(.read).body.makeAsyncIterator()
        clock.advance(by: .seconds(99))
        #expect(try await body.next() != nil)
        clock.advance(by: .seconds(1))
        do {
            _ = try await body.next()
            Issue.record("the answer goes on")
        } catch let error as TranscriptionError {
            #expect(error.code == .timeout)
            #expect(error.provider == "acme")
        }
    }

    @Test("a transfer that is fast enough has the time it needs")
    func transferTime() async throws {
        let (pieces, continuation) = AsyncStream<Data>.makeStream()
        let (asked, ask) = AsyncStream<Void>.makeStream()
        let transport = SteppedTransport(pieces: pieces) { ask.yield() }
        let pipeline = testPipeline(transport, clock: clock) { $0.callTimeout = .seconds(70) }
        let call = Task { try await pipeline.send(.read) }
        var wait = asked.makeAsyncIterator()
        for _ in 0..<10 {
            _ = await wait.next()
            await clock.untilSleeping(2)
            clock.advance(by: .seconds(30))
            continuation.yield(Data(count: 30 * (32 << 10)))
        }
        _ = await wait.next()
        continuation.finish()
        #expect(try await call.value.body.count == 300 * (32 << 10))
    }

    @Test("a transfer that trickles has no more than its time")
    func trickle() async throws {
        let (pieces, continuation) = AsyncStream<Data>.makeStream()
        let (asked, ask) = AsyncStream<Void>.makeStream()
        let transport = SteppedTransport(pieces: pieces) { ask.yield() }
        let pipeline = testPipeline(transport, clock: clock) { $0.retry = .never }
        let call = Task { try await pipeline.send(.read) }
        var wait = asked.makeAsyncIterator()
        for _ in 0..<4 {
            _ = await wait.next()
            continuation.yield(Data(count: 10))
            await clock.untilSleeping(2)
            clock.advance(by: .seconds(14))
        }
        clock.advance(by: .seconds(5))
        let error = await failure { try await call.value }
        #expect(error?.code == .timeout)
    }

    @Test("a service that asks to wait is waited for, and a drawn pause longer")
    func retryAfter() async throws {
        let transport = ScriptedTransport(.status(503, fields: [.retryAfter: "7"]), .json("{}"))
        let pipeline = testPipeline(transport, clock: clock, generator: ConstantGenerator(0))
        let call = Task { try await pipeline.send(.read) }
        await clock.untilSleeping(within: .seconds(7))
        clock.advance(by: .milliseconds(6_999))
        #expect(transport.sent.count == 1)
        clock.advance(by: .milliseconds(1))
        _ = try await call.value
        #expect(transport.sent.count == 2)
    }

    @Test("a pause longer than the deadline fails at once and says so", arguments: ["180", "3600", "315360000"])
    func longPause(seconds: String) async {
        let transport = ScriptedTransport(.status(429, fields: [.retryAfter: seconds]))
        let error = await failure { try await testPipeline(transport, clock: clock).send(.read) }
        #expect(error?.code == .rateLimited)
        #expect(error?.isRetryable == true)
        #expect(error?.retryAfter == Int(seconds).map { .seconds($0) })
        #expect(error?.message.contains("asks to wait \(seconds) s, and the call has 180 s left") == true)
        #expect(transport.sent.count == 1)
        #expect(clock.now.offset == .zero)
    }

    @Test("cancelling a pause ends the call at once")
    func cancelledPause() async {
        let transport = ScriptedTransport(.status(503, fields: [.retryAfter: "30"]))
        let pipeline = testPipeline(transport, clock: clock)
        let call = Task { try await pipeline.send(.read) }
        await clock.untilSleeping(within: .seconds(31))
        call.cancel()
        let error = await failure { try await call.value }
        #expect(error?.code == .cancelled)
        #expect(clock.now.offset == .zero)
        #expect(clock.sleeperCount == 0)
        #expect(transport.sent.count == 1)
    }

    @Test("cancelling an attempt ends the call at once, even where the transport does not listen")
    func cancelledAttempt() async {
        let transport = ScriptedTransport { _ in
            await withUnsafeContinuation { (_: UnsafeContinuation<Void, Never>) in }
            return .status(200)
        }
        let pipeline = testPipeline(transport, clock: clock)
        let call = Task { try await pipeline.send(.read) }
        await transport.untilSent(1)
        await clock.untilSleeping(2)
        call.cancel()
        let error = await failure { try await call.value }
        #expect(error?.code == .cancelled)
        #expect(clock.now.offset == .zero)
    }

    @Test("a call of a cancelled task sends nothing")
    func cancelledBefore() async {
        let transport = ScriptedTransport(.json("{}"))
        let pipeline = testPipeline(transport, clock: clock)
        let call = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await pipeline.send(.create(.ifRefused))
        }
        let error = await failure { try await call.value }
        #expect(error?.code == .cancelled)
        #expect(transport.sent.isEmpty)
    }

    @Test("a transport that says it was cancelled, unasked, is a broken connection")
    func foreignCancellation() async throws {
        let errors: [any Error] = [CancellationError(), TranscriptionError(.cancelled, "The transfer was cancelled.")]
        for error in errors {
            let transport = ScriptedTransport(.error(error), .json("{}"))
            _ = try await testPipeline(transport) { $0.repeatAtOnce() }.send(.read)
            let once = ScriptedTransport(.error(error))
            let failed = await failure { try await testPipeline(once) { $0.repeatAtOnce() }.send(.create(.ifRefused)) }
            #expect(failed?.code == .jobMayExist)
            #expect(once.sent.count == 1)
        }
    }
}

/// A transport whose answer comes piece by piece, as the test says.
private struct SteppedTransport: HTTPTransport {
    let pieces: AsyncStream<Data>
    let asked: @Sendable () -> Void

    func send(_ request: HTTPRequest, body: HTTPRequestBody?) async throws -> HTTPStreamedResponse {
        HTTPStreamedResponse(head: HTTPResponse(status: .ok), body: HTTPBody(Asked(base: pieces, asked: asked)))
    }

    struct Asked: AsyncSequence, Sendable {
        let base: AsyncStream<Data>
        let asked: @Sendable () -> Void

        func makeAsyncIterator() -> Iterator { Iterator(base: base.makeAsyncIterator(), asked: asked) }

        struct Iterator: AsyncIteratorProtocol {
            var base: AsyncStream<Data>.Iterator
            let asked: @Sendable () -> Void

            mutating func next() async throws -> Data? { try await next(isolation: #isolation) }

            mutating func next(isolation actor: isolated (any Actor)?) async throws -> Data? {
                asked()
                return await base.next(isolation: actor)
            }
        }
    }
}
