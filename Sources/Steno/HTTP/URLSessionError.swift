import Foundation

#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

extension TranscriptionError {
    /// What an error of a session means.
    ///
    /// - Parameters:
    ///   - error: The error.
    ///   - host: The host that was asked.
    ///   - hasSentBody: Whether any of the request's body was taken; nil where it has none. A server does nothing of
    ///     consequence before it has the body.
    init(urlSession error: any Error, host: String?, hasSentBody: Bool?) {
        let kind = TransportError(urlSession: error)
        let wasNeverSent =
            switch kind {
            case .noSuchHost, .unreachable, .offline, .insecure: true
            case .lost, .timeout, .other: hasSentBody == false
            }
        self.init(kind, host: host, wasNeverSent ? .neverSent(cause: error) : .mayHaveBeenProcessed(cause: error))
    }
}

extension TransportError {
    fileprivate init(urlSession error: any Error) {
        let reason = error.localizedDescription
        self =
            switch (error as? URLError)?.code {
            case .timedOut: .timeout
            case .cannotFindHost, .dnsLookupFailed: .noSuchHost
            case .cannotConnectToHost: .unreachable
            case .notConnectedToInternet: .offline
            case .networkConnectionLost, .badServerResponse, .requestBodyStreamExhausted: .lost
            case .serverCertificateUntrusted, .serverCertificateHasBadDate, .serverCertificateHasUnknownRoot,
                .serverCertificateNotYetValid, .secureConnectionFailed, .clientCertificateRejected:
                .insecure(reason)
            case .unknown where Self.isHandshake(reason): .insecure(reason)
            default: .other(reason)
            }
    }

    /// Whether libcurl's words, which are all that Foundation on Linux passes on, tell of a failed handshake.
    private static func isHandshake(_ reason: String) -> Bool {
        ["certificate", "SSL routines", "TLS connect error", "handshake"].contains { reason.contains($0) }
    }
}
