import Foundation
import HTTPTypes
import Steno
import Testing

/// When a delivery was signed: how it may be written, and how far it may lie from now.
@Suite struct WebhookTimeTests {
    /// A delivery whose signature holds whatever is given for its time.
    private struct Signed: Sendable, CustomStringConvertible {
        var description: String
        var scheme: @Sendable (Duration) -> WebhookScheme
        var fields: @Sendable (String) -> HTTPFields

        func refusal(of time: String, at now: Date, tolerance: Duration = .seconds(300)) -> WebhookRefusal.Code? {
            scheme(tolerance).refusal(of: WebhookRequest(fields: fields(time), body: Data("body".utf8)), at: now)?.code
        }

        static let all = [
            Signed(
                description: "Standard Webhooks",
                scheme: { .standard(secrets: ["c2VjcmV0"], tolerance: $0) },
                fields: {
                    let signature = plainCode("secret", "msg_1.\($0).body").base64EncodedString()
                    return [.webhookID: "msg_1", .webhookTimestamp: $0, .webhookSignature: "v1,\(signature)"]
                }
            ),
            Signed(
                description: "one header",
                scheme: { .timestamped(header: "X-PyAI-Signature", secrets: ["secret"], tolerance: $0) },
                fields: { [.list: "t=\($0),v1=\(hex(plainCode("secret", "\($0).body")))"] }
            ),
            Signed(
                description: "two headers",
                scheme: {
                    .timestamped(
                        signatureHeader: "Wordcab-Signature",
                        timestampHeader: "Wordcab-Timestamp",
                        secrets: ["secret"],
                        tolerance: $0
                    )
                },
                fields: { [.pairTimestamp: $0, .pairSignature: hex(plainCode("secret", "\($0).body"))] }
            ),
        ]
    }

    private static let time = 1_788_800_000
    private static let now = Date(timeIntervalSince1970: TimeInterval(time))

    @Test(arguments: Signed.all) private func `both edges of the window are in it, and nothing beyond`(_ signed: Signed)
    {
        let time = String(Self.time)
        for tolerance in [0, 1, 300, 86_400] as [TimeInterval] {
            let latest = Self.now + tolerance
            let earliest = Self.now - tolerance
            let after = Date(timeIntervalSinceReferenceDate: latest.timeIntervalSinceReferenceDate.nextUp)
            let before = Date(timeIntervalSinceReferenceDate: earliest.timeIntervalSinceReferenceDate.nextDown)
            let tolerance = Duration.seconds(tolerance)
            #expect(signed.refusal(of: time, at: latest, tolerance: tolerance) == nil)
            #expect(signed.refusal(of: time, at: earliest, tolerance: tolerance) == nil)
            #expect(signed.refusal(of: time, at: after, tolerance: tolerance) == .tooOld)
            #expect(signed.refusal(of: time, at: before, tolerance: tolerance) == .tooNew)
        }
    }

    @Test func `300 s is the tolerance unless another is set`() {
        for delivery in GenuineDelivery.timed {
            #expect(delivery.genuine.refusal(of: delivery.request, at: delivery.now + 300) == nil)
            #expect(delivery.genuine.refusal(of: delivery.request, at: delivery.now - 300) == nil)
            #expect(delivery.genuine.refusal(of: delivery.request, at: delivery.now + 300.001)?.code == .tooOld)
            #expect(delivery.genuine.refusal(of: delivery.request, at: delivery.now - 300.001)?.code == .tooNew)
        }
    }

    @Test(arguments: Signed.all) private func `no tolerance and no clock switches the check off`(_ signed: Signed) {
        #expect(signed.refusal(of: String(Self.time), at: Self.now + 1, tolerance: .zero) == .tooOld)
        #expect(signed.refusal(of: String(Self.time), at: Self.now, tolerance: .seconds(-1)) == .tooOld)
        #expect(signed.refusal(of: String(Self.time), at: Date(timeIntervalSince1970: .nan)) == .tooOld)
        #expect(signed.refusal(of: String(Self.time), at: Date(timeIntervalSince1970: .infinity)) == .tooOld)
        #expect(signed.refusal(of: String(Self.time), at: Date(timeIntervalSince1970: -.infinity)) == .tooNew)
    }

    @Test(arguments: Signed.all) private func `a forged delivery is not told apart by its time`(_ signed: Signed) {
        let fields = signed.fields("1")
        let request = WebhookRequest(fields: fields, body: Data("other".utf8))
        #expect(signed.scheme(.seconds(300)).refusal(of: request, at: Self.now)?.code == .wrongSignature)
    }

    /// Every one of them is signed, so nothing but how it is written is wrong with it.
    @Test(
        arguments: [
            "nan", "NaN", "inf", "-inf", "Infinity", "1e309", "1e9", "0x6A9F3C00", "-1788800000", "-0", "+1788800000",
            "1788800000.0", "1788800000.", "1_788_800_000", "1788 800000", "1788800000s", "t",
            "١٧٨٨٨٠٠٠٠٠", "１７８８８０００００", "१७८८८०००००", "²", "1788800000\u{301}", "1788800000\u{0}1",
            "17888000001788800000", "9223372036854775808", "18446744073709551616", "1788800000;1788800000",
            String(repeating: "9", count: 400), String(repeating: "0", count: 30) + "x",
        ]
    )
    func `a time that is no plain number is refused`(_ time: String) {
        for signed in Signed.all {
            #expect(signed.refusal(of: time, at: Self.now) == .malformedHeader, "\(signed)")
        }
    }

    @Test(arguments: Signed.all) private func `the largest number is a time in the future`(_ signed: Signed) {
        #expect(signed.refusal(of: "9223372036854775807", at: Self.now) == .tooNew)
        #expect(signed.refusal(of: "999999999999999999", at: Self.now) == .tooNew)
        #expect(signed.refusal(of: "0", at: Self.now) == .tooOld)
        #expect(signed.refusal(of: "0", at: Date(timeIntervalSince1970: 300)) == nil)
        #expect(signed.refusal(of: "00\(Self.time)", at: Self.now) == nil)
    }

    @Test func `a time with space around it is refused where a header holds more than the time`() {
        for time in [" \(Self.time)", "\(Self.time) ", "\t\(Self.time)", ""] {
            let fields: HTTPFields = [.list: "t=\(time),v1=\(hex(plainCode("secret", "\(time).body")))"]
            let request = WebhookRequest(fields: fields, body: Data("body".utf8))
            let scheme = WebhookScheme.timestamped(header: "X-PyAI-Signature", secrets: ["secret"])
            #expect(scheme.refusal(of: request, at: Self.now)?.code == .malformedHeader)
        }
    }
}
