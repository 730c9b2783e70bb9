/// Why a delivery was refused.
///
/// For the receiver's own log. The sender is told nothing of it: which check failed would help a forger.
public struct WebhookRefusal: Error, Sendable, Hashable, CustomStringConvertible {
    /// What kind of refusal it is.
    ///
    /// The set may grow; compare with the static members.
    public struct Code: OpenName {
        /// No secret is configured, so nothing can be verified.
        public static let noSecret: Self = "noSecret"
        /// A header that must be there is not.
        public static let missingHeader: Self = "missingHeader"
        /// A header that may be there once is there more than once.
        public static let repeatedHeader: Self = "repeatedHeader"
        /// A header does not have the form it must have.
        public static let malformedHeader: Self = "malformedHeader"
        /// The delivery was signed too long ago: late, or replayed.
        public static let tooOld: Self = "tooOld"
        /// The delivery was signed in the future: a clock is wrong.
        public static let tooNew: Self = "tooNew"
        /// No signature matches: another secret, or a body that was changed on the way.
        public static let wrongSignature: Self = "wrongSignature"
        /// The header's value is not the one agreed.
        public static let wrongHeader: Self = "wrongHeader"
        /// The URL called has no token, or one that does not have the form it must have.
        public static let malformedToken: Self = "malformedToken"
        /// The token in the URL was made with another secret, or was changed.
        public static let wrongToken: Self = "wrongToken"
        /// The token in the URL is no longer good.
        public static let expiredToken: Self = "expiredToken"
        /// The body is larger than the receiver takes.
        public static let bodyTooLarge: Self = "bodyTooLarge"
        /// The body is genuine and cannot be understood.
        public static let malformedBody: Self = "malformedBody"
        /// Nothing is received for this provider.
        public static let unknownProvider: Self = "unknownProvider"

        /// The code's name.
        public let rawValue: String

        /// Wraps a name.
        public init(rawValue: String) {
            self.rawValue = rawValue
        }
    }

    /// What kind of refusal it is.
    public var code: Code
    /// A sentence a person can act on.
    ///
    /// Never holds a secret or a signature.
    public var message: String

    /// Describes a refusal.
    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// The message and the code.
    public var description: String { "\(message) [\(code)]" }
}
