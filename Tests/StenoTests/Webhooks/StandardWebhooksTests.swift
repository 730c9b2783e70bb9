import Foundation
import HTTPTypes
import Steno
import Testing

@Suite struct StandardWebhooksTests {
    private static let delivery = GenuineDelivery.standard
    private static let signature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    private static let other = "v1,Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc="

    private static func refusal(
        secret: Secret = Secret(delivery.secret),
        _ change: (inout WebhookRequest) -> Void = { _ in }
    ) -> WebhookRefusal.Code? {
        var request = delivery.request
        change(&request)
        return WebhookScheme.standard(secrets: [secret]).refusal(of: request, at: delivery.now)?.code
    }

    @Test(
        arguments: [
            "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            " whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "\twhsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw \r\n",
            "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n",
        ] as [Secret]
    )
    func `a secret may do without its prefix, and have white space around it`(_ secret: Secret) {
        #expect(Self.refusal(secret: secret) == nil)
    }

    @Test(
        arguments: [
            "", " ", "whsec_", " whsec_ ", "whsec_=", "whsec_====", "whsec_M", "whsec_not base64", "whsec_-_-_",
            "whsec_MfKQ9r8GKYqrTwjUPD8IL\nPZIo2LaLaSw", "WHSEC_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_QR==", "ключ",
            "whsec_whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        ] as [Secret]
    )
    func `what is no base64 is no secret`(_ secret: Secret) {
        #expect(Self.refusal(secret: secret) == .noSecret)
    }

    @Test func `a secret's padding may be left out`() {
        // Computed with Python's hmac: the key is the bytes from 1 to 32, the body is empty.
        let request = WebhookRequest(
            fields: [
                .webhookID: "msg_2",
                .webhookTimestamp: "1788800000",
                .webhookSignature: "v1,NIKg5Y+R7LWcrMtyQxR79018v6jYmon/Sr9clg9QwL0=",
            ],
            body: Data()
        )
        for secret in [
            "AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA=", "whsec_AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA",
        ] {
            let scheme = WebhookScheme.standard(secrets: [Secret(secret)])
            #expect(scheme.refusal(of: request, at: GenuineDelivery.start) == nil)
        }
    }

    @Test(
        arguments: [
            "\(other) \(signature)", "\(signature) \(other)", "v2,\(signature.dropFirst(3)) \(signature)",
            "v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg== \(signature)",
            "v1,tooshort \(signature)", "v1, \(signature)", "rubbish \(signature)", "v1,%%% \(signature) , v1",
            "\(other)  \(signature)", Array(repeating: other, count: 50).joined(separator: " ") + " " + signature,
        ]
    )
    func `the right signature may stand among others`(_ signatures: String) {
        #expect(Self.refusal { $0.fields[.webhookSignature] = signatures } == nil)
    }

    @Test(
        arguments: [
            other, "\(other) \(other)", "v1,", "v1,AAAA", String(signature.dropLast()), String(signature.dropLast(2)),
            String(signature.dropLast(20)), "\(signature)=", "\(signature)AAAA", "v1,\(signature)", "v1,v1,AAAA",
            "v1,g0hM9SsE-OTPJTGt_tmIKtSyZlE3uFJELVlNIOLJ1OE=", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OF=",
            "v1,g0hM9SsE+OTPJTGt /tmIKtSyZlE3uFJELVlNIOLJ1OE=", "v1,é", "\(signature),\(signature)",
        ]
    )
    func `a wrong or shortened signature is refused`(_ signature: String) {
        #expect(Self.refusal { $0.fields[.webhookSignature] = signature } == .wrongSignature)
    }

    @Test(
        arguments: [
            "v2,\(signature.dropFirst(3))", "v1a,\(signature.dropFirst(3))", "v1=\(signature.dropFirst(3))",
            "V\(signature.dropFirst())",
            String(signature.dropFirst(3)), "v1", "v", ",", "   ",
        ]
    )
    func `a header without a signature of the version is malformed`(_ signature: String) {
        #expect(Self.refusal { $0.fields[.webhookSignature] = signature } == .malformedHeader)
    }

    @Test(arguments: ["msg.1", ".", "msg 1", "m\u{e9}ssage", "a, b"])
    func `an id that could be taken for more is refused, though signed`(_ id: String) {
        let refusal = Self.refusal(secret: "c2VjcmV0") { request in
            let signature = plainCode("secret", "\(id).1614265330.{}").base64EncodedString()
            request.body = Data("{}".utf8)
            request.fields[.webhookID] = id
            request.fields[.webhookSignature] = "v1,\(signature)"
        }
        #expect(refusal == .malformedHeader)
    }

    @Test func `one signature does not hold for two ways to part the same text`() {
        let signature = plainCode("secret", "a.1614265330.1614265330.{}").base64EncodedString()
        func refusal(_ id: String, _ body: String) -> WebhookRefusal.Code? {
            Self.refusal(secret: "c2VjcmV0") {
                $0 = WebhookRequest(
                    fields: [.webhookID: id, .webhookTimestamp: "1614265330", .webhookSignature: "v1,\(signature)"],
                    body: Data(body.utf8)
                )
            }
        }
        #expect(refusal("a", "1614265330.{}") == nil)
        #expect(refusal("a.1614265330", "{}") == .malformedHeader)
    }

    @Test func `any bytes may be the body`() {
        for body in [Data(), Data([0]), Data(0...255), Data("ä\u{1F600}".utf8), Data(repeating: 46, count: 100_000)] {
            let refusal = Self.refusal(secret: "c2VjcmV0") {
                let signature = plainCode(Data("secret".utf8), Data("msg_1.1614265330.".utf8) + body)
                $0.body = body
                $0.fields[.webhookID] = "msg_1"
                $0.fields[.webhookSignature] = "v1,\(signature.base64EncodedString())"
            }
            #expect(refusal == nil)
        }
    }

    @Test func `a slice of a larger body is what it shows`() {
        #expect(
            Self.refusal { $0.body = (Data("abc".utf8) + $0.body + Data("def".utf8))[3..<(3 + $0.body.count)] } == nil
        )
    }

    @Test func `another body is refused`() {
        for body in [#"{"test": 2432232315}"#, #"{"test": 2432232314} "#, #"{"test":2432232314}"#, ""] {
            #expect(Self.refusal { $0.body = Data(body.utf8) } == .wrongSignature)
        }
    }
}
