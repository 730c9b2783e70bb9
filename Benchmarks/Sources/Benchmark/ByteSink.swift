import Foundation
import NIOCore
import NIOPosix

/// A server that counts what it is sent and answers `200`, or `411` to a body of unknown length.
enum ByteSink {
    static func with(_ body: (_ port: Int) async throws -> Void) async throws {
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.backlog, value: 256)
            .childChannelOption(.recvAllocator, value: FixedSizeRecvByteBufferAllocator(capacity: 256 << 10))
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(ByteSinkHandler())
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        try await body(channel.localAddress?.port ?? 0)
        try await channel.close()
    }
}

private final class ByteSinkHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private var unread = ByteBuffer()
    /// How much of the body is still to come; nil between requests.
    private var rest: Int?

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var data = unwrapInboundIn(data)
        if let rest, data.readableBytes <= rest {
            self.rest = rest - data.readableBytes
        } else {
            unread.writeBuffer(&data)
            readHead(context)
        }
        if rest == 0 { answer(200, context) }
    }

    private func readHead(_ context: ChannelHandlerContext) {
        let text = String(buffer: unread)
        guard let end = text.range(of: "\r\n\r\n") else { return }
        let head = text[..<end.lowerBound].lowercased()
        let length = head.split(separator: "\r\n").first { $0.hasPrefix("content-length:") }
            .flatMap { Int($0.dropFirst("content-length:".count).drop { $0 == " " }) }
        if head.contains("transfer-encoding:") || head.hasPrefix("post") && length == nil {
            return answer(411, context)
        }
        rest = (length ?? 0) - (unread.readableBytes - head.utf8.count - 4)
        unread.clear()
    }

    private func answer(_ status: Int, _ context: ChannelHandlerContext) {
        rest = nil
        let body = String(repeating: ".", count: 100)
        let answer = "HTTP/1.1 \(status) Counted\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: answer)), promise: nil)
    }
}
