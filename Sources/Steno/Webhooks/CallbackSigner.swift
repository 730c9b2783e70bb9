public import Foundation

/// Signs the URLs that services call, and so tells deliveries of services that sign nothing from forged ones.
///
/// The token is an item `steno` in the URL's query. It is bound to the provider, to a reference of the job's, and to the time
/// it expires, by an HMAC-SHA256. ``WebhookScheme/callback(_:for:)`` checks it.
public struct CallbackSigner: Sendable {
    static let itemName = "steno"

    private let keys: MessageKeys
    private let now: @Sendable () -> Date
    let lifetime: Duration

    /// Makes a signer.
    ///
    /// - Parameters:
    ///   - secrets: The secrets, taken literally; random ones of 32 bytes or more are best. The first signs, and what any of
    ///     them signed is accepted. Empty ones count as none; without any nothing is signed and every delivery is refused with
    ///     `noSecret`.
    ///   - lifetime: How long a URL is good for. It should outlast the longest job and the service's last attempt.
    ///   - now: What time it is.
    public init(
        secrets: [Secret],
        lifetime: Duration = .seconds(48 * 3600),
        now: @escaping @Sendable () -> Date = { Date() }
    ) {
        keys = MessageKeys(literal: secrets)
        self.lifetime = lifetime
        self.now = now
    }

    /// Adds a token to a URL.
    ///
    /// What else the query holds stays as it is; a token that is there already is replaced.
    ///
    /// - Parameters:
    ///   - url: The URL the service is to call.
    ///   - provider: The service.
    ///   - reference: What tells the job from others, such as the client's reference. It can be read in the URL, so it must
    ///     not be secret.
    ///   - now: When the URL's life begins; nil means now, by the signer's own time.
    /// - Returns: The URL with the token.
    /// - Throws: ``TranscriptionError`` with code `invalidRequest` where there is no secret, the reference is empty, or the
    ///   time of expiry cannot be written.
    public func sign(_ url: URL, provider: ProviderID, reference: String, now: Date? = nil) throws -> URL {
        let start = now ?? self.now()
        guard let expiry = WebhookTimestamp(start.addingTimeInterval(lifetime / .seconds(1))) else {
            throw TranscriptionError(.invalidRequest, "There is no such time as the one at which the URL would expire.")
        }
        guard !reference.isEmpty else {
            throw TranscriptionError(.invalidRequest, "A callback's URL is signed for a reference; there is none.")
        }
        let message = CallbackToken.message(provider: provider, expiry: expiry, reference: reference)
        guard let code = keys.code(message, Data()) else {
            throw TranscriptionError(.invalidRequest, "There is no secret to sign the callback's URL with.")
        }
        let token = CallbackToken.text(expiry: expiry, reference: reference, code: code)
        guard let signed = URL(string: CallbackQuery(url.absoluteString).replacing(Self.itemName, with: token)) else {
            throw TranscriptionError(.invalidRequest, "The callback's URL cannot take a query.")
        }
        return signed
    }

    /// What a URL was signed for, whoever signed it; nil where it has no token.
    static func reference(in url: URL) -> String? {
        CallbackQuery(url.absoluteString).values(of: itemName).first.flatMap { CallbackToken($0) }?.reference
    }

    /// Checks the token in a request's target.
    ///
    /// - Returns: The reference it was made for.
    func reference(in target: String, provider: ProviderID, now: Date) throws(WebhookRefusal) -> String {
        guard !keys.isEmpty else { throw WebhookRefusal.noSecret }
        let values = CallbackQuery(target).values(of: Self.itemName)
        guard values.count == 1, let token = values.first.flatMap({ CallbackToken($0) }) else {
            throw WebhookRefusal(.malformedToken, "The URL called does not hold one token in its query.")
        }
        let message = CallbackToken.message(provider: provider, expiry: token.expiry, reference: token.reference)
        guard keys.accept(anyOf: [token.code], for: message, Data()) else {
            throw WebhookRefusal(.wrongToken, "The token in the URL called was not made here, or was changed.")
        }
        // Not by comparing dates: one that is not a number compares as if it were early enough.
        guard now.timeIntervalSince(token.expiry.date) <= 0 else {
            throw WebhookRefusal(.expiredToken, "The token in the URL called is no longer good.")
        }
        return token.reference
    }
}
