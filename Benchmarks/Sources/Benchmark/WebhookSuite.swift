import Foundation
import HTTPTypes
import Hummingbird
import Logging
import StenoAsyncHTTPClient
import StenoHummingbird
import StenoProviders
import Synchronization

/// A burst of deliveries over loopback: how fast they are answered, and whether each genuine event has exactly one effect.
///
/// Server and senders share this process and its cores, so the rate is that of both. A route that reads the same bodies and
/// answers the same, with nothing in between, is measured by turns with it.
struct WebhookSuite {
    var rounds: Int
    var count = 20_000
    var senders = 32

    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    func run() async throws {
        let burst = try WebhookBurst(count: count)
        var receiving: [WebhookMeasurement] = []
        var bare: [WebhookMeasurement] = []
        for _ in 0..<max(1, rounds / 2 + 1) {
            bare.append(try await measureBare(burst))
            receiving.append(try await measureReceiver(burst))
        }
        let (ours, theirs) = (WebhookMeasurement(medianOf: receiving), WebhookMeasurement(medianOf: bare))
        show(
            "webhooks  \(count) deliveries, a fifth repeated, a fifth forged, out of order, \(senders) at a time: "
                + "one effect for each of \(burst.genuineCount) genuine events, none for any other"
        )
        show("webhooks  receiver: \(ours)")
        show("webhooks  a route that only reads the body: \(theirs)")
        show("webhooks  the receiver does \((ours.perSecond / theirs.perSecond).rounded(to: 2)) x the bare route")
    }

    private func measureBare(_ burst: WebhookBurst) async throws -> WebhookMeasurement {
        let router = Router()
        router.post("webhooks/:provider") { request, _ in
            _ = try await request.body.collect(upTo: 10 << 20)
            return HTTPResponse.Status.noContent
        }
        return try await serve(router) { port in
            try await send(burst, to: port) { _, status in status == .noContent }
        }
    }

    private func measureReceiver(_ burst: WebhookBurst) async throws -> WebhookMeasurement {
        let quiet = Logger(label: "benchmark") { _ in SwiftLogNoOpLogHandler() }
        let verifier = PyAI.webhookVerifier(secrets: [WebhookBurst.secret])
        let receiver = WebhookReceiver([verifier], logger: quiet)
        let effects = WebhookEffects()
        let router = Router()
        router.addWebhooks(receiver)
        let worker = WebhookWorker(receiver) { event in effects.count(event.jobID) }
        let measurement = try await serve(router, worker) { port in
            let measurement = try await send(burst, to: port) { delivery, status in
                status == (delivery.isForged ? .forbidden : .noContent)
            }
            // What was answered last may still be worked on.
            while effects.all.count < burst.genuineCount { try await Task.sleep(for: .milliseconds(10)) }
            return measurement
        }
        let counts = effects.all
        guard counts == burst.expectedEffects else {
            throw Failure(description: "\(counts.count) events had \(counts.values.reduce(0, +)) effects")
        }
        return measurement
    }

    /// Serves while something runs, and shuts down after it.
    private func serve<Value: Sendable>(
        _ router: Router<BasicRequestContext>,
        _ worker: WebhookWorker? = nil,
        while body: @escaping @Sendable (_ port: Int) async throws -> Value
    ) async throws -> Value {
        let (ports, opened) = AsyncStream.makeStream(of: Int.self)
        let app = Application(
            router: router,
            configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            services: [worker].compactMap(\.self),
            onServerRunning: { channel in opened.yield(channel.localAddress?.port ?? 0) },
            logger: Logger(label: "benchmark") { _ in SwiftLogNoOpLogHandler() }
        )
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                defer { opened.finish() }
                try await app.run()
            }
            defer { group.cancelAll() }
            for await port in ports { return try await body(port) }
            try await group.next()
            throw Failure(description: "the server did not begin to serve")
        }
    }

    /// Sends the burst, and fails where an answer is wrong.
    private func send(
        _ burst: WebhookBurst,
        to port: Int,
        isRight: @escaping @Sendable (WebhookBurst.Delivery, HTTPResponse.Status) -> Bool
    ) async throws -> WebhookMeasurement {
        let clock = ContinuousClock()
        let start = clock.now
        let delays = try await withThrowingTaskGroup(of: [Duration].self) { group in
            for sender in 0..<senders {
                group.addTask {
                    var delays: [Duration] = []
                    for index in stride(from: sender, to: burst.deliveries.count, by: senders) {
                        let delivery = burst.deliveries[index]
                        let sent = clock.now
                        let answer = try await AsyncHTTPClientTransport.shared.send(
                            delivery.request(port: port),
                            body: .data(delivery.body)
                        )
                        for try await _ in answer.body {}
                        delays.append(sent.duration(to: clock.now))
                        guard isRight(delivery, answer.head.status) else {
                            throw Failure(description: "answered with \(answer.head.status)")
                        }
                    }
                    return delays
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        return WebhookMeasurement(delays: delays, total: start.duration(to: clock.now))
    }
}

/// How often each job's event had an effect.
private final class WebhookEffects: Sendable {
    private let counts = Mutex<[String: Int]>([:])

    var all: [String: Int] { counts.withLock { $0 } }

    func count(_ job: JobID) {
        counts.withLock { $0[job.rawValue, default: 0] += 1 }
    }
}

/// How fast a burst was answered.
struct WebhookMeasurement: CustomStringConvertible {
    var perSecond: Double
    var median: Double
    var ninetyNinth: Double
    var slowest: Double

    init(delays: [Duration], total: Duration) {
        let milliseconds = delays.map { $0 / .milliseconds(1) }.sorted()
        perSecond = Double(delays.count) / (total / .seconds(1))
        median = milliseconds[delays.count / 2]
        ninetyNinth = milliseconds[delays.count * 99 / 100]
        slowest = milliseconds[delays.count - 1]
    }

    init(medianOf all: [WebhookMeasurement]) {
        func middle(_ value: (WebhookMeasurement) -> Double) -> Double { all.map(value).sorted()[all.count / 2] }
        perSecond = middle(\.perSecond)
        median = middle(\.median)
        ninetyNinth = middle(\.ninetyNinth)
        slowest = middle(\.slowest)
    }

    var description: String {
        "\(perSecond.rounded(to: 0)) deliveries/s, answered in \(median.rounded(to: 2)) ms (median), "
            + "\(ninetyNinth.rounded(to: 2)) ms (99th percentile), \(slowest.rounded(to: 1)) ms (slowest)"
    }
}
