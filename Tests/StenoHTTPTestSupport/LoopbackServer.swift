public import Foundation
import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

/// A server on this machine, whose behaviour on each connection a test writes down as a closure.
///
/// It speaks bytes, so it can break off, fall silent or talk nonsense wherever a test wants it to.
public final class LoopbackServer: Sendable {
    /// Serves one connection.
    ///
    /// The connection is closed when it returns or throws.
    public typealias Service = @Sendable (LoopbackConnection) async throws -> Void

    private struct State {
        var port = 0
        var requests: [LoopbackRequest] = []
        var connections: [Task<Void, Never>] = []
    }

    private let state = Mutex(State())
    private let isSecure: Bool
    private let service: Service

    private init(isSecure: Bool, _ service: @escaping Service) {
        self.isSecure = isSecure
        self.service = service
    }

    /// The port it listens on.
    public var port: Int { state.withLock { $0.port } }

    /// The address of a path.
    ///
    /// - Parameters:
    ///   - path: The path, with its slash.
    ///   - scheme: `http` or `https`; that of the server when not given.
    /// - Returns: The address.
    public func url(_ path: String = "/x", scheme: String? = nil) -> URL {
        URL(string: "\(scheme ?? (isSecure ? "https" : "http"))://127.0.0.1:\(port)\(path)") ?? URL(filePath: "/")
    }

    /// The heads of all requests that came.
    public var requests: [LoopbackRequest] { state.withLock { $0.requests } }

    /// Runs a server for the time of a closure.
    ///
    /// - Parameters:
    ///   - isSecure: Whether it speaks TLS, with a certificate nobody trusts.
    ///   - service: Serves each connection, at the same time as the others.
    ///   - body: Uses the server.
    /// - Returns: What the closure returns.
    /// - Throws: What the closure throws.
    public static func with<Result>(
        isSecure: Bool = false,
        _ service: @escaping Service,
        _ body: (LoopbackServer) async throws -> Result
    ) async throws -> Result {
        let tls = isSecure ? try NIOSSLContext(configuration: SelfSigned.configuration()) : nil
        let server = LoopbackServer(isSecure: isSecure, service)
        let listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .serverChannelOption(.backlog, value: 1024)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let tls { try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls)) }
                    server.serve(try NIOAsyncChannel(wrappingChannelSynchronously: channel))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        server.state.withLock { $0.port = listener.localAddress?.port ?? 0 }
        do {
            let result = try await body(server)
            try await server.stop(listener)
            return result
        } catch {
            try await server.stop(listener)
            throw error
        }
    }

    private func serve(_ channel: NIOAsyncChannel<ByteBuffer, ByteBuffer>) {
        let task = Task {
            // A connection that breaks is what many tests are about.
            _ = try? await channel.executeThenClose { inbound, _ in
                let connection = LoopbackConnection(
                    channel: channel.channel,
                    inbound: inbound.makeAsyncIterator()
                ) { request in
                    self.state.withLock { $0.requests.append(request) }
                }
                try await service(connection)
            }
        }
        state.withLock { $0.connections.append(task) }
    }

    private func stop(_ listener: any Channel) async throws {
        try await listener.close()
        for connection in state.withLock({ $0.connections }) {
            connection.cancel()
            await connection.value
        }
    }
}
