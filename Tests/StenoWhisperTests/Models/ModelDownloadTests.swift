import Foundation
import Steno
import StenoTestSupport
import Testing

@testable import StenoWhisper

@Suite("Downloading a model")
struct ModelDownloadTests {
    typealias Reply = ScriptedServer.Reply

    @Test("brings the file, tells how far it is, and needs no network the second time")
    func plain() async throws {
        try await ModelFixture.with { fixture in
            let payload = fixture.payload
            try await ScriptedServer.with { request, _ in
                .range(of: payload, request)
            } _: { server in
                let (store, log) = (fixture.store(), ProgressLog())
                let url = try await store.download(fixture.entry(server), progress: log.add)
                #expect(try Data(contentsOf: url) == Data(payload))
                #expect(fixture.names == ["ggml-tiny.bin"])
                #expect(log.all.last?.phase == .finishing)
                #expect(log.all.last?.fraction == 1)
                #expect(log.all.map(\.byteCount) == log.all.map(\.byteCount).sorted())
                #expect(server.requests[0].fields["accept-encoding"] == "identity")
                try await store.download(fixture.entry(server))
                #expect(server.requests.count == 1)
            }
        }
    }

    @Test("goes on where the connection broke off")
    func resume() async throws {
        try await ModelFixture.with { fixture in
            let payload = fixture.payload
            try await ScriptedServer.with { request, number in
                .range(of: payload, request, cutAfter: number < 3 ? 60_000 : nil)
            } _: { server in
                let url = try await fixture.store(retries: 1).download(fixture.entry(server))
                #expect(try Data(contentsOf: url) == Data(payload))
                #expect(server.requests.map(\.start) == [0, 60_000, 120_000, 180_000])
                #expect(server.requests[1].fields["if-range"] == "\"one\"")
                #expect(fixture.clock.passed.allSatisfy { $0 >= .milliseconds(500) && $0 <= .seconds(1) })
            }
        }
    }

    @Test("starts over where the server ignores the range, and gives up if that brings nothing new")
    func ignoredRange() async throws {
        try await ModelFixture.with { fixture in
            let payload = fixture.payload
            try await ScriptedServer.with { _, number in
                .file(payload, cutAfter: number == 0 ? 90_000 : nil)
            } _: {
                let url = try await fixture.store().download(fixture.entry($0))
                #expect(try Data(contentsOf: url) == Data(payload))
            }
            try fixture.store().remove("tiny")
            try await ScriptedServer.with { _, _ in
                .file(payload, cutAfter: 90_000)
            } _: { server in
                let error = await failure { _ = try await fixture.store().download(fixture.entry(server)) }
                #expect(error?.code == .connection)
                #expect(error?.message.contains("90000 bytes") == true)
                #expect(server.requests.count == 4)
                #expect(fixture.names == ["ggml-tiny.bin.partial", "ggml-tiny.bin.partial.json"])
            }
        }
    }

    @Test("refuses wrong bytes, says both sums, and leaves nothing behind")
    func wrongBytes() async throws {
        try await ModelFixture.with { fixture in
            var wrong = fixture.payload
            wrong[1000] ^= 1
            try await ScriptedServer.with { [wrong] request, _ in
                .range(of: wrong, request)
            } _: { server in
                let error = await failure { _ = try await fixture.store().download(fixture.entry(server)) }
                #expect(error?.code == .invalidModel)
                #expect(error?.message.contains(ModelFixture.sha256(wrong)) == true)
                #expect(error?.message.contains(ModelFixture.sha256(fixture.payload)) == true)
                #expect(fixture.names.isEmpty)
                #expect(server.requests.count == 1)
            }
        }
    }

    @Test("fetches again what an earlier attempt left damaged")
    func damagedPartial() async throws {
        try await ModelFixture.with { fixture in
            let payload = fixture.payload
            try fixture.leavePartial(Array(repeating: 0, count: 50_000))
            try await ScriptedServer.with { request, _ in
                .range(of: payload, request)
            } _: { server in
                let url = try await fixture.store().download(fixture.entry(server))
                #expect(try Data(contentsOf: url) == Data(payload))
                #expect(server.requests.map(\.start) == [50_000, 0])
            }
        }
    }

    @Test("refuses a file of another size before taking it in", arguments: [299_999, 300_001])
    func wrongLength(_ length: Int) async throws {
        try await ModelFixture.with { fixture in
            let wrong = Array(repeating: UInt8(1), count: length)
            try await ScriptedServer.with { _, _ in
                .file(wrong)
            } _: { server in
                let error = await failure { _ = try await fixture.store().download(fixture.entry(server)) }
                #expect(error?.code == .invalidModel)
                #expect(error?.message.contains("\(length) bytes") == true)
                #expect(!fixture.names.contains("ggml-tiny.bin"))
            }
        }
    }

    @Test("does not take more than there should be from a server that states no length")
    func tooMuch() async throws {
        try await ModelFixture.with { fixture in
            let wrong = fixture.payload + [1, 2, 3]
            try await ScriptedServer.with { _, _ in
                Reply(body: wrong)
            } _: { server in
                let error = await failure { _ = try await fixture.store().download(fixture.entry(server)) }
                #expect(error?.code == .invalidModel)
                #expect(fixture.names.isEmpty)
            }
        }
    }

    @Test("asks for the rest where a body without a length ended early")
    func shortBody() async throws {
        try await ModelFixture.with { fixture in
            let payload = fixture.payload
            try await ScriptedServer.with { request, number in
                number == 0 ? Reply(body: Array(payload.prefix(70_000))) : .range(of: payload, request)
            } _: { server in
                let url = try await fixture.store().download(fixture.entry(server))
                #expect(try Data(contentsOf: url) == Data(payload))
                #expect(server.requests.last?.start == 70_000)
            }
        }
    }

    @Test("takes a complete partial file for what it is where the server answers 416")
    func rangeNotSatisfiable() async throws {
        try await ModelFixture.with { fixture in
            let payload = fixture.payload
            try fixture.leavePartial(payload)
            try await ScriptedServer.with { request, _ in
                .range(of: payload, request)
            } _: { server in
                var entry = fixture.entry(server)
                entry.byteCount = nil
                let url = try await fixture.store().download(entry)
                #expect(try Data(contentsOf: url) == Data(payload))
                #expect(server.requests.map(\.start) == [300_000])
            }
        }
    }

    @Test("starts over where the server has no such range")
    func rangeTooFar() async throws {
        try await ModelFixture.with { fixture in
            let payload = fixture.payload
            try fixture.leavePartial(payload + [0])
            try await ScriptedServer.with { request, _ in
                .range(of: payload, request)
            } _: { server in
                var entry = fixture.entry(server)
                entry.byteCount = nil
                let url = try await fixture.store().download(entry)
                #expect(try Data(contentsOf: url) == Data(payload))
                #expect(server.requests.map(\.start) == [300_001, 0])
            }
        }
    }

    @Test("starts over where the file has changed on the server", arguments: [true, false])
    func changedTag(honoursIfRange: Bool) async throws {
        try await ModelFixture.with { fixture in
            let payload = fixture.payload
            let old = Array(payload.reversed())
            try await ScriptedServer.with { request, number in
                if number == 0 { return .file(old, cutAfter: 100_000) }
                var request = request
                if !honoursIfRange { request.fields["if-range"] = nil }
                return .range(of: payload, request, tag: "\"two\"")
            } _: { server in
                let url = try await fixture.store().download(fixture.entry(server))
                #expect(try Data(contentsOf: url) == Data(payload))
                #expect(server.requests.map(\.start) == (honoursIfRange ? [0, 100_000] : [0, 100_000, 0]))
            }
        }
    }

    @Test("refuses a rest that begins elsewhere")
    func wrongRange() async throws {
        try await ModelFixture.with { fixture in
            let payload = fixture.payload
            try fixture.leavePartial(payload.prefix(10_000))
            try await ScriptedServer.with { request, number in
                var reply = Reply.range(of: payload, request)
                if number == 0 { reply.fields["Content-Range"] = "bytes 0-299999/300000" }
                return reply
            } _: { server in
                let url = try await fixture.store().download(fixture.entry(server))
                #expect(try Data(contentsOf: url) == Data(payload))
                #expect(server.requests.count == 2)
            }
        }
    }

    @Test("asks for a stretch at a time, so that no more than that can pile up")
    func windows() async throws {
        try await ModelFixture.with { fixture in
            let payload = fixture.payload
            try await ScriptedServer.with { request, number in
                .range(of: payload, request, cutAfter: number == 1 ? 50_000 : nil)
            } _: { server in
                var store = fixture.store()
                store.window = 120_000
                let url = try await store.download(fixture.entry(server))
                #expect(try Data(contentsOf: url) == Data(payload))
                #expect(server.requests.map(\.start) == [0, 120_000, 170_000, 290_000])
                #expect(server.requests.map(\.end) == [119_999, 239_999, 289_999, 409_999])
            }
        }
    }
}
