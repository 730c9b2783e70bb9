import ArgumentParser
import Foundation
import HTTPTypes
import Steno
import StenoAsyncHTTPClient

/// The client of the transport suite, so that its memory is measured alone.
struct TransportWorker: AsyncParsableCommand {
    enum Kind: String, CaseIterable, ExpressibleByArgument {
        case urlSession = "URLSession"
        case asyncHTTPClient = "async-http-client"
    }

    enum Work: String, ExpressibleByArgument {
        /// Nothing: what the process itself costs.
        case idle
        /// Small requests.
        case requests
        /// A form with a file.
        case form
        /// A file, and nothing around it.
        case plain
    }

    static let configuration = CommandConfiguration(commandName: "transport-worker", shouldDisplay: false)

    @Option var kind: Kind
    @Option var work: Work
    @Option var port: Int
    @Option(help: "How many requests, or MiB.") var size: Int
    @Option var file: String?

    func run() async throws {
        let transport: any HTTPTransport =
            switch kind {
            case .urlSession: URLSessionTransport.shared
            case .asyncHTTPClient: AsyncHTTPClientTransport.shared
            }
        switch work {
        case .idle: break
        case .requests: try await sendRequests(over: transport)
        case .form: try await send(try form(), over: transport)
        case .plain: try await send((try upload(), "audio/wav"), over: transport)
        }
    }

    private func request(_ method: HTTPRequest.Method) -> HTTPRequest {
        HTTPRequest(method: method, scheme: "http", authority: "127.0.0.1:\(port)", path: "/x")
    }

    private func sendRequests(over transport: any HTTPTransport) async throws {
        try await withThrowingTaskGroup { group in
            for _ in 0..<8 {
                group.addTask {
                    for _ in 0..<size / 8 {
                        let answer = try await transport.send(request(.get))
                        for try await _ in answer.body {}
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    private func upload() throws -> HTTPRequestBody {
        guard let file else { throw ValidationError("An upload needs a file.") }
        return try .file(URL(fileURLWithPath: file))
    }

    private func form() throws -> (HTTPRequestBody, contentType: String) {
        var form = MultipartForm()
        form.append("en", name: "language")
        form.append(try upload(), name: "audio", fileName: "upload.wav", contentType: "audio/wav")
        return (form.body, form.contentType)
    }

    private func send(
        _ body: (HTTPRequestBody, contentType: String),
        over transport: any HTTPTransport
    ) async throws {
        var request = request(.post)
        request.headerFields[.contentType] = body.contentType
        let answer = try await transport.send(request, body: body.0)
        for try await _ in answer.body {}
        guard answer.head.status.code == 200 else { throw ValidationError("HTTP \(answer.head.status.code)") }
    }
}
