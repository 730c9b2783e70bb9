import Foundation
import HTTPTypes
import StenoTestSupport
import Testing

@testable import Steno

@Suite("Redirections")
struct RedirectionTests {
    /// Leads from the service's address to another one, which answers well.
    private func transport(_ status: Int, to location: String) -> ScriptedTransport {
        ScriptedTransport { sent in
            sent.url == "https://api.acme.example/v1/jobs"
                ? .status(status, fields: [.location: location]) : .json("{}")
        }
    }

    @Test(
        "lead a read anywhere over https",
        arguments: [
            ("/v2/jobs?a=b", "https://api.acme.example/v2/jobs?a=b"), ("other", "https://api.acme.example/v1/other"),
            ("https://api.acme.example:443/x", "https://api.acme.example/x"),
            ("https://store.example/r?sig=%2B", "https://store.example/r?sig=%2B"),
            ("//store.example/r", "https://store.example/r"),
        ]
    )
    func reads(location: String, url: String) async throws {
        for status in [301, 302, 303, 307, 308] {
            for method in [HTTPRequest.Method.get, .head] {
                let transport = transport(status, to: location)
                _ = try await testPipeline(transport).send(HTTPCall(method, "/v1/jobs", operation: "list"))
                #expect(transport.sent.map(\.url) == ["https://api.acme.example/v1/jobs", url])
            }
        }
    }

    @Test("keep the key and the service's fields within the same server, and only there")
    func key() async throws {
        let places = [
            ("/v2/jobs", true), ("https://api.acme.example/x", true), ("https://api.acme.example:444/x", false),
            ("https://acme.example/x", false), ("https://api.acme.example.evil.example/x", false),
        ]
        for (location, keeps) in places {
            for authentication in [HTTPAuthentication.bearer, .header(.cookie)] {
                let transport = transport(302, to: location)
                let pipeline = testPipeline(transport, authentication: authentication) { settings in
                    settings.fields = HTTPFields(named: ["x-organization": "org-1"])
                }
                var call = HTTPCall.read
                call.fields = [.accept: "application/json", .referer: "https://a.example/?session=1"]
                _ = try await pipeline.send(call)
                let sent = try #require(transport.sent.last)
                #expect(String(describing: sent.request.headerFields).contains(testKey) == keeps, "\(location)")
                #expect(String(describing: sent.request.headerFields).contains("org-1") == keeps)
                #expect((sent.request.headerFields[.referer] != nil) == keeps)
                #expect(sent.request.headerFields[.accept] == "application/json")
            }
        }
    }

    @Test("do not bring the key back to a service that led elsewhere first")
    func thereAndBack() async throws {
        let transport = ScriptedTransport { sent in
            switch sent.url {
            case "https://api.acme.example/v1/jobs": .status(302, fields: [.location: "https://evil.example/"])
            case "https://evil.example/": .status(302, fields: [.location: "https://api.acme.example/v1/chosen"])
            default: .json("{}")
            }
        }
        _ = try await testPipeline(transport).send(.read)
        #expect(transport.sent.map { $0.request.headerFields[.authorization] != nil } == [true, false, false])
    }

    @Test("lead other calls only where method and body stay, within the same server")
    func writes() async throws {
        for method in [HTTPRequest.Method.post, .put, .patch, .delete] {
            for status in [301, 302, 303, 307, 308] {
                for location in ["/v2/jobs", "https://other.example/v2/jobs"] {
                    let transport = transport(status, to: location)
                    var call = HTTPCall(method, "/v1/jobs", operation: "any")
                    call.setJSON(Data("{}".utf8))
                    let error = await failure { try await testPipeline(transport).send(call) }
                    let follows = status >= 307 && location == "/v2/jobs"
                    #expect(transport.sent.count == (follows ? 2 : 1), "\(method) \(status) \(location)")
                    #expect(transport.sent.last?.request.method == method)
                    #expect(transport.sent.last?.body == Data("{}".utf8))
                    #expect(error?.httpStatus == (follows ? nil : status))
                    #expect(error?.code == (follows ? nil : .invalidResponse))
                }
            }
        }
    }

    @Test(
        "lead nowhere else",
        arguments: [
            "http://api.acme.example/v1/jobs", "http://127.0.0.1:80/", "ftp://api.acme.example/", "file:///etc/passwd",
            "https://user:password@api.acme.example/", "javascript:alert(1)", "https://",
        ]
    )
    func nowhere(location: String) async {
        let transport = transport(302, to: location)
        let pipeline = testPipeline(transport) { $0.allowsInsecureHTTP = true }
        let error = await failure { try await pipeline.send(.read) }
        #expect(transport.sent.count == 1)
        #expect(error?.code == .invalidResponse)
        #expect(error?.isRetryable == false)
    }

    @Test("end after five")
    func limit() async {
        let transport = ScriptedTransport(.status(302, fields: [.location: "/v1/jobs"]))
        let error = await failure { try await testPipeline(transport).send(.read) }
        #expect(transport.sent.count == 6)
        #expect(error?.code == .invalidResponse)
    }

    @Test("without a location are answers like any other")
    func withoutLocation() async {
        let error = await failure { try await testPipeline(ScriptedTransport(.status(302))).send(.read) }
        #expect(error?.code == .invalidResponse)
        #expect(error?.httpStatus == 302)
    }
}

@Suite("Signed URLs")
struct SignedURLTests {
    private let url: URL

    init() throws {
        url = try #require(URL(string: "https://store.example/r%2F1.json?sig=hush%2Bhush"))
    }

    @Test("are fetched exactly as they are, without the key or the service's fields")
    func exact() async throws {
        let transport = ScriptedTransport(.json(#"{"text":"hello"}"#, fields: HTTPFields(named: ["x-request-id": "r"])))
        let pipeline = testPipeline(transport) { $0.fields = HTTPFields(named: ["x-organization": "org-1"]) }
        let answer = try await pipeline.fetch(signedURL: url, operation: "result")
        #expect(String(decoding: answer.body, as: UTF8.self) == #"{"text":"hello"}"#)
        #expect(answer.requestID == "r")
        let sent = try #require(transport.sent.first)
        #expect(sent.url == "https://store.example/r%2F1.json?sig=hush%2Bhush")
        #expect(sent.request.headerFields == [.userAgent: "Steno"])
    }

    @Test("are in no error of a transport")
    func transportErrors() async {
        let cause = URLError(
            .cannotConnectToHost,
            userInfo: ["NSErrorFailingURLStringKey": url.absoluteString, NSURLErrorFailingURLErrorKey: url]
        )
        let failures: [any Error] = [
            cause, HTTPTransportFailure.neverSent(cause: cause),
            HTTPTransportFailure.mayHaveBeenProcessed(cause: cause),
        ]
        for underlying in failures {
            let error = TranscriptionError(.connection, "No connection.", underlying: underlying)
            let transport = ScriptedTransport(.error(error))
            let thrown = await failure { try await testPipeline(transport).fetch(signedURL: url, operation: "result") }
            #expect(thrown?.code == .connection)
            #expect(!allText(of: thrown).contains("hush"))
        }
    }

    @Test("are in no error")
    func secrecy() async {
        let body =
            "no such object: https://store.example/r%2F1.json?sig=hush%2Bhush, /r%2F1.json?sig=hush%2Bhush hush+hush"
        let error = await failure {
            let pipeline = testPipeline(ScriptedTransport(.text(body, status: 404)))
            return try await pipeline.fetch(signedURL: url, operation: "result")
        }
        #expect(error?.code == .notFound)
        let printed = allText(of: error)
        #expect(!printed.contains("hush") && !printed.contains(testKey))
    }

    @Test("are fetched again after a failure that may pass, and not from another place than https")
    func rules() async throws {
        let transport = ScriptedTransport(.status(503), .json("{}"))
        let pipeline = testPipeline(transport) { $0.repeatAtOnce() }
        _ = try await pipeline.fetch(signedURL: url, operation: "result")
        #expect(transport.sent.count == 2)
        for text in ["http://store.example/r", "http://127.0.0.1/r", "file:///etc/passwd", "/relative"] {
            let refused = await failure {
                try await pipeline.fetch(signedURL: #require(URL(string: text)), operation: "result")
            }
            #expect([.invalidRequest, .invalidResponse].contains(refused?.code))
        }
        #expect(transport.sent.count == 2)
    }

    @Test("may be on this machine where the service is, too")
    func loopback() async throws {
        let transport = ScriptedTransport(.json("{}"))
        let pipeline = testPipeline(transport, baseURL: "http://localhost:8080/acme")
        let url = try #require(URL(string: "http://127.0.0.1:8080/r?sig=1"))
        _ = try await pipeline.fetch(signedURL: url, operation: "result")
        #expect(transport.sent.count == 1)
    }
}
