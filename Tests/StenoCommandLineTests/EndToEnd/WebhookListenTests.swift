import Foundation
import HTTPTypes
import HTTPTypesFoundation
import Steno
import Testing

@testable import StenoCommandLine

extension EndToEnd {
    @Suite(.timeLimit(.minutes(10))) struct WebhookListenTests {
        static let secret = WebhookTests.secret

        let steno: Program

        init() throws {
            steno = try Program()
        }

        /// Starts `steno webhook listen` on a free port and hands over the process, its end, and the lines of its
        /// standard error and standard output.
        private func start(_ arguments: String...) throws -> (Process, AsyncStream<Void>, ErrorLines, ErrorLines) {
            let process = steno.process(
                Program.executable.path,
                ["webhook", "listen"] + arguments,
                ["STENO_WEBHOOK_SECRET": Self.secret]
            )
            let (errors, output) = (Pipe(), Pipe())
            process.standardError = errors
            process.standardOutput = output
            let (ended, end) = AsyncStream<Void>.makeStream()
            process.terminationHandler = { _ in end.finish() }
            try process.run()
            return (process, ended, ErrorLines(errors.fileHandleForReading), ErrorLines(output.fileHandleForReading))
        }

        /// Posts a body with these header fields.
        private func post(_ body: String, _ fields: HTTPFields, to url: URL) async throws -> Int {
            var request = HTTPRequest(method: .post, url: url)
            request.headerFields = fields
            return try await URLSessionTransport.shared.send(request, body: .data(Data(body.utf8))).head.status.code
        }

        private func next(_ lines: ErrorLines) async throws -> String {
            for try await line in lines.all { return line }
            return ""
        }

        @Test(arguments: [SIGINT, SIGTERM]) func writesEachEventOnceUntilItIsStopped(signal: Int32) async throws {
            let (process, ended, errors, output) = try start("--port", "0", "--provider", "standard")
            let ready = try await next(errors)
            let address = try #require(ready.firstMatch(of: /http:\/\/127\.0\.0\.1:\d+\/webhooks\/standard/)?.output)
            let url = try #require(URL(string: String(address)))
            let body = WebhookTests.body
            let fields = try WebhookSigner.standard(id: "msg_7", body: Data(body.utf8), secret: Secret(Self.secret))
            #expect(try await post(body, fields, to: url) == 204)
            #expect(try await post(body, fields, to: url) == 204)
            #expect(try await post(body + " ", fields, to: url) == 403)
            let refused = try await next(errors)
            #expect(refused.contains("refused from standard"))
            #expect(refused.contains("[wrongSignature]"))
            let another = try #require(URL(string: url.absoluteString + "s"))
            #expect(try await post(body, fields, to: another) == 403)
            #expect(try await next(errors).contains("[unknownProvider]"))
            kill(process.processIdentifier, signal)
            var events: [WebhookEvent] = []
            for try await line in output.all {
                events.append(try JSONDecoder.steno.decode(WebhookEvent.self, from: Data(line.utf8)))
            }
            for await _ in ended {}
            #expect(process.terminationStatus == 0)
            #expect(events.map(\.id) == ["msg_7"])
            #expect(events.first?.jobID == "7")
            #expect(!(errors.text + output.text).contains(Self.secret))
        }

        @Test func aPortInUseIsToldOf() async throws {
            let (process, ended, errors, _) = try start("--port", "0", "--provider", "standard")
            let ready = try await next(errors)
            let port = try #require(ready.firstMatch(of: /127\.0\.0\.1:(\d+)/)?.output.1)
            let second = try await steno(
                "webhook",
                "listen",
                "--port",
                String(port),
                environment: ["STENO_WEBHOOK_SECRET": Self.secret]
            )
            #expect(second.code == 69)
            #expect(second.errors == "steno: Port \(port) of 127.0.0.1 is in use; name another with --port.\n")
            process.terminate()
            for await _ in ended {}
        }
    }
}
