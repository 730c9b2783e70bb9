import Foundation
import HTTPTypes
import StenoTestSupport
import Synchronization
import Testing

@testable import Steno

@Suite("Creating a job")
struct CreateOnceTests {
    /// A service that creates a job for each request it gets, or one for each idempotency key, behind a network that loses
    /// things.
    final class Service: HTTPTransport {
        private struct State {
            var generator: SeededGenerator
            var jobs: [String: Int] = [:]
            var keyed: Set<String> = []
        }

        private let state: Mutex<State>

        init(seed: UInt64) {
            state = Mutex(State(generator: SeededGenerator(seed: seed)))
        }

        /// How many jobs there are for each request.
        var jobs: [String: Int] { state.withLock { $0.jobs } }

        func send(_ request: HTTPRequest, body: HTTPRequestBody?) async throws -> HTTPStreamedResponse {
            let answers = try state.withLock { state -> [ScriptedTransport.Answer] in
                let created = HTTPResponse(status: .created, headerFields: [.contentLength: "10"])
                switch Int.random(in: 0..<9, using: &state.generator) {
                case 0: return [.unreachable]
                case 1: return [.status(429)]
                case 2: return [.status(503)]
                case 3: return [.status(400)]
                case 4:
                    try create(request, &state)
                    return [.brokenOff]
                case 5:
                    try create(request, &state)
                    return [.response(created, [Data("{\"id\"".utf8)], breaking: URLError(.networkConnectionLost))]
                case 6:
                    try create(request, &state)
                    return [.response(created, [Data("{\"id\"".utf8)])]
                case 7:
                    try create(request, &state)
                    return [.status(504)]
                default:
                    try create(request, &state)
                    return [.response(created, [Data("{\"id\":\"a\"}".utf8)])]
                }
            }
            return try await ScriptedTransport(answers[0]).send(request, body: body)
        }

        private func create(_ request: HTTPRequest, _ state: inout State) throws {
            let id = try #require(HTTPField.Name("x-test-id").flatMap { request.headerFields[$0] })
            let key = HTTPField.Name("idempotency-key").flatMap { request.headerFields[$0] }
            if let key, !state.keyed.insert(key).inserted { return }
            state.jobs[id, default: 0] += 1
        }
    }

    @Test("never makes two for one request, and says when one may be there", arguments: [false, true])
    func faults(isKeyed: Bool) async throws {
        let service = Service(seed: isKeyed ? 1 : 2)
        let pipeline = testPipeline(service) { settings in
            settings.repeatAtOnce()
            settings.retry.maximumAttempts = 5
            settings.retry.budget = 1_000_000
        }
        var outcomes: [TranscriptionError.Code: Int] = [:]
        var successes = 0
        for run in 0..<5_000 {
            var call = HTTPCall.create(isKeyed ? .always : .ifRefused)
            call.fields = HTTPFields(named: ["x-test-id": "\(run)"])
            if isKeyed, let name = HTTPField.Name("idempotency-key") { call.fields[name] = "key-\(run)" }
            let error = await failure { try await pipeline.send(call) }
            let jobs = service.jobs["\(run)", default: 0]
            #expect(jobs <= 1)
            if let error {
                outcomes[error.code, default: 0] += 1
                #expect(jobs == 0 || error.code == .jobMayExist)
                #expect(error.code != .jobMayExist || error.isRetryable == isKeyed)
            } else {
                successes += 1
                #expect(jobs == 1)
            }
        }
        // The faults came about: without them the rest would show nothing.
        #expect(successes > 500)
        #expect(outcomes[.jobMayExist, default: 0] > 100)
        #expect(outcomes[.invalidRequest, default: 0] > 100)
        if !isKeyed { #expect(outcomes[.providerFailure, default: 0] > 100) }
    }

    @Test("may have happened where the answer is lost, whatever comes after")
    func lostThenRefused() async {
        let transport = ScriptedTransport(.brokenOff, .status(400))
        let pipeline = testPipeline(transport) { $0.repeatAtOnce() }
        let error = await failure { try await pipeline.send(.create(.always)) }
        #expect(error?.code == .jobMayExist)
        #expect(error?.httpStatus == 400)
        #expect((error?.underlying as? TranscriptionError)?.code == .invalidRequest)
    }

    @Test("has not happened where the body could not be read to its end")
    func brokenBody() async {
        let transport = ScriptedTransport(.json("{}"))
        var call = HTTPCall.create(.ifRefused)
        call.body = HTTPRequestBody(length: 5) {
            throw TranscriptionError(.invalidAudio, "The file is gone.")
        }
        let error = await failure { try await testPipeline(transport).send(call) }
        #expect(error?.code == .invalidAudio)
        #expect(transport.sent.isEmpty)
    }

    @Test("may have happened where the call is cancelled or too slow after the request left")
    func cutOff() async throws {
        for isCancelled in [true, false] {
            let clock = ManualClock()
            let transport = ScriptedTransport(.hang)
            let pipeline = testPipeline(transport, clock: clock)
            let call = Task { try await pipeline.send(.create(.ifRefused)) }
            await transport.untilSent(1)
            if isCancelled {
                call.cancel()
            } else {
                await clock.untilSleeping(2)
                // The bytes sent have added a moment to the 60 seconds.
                clock.advance(by: .seconds(61))
            }
            let error = await failure { try await call.value }
            #expect(error?.code == .jobMayExist)
            #expect(error?.isRetryable == false)
            let cause = (error?.underlying as? TranscriptionError)?.code
            #expect(cause == (isCancelled ? .cancelled : .timeout))
            #expect(transport.sent.count == 1)
        }
    }

    @Test("is never forgotten where the call is cancelled in the moment the answer comes")
    func cancelledAtTheEnd() async {
        for _ in 0..<300 {
            let running = Shared<Task<HTTPAnswer, any Error>?>(nil)
            let (started, start) = AsyncStream<Void>.makeStream()
            let transport = ScriptedTransport { _ in
                for await _ in started { break }
                running.withLock { $0?.cancel() }
                return .json("{}", status: 201)
            }
            let pipeline = testPipeline(transport)
            let call = Task { try await pipeline.send(.create(.ifRefused)) }
            running.withLock { $0 = call }
            start.yield()
            let error = await failure { try await call.value }
            #expect(error == nil || error?.code == .jobMayExist)
        }
    }

    @Test("may have happened where the answer is too large to be read")
    func tooLarge() async {
        let transport = ScriptedTransport(.json(String(repeating: " ", count: 101)))
        let pipeline = testPipeline(transport) { $0.maximumResponseSize = 100 }
        let error = await failure { try await pipeline.send(.create(.ifRefused)) }
        #expect(error?.code == .jobMayExist)
        #expect((error?.underlying as? TranscriptionError)?.code == .invalidResponse)
    }
}
