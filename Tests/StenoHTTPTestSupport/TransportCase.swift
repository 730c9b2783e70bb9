import Foundation
import HTTPTypes
import HTTPTypesFoundation
public import Steno
import StenoTestSupport
public import Testing

/// The transports a battery of tests is run on, all of one kind.
public struct TransportSubject: Sendable {
    /// One with the settings a user gets.
    public var transport: any HTTPTransport
    /// One that waits a second for a sign of life.
    public var impatient: any HTTPTransport
    /// Whether a slow reader holds the server back; without that, what has come in is bounded by an error.
    public var holdsServersBack: Bool

    /// Whether a body that a function makes is sent while it is made.
    public var sendsWhatIsMade: Bool

    /// Describes what is to be tested.
    public init(
        transport: any HTTPTransport,
        impatient: any HTTPTransport,
        holdsServersBack: Bool,
        sendsWhatIsMade: Bool
    ) {
        self.transport = transport
        self.impatient = impatient
        self.holdsServersBack = holdsServersBack
        self.sendsWhatIsMade = sendsWhatIsMade
    }
}

/// One thing that is expected of every transport.
public struct TransportCase: Sendable, CustomTestStringConvertible {
    /// What is expected.
    public var testDescription: String
    private let body: @Sendable (TransportSubject) async throws -> Void

    init(_ testDescription: String, _ body: @escaping @Sendable (TransportSubject) async throws -> Void) {
        self.testDescription = testDescription
        self.body = body
    }

    /// Everything that is expected.
    public static let all = answers + uploads + refusals + failures + cancellations + loads

    /// Tests a transport.
    public func run(on subject: TransportSubject) async throws {
        try await body(subject)
    }
}

extension HTTPTransport {
    /// Sends a request and reads the whole answer.
    ///
    /// - Returns: The head and the body.
    @discardableResult
    func exchange(_ request: HTTPRequest, _ body: HTTPRequestBody? = nil) async throws -> (HTTPResponse, Data) {
        let response = try await send(request, body: body)
        return (response.head, try await response.body.collected())
    }
}

extension HTTPBody {
    func collected() async throws -> Data {
        var data = Data()
        for try await piece in self { data += piece }
        return data
    }
}

extension LoopbackServer {
    func request(_ method: HTTPRequest.Method = .get, _ path: String = "/x", scheme: String? = nil) -> HTTPRequest {
        HTTPRequest(method: method, url: url(path, scheme: scheme))
    }
}

/// The error an action ends with.
///
/// Whatever is no ``Steno/TranscriptionError`` is thrown on, so that it fails the test.
func failure(_ action: () async throws -> Void) async throws -> TranscriptionError? {
    do {
        try await action()
        return nil
    } catch let error as TranscriptionError {
        return error
    }
}

/// Bytes that show where they are from: no two stretches are the same.
func pattern(_ count: Int) -> Data {
    var data = Data(capacity: count + 8)
    var word: UInt64 = 1
    while data.count < count {
        word = word &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        withUnsafeBytes(of: word) { data.append(contentsOf: $0) }
    }
    return data.prefix(count)
}

/// A body that a function makes piece by piece.
func body(length: Int, _ piece: @escaping @Sendable (_ number: Int) async throws -> Data?) -> HTTPRequestBody {
    HTTPRequestBody(length: Int64(length)) {
        let number = Counter()
        return HTTPBody(AsyncThrowingStream { try await piece(number.add() - 1) })
    }
}

/// Lends a file that takes no room on the disk and reads as zeros.
func withLargeFile(_ megabytes: Int, _ use: (HTTPRequestBody) async throws -> Void) async throws {
    try await TemporaryDirectory.with { folder in
        let file = folder.appending(path: "large")
        try Data().write(to: file)
        let handle = try FileHandle(forWritingTo: file)
        try handle.truncate(atOffset: UInt64(megabytes) << 20)
        try handle.close()
        try await use(.file(file))
    }
}
