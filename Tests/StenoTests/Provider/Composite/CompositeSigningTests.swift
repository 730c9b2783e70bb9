import Foundation
import HTTPTypes
import StenoTestSupport
import Testing

@testable import Steno

/// Callbacks of providers made of several, where the client has a signer.
@Suite struct CompositeSigningTests {
    private static let signer = CallbackSigner(secrets: ["secret"])

    private let aitronos: MemoryProvider
    private let request: TranscriptionRequest

    init() throws {
        var unsigned = Capabilities.everything
        unsigned.webhookAuthentication = .unsigned
        aitronos = MemoryProvider("aitronos", capabilities: unsigned)
        let hook = try #require(URL(string: "https://example.org/hook"))
        request = TranscriptionRequest(audio: TranscriptionRequest.plain.audio, webhook: Webhook(url: hook))
    }

    private func client(_ provider: any TranscriptionProvider) -> TranscriptionClient {
        TranscriptionClient(provider: provider, callbackSigner: Self.signer, clock: ManualClock())
    }

    /// The reference for which the service was given the URL to call.
    private func reference() throws -> String? {
        let url = try #require(aitronos.requests.first?.webhook?.url)
        let delivery = WebhookRequest(fields: [:], body: Data(), target: url.absoluteString)
        return try WebhookScheme.callback(Self.signer, for: "aitronos").proof(of: delivery).reference
    }

    @Test func `a member without a signer is refused a webhook by name, and nobody is asked`() async throws {
        let soniox = MemoryProvider("soniox")
        for inner in [FallbackProvider([soniox, aitronos]), FallbackProvider([FallbackProvider([soniox, aitronos])])] {
            let error = await #expect(throws: TranscriptionError.self) { try await client(inner).submit(request) }
            #expect(error?.code == .invalidRequest)
            #expect(
                error?.message == "The callback's URL has to be signed for aitronos, and not for fallback: give the "
                    + "signer to its `CompositeMember`."
            )
        }
        #expect(soniox.calls == [])
        #expect(aitronos.calls == [])
    }

    @Test func `a member's own signer signs for the member, also inside another composite`() async throws {
        let inner = FallbackProvider(members: [CompositeMember("aitronos", aitronos, callbackSigner: Self.signer)])
        let outer = FallbackProvider(members: [CompositeMember("inner", inner, callbackSigner: Self.signer)])
        let client = client(outer)
        let handle = try await client.submit(request)
        let reference = try #require(try reference())
        aitronos.set(.completed)
        let proof = WebhookProof(.callback, reference: reference)
        let event = WebhookEvent(id: "e", provider: "aitronos", jobID: "aitronos-1", status: .completed, proof: proof)
        #expect(try await client.deliver(event).id == handle.id)
    }

    @Test func `a member that makes the URL its own way is left to it`() async throws {
        let member = CompositeMember("aitronos", aitronos) { request in
            guard let webhook = request.webhook else { return }
            request.webhook?.url = try Self.signer.sign(webhook.url, provider: "aitronos", reference: "mine")
        }
        _ = try await client(FallbackProvider(members: [member])).submit(request)
        #expect(try reference() == "mine")
    }

    @Test func `a request without a webhook needs no signer`() async throws {
        _ = try await client(FallbackProvider([aitronos])).submit(.plain)
        #expect(aitronos.requests == [.plain])
    }
}
