import Foundation
import Steno
import StenoTestSupport
import Testing

/// What the URL that was called was signed for.
@Suite(.timeLimit(.minutes(10))) struct WebhookReferenceTests {
    private func event(_ proof: WebhookProof, of id: JobID = "7") -> WebhookEvent {
        WebhookEvent(id: "e", provider: "one", jobID: id, status: .completed, proof: proof)
    }

    @Test(arguments: [nil, "", "yours"]) func `a URL that was signed for something else is refused`(
        _ reference: String?
    ) async throws {
        let event = event(WebhookProof(.callback, reference: "mine"))
        #expect(throws: Never.self) { try event.check(reference: "mine") }
        let error = #expect(throws: TranscriptionError.self) { try event.check(reference: reference) }
        #expect(error?.code == .invalidState)
    }

    @Test func `a proof without its reference proves nothing`() {
        #expect(throws: TranscriptionError.self) { try event(WebhookProof(.callback)).check(reference: nil) }
    }

    @Test(arguments: [WebhookProof.Kind.signature, .header, .nothing])
    func `other proofs have no reference to check`(kind: WebhookProof.Kind) {
        #expect(throws: Never.self) { try event(WebhookProof(kind)).check(reference: "mine") }
    }

    @Test func `a member of a composite remembers what its URLs were signed for`() async throws {
        var unsigned = Capabilities.everything
        unsigned.webhookAuthentication = .unsigned
        let one = MemoryProvider("one", capabilities: unsigned)
        let signer = CallbackSigner(secrets: ["secret"])
        let provider = FallbackProvider(members: [CompositeMember("one", one, callbackSigner: signer)])
        let client = TranscriptionClient(provider: provider, clock: ManualClock())
        let hook = Webhook(url: try #require(URL(string: "https://example.com/one?a=b")))
        for reference in ["mine", "yours"] {
            _ = try await client.submit(.init(audio: .stored(id: "x"), webhook: hook, clientReference: reference))
        }
        one.set(.completed, of: "one-2")
        func tell(_ reference: String) async throws {
            let told = event(WebhookProof(.callback, reference: reference), of: "one-2")
            try await WebhookReceiver.delivery(to: [client])(told)
        }
        #expect(await failure { try await tell("mine") }?.code == .invalidState)
        #expect(one.calls == ["submit", "submit"])
        try await tell("yours")
    }
}
