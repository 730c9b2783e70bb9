import Foundation
import HTTPTypes
import Steno
import Testing

/// One header with time and signatures, and two headers with one each.
@Suite struct TimestampedWebhookTests {
    private static let digest = "af0423bc18d92cb75e43efb9862a3fd8ed20b3c57f296ff40998a200a2849668"
    private static let other = "75b724d65b665221e114cb580c4d8cccf3cb5a7450b429855ec5c33f55665267"

    private static func refusal(ofList list: String, secrets: [Secret] = ["local-test-secret"]) -> WebhookRefusal.Code?
    {
        var request = GenuineDelivery.list.request
        request.fields[.list] = list
        return GenuineDelivery.list.scheme(secrets).refusal(of: request, at: GenuineDelivery.start)?.code
    }

    private static func refusal(ofSignature signature: String) -> WebhookRefusal.Code? {
        var request = GenuineDelivery.pair.request
        request.fields[.pairSignature] = signature
        return GenuineDelivery.pair.genuine.refusal(of: request, at: GenuineDelivery.start)?.code
    }

    @Test(
        arguments: [
            "t=1788800000,v1=\(digest.uppercased())", "v1=\(digest),t=1788800000", "t=1788800000, v1=\(digest)",
            "t=1788800000,v1=\(String(repeating: "0", count: 64)),v1=\(digest)",
            "t=1788800000,v1=\(digest),v1=\(String(repeating: "0", count: 64))",
            "t=1788800000,v0=old,v1=\(digest),v2=new", "t=1788800000,v1=\(digest),v1=\(digest)",
        ]
    )
    func `a list may be written in several ways`(_ list: String) {
        #expect(Self.refusal(ofList: list) == nil)
    }

    @Test(
        arguments: [
            "", "t=1788800000", "v1=\(digest)", "t=NaN,v1=ab", "t=1788800000,v1=ab",
            "t=1788800000,t=1788800000,v1=\(digest)",
            "t=1788800000,v1=\(digest),t=1788800001", "t=,v1=\(digest)", "t=1788800000,v1=",
            "t=1788800000 v1=\(digest)",
            "t=1788800000,v1=\(digest.dropLast())", "t=1788800000,v1=\(digest)0",
            "t=1788800000,v1=\(digest.dropLast())g",
            "t=1788800000,v1=\(digest),v1=ab", "t=1788800000,v1=0x\(digest.dropFirst(2))", "T=1788800000,V1=\(digest)",
            "t=1788800000,v1=\(digest.replacing("af", with: "AF"))", "t=1788800000,v1=sha256=\(digest)",
            "t=1788800000,v1=\(String(repeating: "z", count: 64))",
            "t=1788800000,v1=\(String(repeating: "é", count: 32))",
            "t=1788800000,v1=\(String(repeating: "０", count: 64))", digest, "1788800000.\(digest)", "sha256=\(digest)",
            "t =1788800000,v1=\(digest)", "t=1788800000;v1=\(digest)", ",,,,", "=,=", "t=1788800000,v1 =\(digest)",
        ]
    )
    func `a malformed list is refused`(_ list: String) {
        #expect(Self.refusal(ofList: list) == .malformedHeader)
    }

    @Test func `signatures by other secrets are refused`() {
        let list = "t=1788800000,v1=\(Self.other)"
        #expect(Self.refusal(ofList: list) == .wrongSignature)
        #expect(Self.refusal(ofList: list, secrets: ["other-secret"]) == nil)
        #expect(Self.refusal(ofList: "\(list),v1=\(String(repeating: "0", count: 64))") == .wrongSignature)
    }

    @Test func `while secrets change, any signature by any secret will do`() {
        let both = "t=1788800000,v1=\(Self.other),v1=\(Self.digest)"
        #expect(Self.refusal(ofList: both) == nil)
        #expect(Self.refusal(ofList: both, secrets: ["other-secret"]) == nil)
        #expect(Self.refusal(ofList: both, secrets: ["third", "other-secret", "local-test-secret"]) == nil)
        #expect(Self.refusal(ofList: both, secrets: ["third"]) == .wrongSignature)
    }

    @Test func `vectors computed with Python hold`() {
        let bodies: [(Data, String)] = [
            (Data(), "bf9686c1401a4e6716ff21b188231a194eb26403afb209dc926794dae7784d1f"),
            (Data(0...255), "b6b7fe578be0d0c4d003514c75da03a53a6b12bcbec9f296753b620861e2bce2"),
        ]
        for (body, digest) in bodies {
            let request = WebhookRequest(fields: [.list: "t=1788800000,v1=\(digest)"], body: body)
            #expect(GenuineDelivery.list.genuine.refusal(of: request, at: GenuineDelivery.start) == nil)
            let pair = WebhookRequest(fields: [.pairTimestamp: "1788800000", .pairSignature: digest], body: body)
            let scheme = GenuineDelivery.pair.scheme(["local-test-secret"])
            #expect(scheme.refusal(of: pair, at: GenuineDelivery.start) == nil)
        }
    }

    @Test func `a bare signature may be in upper case`() throws {
        let signature = try #require(GenuineDelivery.pair.request.fields[.pairSignature])
        #expect(Self.refusal(ofSignature: signature.uppercased()) == nil)
    }

    @Test func `a malformed bare signature is refused`() throws {
        let signature = try #require(GenuineDelivery.pair.request.fields[.pairSignature])
        for change in [
            "", "v1=\(signature)", "sha256=\(signature)", String(signature.dropLast()), "\(signature)0",
            "\(signature),\(signature)", "\(signature) \(signature)", signature.replacing("d", with: "D"),
            signature.replacing("d", with: "x"), String(repeating: " ", count: 64),
        ] {
            #expect(Self.refusal(ofSignature: change) == .malformedHeader)
        }
    }

    @Test func `the secret is taken literally`() {
        let request = GenuineDelivery.pair.request
        for secret in [
            "live-secret/taken literally", " \(GenuineDelivery.pair.secret)", "\(GenuineDelivery.pair.secret)\n",
        ] {
            let scheme = GenuineDelivery.pair.scheme([Secret(secret)])
            #expect(scheme.refusal(of: request, at: GenuineDelivery.start)?.code == .wrongSignature)
        }
    }

    @Test(arguments: [GenuineDelivery.list, .pair]) func `another body is refused`(_ delivery: GenuineDelivery) {
        for body in [Data(), delivery.request.body + Data(" ".utf8), delivery.request.body.dropFirst(), Data([0])] {
            var request = delivery.request
            request.body = body
            #expect(delivery.genuine.refusal(of: request, at: delivery.now)?.code == .wrongSignature)
        }
    }
}
