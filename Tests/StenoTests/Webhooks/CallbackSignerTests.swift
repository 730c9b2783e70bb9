import Foundation
import HTTPTypes
import Steno
import Testing

/// Tokens in the URLs that services call.
@Suite struct CallbackSignerTests {
    private static let signer = CallbackSigner(secrets: ["callback-secret"])
    private static let scheme = WebhookScheme.callback(signer, for: "aitronos")

    private static func url(_ text: String) throws -> URL { try #require(URL(string: text)) }

    private static func refusal(
        of target: String,
        at now: Date = GenuineDelivery.start,
        by scheme: WebhookScheme = scheme
    ) -> WebhookRefusal.Code? {
        scheme.refusal(of: WebhookRequest(fields: [:], body: Data(), target: target), at: now)?.code
    }

    private static func refusal(ofToken token: String) -> WebhookRefusal.Code? {
        refusal(of: "/hook?steno=\(token)")
    }

    @Test func `the token is the one that Python makes of the same`() throws {
        let signed = try Self.signer.sign(
            Self.url("https://example.com/hook"),
            provider: "aitronos",
            reference: "job/ä 1",
            now: GenuineDelivery.start
        )
        #expect(signed.absoluteString == "https://example.com/hook?steno=\(GenuineDelivery.token)")
    }

    @Test(
        arguments: [
            ("https://example.com", "https://example.com?"),
            ("https://example.com/", "https://example.com/?"),
            ("https://example.com/a?", "https://example.com/a?"),
            ("https://example.com/a?b", "https://example.com/a?b&"),
            ("https://example.com/a?b=%26%3D&c=d+e&&f", "https://example.com/a?b=%26%3D&c=d+e&&f&"),
            ("https://example.com/%2F/a?q=1%20%C3%A4", "https://example.com/%2F/a?q=1%20%C3%A4&"),
            ("https://example.com/a?stenographer=1", "https://example.com/a?stenographer=1&"),
            ("https://example.com/a?steno=old&b=c", "https://example.com/a?b=c&"),
            ("https://u:p@example.com:8443/a?b=c", "https://u:p@example.com:8443/a?b=c&"),
        ]
    )
    func `what else is in the URL stays as it is`(_ plain: String, _ beginning: String) throws {
        let signed = try Self.signer.sign(
            Self.url(plain),
            provider: "aitronos",
            reference: "job/ä 1",
            now: GenuineDelivery.start
        )
        #expect(signed.absoluteString == "\(beginning)steno=\(GenuineDelivery.token)")
        #expect(Self.refusal(of: signed.absoluteString) == nil)
        let again = try Self.signer.sign(signed, provider: "aitronos", reference: "2", now: GenuineDelivery.start)
        let request = WebhookRequest(fields: [:], body: Data(), target: again.absoluteString)
        #expect(try Self.scheme.proof(of: request, at: GenuineDelivery.start).reference == "2")
    }

    @Test func `a fragment stays at the end`() throws {
        let signed = try Self.signer.sign(
            Self.url("https://example.com/a?b=c#d?e"),
            provider: "aitronos",
            reference: "job/ä 1",
            now: GenuineDelivery.start
        )
        #expect(signed.absoluteString == "https://example.com/a?b=c&steno=\(GenuineDelivery.token)#d?e")
        #expect(Self.refusal(of: signed.absoluteString) == nil)
        #expect(Self.refusal(of: "/a#?steno=\(GenuineDelivery.token)") == .malformedToken)
    }

    @Test(arguments: ["x", "job 1", "ä\u{1F600}\n", "a.b.c", "=&?#%", String(repeating: "long", count: 100)])
    func `any reference comes back as it was, and needs no escaping`(_ reference: String) throws {
        let signed = try Self.signer.sign(
            Self.url("https://example.com/a"),
            provider: "aitronos",
            reference: reference,
            now: GenuineDelivery.start
        )
        let token = try #require(signed.query())
        let harmless = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._=")
        #expect(token.allSatisfy(harmless.contains))
        let request = WebhookRequest(fields: [:], body: Data(), target: "/a?\(token)")
        let proof = try Self.scheme.proof(of: request, at: GenuineDelivery.start)
        #expect(proof == WebhookProof(.callback, reference: reference))
    }

    @Test func `a token is good to the second in which it expires`() throws {
        let end = GenuineDelivery.start + 48 * 3600
        let after = Date(timeIntervalSinceReferenceDate: end.timeIntervalSinceReferenceDate.nextUp)
        let target = "/hook?steno=\(GenuineDelivery.token)"
        #expect(Self.refusal(of: target, at: end) == nil)
        #expect(Self.refusal(of: target, at: after) == .expiredToken)
        #expect(Self.refusal(of: target, at: Date(timeIntervalSince1970: .nan)) == .expiredToken)
        #expect(Self.refusal(of: target, at: GenuineDelivery.start - 3600) == nil)
    }

    @Test func `a token lives as long as was said, and no longer`() throws {
        for lifetime in [60, 61.5, 0, -60] {
            let signer = CallbackSigner(secrets: ["s"], lifetime: .seconds(lifetime))
            let start = GenuineDelivery.start
            let url = try signer.sign(Self.url("https://e.com"), provider: "x", reference: "r", now: start)
            let scheme = WebhookScheme.callback(signer, for: "x")
            let end = start + lifetime.rounded(.down)
            #expect(Self.refusal(of: url.absoluteString, at: end, by: scheme) == nil)
            #expect(Self.refusal(of: url.absoluteString, at: start + lifetime + 0.5, by: scheme) == .expiredToken)
        }
    }

    @Test func `a token holds for its provider alone`() {
        let target = "/hook?steno=\(GenuineDelivery.token)"
        #expect(Self.refusal(of: target, by: .callback(Self.signer, for: "speechischeap")) == .wrongToken)
        #expect(Self.refusal(of: target, by: .callback(Self.signer, for: "Aitronos")) == .wrongToken)
        #expect(Self.refusal(of: target, by: .callback(CallbackSigner(secrets: ["x"]), for: "aitronos")) == .wrongToken)
    }

    @Test func `a token by any of the secrets is good, and the first signs`() throws {
        let target = "/hook?steno=\(GenuineDelivery.token)"
        let signer = CallbackSigner(secrets: ["", "new", "callback-secret"])
        #expect(Self.refusal(of: target, by: .callback(signer, for: "aitronos")) == nil)
        let url = try signer.sign(
            Self.url("https://e.com"),
            provider: "aitronos",
            reference: "r",
            now: GenuineDelivery.start
        )
        let new = WebhookScheme.callback(CallbackSigner(secrets: ["new"]), for: "aitronos")
        #expect(Self.refusal(of: url.absoluteString, by: new) == nil)
        #expect(Self.refusal(of: url.absoluteString) == .wrongToken)
    }

    @Test(
        arguments: [
            "", "/", "/hook", "/hook?", "/hook?other=1", "/hook?steno", "/hook?steno=",
            "/hook?Steno=\(GenuineDelivery.token)",
            "/hook?steno=\(GenuineDelivery.token)&steno=\(GenuineDelivery.token)",
            "/hook?steno=x&steno=\(GenuineDelivery.token)", "/hook?steno=\(GenuineDelivery.token)&steno=",
            "/hook?a=b;steno=\(GenuineDelivery.token)", "steno=\(GenuineDelivery.token)",
            "?#steno=\(GenuineDelivery.token)",
            "/hook?a=steno=\(GenuineDelivery.token)",
        ]
    )
    func `a query without exactly one token is refused`(_ target: String) {
        #expect(Self.refusal(of: target) == .malformedToken)
    }

    @Test func `a token of another form is refused`() {
        let parts = GenuineDelivery.token.split(separator: ".").map(String.init)
        let (expiry, reference, code) = (parts[1], parts[2], parts[3])
        for token in [
            "1", "1...", "1.\(expiry).\(reference)", "1.\(expiry).\(reference).\(code).", ".\(GenuineDelivery.token)",
            "2.\(expiry).\(reference).\(code)", "01.\(expiry).\(reference).\(code)", "1.-1.\(reference).\(code)",
            "1.+\(expiry).\(reference).\(code)", "1.nan.\(reference).\(code)",
            "1.99999999999999999999.\(reference).\(code)",
            "1.\(expiry).\(reference)=.\(code)", "1.\(expiry).\(reference).\(code)=",
            "1.\(expiry).\(reference).\(code)%3D",
            "1.\(expiry).\(reference).\(code.replacing("_", with: "/"))", "1.\(expiry).%%.\(code)",
            "1.\(expiry)._w.\(code)",
            "1.\(expiry).\(reference).\(code.dropLast())x", "1.１.\(reference).\(code)", "1.\(expiry).\(reference).é",
        ] {
            #expect(Self.refusal(ofToken: token) == .malformedToken, "\(token)")
        }
    }

    @Test func `a token that was changed or made elsewhere is refused`() {
        let parts = GenuineDelivery.token.split(separator: ".").map(String.init)
        let (expiry, reference, code) = (parts[1], parts[2], parts[3])
        for token in [
            "1.1788972801.\(reference).\(code)", "1.0\(expiry).\(reference).\(code)",
            "1.9223372036854775807.\(reference).\(code)",
            "1.\(expiry).am9i.\(code)", "1.\(expiry)..\(code)", "1.\(expiry).\(reference).",
            "1.\(expiry).\(reference).AAAA",
            "1.\(expiry).\(reference).\(code.dropLast(3))",
            "1.\(expiry).\(reference).\(String(repeating: "A", count: 43))",
        ] {
            #expect(Self.refusal(ofToken: token) == .wrongToken, "\(token)")
        }
    }

    @Test func `what cannot be signed is refused`() throws {
        let url = try Self.url("https://example.com/a")
        func code(_ signer: CallbackSigner, reference: String = "r", now: Date = GenuineDelivery.start) -> String? {
            do {
                _ = try signer.sign(url, provider: "x", reference: reference, now: now)
                return nil
            } catch let error as TranscriptionError {
                return error.code.rawValue
            } catch {
                return "\(error)"
            }
        }
        #expect(code(Self.signer) == nil)
        #expect(code(CallbackSigner(secrets: [])) == "invalidRequest")
        #expect(code(CallbackSigner(secrets: [""])) == "invalidRequest")
        #expect(code(Self.signer, reference: "") == "invalidRequest")
        #expect(code(Self.signer, now: Date(timeIntervalSince1970: -1e9)) == "invalidRequest")
        #expect(code(Self.signer, now: Date(timeIntervalSince1970: .infinity)) == "invalidRequest")
        #expect(code(Self.signer, now: Date(timeIntervalSince1970: .nan)) == "invalidRequest")
        #expect(code(CallbackSigner(secrets: ["s"], lifetime: .seconds(Int64.max)), now: .now) == "invalidRequest")
    }
}
