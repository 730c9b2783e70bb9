import Foundation
import HTTPTypes
import Steno
import StenoTestSupport
import Synchronization
import Testing

extension TransportCase {
    static let uploads = [
        TransportCase("sends a body with its exact length, whatever the length") { subject in
            for count in [0, 1, 1000, 65_536, 1 << 20, 1 << 20 | 1, 5_000_000] {
                let data = pattern(count)
                try await LoopbackServer.with { connection in
                    _ = try await connection.head()
                    let body = try await connection.body()
                    try await connection.reply(.init(fields: [("Connection", "close")], body: body))
                } _: { server in
                    var request = server.request(.post)
                    request.headerFields[.contentType] = "audio/wav"
                    let (_, answer) = try await subject.transport.exchange(request, .data(data))
                    #expect(answer == data)
                    #expect(server.requests.first?["content-length"] == "\(count)")
                    #expect(server.requests.first?["content-type"] == "audio/wav")
                    #expect(server.requests.first?["transfer-encoding"] == nil)
                    #expect(server.requests.first?["expect"] == nil)
                    #expect(server.requests.count == 1)
                }
            }
        },
        TransportCase("sends bodies with every method that has one, on a connection that is kept") { subject in
            let data = pattern(3000)
            let bodies = Mutex<[[UInt8]]>([])
            try await LoopbackServer.with { connection in
                while try await connection.head() != nil {
                    let body = try await connection.body()
                    bodies.withLock { $0.append(body) }
                    try await connection.reply(.init(status: 201))
                }
            } _: { server in
                for method in [HTTPRequest.Method.post, .put, .patch, .delete, .post] {
                    let (head, _) = try await subject.transport.exchange(server.request(method), .data(data))
                    #expect(head.status.code == 201 && server.requests.last?.method == method.rawValue)
                }
                #expect(bodies.withLock { $0 } == Array(repeating: Array(data), count: 5))
            }
        },
        TransportCase("streams a form from disk, byte for byte") { subject in
            try await TemporaryDirectory.with { folder in
                let audio = pattern(3 << 20)
                let file = folder.appending(path: "a.wav")
                try audio.write(to: file)
                var form = MultipartForm(boundary: "edge")
                form.append("en", name: "language")
                form.append(try .file(file), name: "audio", fileName: "a \"b\".wav", contentType: "audio/wav")
                let wanted =
                    Data(
                        """
                        --edge\r\nContent-Disposition: form-data; name="language"\r\n\r\nen\r\n\
                        --edge\r\nContent-Disposition: form-data; name="audio"; filename="a %22b%22.wav"\r\n\
                        Content-Type: audio/wav\r\n\r\n
                        """.utf8
                    ) + audio + Data("\r\n--edge--\r\n".utf8)
                try await LoopbackServer.with { connection in
                    _ = try await connection.head()
                    try await connection.reply(.init(body: try await connection.body()))
                } _: { server in
                    let progress = Mutex<[Int64]>([])
                    let body = form.body.reportingProgress { sent, total in
                        #expect(total == wanted.count)
                        progress.withLock { $0.append(sent) }
                    }
                    #expect(body.length == wanted.count)
                    var request = server.request(.post)
                    request.headerFields[.contentType] = form.contentType
                    let (_, answer) = try await subject.transport.exchange(request, body)
                    #expect(answer == wanted)
                    #expect(server.requests.first?["content-length"] == "\(wanted.count)")
                    #expect(server.requests.first?["content-type"] == "multipart/form-data; boundary=edge")
                    let steps = progress.withLock { $0 }
                    #expect(steps == steps.sorted() && steps.last == Int64(wanted.count) && steps.count > 3)
                }
            }
        },
        TransportCase("sends what there is of a body before the rest is there, where it can") { subject in
            guard subject.sendsWhatIsMade else { return }
            let hasFirst = Event()
            let (first, rest) = (pattern(700_000), pattern(1_400_000))
            try await LoopbackServer.with { connection in
                _ = try await connection.head()
                var count = 0
                while let more = try await connection.bodyPiece() {
                    count += more
                    if count >= first.count { hasFirst.happen() }
                }
                try await connection.reply(.init(body: "\(count)".utf8))
            } _: { server in
                let body = body(length: first.count + rest.count) { number in
                    if number == 1 { await hasFirst.wait() }
                    return number == 0 ? first : number == 1 ? rest : nil
                }
                let (_, answer) = try await subject.transport.exchange(server.request(.post), body)
                #expect(answer == Data("2100000".utf8))
            }
        },
        TransportCase("does not read ahead of a slow server") { subject in
            let (sent, lead) = (Counter(), Counter())
            let received = Counter()
            try await LoopbackServer.with { connection in
                _ = try await connection.head()
                while let more = try await connection.bodyPiece() {
                    lead.raise(to: sent.value - received.add(more))
                    for _ in 0..<20 { await Task.yield() }
                }
                try await connection.reply(.init())
            } _: { server in
                try await withLargeFile(64) { body in
                    let body = body.reportingProgress { count, _ in sent.raise(to: Int(count)) }
                    try await subject.transport.exchange(server.request(.post), body)
                    #expect(received.value == 64 << 20 && sent.value == 64 << 20)
                    #expect(lead.value < 24 << 20)
                }
            }
        },
    ]

    static let refusals = [
        TransportCase("passes on an answer that comes before the body was sent") { subject in
            for status in [401, 413, 503] {
                let taken = Counter()
                try await LoopbackServer.with { connection in
                    _ = try await connection.head()
                    let fields = [("Connection", "close"), ("WWW-Authenticate", "Basic realm=\"x\"")]
                    try await connection.reply(.init(status: status, fields: fields, body: "too much".utf8))
                    await connection.untilClosed()
                } _: { server in
                    try await withLargeFile(2048) { body in
                        let body = body.reportingProgress { count, _ in taken.raise(to: Int(count)) }
                        let (head, answer) = try await subject.transport.exchange(server.request(.post), body)
                        #expect(head.status.code == status && answer == Data("too much".utf8))
                        #expect(taken.value < 2048 << 20)
                    }
                }
            }
        },
        TransportCase("ends where a server answers and hangs up before the body was sent") { subject in
            try await LoopbackServer.with { connection in
                _ = try await connection.head()
                try await connection.reply(.init(status: 413, fields: [("Connection", "close")], body: "no".utf8))
            } _: { server in
                // The answer may be lost, as the machine drops it along with the connection.
                let error = try await failure {
                    let body = HTTPRequestBody.data(Data(count: 32 << 20))
                    let (head, _) = try await subject.transport.exchange(server.request(.post), body)
                    #expect(head.status.code == 413)
                }
                #expect(error == nil || error?.code == .connection && error?.isRetryable == true)
            }
        },
        TransportCase("passes on what a body fails with, and sends no complete request") { subject in
            struct Broken: Error {}
            for (length, failing) in [(10_000, 0), (10_000, 1), (8 << 20, 0), (8 << 20, 1), (8 << 20, 3)] {
                let wasComplete = Counter()
                try await LoopbackServer.with { connection in
                    _ = try await connection.head()
                    try await connection.drainBody()
                    wasComplete.add()
                } _: { server in
                    let body = body(length: length) { number in
                        if number == failing { throw Broken() }
                        return pattern(length / 4)
                    }
                    await #expect(throws: Broken.self) {
                        try await subject.transport.exchange(server.request(.post), body)
                    }
                    #expect(wasComplete.value == 0)
                }
            }
        },
        TransportCase("refuses a body that is longer or shorter than it was said to be") { subject in
            for length in [1000, 3 << 20] {
                for actual in [length - 1, length + 1] {
                    try await LoopbackServer.with {
                        try await $0.answer { _ in .init() }
                    } _: { server in
                        let body = body(length: length) { $0 == 0 ? pattern(actual) : nil }
                        let error = try await failure {
                            try await subject.transport.exchange(server.request(.post), body)
                        }
                        #expect(error?.code == .invalidRequest)
                    }
                }
            }
        },
        TransportCase("refuses a file that has changed its length") { subject in
            try await TemporaryDirectory.with { folder in
                let file = folder.appending(path: "a.wav")
                for (before, after) in [(1000, 999), (3 << 20, 2 << 20), (1000, 1001)] {
                    try pattern(before).write(to: file)
                    let body = try HTTPRequestBody.file(file)
                    try pattern(after).write(to: file)
                    try await LoopbackServer.with {
                        try await $0.answer { _ in .init() }
                    } _: { server in
                        let error = try await failure {
                            try await subject.transport.exchange(server.request(.post), body)
                        }
                        #expect(error?.code == .invalidAudio)
                    }
                }
            }
        },
    ]
}
