import Foundation
import StenoTestSupport
import Testing

@testable import Steno

@Suite("A pipeline over the real transport")
struct UnreachableHostTests {
    @Test("knows that a host that cannot be reached has created nothing")
    func refused() async {
        var settings = HTTPSettings()
        settings.repeatAtOnce()
        let pipeline = HTTPPipeline(
            provider: "acme",
            // Nothing listens on the port of the multiplexer service.
            baseURL: "http://127.0.0.1:1",
            key: Secret(testKey),
            settings: settings
        )
        let error = await failure { try await pipeline.send(.create(.ifRefused)) }
        #expect(error?.code == .connection)
        #expect(error?.isRetryable == true)
        #expect(error?.provider == "acme")
        #expect(error?.wasNeverSent == true)
        let url = URL(string: "http://127.0.0.1:1/r.json?signature=hush")
        let fetched = await failure { try await pipeline.fetch(signedURL: #require(url), operation: "result") }
        #expect(fetched?.code == .connection)
        #expect(!(allText(of: error) + allText(of: fetched)).contains("hush"))
    }
}
