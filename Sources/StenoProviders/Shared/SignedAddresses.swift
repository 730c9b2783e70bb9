import Foundation

extension TranscriptionRequest {
    /// The addresses in the request that may hold a signature or a password: those with a query.
    ///
    /// A service that repeats them in a refusal must not bring them into an error.
    var signedAddresses: [Secret] {
        var addresses = [webhook?.url]
        if case .url(let url) = audio { addresses.append(url) }
        return addresses.compactMap { $0 }.filter { $0.query() != nil }.map { Secret($0.absoluteString) }
    }
}
