import Foundation
import Steno

/// What to do about a delivery that was refused.
struct WebhookAdvice {
    let provider: WebhookProvider
    let verifier: WebhookVerifier
    let request: WebhookRequest
    let now: Date

    /// A sentence or two; nil where the refusal says it all.
    func text(for refusal: WebhookRefusal) -> String? {
        let variables = provider.variables.joined(separator: " or ")
        switch refusal.code {
        case .noSecret:
            return "What is set in \(variables) is no secret of this kind."
        case .missingHeader:
            return "Give every header of the delivery with --header 'Name: value'."
        case .wrongSignature where isGenuineWithoutLineBreak:
            return "It is genuine but for the line break at the end of the body, which editors and echo add. Keep "
                + "bodies byte for byte, as with curl --data-binary or printf %s."
        case .wrongSignature, .wrongHeader, .wrongToken:
            return "Either the secret in \(variables) is not the one it was sent with, or it was changed on the way: "
                + "a body must be byte for byte as it came, and never read and written again as JSON."
        case .tooOld, .tooNew:
            return "To check one that was kept, give the time it came with --at. If it has just come, a clock is wrong."
        case .malformedToken where request.target.isEmpty:
            return "\(provider.id) signs nothing, so the address it called is what tells; give it with --url."
        case .expiredToken:
            return "To check one that was kept, give the time it came with --at."
        default:
            return nil
        }
    }

    /// Whether nothing but a final line break is in the way.
    private var isGenuineWithoutLineBreak: Bool {
        var request = request
        guard request.body.last == UInt8(ascii: "\n") else { return false }
        request.body.removeLast()
        if isGenuine(request) { return true }
        guard request.body.last == UInt8(ascii: "\r") else { return false }
        request.body.removeLast()
        return isGenuine(request)
    }

    private func isGenuine(_ request: WebhookRequest) -> Bool {
        (try? verifier.scheme.proof(of: request, at: now)) != nil
    }
}
