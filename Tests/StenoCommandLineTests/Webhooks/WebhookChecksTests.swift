import Foundation
import Steno
import StenoProviders
import Testing

@testable import StenoCommandLine

@Suite struct WebhookChecksTests {
    private let now = Date(timeIntervalSince1970: 1_785_576_600)

    private func lines(_ code: WebhookRefusal.Code, _ provider: WebhookProvider = .standard) -> [String] {
        WebhookChecks(WebhookRefusal(code, "Because."), of: provider, at: now).text.split(separator: "\n").map(
            String.init
        )
    }

    @Test func marksWhatHoldsWhatFailedAndWhatWasNotReached() {
        #expect(
            lines(.wrongSignature) == [
                "size       ok",
                "secret     ok",
                "headers    ok",
                "signature  failed       Because.",
                "time       not checked",
                "body       not checked",
            ]
        )
    }

    @Test(arguments: WebhookProvider.all) func everyRefusalHasItsPlace(provider: WebhookProvider) {
        let codes: [WebhookRefusal.Code] =
            switch provider.authentication {
            case .signature: [.missingHeader, .repeatedHeader, .malformedHeader, .wrongSignature, .tooOld, .tooNew]
            case .header: [.missingHeader, .repeatedHeader, .wrongHeader]
            case .unsigned: [.malformedToken, .wrongToken, .expiredToken]
            }
        for code in codes + [.bodyTooLarge, .noSecret, .malformedBody] {
            let failed = lines(code, provider).filter { $0.contains("failed") }
            #expect(failed.count == 1, "\(code)")
            #expect(!failed.contains { $0.hasPrefix("other") }, "\(code)")
        }
    }

    @Test func whatIsNotKnownYetIsToldAtTheEnd() {
        #expect(lines("somethingNew").last == "other      failed  Because.")
    }

    @Test func saysWhatTheDeliveryHolds() {
        let event = WebhookEvent(
            id: "msg_1",
            provider: "standard",
            jobID: "7",
            status: .completed,
            type: "transcription.completed",
            proof: WebhookProof(.signature, deliveryID: "msg_1", signedAt: now.addingTimeInterval(-3))
        )
        #expect(
            WebhookChecks(event, of: .standard, at: now).text == """
                size       ok
                secret     ok
                headers    ok  delivery msg_1
                signature  ok
                time       ok  signed 3.00 s ago
                body       ok  transcription.completed, job 7, completed
                """
        )
    }
}
