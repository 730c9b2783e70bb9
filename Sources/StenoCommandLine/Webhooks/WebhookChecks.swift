import Foundation
import Steno

/// What was checked of a delivery, in the order of the checks, and where it ended.
struct WebhookChecks {
    /// A check, and the refusals that mean that it does not hold.
    struct Check {
        let name: String
        let codes: Set<WebhookRefusal.Code>
    }

    private static let first = [
        Check(name: "size", codes: [.bodyTooLarge]),
        Check(name: "secret", codes: [.noSecret]),
    ]
    private static let headers: Set<WebhookRefusal.Code> = [.missingHeader, .repeatedHeader, .malformedHeader]

    /// The checks of a delivery, in order.
    static func all(_ authentication: Capabilities.WebhookAuthentication) -> [Check] {
        let proof: [Check] =
            switch authentication {
            case .signature:
                [
                    Check(name: "headers", codes: headers),
                    Check(name: "signature", codes: [.wrongSignature]),
                    Check(name: "time", codes: [.tooOld, .tooNew]),
                ]
            case .header:
                [Check(name: "header", codes: headers), Check(name: "value", codes: [.wrongHeader])]
            case .unsigned:
                [
                    Check(name: "token", codes: [.malformedToken]),
                    Check(name: "signature", codes: [.wrongToken]),
                    Check(name: "expiry", codes: [.expiredToken]),
                ]
            }
        return first + proof + [Check(name: "body", codes: [.malformedBody])]
    }

    /// What the delivery says, where all hold.
    let event: WebhookEvent?
    /// Why it is refused, where not.
    let refusal: WebhookRefusal?

    private let checks: [Check]
    private let now: Date

    /// Notes that a delivery is genuine.
    init(_ event: WebhookEvent, of provider: WebhookProvider, at now: Date) {
        checks = Self.all(provider.authentication)
        self.event = event
        self.now = now
        refusal = nil
    }

    /// Notes why a delivery is refused.
    init(_ refusal: WebhookRefusal, of provider: WebhookProvider, at now: Date) {
        checks = Self.all(provider.authentication)
        self.refusal = refusal
        self.now = now
        event = nil
    }

    /// A row for each check: its name, whether it holds, and what there is to say.
    var text: String {
        var table = TextTable()
        // One that is in no list is the last thing that went wrong.
        let failed = refusal.map { refusal in checks.firstIndex { $0.codes.contains(refusal.code) } ?? checks.count }
        for (index, check) in checks.enumerated() {
            switch failed {
            case index?: table.add([check.name, "failed", refusal?.message ?? ""])
            case let failed? where index > failed: table.add([check.name, "not checked"])
            default: table.add([check.name, "ok", detail(of: check)])
            }
        }
        if failed == checks.count, let refusal { table.add(["other", "failed", refusal.message]) }
        return table.text
    }

    private func detail(of check: Check) -> String {
        guard let event else { return "" }
        switch check.name {
        case "time":
            guard let signed = event.proof.signedAt else { return "" }
            let age = now.timeIntervalSince(signed)
            return "signed \(Figures.seconds(abs(age))) \(age < 0 ? "in the future" : "ago")"
        case "token": return event.proof.reference.map { "made for \($0)" } ?? ""
        case "headers": return event.proof.deliveryID.map { "delivery \($0)" } ?? ""
        case "body":
            return [event.type, "job \(event.jobID)", event.status?.rawValue].compactMap(\.self).joined(separator: ", ")
        default: return ""
        }
    }
}
