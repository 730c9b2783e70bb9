import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import Synchronization

/// Takes webhooks in on loopback and keeps them.
final class Receiver: Sendable {
    struct Delivery: Sendable {
        var path: String
        var fields: [String: String]
        var body: Data

        var json: JSON { JSON(body) }
    }

    private let state = Mutex<(deliveries: [Delivery], statuses: [Int])>(([], []))

    var deliveries: [Delivery] { state.withLock { $0.deliveries } }

    /// Sets the statuses answered next; after them 204.
    func answer(_ statuses: Int...) { state.withLock { $0.statuses += statuses } }

    func serve<Result: Sendable>(_ body: @Sendable @escaping (URL) async throws -> Result) async throws -> Result {
        let (ports, opened) = AsyncStream.makeStream(of: Int.self)
        let application = Application(
            responder: CallbackResponder { (request: Request, _: BasicRequestContext) in try await self.take(request) },
            configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { channel in opened.yield(channel.localAddress?.port ?? 0) }
        )
        return try await withThrowingTaskGroup(of: Result?.self) { group in
            group.addTask {
                try await application.run()
                return nil
            }
            group.addTask {
                for await port in ports {
                    if let url = URL(string: "http://127.0.0.1:\(port)") { return try await body(url) }
                }
                return nil
            }
            defer { group.cancelAll() }
            while let result = try await group.next() { if let result { return result } }
            throw CancellationError()
        }
    }

    private func take(_ request: Request) async throws -> Response {
        let buffer = try await request.body.collect(upTo: 8 << 20)
        var fields: [String: String] = [:]
        for field in request.headers { fields[field.name.canonicalName] = field.value }
        let delivery = Delivery(path: request.head.path ?? "", fields: fields, body: Data(buffer.readableBytesView))
        let status = state.withLock { state in
            state.deliveries.append(delivery)
            return state.statuses.isEmpty ? 204 : state.statuses.removeFirst()
        }
        return Response(status: .init(code: status))
    }
}
