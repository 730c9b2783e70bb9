/// The ways in which a transfer fails, whatever the transport.
package enum TransportError {
    /// There is no host of this name.
    case noSuchHost
    /// The host does not take the connection.
    case unreachable
    /// This machine has no network.
    case offline
    /// No secure connection can be made; the reason.
    case insecure(String)
    /// The connection broke off.
    case lost
    /// Nothing came for too long.
    case timeout
    /// Something else; the reason.
    case other(String)
}

extension TranscriptionError {
    /// What a failed transfer means.
    ///
    /// The sentence holds the host only, as the rest of an address may hold a signature.
    package init(_ error: TransportError, host: String?, _ failure: HTTPTransportFailure) {
        let place = host ?? "the server"
        let (code, sentence, isRetryable): (Code, String, Bool) =
            switch error {
            case .noSuchHost: (.connection, "There is no such host: \(place).", true)
            case .unreachable: (.connection, "\(place) could not be reached.", true)
            case .offline: (.connection, "There is no connection to the network.", true)
            case .insecure(let reason):
                (.connection, "No secure connection to \(place) could be made: \(reason)", false)
            case .lost: (.connection, "The connection to \(place) broke off.", true)
            case .timeout: (.timeout, "Nothing came from \(place) for too long.", true)
            case .other(let reason): (.connection, "The transfer from \(place) failed: \(reason)", true)
            }
        self.init(code, sentence, isRetryable: isRetryable, underlying: failure)
    }
}
