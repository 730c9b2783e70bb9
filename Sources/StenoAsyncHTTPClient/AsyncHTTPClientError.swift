import AsyncHTTPClient
import Foundation
import NIOCore
import NIOPosix
import NIOSSL
import Steno

extension TranscriptionError {
    /// What an error of the client means.
    ///
    /// - Parameters:
    ///   - error: The error.
    ///   - host: The host that was asked.
    ///   - hasSentBody: Whether any of the request's body was taken; nil where it has none. A server does nothing of
    ///     consequence before it has the body.
    init(asyncHTTPClient error: any Error, host: String?, hasSentBody: Bool?) {
        let (kind, isConnected) = TransportError.reading(error)
        let wasNeverSent = !isConnected || hasSentBody == false
        self.init(kind, host: host, wasNeverSent ? .neverSent(cause: error) : .mayHaveBeenProcessed(cause: error))
    }
}

extension TransportError {
    /// The kind of failure, and whether there was a connection.
    fileprivate static func reading(_ error: any Error) -> (kind: Self, isConnected: Bool) {
        switch error {
        case let error as HTTPClientError: reading(error)
        case let error as NIOConnectionError: (error.connectionErrors.isEmpty ? .noSuchHost : .unreachable, false)
        case ChannelError.connectTimeout: (.timeout, false)
        case is ChannelError: (.lost, true)
        case let error as IOError: reading(error)
        case NIOSSLError.uncleanShutdown: (.lost, true)
        case is NIOSSLError, is NIOSSLExtraError, is BoringSSLError: (.insecure("\(error)"), false)
        default: (.other("\(error)"), true)
        }
    }

    private static func reading(_ error: HTTPClientError) -> (kind: Self, isConnected: Bool) {
        switch error {
        case .connectTimeout, .getConnectionFromPoolTimeout, .httpProxyHandshakeTimeout, .socksHandshakeTimeout,
            .tlsHandshakeTimeout:
            (.timeout, false)
        case .readTimeout, .writeTimeout, .deadlineExceeded: (.timeout, true)
        case .remoteConnectionClosed, .uncleanShutdown: (.lost, true)
        case .invalidURL, .emptyHost, .emptyScheme, .alreadyShutdown, .proxyAuthenticationRequired:
            (.other(error.shortDescription), false)
        default: (.other(error.shortDescription), true)
        }
    }

    private static func reading(_ error: IOError) -> (kind: Self, isConnected: Bool) {
        switch error.errnoCode {
        case ECONNREFUSED, EHOSTUNREACH, ENETUNREACH, EHOSTDOWN: (.unreachable, false)
        default: (.lost, true)
        }
    }
}
