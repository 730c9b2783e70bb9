import NIOCore

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// The head of a request, as it came over the wire.
public struct LoopbackRequest: Sendable, Equatable {
    /// The method.
    public var method: String
    /// The path, with the query.
    public var path: String
    /// The header fields in their order, the names in lower case.
    public var fields: [(name: String, value: String)]

    /// The value of a field, the last where there are several.
    public subscript(name: String) -> String? { fields.last { $0.name == name }?.value }

    /// How long the body is said to be.
    public var contentLength: Int? { self["content-length"].flatMap { Int($0) } }

    /// Whether two requests are the same, byte for byte.
    public static func == (one: Self, other: Self) -> Bool {
        one.method == other.method && one.path == other.path
            && one.fields.elementsEqual(other.fields) { $0 == $1 }
    }
}

/// An answer to send.
public struct LoopbackReply: Sendable {
    /// The status code.
    public var status: Int
    /// The header fields beside `Content-Length`.
    public var fields: [(String, String)]
    /// The body.
    public var body: [UInt8]

    /// Describes an answer.
    public init(status: Int = 200, fields: [(String, String)] = [], body: some Sequence<UInt8> = []) {
        self.status = status
        self.fields = fields
        self.body = Array(body)
    }
}

/// One connection to a ``LoopbackServer``, seen from the server.
public final class LoopbackConnection {
    private let channel: any Channel
    private var inbound: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
    private let note: (LoopbackRequest) -> Void
    private var unread = ByteBuffer()
    /// How much of the body of the current request is still to come.
    private var bodyRest = 0

    init(
        channel: any Channel,
        inbound: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator,
        note: @escaping (LoopbackRequest) -> Void
    ) {
        self.channel = channel
        self.inbound = inbound
        self.note = note
    }

    /// Reads the head of the next request; nil where the client has closed the connection.
    public func head() async throws -> LoopbackRequest? {
        while true {
            let text = String(buffer: unread)
            if let end = text.firstRange(of: "\r\n\r\n") {
                let head = text[..<end.lowerBound]
                unread.moveReaderIndex(forwardBy: head.utf8.count + 4)
                let request = parse(head)
                bodyRest = request.contentLength ?? 0
                note(request)
                return request
            }
            guard var more = try await receive() else { return nil }
            unread.writeBuffer(&more)
        }
    }

    private func parse(_ head: Substring) -> LoopbackRequest {
        let lines = head.split(separator: "\r\n")
        let words = lines.first?.split(separator: " ") ?? []
        let fields = lines.dropFirst().compactMap { line -> (String, String)? in
            guard let colon = line.firstIndex(of: ":") else { return nil }
            let value = line[line.index(after: colon)...].drop { $0 == " " }
            return (line[..<colon].lowercased(), String(value))
        }
        return LoopbackRequest(
            method: words.first.map { String($0) } ?? "",
            path: words.dropFirst().first.map { String($0) } ?? "",
            fields: fields
        )
    }

    /// Reads some of the body and says how many bytes; nil at its end.
    ///
    /// - Throws: Where the client closes the connection before.
    public func bodyPiece() async throws -> Int? {
        try await nextPiece()?.readableBytes
    }

    private func nextPiece() async throws -> ByteBuffer? {
        guard bodyRest > 0 else { return nil }
        while unread.readableBytes == 0 {
            guard let more = try await receive() else { throw ChannelError.eof }
            unread = more
        }
        let piece = unread.readSlice(length: min(bodyRest, unread.readableBytes))
        bodyRest -= piece?.readableBytes ?? 0
        return piece
    }

    /// Reads the body to its end.
    public func body() async throws -> [UInt8] {
        var bytes: [UInt8] = []
        while let piece = try await nextPiece() { bytes += piece.readableBytesView }
        return bytes
    }

    /// Reads the body to its end and forgets it.
    public func drainBody() async throws {
        while try await nextPiece() != nil {}
    }

    /// Waits for the first byte, whatever it is.
    public func anyByte() async throws {
        _ = try await receive()
    }

    /// Reads until the client closes the connection.
    public func untilClosed() async {
        while (try? await receive()) != nil {}
    }

    private func receive() async throws -> ByteBuffer? {
        try await inbound.next(isolation: #isolation)
    }

    /// Sends bytes.
    public func send(_ bytes: some Sequence<UInt8>) async throws {
        try await channel.writeAndFlush(ByteBuffer(bytes: bytes)).get()
    }

    /// Sends text.
    public func send(_ text: String) async throws {
        try await channel.writeAndFlush(ByteBuffer(string: text)).get()
    }

    /// Sends the head of an answer.
    public func sendHead(status: Int = 200, _ fields: [(String, String)]) async throws {
        let lines = fields.map { "\($0.0): \($0.1)\r\n" }.joined()
        try await send("HTTP/1.1 \(status) Loopback\r\n\(lines)\r\n")
    }

    /// Sends an answer.
    public func reply(_ reply: LoopbackReply) async throws {
        let length = reply.status == 204 || reply.status == 304 ? [] : [("Content-Length", "\(reply.body.count)")]
        try await sendHead(status: reply.status, reply.fields + length)
        if !reply.body.isEmpty { try await send(reply.body) }
    }

    /// Answers every request on this connection once its body was read.
    public func answer(_ reply: (LoopbackRequest) throws -> LoopbackReply) async throws {
        while let request = try await head() {
            try await drainBody()
            try await self.reply(reply(request))
        }
    }

    /// Breaks the connection off without a word.
    public func reset() async throws {
        try await (channel as? any SocketOptionProvider)?.setSoLinger(linger(l_onoff: 1, l_linger: 0)).get()
        try await channel.close()
    }
}
