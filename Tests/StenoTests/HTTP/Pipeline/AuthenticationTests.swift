import Foundation
import HTTPTypes
import StenoTestSupport
import Testing

@testable import Steno

@Suite("The key")
struct AuthenticationTests {
    @Test("is sent as the service wants it")
    func forms() async throws {
        let name = try #require(HTTPField.Name("x-api-key"))
        let forms: [(HTTPAuthentication, HTTPFields)] = [
            (.bearer, [.userAgent: "Steno", .authorization: "Bearer \(testKey)"]),
            (.header(name), [.userAgent: "Steno", name: testKey]),
            (.none, [.userAgent: "Steno"]),
        ]
        for (authentication, fields) in forms {
            let transport = ScriptedTransport(.json("{}"))
            _ = try await testPipeline(transport, authentication: authentication).send(.read)
            #expect(transport.sent.map(\.request.headerFields) == [fields])
        }
        let transport = ScriptedTransport(.json("{}"))
        _ = try await testPipeline(transport, key: nil).send(.read)
        #expect(transport.sent.map(\.request.headerFields) == [[.userAgent: "Steno"]])
    }

    @Test("is never sent over plain http, unless within this machine or with permission")
    func plainHTTP() async {
        let places: [(base: String, isAllowed: Bool, isSent: Bool)] = [
            ("https://api.acme.example", false, true), ("http://api.acme.example", false, false),
            ("http://api.acme.example", true, true), ("http://localhost:8080", false, true),
            ("http://127.0.0.1:8080", false, true), ("http://[::1]:8080", false, true),
            ("http://127.0.0.1.evil.example", false, false), ("http://10.0.0.1", false, false),
        ]
        for place in places {
            for viaCall in [false, true] {
                let transport = ScriptedTransport(.json("{}"))
                let base = viaCall ? "https://api.acme.example" : place.base
                let pipeline = testPipeline(transport, baseURL: base) { $0.allowsInsecureHTTP = place.isAllowed }
                var call = HTTPCall.read
                if viaCall { call.base = place.base }
                let error = await failure { try await pipeline.send(call) }
                #expect(transport.sent.count == (place.isSent ? 1 : 0), "\(place.base)")
                #expect(error?.code == (place.isSent ? nil : .invalidRequest))
                #expect(error?.provider == (place.isSent ? nil : "acme"))
            }
        }
    }

    @Test(
        "that no header can carry is refused before anything is sent",
        arguments: ["", " ", "a b", "a\nb", "a\r\nx-evil: 1", "schlüssel", "key\n", "\u{0}"]
    )
    func unusable(key: String) async {
        let transport = ScriptedTransport(.json("{}"))
        let error = await failure { try await testPipeline(transport, key: Secret(key)).send(.create(.always)) }
        #expect(error?.code == .authentication)
        #expect(error?.provider == "acme")
        #expect(transport.sent.isEmpty)
        #expect(key.count < 3 || error?.description.contains(key) == false)
    }

    @Test("goes to another host of the service where a call names one, and fields of a call go before the service's")
    func otherHost() async throws {
        let transport = ScriptedTransport(.json("{}"))
        let pipeline = testPipeline(transport) { settings in
            settings.fields = HTTPFields(named: ["x-a": "settings", "x-b": "settings", "User-Agent": "mine"])
        }
        var call = HTTPCall(.post, "/v2/jobs/", operation: "submit")
        call.base = "https://upload.acme.example/"
        call.fields = HTTPFields(named: ["X-B": "call"])
        _ = try await pipeline.send(call)
        let sent = try #require(transport.sent.first)
        #expect(sent.url == "https://upload.acme.example/v2/jobs/")
        let fields = sent.request.headerFields.map { "\($0.name.canonicalName): \($0.value)" }
        #expect(
            fields.sorted() == [
                "authorization: Bearer \(testKey)", "user-agent: mine", "x-a: settings", "x-b: call",
            ]
        )
    }
}
