import Foundation
import HTTPTypes
import Steno
import Testing

extension TransportCase {
    static let failures = [
        TransportCase("tells that nothing was sent where nobody listens") { subject in
            try await withClosedPort { port in
                let url = URL(string: "http://127.0.0.1:\(port)/") ?? URL(filePath: "/")
                for body in [nil, HTTPRequestBody.data(pattern(100)), .data(pattern(2 << 20))] {
                    let error = try await failure {
                        try await subject.transport.exchange(HTTPRequest(method: .post, url: url), body)
                    }
                    #expect(error?.code == .connection && error?.isRetryable == true && error?.wasNeverSent == true)
                    #expect((error?.underlying as? HTTPTransportFailure)?.cause != nil)
                }
            }
        },
        TransportCase("tells that nothing was sent where there is no such host") { subject in
            let url = URL(string: "http://steno.invalid/") ?? URL(filePath: "/")
            let error = try await failure { try await subject.transport.exchange(HTTPRequest(method: .get, url: url)) }
            #expect(error?.code == .connection && error?.isRetryable == true && error?.wasNeverSent == true)
            #expect(error?.message.contains("steno.invalid") == true)
        },
        TransportCase("tells that nothing was sent where the connection is not secure") { subject in
            for isSecure in [true, false] {
                try await LoopbackServer.with(isSecure: isSecure) { connection in
                    if isSecure { return try await connection.answer { _ in .init() } }
                    try await connection.anyByte()
                    try await connection.send("This is not TLS, and never will be.\r\n")
                    await connection.untilClosed()
                } _: { server in
                    for body in [nil, HTTPRequestBody.data(pattern(100)), .data(pattern(2 << 20))] {
                        let request = server.request(.post, scheme: "https")
                        let error = try await failure { try await subject.transport.exchange(request, body) }
                        #expect(error?.code == .connection && error?.isRetryable == false)
                        #expect(error?.wasNeverSent == true)
                    }
                    #expect(server.requests.isEmpty)
                }
            }
        },
        TransportCase("reports a connection that ends without an answer") { subject in
            for isReset in [true, false] {
                try await LoopbackServer.with { connection in
                    _ = try await connection.head()
                    try await connection.drainBody()
                    if isReset { try await connection.reset() }
                } _: { server in
                    for body in [nil, HTTPRequestBody.data(pattern(100)), .data(pattern(2 << 20))] {
                        let error = try await failure {
                            try await subject.transport.exchange(server.request(.post), body)
                        }
                        #expect(error?.code == .connection && error?.isRetryable == true)
                        #expect(error?.wasNeverSent == false)
                        #expect(error?.underlying is HTTPTransportFailure)
                    }
                    #expect(server.requests.count == 3)
                }
            }
        },
        TransportCase("reports a connection that ends while the body is sent") { subject in
            for isReset in [true, false] {
                try await LoopbackServer.with { connection in
                    _ = try await connection.head()
                    _ = try await connection.bodyPiece()
                    if isReset { try await connection.reset() }
                } _: { server in
                    let error = try await failure {
                        let body = HTTPRequestBody.data(Data(count: 32 << 20))
                        try await subject.transport.exchange(server.request(.post), body)
                    }
                    #expect(error?.code == .connection && error?.isRetryable == true && error?.wasNeverSent == false)
                    #expect(server.requests.count == 1)
                }
            }
        },
        TransportCase("never sends a body twice by itself, on a connection that was kept and is dead") { subject in
            let bodies = Counter()
            try await LoopbackServer.with { connection in
                _ = try await connection.head()
                try await connection.drainBody()
                bodies.add()
                try await connection.reply(.init(status: 201))
                guard try await connection.head() != nil else { return }
                try await connection.drainBody()
                bodies.add()
            } _: { server in
                for count in [100, 2 << 20] {
                    let before = bodies.value
                    let body = HTTPRequestBody.data(Data(count: count))
                    try await subject.transport.exchange(server.request(.post), body)
                    let error = try await failure {
                        try await subject.transport.exchange(server.request(.post), body)
                    }
                    #expect(error?.code == .connection && error?.wasNeverSent == false)
                    #expect(bodies.value == before + 2)
                }
            }
        },
        TransportCase("reports an answer that breaks off, after what has come of it") { subject in
            let heads = [[("Content-Length", "1000")], [("Transfer-Encoding", "chunked")]]
            for fields in heads {
                try await LoopbackServer.with { connection in
                    _ = try await connection.head()
                    try await connection.sendHead(fields)
                    if fields.first?.0 == "Transfer-Encoding" { try await connection.send("3e8\r\n") }
                    try await connection.send(pattern(500))
                } _: { server in
                    let response = try await subject.transport.send(server.request())
                    var count = 0
                    let error = try await failure { for try await piece in response.body { count += piece.count } }
                    #expect(error?.code == .connection && error?.isRetryable == true && error?.wasNeverSent == false)
                    #expect(count == 500)
                }
            }
        },
        TransportCase("reports an answer that is reset") { subject in
            let hasHead = Event()
            try await LoopbackServer.with { connection in
                _ = try await connection.head()
                try await connection.sendHead([("Content-Length", "1000")])
                await hasHead.wait()
                try await connection.reset()
            } _: { server in
                let response = try await subject.transport.send(server.request())
                hasHead.happen()
                let error = try await failure { for try await _ in response.body {} }
                #expect(error?.code == .connection && error?.isRetryable == true)
            }
        },
        TransportCase("reports what is no HTTP") { subject in
            try await LoopbackServer.with { connection in
                _ = try await connection.head()
                try await connection.send("220 smtp.example.org ESMTP\r\n\r\n")
            } _: { server in
                let error = try await failure { try await subject.transport.exchange(server.request()) }
                #expect(error?.code == .connection && error?.wasNeverSent == false)
            }
        },
        TransportCase("gives up on a server that falls silent, before and after the head") { subject in
            try await LoopbackServer.with { connection in
                let request = try await connection.head()
                if request?.path == "/late" { try await connection.sendHead([("Content-Length", "1000")]) }
                await connection.untilClosed()
            } _: { server in
                async let early = failure { try await subject.impatient.exchange(server.request()) }
                async let late = failure { try await subject.impatient.exchange(server.request(.get, "/late")) }
                for error in try await [early, late] {
                    #expect(error?.code == .timeout && error?.isRetryable == true)
                    #expect(error?.underlying is HTTPTransportFailure && error?.wasNeverSent == false)
                }
            }
        },
        TransportCase("names the host alone in what it reports") { subject in
            try await LoopbackServer.with {
                _ = try await $0.head()
            } _: { server in
                var request = server.request(.get, "/files/secret?signature=secret")
                request.headerFields[.authorization] = "Bearer secret"
                let error = try await failure { try await subject.transport.exchange(request) }
                #expect(error?.message.contains("127.0.0.1") == true)
                #expect(error.map { "\($0)".contains("secret") } == false)
            }
        },
    ]
}
