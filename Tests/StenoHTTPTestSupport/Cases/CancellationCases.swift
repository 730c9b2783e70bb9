import Foundation
import HTTPTypes
import Steno
import Testing

extension TransportCase {
    static let cancellations = [
        TransportCase("sends nothing for a task that was cancelled before") { subject in
            try await LoopbackServer.with {
                try await $0.answer { _ in .init() }
            } _: { server in
                let request = server.request(.post)
                for body in [nil, HTTPRequestBody.data(pattern(100)), .data(pattern(2 << 20))] {
                    let task = Task {
                        withUnsafeCurrentTask { $0?.cancel() }
                        return try await subject.transport.exchange(request, body)
                    }
                    await #expect(throws: CancellationError.self) { try await task.value }
                }
                #expect(server.requests.isEmpty)
            }
        },
        TransportCase("ends at once when cancelled before the head") { subject in
            let hasRequest = Event()
            try await LoopbackServer.with { connection in
                _ = try await connection.head()
                hasRequest.happen()
                await connection.untilClosed()
            } _: { server in
                let request = server.request()
                let task = Task { try await subject.transport.exchange(request) }
                await hasRequest.wait()
                try await cancelled(task)
            }
        },
        TransportCase("ends at once when cancelled while it sends, and closes the connection") { subject in
            for takesNothing in [true, false] {
                let (hasRequest, isClosed) = (Event(), Event())
                try await LoopbackServer.with { connection in
                    _ = try await connection.head()
                    _ = try await connection.bodyPiece()
                    hasRequest.happen()
                    if takesNothing { await isClosed.wait() } else { await connection.untilClosed() }
                    isClosed.happen()
                } _: { server in
                    let request = server.request(.post)
                    let body = HTTPRequestBody.data(Data(count: 256 << 20))
                    let task = Task { try await subject.transport.exchange(request, body) }
                    await hasRequest.wait()
                    try await cancelled(task)
                    if takesNothing { isClosed.happen() } else { await isClosed.wait() }
                }
            }
        },
        TransportCase("ends at once when cancelled while the body has nothing to send") { subject in
            let (waits, never) = (Event(), Event())
            try await LoopbackServer.with { connection in
                _ = try await connection.head()
                await connection.untilClosed()
            } _: { server in
                let request = server.request(.post)
                let body = body(length: 4 << 20) { number in
                    guard number > 0 else { return Data(count: 1 << 20) }
                    waits.happen()
                    await never.wait()
                    throw CancellationError()
                }
                let task = Task { try await subject.transport.exchange(request, body) }
                await waits.wait()
                try await cancelled(task)
            }
        },
        TransportCase("ends at once when cancelled while the answer comes") { subject in
            let hasHead = Event()
            try await LoopbackServer.with { connection in
                _ = try await connection.head()
                try await connection.sendHead([("Content-Length", "9")])
                await connection.untilClosed()
            } _: { server in
                let request = server.request()
                let task = Task {
                    let response = try await subject.transport.send(request)
                    hasHead.happen()
                    return (response.head, try await response.body.collected())
                }
                await hasHead.wait()
                try await cancelled(task)
            }
        },
        TransportCase("closes the connection when the body of an answer is let go of") { subject in
            let isClosed = Event()
            try await LoopbackServer.with { connection in
                _ = try await connection.head()
                try await connection.sendHead([("Content-Length", "9")])
                await connection.untilClosed()
                isClosed.happen()
            } _: { server in
                var response: HTTPStreamedResponse? = try await subject.transport.send(server.request())
                #expect(response?.head.status.code == 200)
                response = nil
                await isClosed.wait()
            }
        },
        TransportCase("survives cancellations at any moment") { subject in
            try await LoopbackServer.with {
                try await $0.answer { _ in .init(body: pattern(1000)) }
            } _: { server in
                let request = server.request(.post)
                for round in 0..<120 {
                    let body = HTTPRequestBody.data(Data(count: round % 3 == 0 ? 1 << 20 : 1000))
                    let task = Task { try await subject.transport.exchange(request, body) }
                    for _ in 0..<round * 4 { await Task.yield() }
                    task.cancel()
                    _ = await task.result
                }
                let (head, _) = try await subject.transport.exchange(request, .data(pattern(10)))
                #expect(head.status.code == 200)
            }
        },
    ]
}

/// Cancels a task, and expects it to end without delay.
private func cancelled(_ task: Task<(HTTPResponse, Data), any Error>) async throws {
    let clock = ContinuousClock()
    let start = clock.now
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
    // A few milliseconds are usual; what counts is that nothing had to be waited for.
    #expect(start.duration(to: clock.now) < .seconds(10))
}
