import Foundation
import HTTPTypes
import Steno
import Testing

/// What holds for every scheme.
@Suite struct WebhookSchemeTests {
    @Test(arguments: GenuineDelivery.all) func `a genuine delivery is proved`(_ delivery: GenuineDelivery) throws {
        #expect(try delivery.genuine.proof(of: delivery.request, at: delivery.now) == delivery.proof)
    }

    @Test(arguments: GenuineDelivery.all) func `without a secret everything is refused`(_ delivery: GenuineDelivery) {
        for secrets in [[], [""], ["", ""]] as [[Secret]] {
            #expect(delivery.scheme(secrets).refusal(of: delivery.request, at: delivery.now)?.code == .noSecret)
            let bare = WebhookRequest(fields: [:], body: Data())
            #expect(delivery.scheme(secrets).refusal(of: bare, at: delivery.now)?.code == .noSecret)
        }
    }

    @Test(arguments: GenuineDelivery.all) func `any of several secrets will do`(_ delivery: GenuineDelivery) {
        let secret = Secret(delivery.secret)
        let other: Secret = "b3RoZXItc2VjcmV0"
        for secrets in [[other, secret], [secret, other], ["", secret], [other, other, secret, other]] as [[Secret]] {
            #expect(delivery.scheme(secrets).refusal(of: delivery.request, at: delivery.now) == nil)
        }
    }

    @Test(arguments: GenuineDelivery.all) func `a secret that was taken away is refused at once`(
        _ delivery: GenuineDelivery
    ) throws {
        let refusal = delivery.scheme(["b3RoZXItc2VjcmV0"]).refusal(of: delivery.request, at: delivery.now)
        #expect([.wrongSignature, .wrongHeader, .wrongToken].contains(try #require(refusal).code))
    }

    @Test(arguments: GenuineDelivery.all) func `each header has to be there once`(_ delivery: GenuineDelivery) {
        for case .field(let name) in delivery.parts {
            var request = delivery.request
            request.fields[name] = nil
            #expect(delivery.genuine.refusal(of: request, at: delivery.now)?.code == .missingHeader)
            request = delivery.request
            request.fields[name] = ""
            let empty = delivery.genuine.refusal(of: request, at: delivery.now)?.code
            #expect(empty == .malformedHeader || empty == .wrongHeader)
            request = delivery.request
            request.fields[values: name] += request.fields[values: name]
            #expect(delivery.genuine.refusal(of: request, at: delivery.now)?.code == .repeatedHeader)
            request = delivery.request
            request.fields[values: name].append("other")
            #expect(delivery.genuine.refusal(of: request, at: delivery.now)?.code == .repeatedHeader)
        }
    }

    @Test(arguments: GenuineDelivery.all) func `the case of a header's name makes no difference`(
        _ delivery: GenuineDelivery
    ) throws {
        var request = delivery.request
        request.fields = HTTPFields(
            try delivery.request.fields.map { field in
                HTTPField(name: try #require(HTTPField.Name(field.name.rawName.uppercased())), value: field.value)
            }
        )
        #expect(delivery.genuine.refusal(of: request, at: delivery.now) == nil)
    }

    @Test(arguments: GenuineDelivery.all) func `other headers make no difference`(_ delivery: GenuineDelivery) {
        var request = delivery.request
        request.fields[.contentType] = "application/json"
        request.fields[values: .userAgent] = ["one", "two"]
        #expect(delivery.genuine.refusal(of: request, at: delivery.now) == nil)
    }

    @Test func `a name that cannot be a header's is the name of no header`() {
        for scheme: WebhookScheme in [
            .header("not a name", values: ["x"]), .header("", values: ["x"]),
            .timestamped(header: "a:b", secrets: ["x"]),
            .timestamped(signatureHeader: "Wordcab-Signature", timestampHeader: "\n", secrets: ["x"]),
        ] {
            #expect(
                scheme.refusal(of: GenuineDelivery.pair.request, at: GenuineDelivery.start)?.code == .missingHeader
            )
        }
    }

    @Test(arguments: GenuineDelivery.all) func `a refusal holds neither secret nor signature`(
        _ delivery: GenuineDelivery
    ) throws {
        var texts: [String] = []
        for secrets in [[], [Secret(delivery.secret)], ["b3RoZXItc2VjcmV0"]] as [[Secret]] {
            for case .field(let name) in delivery.parts {
                for change in [nil, "", "x" + (delivery.request.fields[name] ?? "")] {
                    var request = delivery.request
                    request.fields[name] = change
                    if let refusal = delivery.scheme(secrets).refusal(of: request, at: delivery.now) {
                        texts += [refusal.message, "\(refusal)", String(reflecting: refusal)]
                    }
                }
            }
            for now in [delivery.now, delivery.now + 1e7, delivery.now - 1e7] {
                for target in [delivery.request.target, "/?steno=\(GenuineDelivery.token)x"] {
                    var request = delivery.request
                    request.target = target
                    if let refusal = delivery.scheme(secrets).refusal(of: request, at: now) {
                        texts += [refusal.message, "\(refusal)", String(reflecting: refusal)]
                    }
                }
            }
        }
        #expect(!texts.isEmpty)
        let secrets = [delivery.secret, "b3RoZXItc2VjcmV0", "g0hM9SsE", "af0423bc", "2d64be0d", "hr_MrIft", "am9iL8"]
        for secret in secrets {
            #expect(texts.filter { $0.contains(secret) } == [])
        }
    }

    @Test func `a scheme prints nothing of its secrets`() {
        for delivery in GenuineDelivery.all {
            let signer = CallbackSigner(secrets: [Secret(delivery.secret)])
            var text = "\(delivery.genuine) \(signer) \(String(reflecting: signer))"
            dump(delivery.genuine, to: &text)
            dump(signer, to: &text)
            #expect(!text.contains(delivery.secret))
            // What has been computed of a key is as good as the key.
            #expect(!text.contains("SHA256"))
        }
    }

    @Test func `opting out takes everything and proves nothing`() throws {
        let request = WebhookRequest(fields: [:], body: Data())
        #expect(try WebhookScheme.unauthenticated.proof(of: request) == WebhookProof(.nothing))
    }

    @Test func `a delivery is remembered for as long as it passes`() {
        #expect(WebhookScheme.standard(secrets: []).replayWindow == .seconds(600))
        #expect(
            WebhookScheme.timestamped(header: "x", secrets: [], tolerance: .seconds(7)).replayWindow == .seconds(14)
        )
        #expect(
            WebhookScheme.timestamped(signatureHeader: "x", timestampHeader: "y", secrets: []).replayWindow
                == .seconds(600)
        )
        let signer = CallbackSigner(secrets: [], lifetime: .seconds(60))
        #expect(WebhookScheme.callback(signer, for: "x").replayWindow == .seconds(60))
    }
}
