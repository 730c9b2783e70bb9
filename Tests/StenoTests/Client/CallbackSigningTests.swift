import Foundation
import HTTPTypes
import StenoTestSupport
import Testing

@testable import Steno

/// Signing the URLs that services call which sign nothing.
@Suite(.timeLimit(.minutes(10))) struct CallbackSigningTests {
    static let signer = CallbackSigner(secrets: [Secret("a secret of more than thirty-two bytes")])

    /// A delivery to the webhook of a request.
    static func delivery(to request: TranscriptionRequest) throws -> WebhookRequest {
        let url = try #require(request.webhook?.url)
        let target = url.absoluteString.replacing("https://example.org", with: "")
        return WebhookRequest(fields: [:], body: Data(), target: target)
    }

    /// The reference the webhook's URL of a request was signed for, if it was.
    static func reference(of request: TranscriptionRequest) throws -> String? {
        guard request.webhook?.url.query != nil else { return nil }
        return try WebhookScheme.callback(signer, for: "timed").proof(of: delivery(to: request)).reference
    }

    static func scene(
        _ webhooks: Capabilities.WebhookAuthentication? = .unsigned,
        signer: CallbackSigner = signer
    ) -> (provider: TimedProvider, client: ClockedClient) {
        let clock = ManualClock()
        let provider = TimedProvider(clock: clock, webhooks: webhooks) { _ in .seconds(100) }
        return (provider, ClockedClient(clock, provider, .init(), signer: signer))
    }

    @Test func `the URL is signed for the client's reference, or else for a random one`() async throws {
        let (provider, client) = Self.scene()
        _ = try await client.submit(webhook: true, reference: "order 17")
        _ = try await client.submit(webhook: true)
        _ = try await client.submit(webhook: true)
        _ = try await client.submit(webhook: true, reference: "")
        let references = try provider.requests.map(Self.reference)
        #expect(references[0] == "order 17")
        let random = references.dropFirst().compactMap(\.self)
        #expect(Set(random).count == 3)
        #expect(random.allSatisfy { $0.count == 32 })
        #expect(provider.requests[0].clientReference == "order 17")
        #expect(provider.requests[1].clientReference == nil)
    }

    @Test(arguments: [Capabilities.WebhookAuthentication.signature, .header, nil])
    func `it is left as it is where something else tells`(webhooks: Capabilities.WebhookAuthentication?) async throws {
        let (provider, client) = Self.scene(webhooks)
        _ = try await client.submit(webhook: true)
        #expect(try Self.reference(of: provider.requests[0]) == nil)
    }

    @Test func `a request without a webhook is submitted as it is`() async throws {
        let (provider, client) = Self.scene()
        _ = try await client.submit()
        #expect(provider.requests[0].webhook == nil)
    }

    @Test func `the URL's life begins at what is now for the signer`() async throws {
        let start = GenuineDelivery.start
        let signer = CallbackSigner(secrets: ["secret"], lifetime: .seconds(60)) { start }
        let (provider, client) = Self.scene(signer: signer)
        _ = try await client.submit(webhook: true)
        let delivery = try Self.delivery(to: provider.requests[0])
        let scheme = WebhookScheme.callback(signer, for: "timed")
        #expect(scheme.refusal(of: delivery, at: start + 60) == nil)
        #expect(scheme.refusal(of: delivery, at: start + 61)?.code == .expiredToken)
    }

    @Test func `a token does not open another job's door`() async throws {
        let (provider, client) = Self.scene()
        _ = try await client.submit(webhook: true, reference: "mine")
        _ = try await client.submit(webhook: true, reference: "yours")
        func event(_ reference: String) -> WebhookEvent {
            WebhookEvent(
                id: "e",
                provider: "timed",
                jobID: "1",
                status: .running,
                proof: WebhookProof(.callback, reference: reference)
            )
        }
        let error = try await DeliveryTests.error { try await client.client.deliver(event("mine")) }
        #expect(error.code == .invalidState)
        #expect(provider.singleAsks.isEmpty)
        #expect(try await client.client.deliver(event("yours")).status == .running)
        #expect(provider.singleAsks.count == 1)
    }
}
