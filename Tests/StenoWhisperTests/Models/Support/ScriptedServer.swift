import Foundation
import NIOCore
import NIOPosix
import Synchronization

/// A server on this machine that gives each request the answer a test wants, broken ones included.
final class ScriptedServer: Sendable {
    struct Request: Sendable {
        var path = ""
        var fields: [String: String] = [:]

        /// Where the wanted range begins.
        var start: Int? {
            fields["range"].flatMap { Int($0.dropFirst("bytes=".count).prefix { $0 != "-" }) }
        }

        /// Where it ends, the last byte included.
        var end: Int? {
            fields["range"].flatMap { $0.split(separator: "-").dropFirst().first }.flatMap { Int($0) }
        }
    }

    struct Reply: Sendable {
        enum Ending: Sendable {
            case close
            case hang
        }

        var status = 200
        var fields: [String: String] = [:]
        var body: [UInt8] = []
        /// Sends only so much of the body.
        var cutAfter: Int?
        var ending = Ending.close
        /// Closes without a word.
        var isSilent = false

        static func file(_ bytes: [UInt8], tag: String? = "\"one\"", cutAfter: Int? = nil) -> Reply {
            var fields = ["Content-Length": "\(bytes.count)"]
            fields["ETag"] = tag
            return Reply(fields: fields, body: bytes, cutAfter: cutAfter)
        }

        /// What a server that knows ranges answers.
        static func range(of bytes: [UInt8], _ request: Request, tag: String = "\"one\"", cutAfter: Int? = nil) -> Reply
        {
            guard let start = request.start, request.fields["if-range"].map({ $0 == tag }) ?? true else {
                return .file(bytes, tag: tag, cutAfter: cutAfter)
            }
            guard start < bytes.count else {
                return Reply(status: 416, fields: ["Content-Range": "bytes */\(bytes.count)", "Content-Length": "0"])
            }
            let last = min(request.end ?? .max, bytes.count - 1)
            let fields = [
                "Content-Range": "bytes \(start)-\(last)/\(bytes.count)",
                "Content-Length": "\(last + 1 - start)", "ETag": tag,
            ]
            return Reply(status: 206, fields: fields, body: Array(bytes[start...last]), cutAfter: cutAfter)
        }
    }

    private let answer: @Sendable (Request, Int) -> Reply
    private let log = Mutex<[Request]>([])
    private let channel = Mutex<(any Channel)?>(nil)

    var requests: [Request] { log.withLock { $0 } }
    var url: URL {
        URL(string: "http://127.0.0.1:\(channel.withLock { $0?.localAddress?.port } ?? 0)") ?? URL(filePath: "/")
    }

    private init(_ answer: @escaping @Sendable (Request, Int) -> Reply) {
        self.answer = answer
    }

    /// Runs a server for the time of a closure.
    ///
    /// It is handed each request with the number of those before it.
    static func with<R>(
        _ answer: @escaping @Sendable (Request, Int) -> Reply,
        _ body: (ScriptedServer) async throws -> R
    ) async throws -> R {
        let server = ScriptedServer(answer)
        let bootstrap = ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(ScriptedHandler(server))
                }
            }
        let channel = try await bootstrap.bind(host: "127.0.0.1", port: 0).get()
        server.channel.withLock { $0 = channel }
        do {
            let result = try await body(server)
            try await channel.close()
            return result
        } catch {
            try? await channel.close()
            throw error
        }
    }

    fileprivate func reply(to request: Request) -> Reply {
        let number = log.withLock { log in
            log.append(request)
            return log.count - 1
        }
        return answer(request, number)
    }
}

private final class ScriptedHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let server: ScriptedServer
    private var received = ""

    init(_ server: ScriptedServer) {
        self.server = server
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        received += String(buffer: unwrapInboundIn(data))
        guard let end = received.range(of: "\r\n\r\n") else { return }
        var request = ScriptedServer.Request()
        for (number, line) in received[..<end.lowerBound].components(separatedBy: "\r\n").enumerated() {
            if number == 0 {
                request.path = String(line.split(separator: " ").dropFirst().first ?? "")
            } else if let colon = line.firstIndex(of: ":") {
                request.fields[line[..<colon].lowercased()] = line[line.index(after: colon)...]
                    .trimmingCharacters(in: .whitespaces)
            }
        }
        received = ""
        send(server.reply(to: request), context)
    }

    private func send(_ reply: ScriptedServer.Reply, _ context: ChannelHandlerContext) {
        if reply.isSilent { return context.close(promise: nil) }
        let fields = reply.fields.map { "\($0.key): \($0.value)\r\n" }.joined()
        var buffer = context.channel.allocator.buffer(capacity: reply.body.count + 512)
        buffer.writeString("HTTP/1.1 \(reply.status) Scripted\r\n\(fields)Connection: close\r\n\r\n")
        buffer.writeBytes(reply.body.prefix(reply.cutAfter ?? .max))
        let sent = context.writeAndFlush(wrapOutboundOut(buffer))
        if case .close = reply.ending {
            let loop = NIOLoopBound(context, eventLoop: context.eventLoop)
            sent.whenComplete { _ in loop.value.close(promise: nil) }
        }
    }
}
