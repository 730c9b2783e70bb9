import Foundation
import HTTPTypes
import Steno
import Testing

/// A header whose value was agreed.
@Suite struct HeaderSchemeTests {
    private static func refusal(of value: String) -> WebhookRefusal.Code? {
        let request = WebhookRequest(fields: [.agreed: value], body: Data())
        return GenuineDelivery.header.genuine.refusal(of: request, at: GenuineDelivery.start)?.code
    }

    @Test func `another value is refused, of whatever length`() {
        let value = GenuineDelivery.header.secret
        for other in [
            "", "B", String(value.dropLast()), String(value.dropFirst()), value + "x", value.uppercased(),
            value + value,
            String(value.reversed()), value.replacing("_", with: "__"), String(repeating: "a", count: 100_000),
        ] {
            #expect(Self.refusal(of: other) == .wrongHeader)
        }
    }

    @Test func `neither body nor target nor time matter`() throws {
        let request = WebhookRequest(
            fields: GenuineDelivery.header.request.fields,
            body: Data([0xFF]),
            target: "/other?steno=1"
        )
        let proof = try GenuineDelivery.header.genuine.proof(of: request, at: .distantFuture)
        #expect(proof == WebhookProof(.header))
    }

    @Test func `any of the values agreed is good`() {
        let scheme = WebhookScheme.header("X-Soniox-Webhook-Secret", values: ["new", "", "old"])
        func refusal(_ value: String) -> WebhookRefusal.Code? {
            scheme.refusal(of: WebhookRequest(fields: [.agreed: value], body: Data()), at: GenuineDelivery.start)?.code
        }
        #expect(refusal("new") == nil)
        #expect(refusal("old") == nil)
        #expect(refusal("") == .wrongHeader)
        #expect(refusal("newold") == .wrongHeader)
    }
}
