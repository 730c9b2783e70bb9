import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import NIOCore
import Steno

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// The faults of one call, applied in turn.
struct FaultRun {
    struct Cut: Error {}

    let faults: [SimulatorFault]
    let agenda: Agenda
    let channel: any Channel

    /// What happens before the call is handled: an answer in its place, a pause, or the end of the connection.
    ///
    /// - Throws: ``Cut`` to end the connection without an answer.
    func before(service: any SimulatedService, exchange: Exchange) async throws -> Answer? {
        for fault in faults {
            switch fault.kind {
            case .latency(let duration): try await agenda.networkPause(duration)
            case .resetBeforeHandling: throw Cut()
            case .status(let status, let code, let message, let retryAfter):
                var refusal = service.refusal(status: status)
                refusal.code = code ?? refusal.code
                refusal.message = message ?? refusal.message
                if let retryAfter { refusal.fields.append(("Retry-After", retryAfter)) }
                return service.answer(to: refusal, exchange: exchange)
            case .htmlPage(let status): return HTMLPage.answer(status: status)
            case .answer(let status, let fields, let body):
                let fields = fields.sorted { $0.key < $1.key }.map { (name: $0.key, value: $0.value) }
                return Answer(status: status, fields: fields, body: .data(Data(body.utf8)))
            default: break
            }
        }
        return nil
    }

    /// What happens to the answer.
    ///
    /// - Throws: ``Cut`` to end the connection without an answer.
    func after(_ answer: Answer) async throws -> Response {
        var answer = answer
        var sending: Sending?
        for fault in faults {
            switch fault.kind {
            case .resetBeforeAnswer: throw Cut()
            case .resetInBody: sending = .cut
            case .slowBody(let bytes, let pause): sending = .slow(bytes: max(1, bytes), pause: pause)
            case .truncatedJSON: answer.body = answer.data.map { .data(Data($0.prefix($0.count / 2))) } ?? answer.body
            case .invalidJSON: answer.body = .data(Data(#"{"status": completed, 'text': "…", }"#.utf8))
            case .contentType(let type): answer.setField("Content-Type", type)
            case .unknownStatus(let status):
                if case .json(let value) = answer.body { answer.body = .json(value.withStatus(status)) }
            case .unknownFields:
                if case .json(let value) = answer.body { answer.body = .json(value.withUnknownMembers()) }
            default: break
            }
        }
        guard let sending else { return answer.response() }
        if case .stream(let pieces) = answer.body { return response(answer, pieces: pieces, sending) }
        return response(answer, data: answer.data ?? Data(), sending)
    }

    /// Ends the connection with a reset rather than a close, where the system allows.
    func cut() async {
        await Self.cut(channel)
    }

    private enum Sending {
        case cut
        case slow(bytes: Int, pause: Duration)
    }

    private func response(_ answer: Answer, data: Data, _ sending: Sending) -> Response {
        let (status, headers) = answer.head
        let (channel, agenda) = (channel, agenda)
        let body = ResponseBody(contentLength: data.count) { writer in
            switch sending {
            case .cut:
                try await writer.write(ByteBuffer(bytes: data.prefix(data.count / 2)))
                await Self.cut(channel)
                throw Cut()
            case .slow(let bytes, let pause):
                var rest = data[...]
                while !rest.isEmpty {
                    try await agenda.networkPause(pause)
                    try await writer.write(ByteBuffer(bytes: rest.prefix(bytes)))
                    rest = rest.dropFirst(bytes)
                }
                try await writer.finish(nil)
            }
        }
        return Response(status: status, headers: headers, body: body)
    }

    /// A stream is cut after its third piece, or waits before each.
    private func response(_ answer: Answer, pieces: AsyncStream<String>, _ sending: Sending) -> Response {
        let (status, headers) = answer.head
        let (channel, agenda) = (channel, agenda)
        let body = ResponseBody { writer in
            var count = 0
            for await piece in pieces {
                if case .slow(_, let pause) = sending { try await agenda.networkPause(pause) }
                try await writer.write(ByteBuffer(string: piece))
                count += 1
                guard case .cut = sending, count == 3 else { continue }
                await Self.cut(channel)
                throw Cut()
            }
            try await writer.finish(nil)
        }
        return Response(status: status, headers: headers, body: body)
    }

    private static func cut(_ channel: any Channel) async {
        // Without lingering the system drops what is unsent and resets.
        if let socket = channel as? any SocketOptionProvider {
            try? await socket.setSoLinger(linger(l_onoff: 1, l_linger: 0)).get()
        }
        try? await channel.close().get()
    }
}
