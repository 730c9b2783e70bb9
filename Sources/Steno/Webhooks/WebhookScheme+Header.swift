import Crypto
import Foundation

extension WebhookScheme {
    /// A header whose value the receiver chose and the sender repeats, as Soniox does.
    ///
    /// - Parameters:
    ///   - name: The header's name; upper and lower case are the same.
    ///   - values: The values, any of which is good, taken literally. Empty ones count as none, and without any every delivery
    ///     is refused with `noSecret`.
    /// - Returns: The scheme; it proves who the sender is.
    public static func header(_ name: String, values: [Secret]) -> Self {
        let header = ExpectedHeader(name)
        // Codes under a key that nobody else has are compared, not the values: their lengths then make no difference.
        let key = SymmetricKey(size: .bits256)
        let codes = values.compactMap { value in
            value.withValue { $0.isEmpty ? nil : HMAC<SHA256>.authenticationCode(for: Data($0.utf8), using: key) }
        }
        return Self(needsBody: false) { request, _ throws(WebhookRefusal) in
            guard !codes.isEmpty else { throw WebhookRefusal.noSecret }
            let given = Data(try header.value(in: request.fields).utf8)
            var matches = 0
            for code in codes where HMAC<SHA256>.isValidAuthenticationCode(code, authenticating: given, using: key) {
                matches += 1
            }
            guard matches > 0 else {
                throw WebhookRefusal(.wrongHeader, "The header \(name) does not have the value agreed.")
            }
            return WebhookProof(.header)
        }
    }

    /// Takes every delivery, whoever sent it.
    ///
    /// For services that prove nothing, where not even a callback's URL can be signed. What such a delivery says is worth
    /// nothing before the service confirms it, as with ``WebhookReceiver/run(confirmingWith:_:)``.
    public static var unauthenticated: Self {
        Self(needsBody: false) { _, _ throws(WebhookRefusal) in WebhookProof(.nothing) }
    }
}
