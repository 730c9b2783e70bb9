public import AsyncHTTPClient
public import HTTPTypes
import NIOCore
import NIOHTTP1
import NIOHTTPCompression
public import Steno

/// Sends requests with async-http-client, for servers.
///
/// Bodies are streamed both ways with back pressure: what is not read is not fetched. Requests, bodies and errors mean the
/// same as those of ``Steno/URLSessionTransport``.
public struct AsyncHTTPClientTransport: HTTPTransport {
    /// A transport on a client with ``configuration(idleLimit:)``, for use all over a program.
    ///
    /// The client lives as long as the process.
    public static let shared = AsyncHTTPClientTransport(
        client: HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration())
    )

    private let client: HTTPClient

    /// Makes a transport on a client of yours, which stays yours to shut down.
    ///
    /// - Parameter client: A client that follows no redirects, best made with ``configuration(idleLimit:)``. A request it
    ///   redirects nonetheless fails with ``Steno/TranscriptionError/Code/invalidRequest``.
    public init(client: HTTPClient) {
        self.client = client
    }

    /// The settings this transport expects of a client.
    ///
    /// Redirects are not followed, connections are not attempted twice, compressed answers are unpacked, and no spans are
    /// made, as Steno makes its own.
    /// - Parameter idleLimit: How long a request may go without a single byte before it fails with
    ///   ``Steno/TranscriptionError/Code/timeout``.
    /// - Returns: Settings to make a client with.
    public static func configuration(idleLimit: Duration = .seconds(60)) -> HTTPClient.Configuration {
        let limit = TimeAmount.nanoseconds(Int64((idleLimit / .nanoseconds(1)).rounded()))
        var configuration = HTTPClient.Configuration(
            redirectConfiguration: .disallow,
            timeout: .init(connect: limit, read: limit, write: limit),
            decompression: .enabled(limit: .none)
        )
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 64
        configuration.tracing.tracer = nil
        return configuration
    }

    /// Sends a request and returns once the head of the answer is there.
    public func send(_ request: HTTPRequest, body: HTTPRequestBody?) async throws -> HTTPStreamedResponse {
        try Task.checkCancellation()
        let upload = UploadRecord(length: body?.length ?? 0)
        let clientRequest = try HTTPClientRequest(request, body: body, upload)
        do {
            let response = try await client.execute(clientRequest, deadline: .distantFuture)
            guard response.history.count <= 1 else { throw Self.redirected }
            let pieces = AnswerPieces(body: response.body, host: request.host, upload: upload)
            return HTTPStreamedResponse(head: HTTPResponse(response), body: HTTPBody(pieces))
        } catch {
            throw upload.meaning(of: error, host: request.host)
        }
    }

    private static var redirected: TranscriptionError {
        TranscriptionError(
            .invalidRequest,
            "The HTTP client followed a redirect, which could hand the key to another host. Make it with "
                + "AsyncHTTPClientTransport.configuration()."
        )
    }
}

extension HTTPClientRequest {
    fileprivate init(_ request: HTTPRequest, body: HTTPRequestBody?, _ upload: UploadRecord) throws {
        guard let scheme = request.scheme, let authority = request.authority, let path = request.path else {
            throw TranscriptionError(.invalidRequest, "The request has no valid address.")
        }
        self.init(url: "\(scheme)://\(authority)\(path)")
        method = HTTPMethod(rawValue: request.method.rawValue)
        for field in request.headerFields { headers.add(name: field.name.rawName, value: field.value) }
        if !headers.contains(name: "accept-encoding") { headers.add(name: "accept-encoding", value: "gzip, deflate") }
        if let body, body.length > 0 {
            self.body = .stream(UploadPieces(body: try body.open(), upload: upload), length: .known(body.length))
        }
    }
}

extension HTTPRequest {
    /// The name in the authority, without the port.
    fileprivate var host: String? {
        guard let authority else { return nil }
        guard let colon = authority.lastIndex(of: ":"), !authority.hasSuffix("]") else { return authority }
        return String(authority[..<colon])
    }
}

extension HTTPResponse {
    fileprivate init(_ response: HTTPClientResponse) {
        self.init(
            status: .init(code: Int(response.status.code), reasonPhrase: response.status.reasonPhrase)
        )
        for (name, value) in response.headers {
            guard let name = HTTPField.Name(name) else { continue }
            headerFields.append(HTTPField(name: name, value: value))
        }
    }
}
