import Foundation
import HTTPTypes
import StenoTestSupport
import Testing

@testable import Steno

@Suite("Limits on what comes in")
struct ResponseSizeTests {
    @Test("an answer is taken in up to the limit, and no further", arguments: [99, 100, 101, 5_000])
    func size(bytes: Int) async throws {
        let pieces = stride(from: 0, to: bytes, by: 30).map { Data(repeating: 1, count: min(30, bytes - $0)) }
        for isAnnounced in [true, false] {
            let fields: HTTPFields = isAnnounced ? [.contentLength: "\(bytes)"] : [:]
            let transport = ScriptedTransport(.response(HTTPResponse(status: .ok, headerFields: fields), pieces))
            let pipeline = testPipeline(transport) { settings in
                settings.maximumResponseSize = 100
                settings.repeatAtOnce()
            }
            let error = await failure {
                let answer = try await pipeline.send(.read)
                #expect(answer.body.count == bytes)
            }
            #expect(error?.code == (bytes <= 100 ? nil : .invalidResponse))
            #expect(transport.sent.count == 1)
        }
    }

    @Test("a length that is none does not count", arguments: ["-1", "many", "", "99999999999999999999"])
    func nonsense(length: String) async throws {
        let head = HTTPResponse(status: .ok, headerFields: [.contentLength: length])
        let transport = ScriptedTransport(.response(head, [Data([1])]))
        #expect(try await testPipeline(transport).send(.read).body == Data([1]))
    }

    @Test("a refusal is read to a limit of its own, and told as far as it fits")
    func refusal() async {
        let piece = Data(String(repeating: "word ", count: 2_000).utf8)
        let transport = ScriptedTransport(
            .response(HTTPResponse(status: .badRequest), Array(repeating: piece, count: 1_000))
        )
        let error = await failure { try await testPipeline(transport).send(.read) }
        #expect(error?.code == .invalidRequest)
        #expect(error?.providerMessage?.count == 1_000)
        #expect((error?.underlying as? HTTPRefusal)?.snippet.count == 1_000)
    }

    @Test("a refusal counts even where its body breaks off")
    func brokenRefusal() async {
        let head = HTTPResponse(status: .unauthorized, headerFields: [.contentLength: "100"])
        let transport = ScriptedTransport(
            .response(head, [Data("no".utf8)], breaking: URLError(.networkConnectionLost))
        )
        let error = await failure { try await testPipeline(transport).send(.create(.ifRefused)) }
        #expect(error?.code == .authentication)
        #expect(error?.providerMessage == "no")
    }

    @Test("a body shorter than announced is no answer, unless it was compressed or is to have none")
    func short() async throws {
        let half = ScriptedTransport.Answer.response(
            HTTPResponse(status: .ok, headerFields: [.contentLength: "9"]),
            [Data("half".utf8)]
        )
        let transport = ScriptedTransport(half, .json("{}"))
        let answer = try await testPipeline(transport) { $0.repeatAtOnce() }.send(.read)
        #expect(answer.body == Data("{}".utf8))
        #expect(transport.sent.count == 2)

        let head = HTTPResponse(status: .ok, headerFields: [.contentLength: "9", .contentEncoding: "gzip"])
        let compressed = ScriptedTransport(.response(head, [Data("half".utf8)]))
        #expect(try await testPipeline(compressed).send(.read).body == Data("half".utf8))
        let headOnly = ScriptedTransport(.status(200, fields: [.contentLength: "9"]))
        let call = HTTPCall(.head, "/v1/jobs", operation: "check")
        #expect(try await testPipeline(headOnly).send(call).body.isEmpty)
    }

    @Test("an answer read as it arrives has no limit")
    func stream() async throws {
        let pieces = Array(repeating: Data(count: 100), count: 20)
        let transport = ScriptedTransport(.response(HTTPResponse(status: .ok), pieces))
        let response = try await testPipeline(transport) { $0.maximumResponseSize = 100 }.stream(.read)
        var bytes = 0
        for try await piece in response.body { bytes += piece.count }
        #expect(bytes == 2_000)
        let refusal = ScriptedTransport(.text("gone", status: 404))
        let error = await failure { try await testPipeline(refusal).stream(.read) }
        #expect(error?.code == .notFound)
        #expect(error?.providerMessage == "gone")
    }
}
