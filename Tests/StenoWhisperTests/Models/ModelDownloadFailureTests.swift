import Foundation
import Steno
import StenoHTTPTestSupport
import StenoTestSupport
import Synchronization
import Testing

@testable import StenoWhisper

@Suite("Downloads that meet trouble", .timeLimit(.minutes(10)))
struct ModelDownloadFailureTests {
    typealias Reply = ScriptedServer.Reply

    @Test(
        "say what the server said",
        arguments: [
            (404, TranscriptionError.Code.notFound), (401, .authentication), (403, .permissionDenied),
            (400, .invalidResponse),
        ]
    )
    func refusals(status: Int, code: TranscriptionError.Code) async throws {
        try await ModelFixture.with { fixture in
            try await ScriptedServer.with { _, _ in
                Reply(status: status, fields: ["WWW-Authenticate": "Basic realm=\"x\"", "Content-Length": "0"])
            } _: { server in
                let error = await failure { _ = try await fixture.store().download(fixture.entry(server)) }
                #expect(error?.code == code)
                #expect(error?.httpStatus == status)
                #expect(server.requests.count == 1)
                #expect(!fixture.names.contains("ggml-tiny.bin"))
            }
        }
    }

    @Test("go on after a failure that passes, when the server wants it")
    func passingFailure() async throws {
        try await ModelFixture.with { fixture in
            let payload = fixture.payload
            try await ScriptedServer.with { request, number in
                switch number {
                case 0: Reply(status: 500, fields: ["Content-Length": "0"])
                case 1: Reply(status: 503, fields: ["Content-Length": "0", "Retry-After": "20"])
                case 2: Reply(isSilent: true)
                default: .range(of: payload, request)
                }
            } _: { server in
                let url = try await fixture.store().download(fixture.entry(server))
                #expect(try Data(contentsOf: url) == Data(payload))
                #expect(server.requests.count == 4)
                #expect(fixture.clock.passed.contains(.seconds(20)))
            }
        }
    }

    @Test("give up where nobody answers")
    func refusedConnection() async throws {
        try await ModelFixture.with { fixture in
            try await withClosedPort { port in
                let entry = fixture.entry(at: try #require(URL(string: "http://127.0.0.1:\(port)/")))
                let error = await failure { _ = try await fixture.store(retries: 2).download(entry) }
                #expect(error?.code == .connection)
                #expect(fixture.clock.passed.count == 2)
            }
        }
    }

    @Test("end a transfer that stands still")
    func stall() async throws {
        try await ModelFixture.with { fixture in
            let payload = fixture.payload
            try await ScriptedServer.with { request, number in
                if number > 0 { return .range(of: payload, request) }
                var reply = Reply.file(payload, cutAfter: 100_000)
                reply.ending = .hang
                return reply
            } _: { server in
                let store = fixture.store()
                let entry = fixture.entry(server)
                async let url = store.download(entry)
                while ((try? Data(contentsOf: fixture.partial).count) ?? 0) < 100_000 { await Task.yield() }
                for _ in 0..<6 where server.requests.count == 1 {
                    await fixture.clock.untilSleeping(1)
                    fixture.clock.advance(by: .seconds(1000))
                    for _ in 0..<100 { await Task.yield() }
                }
                let file = try await url
                #expect(try Data(contentsOf: file) == Data(payload))
                #expect(server.requests.map(\.start) == [0, 100_000])
            }
        }
    }

    @Test("end at once when the task is cancelled, and can be taken up again")
    func cancellation() async throws {
        try await ModelFixture.with { fixture in
            let payload = fixture.payload
            try await ScriptedServer.with { request, number in
                var reply = Reply.range(of: payload, request, cutAfter: number == 0 ? 100_000 : nil)
                if number == 0 { reply.ending = .hang }
                return reply
            } _: { server in
                let (store, entry) = (fixture.store(), fixture.entry(server))
                let task = Task { try await store.download(entry) }
                while ((try? Data(contentsOf: fixture.partial).count) ?? 0) < 100_000 { await Task.yield() }
                let begin = ContinuousClock.now
                task.cancel()
                await #expect(throws: CancellationError.self) { try await task.value }
                #expect(ContinuousClock.now - begin < .seconds(10))
                #expect(fixture.names == ["ggml-tiny.bin.partial", "ggml-tiny.bin.partial.json"])
                try await store.download(entry)
                #expect(server.requests.map(\.start) == [0, 100_000])
            }
        }
    }

    @Test("are done once where two want the same model")
    func twoAtOnce() async throws {
        try await ModelFixture.with { fixture in
            let payload = fixture.payload
            try await ScriptedServer.with { request, _ in
                .range(of: payload, request)
            } _: { server in
                let (store, entry) = (fixture.store(), fixture.entry(server))
                async let one = store.download(entry)
                async let two = store.download(entry)
                async let three = store.download(entry)
                let urls = try await [one, two, three]
                #expect(urls == Array(repeating: fixture.file, count: 3))
                #expect(server.requests.count == 1)
            }
        }
    }

    @Test("wait for the holder of the lock until they are cancelled")
    func lockedByOther() async throws {
        try await ModelFixture.with { fixture in
            try FileManager.default.createDirectory(at: fixture.folder, withIntermediateDirectories: true)
            let lock = try #require(try ModelLock(for: fixture.file))
            let log = ProgressLog()
            let task = Task { [store = fixture.store()] in try await store.download("tiny", progress: log.add) }
            while log.all.isEmpty { await Task.yield() }
            #expect(log.all.map(\.phase) == [.waiting])
            #expect(throws: TranscriptionError.self) { try fixture.store().remove("tiny") }
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
            withExtendedLifetime(lock) {}
        }
    }

    @Test("keep what they have when the disk is full, and install nothing")
    func diskFull() async throws {
        try await ModelFixture.with { fixture in
            let payload = fixture.payload
            try await ScriptedServer.with { request, _ in
                .range(of: payload, request)
            } _: { server in
                var store = fixture.store()
                let written = Mutex(0)
                let write = store.disk.write
                store.disk.write = { descriptor, bytes in
                    let room = written.withLock { 120_000 - $0 }
                    guard room > 0 else { return (-1, ENOSPC) }
                    let result = write(descriptor, UnsafeRawBufferPointer(rebasing: bytes.prefix(room)))
                    written.withLock { $0 += max(result.count, 0) }
                    return result
                }
                let error = await failure { [store] in _ = try await store.download(fixture.entry(server)) }
                #expect(error?.code == .storage)
                #expect(error?.message.contains("180000 bytes more are needed") == true)
                #expect(fixture.names == ["ggml-tiny.bin.partial", "ggml-tiny.bin.partial.json"])
                try await fixture.store().download(fixture.entry(server))
                #expect(server.requests.map(\.start) == [0, 120_000])
            }
        }
    }

    @Test("do not begin where there is no room")
    func noRoom() async throws {
        try await ModelFixture.with { fixture in
            try await ScriptedServer.with { _, _ in
                Reply()
            } _: { server in
                var store = fixture.store()
                store.disk.freeBytes = { _ in 299_999 }
                let error = await failure { [store] in _ = try await store.download(fixture.entry(server)) }
                #expect(error?.code == .storage)
                #expect(error?.message.contains("300000 bytes more are needed and 299999 are free") == true)
                #expect(server.requests.isEmpty)
            }
        }
    }

    @Test("follow redirects, but not to where they must not go")
    func redirects() async throws {
        try await ModelFixture.with { fixture in
            let payload = fixture.payload
            try await ScriptedServer.with { request, _ in
                switch request.path {
                case "/ggml-tiny.bin":
                    Reply(status: 302, fields: ["Location": "/deep/file?x=1", "Content-Length": "0"])
                case "/plain": Reply(status: 301, fields: ["Location": "http://example.org/x", "Content-Length": "0"])
                case "/loop": Reply(status: 307, fields: ["Location": "loop", "Content-Length": "0"])
                default: .range(of: payload, request, cutAfter: request.start == 0 ? 1000 : nil)
                }
            } _: { server in
                for path in ["plain", "loop"] {
                    let error = await failure {
                        _ = try await fixture.store().download(fixture.entry(server, path: path))
                    }
                    #expect(error?.code == .invalidResponse, "\(path)")
                }
                let before = server.requests.count
                var store = fixture.store()
                store.window = 200_000
                try await store.download(fixture.entry(server))
                let (first, deep) = ("/ggml-tiny.bin", "/deep/file?x=1")
                // The second stretch is asked for where the first came from, unless the connection broke.
                #expect(server.requests[before...].map(\.path) == [first, deep, first, deep, deep])
            }
        }
    }

    @Test("keep to https and to the name of the file with a mirror")
    func mirrors() async throws {
        try await ModelFixture.with { fixture in
            let payload = fixture.payload
            try await ScriptedServer.with { request, _ in
                .range(of: payload, request)
            } _: { server in
                let mirror = server.url.appending(path: "mirror/of")
                try await fixture.store().download(fixture.entry(server), from: mirror)
                #expect(server.requests.map(\.path) == ["/mirror/of/ggml-tiny.bin"])
            }
            for text in [
                "http://example.org/models", "ftp://127.0.0.1/", "file:///etc", "http://127.0.0.1.example.org/",
            ] {
                let mirror = try #require(URL(string: text))
                let error = await failure { _ = try await fixture.store().download("base", from: mirror) }
                #expect(error?.code == .invalidRequest, "\(text)")
            }
        }
    }
}
