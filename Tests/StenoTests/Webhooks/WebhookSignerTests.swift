import Foundation
import HTTPTypes
import Steno
import StenoTestSupport
import Testing

@Suite struct WebhookSignerTests {
    @Test func `what is signed is what the services would sign`() throws {
        let standard = GenuineDelivery.standard
        let fields = try WebhookSigner.standard(
            id: "msg_p5jXN8AQM9LWM0D4loKWxJek",
            body: standard.request.body,
            secret: Secret(standard.secret),
            now: standard.now
        )
        #expect(fields == standard.request.fields)

        let list = GenuineDelivery.list
        #expect(
            try WebhookSigner.timestamped(
                header: "X-PyAI-Signature",
                body: list.request.body,
                secret: Secret(list.secret),
                now: list.now
            ) == list.request.fields
        )

        let pair = GenuineDelivery.pair
        #expect(
            try WebhookSigner.timestamped(
                signatureHeader: "Wordcab-Signature",
                timestampHeader: "Wordcab-Timestamp",
                body: pair.request.body,
                secret: Secret(pair.secret),
                now: pair.now
            ) == pair.request.fields
        )

        let header = GenuineDelivery.header
        #expect(
            try WebhookSigner.header("X-Soniox-Webhook-Secret", value: Secret(header.secret)) == header.request.fields
        )
    }

    @Test func `whatever is signed is accepted`() throws {
        var generator = SeededGenerator(seed: 7)
        for length in [0, 1, 63, 64, 65, 1000, 100_000] {
            let body = Data((0..<length).map { _ in UInt8.random(in: 0...255, using: &generator) })
            let key = Data((0..<Int.random(in: 1...100, using: &generator)).map { UInt8($0) })
            let secret = Secret("whsec_\(key.base64EncodedString())")
            let now = Date(timeIntervalSince1970: .random(in: 1e9...4e9, using: &generator))
            let schemes: [(WebhookScheme, HTTPFields)] = [
                (
                    .standard(secrets: [secret]),
                    try WebhookSigner.standard(id: "msg_\(length)", body: body, secret: secret, now: now)
                ),
                (
                    .timestamped(header: "x-a", secrets: [secret]),
                    try WebhookSigner.timestamped(header: "X-A", body: body, secret: secret, now: now)
                ),
                (
                    .timestamped(signatureHeader: "x-a", timestampHeader: "x-b", secrets: [secret]),
                    try WebhookSigner.timestamped(
                        signatureHeader: "X-A",
                        timestampHeader: "X-B",
                        body: body,
                        secret: secret,
                        now: now
                    )
                ),
                (.header("x-a", values: [secret]), try WebhookSigner.header("X-A", value: secret)),
            ]
            for (scheme, fields) in schemes {
                let request = WebhookRequest(fields: fields, body: body)
                #expect(scheme.refusal(of: request, at: now) == nil)
                #expect(scheme.refusal(of: WebhookRequest(fields: HTTPFields(), body: body), at: now) != nil)
            }
        }
    }

    @Test func `what cannot be signed is refused`() {
        let body = Data()
        let now = GenuineDelivery.start
        let early = Date(timeIntervalSince1970: -1)
        let attempts: [() throws -> HTTPFields] = [
            { try WebhookSigner.standard(id: "", body: body, secret: "c2VjcmV0", now: now) },
            { try WebhookSigner.standard(id: "a.b", body: body, secret: "c2VjcmV0", now: now) },
            { try WebhookSigner.standard(id: "a b", body: body, secret: "c2VjcmV0", now: now) },
            { try WebhookSigner.standard(id: "a", body: body, secret: "", now: now) },
            { try WebhookSigner.standard(id: "a", body: body, secret: "whsec_", now: now) },
            { try WebhookSigner.standard(id: "a", body: body, secret: "no base64!", now: now) },
            { try WebhookSigner.standard(id: "a", body: body, secret: "c2VjcmV0", now: early) },
            { try WebhookSigner.timestamped(header: "a", body: body, secret: "", now: now) },
            { try WebhookSigner.timestamped(header: "a b", body: body, secret: "s", now: now) },
            {
                try WebhookSigner.timestamped(
                    header: "a",
                    body: body,
                    secret: "s",
                    now: Date(timeIntervalSince1970: .nan)
                )
            },
            { try WebhookSigner.header("a", value: "") },
            { try WebhookSigner.header("a", value: "line\nbreak") },
            { try WebhookSigner.header("", value: "value") },
        ]
        for (index, attempt) in attempts.enumerated() {
            let error = #expect(throws: TranscriptionError.self, "\(index)") { try attempt() }
            #expect(error?.code == .invalidRequest)
        }
    }
}
