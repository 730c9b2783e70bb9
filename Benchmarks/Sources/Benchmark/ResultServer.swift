import Foundation
import NIOCore
import NIOPosix

/// A server that answers for all services: a job that is completed, and its long result.
enum ResultServer {
    static func with(megabytes: Int, _ body: (_ port: Int) async throws -> Void) async throws {
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(ResultHandler(bytes: megabytes * 1_000_000))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        try await body(channel.localAddress?.port ?? 0)
        try await channel.close()
    }

    /// What a path is answered with: a short text, or a long result.
    enum Answer {
        case short(String)
        case long(LargeResult)
    }

    static func answer(to path: Substring, host: Substring) -> Answer? {
        switch path {
        case "/soniox/v1/transcriptions/1":
            .short(
                #"{"id":"1","status":"completed","created_at":"2026-08-01T09:30:00Z","model":"stt-async-v5","#
                    + #""filename":"a.mp3","enable_speaker_diarization":true,"audio_duration_ms":86400500}"#
            )
        case "/soniox/v1/transcriptions/1/transcript": .long(.soniox)
        case "/pyai/v1/transcription/jobs/1": .short(pyaiJob(#""result_url":"http://\#(host)/results/1"}"#))
        case "/results/1": .long(.pyai(opening: "{", closing: "}"))
        case "/pyai-inline/v1/transcription/jobs/1":
            .long(.pyai(opening: pyaiJob(#""result":{"#), closing: "}}"))
        case "/aitronos/v1/audio/transcribe/1":
            .short(
                #"{"success":true,"data":{"transcription_id":"1","status":"completed","text":"Thanks for calling.","#
                    + #""audio_metadata":{"duration":86400.5,"language":"en"}}}"#
            )
        case "/aitronos/v1/audio/transcribe/1/sentences": .long(.aitronos)
        case "/transcripts/v1/transcripts/1": .long(.transcripts)
        case "/speechischeap/v2/jobs/1": .long(.speechischeap)
        default: nil
        }
    }

    private static func pyaiJob(_ rest: String) -> String {
        #"{"job_id":"1","status":"completed","created_at":1785576600000,"updated_at":1785576603000,"# + rest
    }
}

private final class ResultHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let bytes: Int
    private var unread = ByteBuffer()

    init(bytes: Int) {
        self.bytes = bytes
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var data = unwrapInboundIn(data)
        unread.writeBuffer(&data)
        let text = String(buffer: unread)
        guard text.contains("\r\n\r\n") else { return }
        unread.clear()
        let lines = text.split(separator: "\r\n")
        let path = lines[0].split(separator: " ").dropFirst().first ?? ""
        let host = lines.first { $0.lowercased().hasPrefix("host:") }?.dropFirst("host:".count).drop { $0 == " " } ?? ""
        let answer = ResultServer.answer(to: path, host: host)
        let bytes = bytes
        let channel = context.channel
        Task { await ResultServer.send(answer, bytes: bytes, to: channel) }
    }
}

extension ResultServer {
    /// Answers a request, or hangs up where the client does.
    fileprivate static func send(_ answer: Answer?, bytes: Int, to channel: any Channel) async {
        do {
            try await write(answer, bytes: bytes, to: channel)
        } catch {
            try? await channel.close()
        }
    }

    private static func write(_ answer: Answer?, bytes: Int, to channel: any Channel) async throws {
        func send(_ text: String) async throws {
            try await channel.writeAndFlush(ByteBuffer(string: text))
        }
        func head(_ status: String, _ field: String) -> String {
            "HTTP/1.1 \(status)\r\nContent-Type: application/json\r\n\(field)\r\n\r\n"
        }
        switch answer {
        case .short(let text): try await send(head("200 OK", "Content-Length: \(text.utf8.count)") + text)
        case .long(let result):
            try await send(head("200 OK", "Transfer-Encoding: chunked"))
            try await result.pieces(bytes: bytes) { piece in
                try await send(String(piece.utf8.count, radix: 16) + "\r\n" + piece + "\r\n")
            }
            try await send("0\r\n\r\n")
        case nil: try await send(head("404 Not Found", "Content-Length: 0"))
        }
    }
}
