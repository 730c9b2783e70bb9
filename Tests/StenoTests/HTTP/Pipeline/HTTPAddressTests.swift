import Foundation
import Testing

@testable import Steno

@Suite("Addresses of calls")
struct HTTPAddressTests {
    @Test(
        "join the base URL and the path",
        arguments: [
            ("https://api.acme.example", "https://api.acme.example/v1/jobs"),
            ("https://api.acme.example/", "https://api.acme.example/v1/jobs"),
            ("https://api.acme.example/v1", "https://api.acme.example/v1/jobs"),
            ("https://api.acme.example/v1/", "https://api.acme.example/v1/jobs"),
            ("https://api.acme.example/api", "https://api.acme.example/api/v1/jobs"),
            ("https://api.acme.example/api/v1", "https://api.acme.example/api/v1/jobs"),
            ("https://api.acme.example/v2", "https://api.acme.example/v2/v1/jobs"),
            ("https://API.acme.example:443", "https://api.acme.example/v1/jobs"),
            ("https://api.acme.example:8443/a%2Fb/", "https://api.acme.example:8443/a%2Fb/v1/jobs"),
            ("http://[::1]:8080", "http://[::1]:8080/v1/jobs"),
        ]
    )
    func base(base: String, whole: String) throws {
        let address = try HTTPAddress(base: base, path: "/v1/jobs", query: [])
        #expect("\(address.origin.scheme)://\(address.origin.authority)\(address.path)" == whole)
    }

    @Test(
        "refuse a base URL that cannot be used, without repeating it",
        arguments: [
            "", "api.acme.example", "ftp://api.acme.example", "https://", "https://user:secret@api.acme.example",
            "https://api.acme.example?key=secret", "https://api.acme.example/#secret", "file:///etc/secret",
        ]
    )
    func refusal(base: String) {
        let error = #expect(throws: TranscriptionError.self) {
            try HTTPAddress(base: base, path: "/v1/jobs", query: [])
        }
        #expect(error?.code == .invalidRequest)
        #expect(error?.message.contains("secret") == false)
    }

    @Test("encode ids into one segment, and keep slashes as written")
    func paths() throws {
        let path = HTTPPath("/v2/jobs/")
        #expect(path.encoded == "/v2/jobs/")
        #expect(HTTPPath("v2").encoded == "/v2")
        #expect(try path.appending(id: "a").encoded == "/v2/jobs/a")
        #expect(try HTTPPath("/v2/jobs").appending(id: "a").appending("/transcript").encoded == "/v2/jobs/a/transcript")
        let wild = try path.appending(id: "../admin?x=1#y %2e é").encoded
        #expect(wild == "/v2/jobs/..%2Fadmin%3Fx%3D1%23y%20%252e%20%C3%A9")
        for id in ["", ".", ".."] {
            let error = #expect(throws: TranscriptionError.self) { try path.appending(id: id, of: "acme") }
            #expect(error?.code == .invalidRequest)
            #expect(error?.provider == "acme")
        }
    }

    @Test("encode the query to the last character")
    func query() throws {
        let items = [URLQueryItem(name: "cursor", value: "a+b&c=d/é "), URLQueryItem(name: "flag", value: nil)]
        let address = try HTTPAddress(base: "https://a.example", path: "/jobs", query: items)
        #expect(address.path == "/jobs?cursor=a%2Bb%26c%3Dd%2F%C3%A9%20&flag")
    }

    @Test("keep a signed URL exactly as it is")
    func signed() throws {
        let text = "https://Bucket.example/a%2Fb/r.json?sig=%2B%2f=&X-Amz-Date=2&e#part"
        let address = try #require(URL(string: text).flatMap(HTTPAddress.init))
        #expect(address.origin.authority == "bucket.example")
        #expect(address.path == "/a%2Fb/r.json?sig=%2B%2f=&X-Amz-Date=2&e")
    }

    @Test(
        "know what this machine is",
        arguments: [
            ("http://localhost:1", true), ("http://LOCALHOST", true), ("http://127.0.0.1", true),
            ("http://127.255.1.9", true), ("http://[::1]", true), ("http://127.0.0.1.evil.example", false),
            ("http://127.evil.example", false), ("http://localhost.evil.example", false), ("http://128.0.0.1", false),
            ("http://127.1", false), ("http://0.0.0.0", false),
        ]
    )
    func loopback(text: String, isLoopback: Bool) throws {
        let origin = try #require(URLComponents(string: text).flatMap(HTTPOrigin.init))
        #expect(origin.isLoopback == isLoopback)
    }
}
