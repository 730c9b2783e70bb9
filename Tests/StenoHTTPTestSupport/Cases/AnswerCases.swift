import Foundation
import HTTPTypes
import Steno
import Testing

extension TransportCase {
    static let answers = [
        TransportCase("hands over head and body, whatever the status") { subject in
            for status in [200, 201, 206, 400, 403, 404, 409, 413, 422, 429, 500, 502, 503] {
                try await LoopbackServer.with {
                    try await $0.answer { _ in
                        .init(status: status, fields: [("X-Test", "1")], body: "hello".utf8)
                    }
                } _: { server in
                    let (head, body) = try await subject.transport.exchange(server.request())
                    #expect(head.status.code == status)
                    #expect(head.headerFields[HTTPField.Name("X-Test") ?? .accept] == "1")
                    #expect(body == Data("hello".utf8))
                    #expect(server.requests.count == 1)
                }
            }
        },
        TransportCase("hands over answers without a body") { subject in
            try await LoopbackServer.with {
                try await $0.answer { .init(status: $0.path == "/204" ? 204 : $0.path == "/304" ? 304 : 200) }
            } _: { server in
                for (path, status) in [("/204", 204), ("/304", 304), ("/200", 200)] {
                    let (head, body) = try await subject.transport.exchange(server.request(.get, path))
                    #expect(head.status.code == status && body.isEmpty)
                }
            }
        },
        TransportCase("sends method, path and fields as they are") { subject in
            try await LoopbackServer.with {
                try await $0.answer { _ in .init() }
            } _: { server in
                for method in [HTTPRequest.Method.get, .post, .put, .patch, .delete] {
                    var request = server.request(method, "/v1/a%2Fb/?q=%20x&y=%C3%A9")
                    request.headerFields[.authorization] = "Bearer 1"
                    try await subject.transport.exchange(request)
                    #expect(server.requests.last?.method == method.rawValue)
                    #expect(server.requests.last?.path == "/v1/a%2Fb/?q=%20x&y=%C3%A9")
                    #expect(server.requests.last?["authorization"] == "Bearer 1")
                }
            }
        },
        TransportCase("keeps neither cookies nor answers") { subject in
            try await LoopbackServer.with {
                try await $0.answer { _ in
                    .init(fields: [("Set-Cookie", "a=1"), ("Cache-Control", "public, max-age=86400")], body: [1])
                }
            } _: { server in
                for _ in 0..<3 { try await subject.transport.exchange(server.request()) }
                #expect(server.requests.count == 3)
                #expect(server.requests.allSatisfy { $0["cookie"] == nil })
            }
        },
        TransportCase("passes on what has come before the rest is there") { subject in
            let wasRead = Event()
            try await LoopbackServer.with { connection in
                _ = try await connection.head()
                try await connection.sendHead([("Content-Length", "10")])
                try await connection.send("first")
                await wasRead.wait()
                try await connection.send("later")
            } _: { server in
                let response = try await subject.transport.send(server.request())
                var body = Data()
                for try await piece in response.body {
                    body += piece
                    if body == Data("first".utf8) { wasRead.happen() }
                }
                #expect(body == Data("firstlater".utf8))
            }
        },
        TransportCase("reads answers in chunks, and those that end with the connection") { subject in
            try await LoopbackServer.with { connection in
                while let request = try await connection.head() {
                    if request.path == "/chunked" {
                        try await connection.sendHead([("Transfer-Encoding", "chunked")])
                        try await connection.send("5\r\nhello\r\n1\r\n!\r\n0\r\n\r\n")
                    } else {
                        try await connection.sendHead([("Connection", "close")])
                        return try await connection.send("hello!")
                    }
                }
            } _: { server in
                for path in ["/chunked", "/close"] {
                    let (_, body) = try await subject.transport.exchange(server.request(.get, path))
                    #expect(body == Data("hello!".utf8))
                }
            }
        },
        TransportCase("unpacks what is compressed") { subject in
            let packed = Data(base64Encoded: "H4sIAAAAAAAC/8tIzcnJVyjPL8pJAQCFEUoNCwAAAA==") ?? Data()
            try await LoopbackServer.with {
                try await $0.answer { _ in .init(fields: [("Content-Encoding", "gzip")], body: packed) }
            } _: { server in
                let (_, body) = try await subject.transport.exchange(server.request())
                #expect(body == Data("hello world".utf8))
                #expect(server.requests.first?["accept-encoding"]?.contains("gzip") == true)
            }
        },
        TransportCase("returns redirects, and does not follow them") { subject in
            for status in [301, 302, 303, 307, 308] {
                try await LoopbackServer.with {
                    try await $0.answer { _ in
                        .init(status: status, fields: [("Location", "/elsewhere")], body: "moved".utf8)
                    }
                } _: { server in
                    for body in [nil, HTTPRequestBody.data(pattern(100)), .data(pattern(2 << 20))] {
                        let request = server.request(body == nil ? .get : .post)
                        let (head, answer) = try await subject.transport.exchange(request, body)
                        #expect(head.status.code == status && answer == Data("moved".utf8))
                        #expect(head.headerFields[.location] == "/elsewhere")
                    }
                    #expect(server.requests.map(\.path) == ["/x", "/x", "/x"])
                }
            }
        },
        TransportCase("passes on a 401 that asks for any kind of password") { subject in
            let challenges = [
                "Basic realm=\"x\"", "Digest realm=\"x\", nonce=\"1\"", "Bearer", "Bearer realm=\"x\"", "Negotiate", "",
            ]
            for challenge in challenges {
                try await LoopbackServer.with {
                    try await $0.answer { _ in
                        .init(status: 401, fields: [("WWW-Authenticate", challenge)], body: "hello".utf8)
                    }
                } _: { server in
                    for body in [nil, HTTPRequestBody.data(pattern(100)), .data(pattern(2 << 20))] {
                        let request = server.request(body == nil ? .get : .post)
                        let (head, answer) = try await subject.transport.exchange(request, body)
                        #expect(head.status.code == 401 && answer == Data("hello".utf8))
                    }
                    #expect(server.requests.count == 3)
                }
            }
        },
        TransportCase("holds a fast server back for a slow reader, or says that it cannot") { subject in
            let sent = Counter()
            let total = 64 << 20
            try await LoopbackServer.with { connection in
                _ = try await connection.head()
                try await connection.sendHead([("Content-Length", "\(total)")])
                let piece = pattern(1 << 20)
                while sent.value < total {
                    try await connection.send(piece)
                    sent.add(piece.count)
                }
            } _: { server in
                let response = try await subject.transport.send(server.request())
                var (count, lead) = (0, 0)
                let error = try await failure {
                    for try await piece in response.body {
                        lead = max(lead, sent.value - count)
                        count += piece.count
                        for _ in 0..<20 { await Task.yield() }
                    }
                }
                if error == nil { #expect(count == total) }
                if subject.holdsServersBack {
                    #expect(error == nil && lead < 24 << 20)
                } else {
                    #expect(error == nil || error?.code == .connection && error?.isRetryable == true)
                }
            }
        },
    ]
}
