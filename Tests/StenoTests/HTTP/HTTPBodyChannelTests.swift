import Foundation
import Synchronization
import Testing

@testable import Steno

@Suite("The buffer between a transfer and its reader")
struct HTTPBodyChannelTests {
    @Test("hands the pieces over in order, then the end")
    func order() async throws {
        let channel = HTTPBodyChannel(capacity: 100) {}
        #expect(channel.push(Data([1])) == .goOn)
        #expect(channel.push(Data()) == .goOn)
        #expect(channel.push(Data([2, 3])) == .goOn)
        channel.finish()
        #expect(try await channel.read() == Data([1, 2, 3]))
        #expect(try await channel.read() == nil)
        #expect(try await channel.read() == nil)
    }

    @Test("pauses above half of its room and goes on below an eighth, once each")
    func pressure() async throws {
        let resumed = Mutex(0)
        let channel = HTTPBodyChannel(capacity: 80) { resumed.withLock { $0 += 1 } }
        #expect(channel.push(Data(count: 40)) == .goOn)
        #expect(channel.push(Data(count: 10)) == .pause)
        #expect(channel.push(Data(count: 10)) == .goOn)
        #expect(resumed.withLock { $0 } == 0)
        #expect(try await channel.read()?.count == 60)
        #expect(resumed.withLock { $0 } == 1)
        _ = channel.push(Data(count: 10))
        _ = try await channel.read()
        #expect(resumed.withLock { $0 } == 1)
    }

    @Test("ends a transfer that does not fit, after what did")
    func overflow() async throws {
        let channel = HTTPBodyChannel(capacity: 10) {}
        _ = channel.push(Data(count: 10))
        #expect(channel.push(Data(count: 1)) == .stop)
        #expect(channel.push(Data(count: 1)) == .goOn)
        #expect(try await channel.read() == Data(count: 10))
        let error = await #expect(throws: TranscriptionError.self) { try await channel.read() }
        #expect(error?.code == .connection && error?.isRetryable == true)
    }

    @Test("wakes a waiting reader with a piece, the end, an error or a cancellation")
    func waiting() async throws {
        for outcome in 0..<4 {
            let channel = HTTPBodyChannel(capacity: 10) {}
            let cancelled = Mutex(0)
            let body = HTTPBody(HTTPBodyReader(channel: channel) { cancelled.withLock { $0 += 1 } })
            let reader = Task {
                var iterator = body.makeAsyncIterator()
                return try await iterator.next()
            }
            await Task.yield()
            switch outcome {
            case 0:
                _ = channel.push(Data([7]))
                #expect(try await reader.value == Data([7]))
            case 1:
                channel.finish()
                #expect(try await reader.value == nil)
            case 2:
                channel.finish(throwing: TranscriptionError(.timeout, "late"))
                await #expect(throws: TranscriptionError.self) { try await reader.value }
            default:
                reader.cancel()
                await #expect(throws: CancellationError.self) { try await reader.value }
                #expect(cancelled.withLock { $0 } >= 1)
            }
        }
    }

    @Test("ends the transfer when the body is let go of")
    func letGo() {
        let cancelled = Mutex(0)
        var body: HTTPBody? = HTTPBody(
            HTTPBodyReader(channel: HTTPBodyChannel(capacity: 1) {}) { cancelled.withLock { $0 += 1 } }
        )
        #expect(body != nil)
        body = nil
        #expect(cancelled.withLock { $0 } == 1)
    }
}
