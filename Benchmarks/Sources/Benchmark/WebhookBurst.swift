import Foundation
import HTTPTypes
import StenoHummingbird

/// Signed deliveries, a fifth of them repeated and a fifth forged, in an order that is always the same.
struct WebhookBurst {
    struct Delivery: Sendable {
        var fields: HTTPFields
        var body: Data
        var isForged: Bool

        func request(port: Int) -> HTTPRequest {
            HTTPRequest(
                method: .post,
                scheme: "http",
                authority: "127.0.0.1:\(port)",
                path: "/webhooks/pyai",
                headerFields: fields
            )
        }
    }

    static let secret: Secret = "a secret for the benchmark"

    var genuineCount: Int
    var deliveries: [Delivery]

    init(count: Int) throws {
        genuineCount = count - 2 * (count / 5)
        var generator = Shuffling(state: 20_000)
        let genuine = try (0..<genuineCount).map { try Self.delivery(Self.job($0), secret: Self.secret) }
        let repeated = genuine.shuffled(using: &generator).prefix(count / 5)
        let forged = try (0..<count / 5).map { number in
            try Self.delivery("job_forged_\(number)", secret: "another secret", isForged: true)
        }
        deliveries = (genuine + repeated + forged).shuffled(using: &generator)
    }

    /// One effect for each genuine event's job.
    var expectedEffects: [String: Int] {
        Dictionary(uniqueKeysWithValues: (0..<genuineCount).map { (Self.job($0), 1) })
    }

    private static func job(_ number: Int) -> String { "job_\(number)" }

    private static func delivery(_ job: String, secret: Secret, isForged: Bool = false) throws -> Delivery {
        let text = #"{"type":"transcription.job.completed","data":{"job_id":"\#(job)","status":"completed"}}"#
        let body = Data(text.utf8)
        let fields = try WebhookSigner.timestamped(header: "X-PyAI-Signature", body: body, secret: secret)
        return Delivery(fields: fields, body: body, isForged: isForged)
    }
}

/// The same numbers every time.
private struct Shuffling: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        let high = state >> 32
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return high << 32 | state >> 32
    }
}
