public import Foundation

/// The body of a request: a known number of bytes, sent piece by piece and never held whole.
///
/// It can be opened again, so that a request can be repeated.
public struct HTTPRequestBody: Sendable {
    /// Its exact length in bytes.
    public let length: Int64

    private let source: @Sendable () throws -> HTTPBody

    /// Describes a body.
    /// - Parameters:
    ///   - length: The exact number of bytes.
    ///   - open: Begins the body anew; called once for each attempt.
    public init(length: Int64, open: @escaping @Sendable () throws -> HTTPBody) {
        self.length = length
        source = open
    }

    /// Bytes that are in memory.
    public static func data(_ data: Data) -> Self {
        Self(length: Int64(data.count)) { HTTPBody(DataPieces(data: data)) }
    }

    /// A file, read as it is sent.
    ///
    /// Its length is taken now. When it has another one later, opening the body or reading it fails with
    /// ``TranscriptionError/Code/invalidAudio``.
    /// - Throws: ``TranscriptionError/Code/invalidAudio`` where there is no such file, or it cannot be read.
    public static func file(_ url: URL) throws -> Self {
        let length = try FilePieces(url).length
        return Self(length: length) {
            let pieces = try FilePieces(url)
            guard pieces.length == length else { throw FilePieces.changed(url) }
            return HTTPBody(pieces)
        }
    }

    /// The same body, which tells how much of it was taken by the transport.
    ///
    /// - Parameter report: Called after each piece, in order, with the bytes taken so far and the length of the body. An
    ///   attempt that is repeated begins at 0 again.
    /// - Returns: The body to send.
    public func reportingProgress(_ report: @escaping @Sendable (_ sent: Int64, _ total: Int64) -> Void) -> Self {
        Self(length: length) { HTTPBody(ReportedPieces(base: try source(), total: length, report: report)) }
    }

    /// Begins the body.
    ///
    /// - Returns: Its pieces. Reading them fails with ``TranscriptionError/Code/invalidRequest`` where they do not add up to
    ///   ``length``.
    public func open() throws -> HTTPBody {
        HTTPBody(MeasuredPieces(base: try source(), length: length))
    }
}

/// Bytes in memory, cut into pieces without copying them.
private struct DataPieces: AsyncSequence, Sendable {
    let data: Data

    func makeAsyncIterator() -> Iterator { Iterator(rest: data) }

    struct Iterator: AsyncIteratorProtocol {
        var rest: Data

        mutating func next() async throws -> Data? { take() }

        mutating func next(isolation actor: isolated (any Actor)?) async throws -> Data? { take() }

        private mutating func take() -> Data? {
            guard !rest.isEmpty else { return nil }
            let piece = rest.prefix(256 << 10)
            rest = rest.dropFirst(piece.count)
            return piece
        }
    }
}

/// Reports each piece that is taken.
private struct ReportedPieces: AsyncSequence, Sendable {
    let base: HTTPBody
    let total: Int64
    let report: @Sendable (Int64, Int64) -> Void

    func makeAsyncIterator() -> Iterator {
        Iterator(base: base.makeAsyncIterator(), total: total, report: report)
    }

    struct Iterator: AsyncIteratorProtocol {
        var base: HTTPBody.Iterator
        let total: Int64
        let report: @Sendable (Int64, Int64) -> Void
        var sent: Int64 = 0

        mutating func next() async throws -> Data? { try await next(isolation: #isolation) }

        mutating func next(isolation actor: isolated (any Actor)?) async throws -> Data? {
            guard let piece = try await base.next(isolation: actor) else { return nil }
            sent += Int64(piece.count)
            report(sent, total)
            return piece
        }
    }
}

/// Fails where the pieces are more or fewer bytes than was said.
private struct MeasuredPieces: AsyncSequence, Sendable {
    let base: HTTPBody
    let length: Int64

    func makeAsyncIterator() -> Iterator { Iterator(base: base.makeAsyncIterator(), length: length) }

    struct Iterator: AsyncIteratorProtocol {
        var base: HTTPBody.Iterator
        let length: Int64
        var sent: Int64 = 0

        mutating func next() async throws -> Data? { try await next(isolation: #isolation) }

        mutating func next(isolation actor: isolated (any Actor)?) async throws -> Data? {
            let piece = try await base.next(isolation: actor)
            sent += Int64(piece?.count ?? 0)
            guard piece == nil ? sent == length : sent <= length else {
                throw TranscriptionError(
                    .invalidRequest,
                    "The body of the request should have \(length) bytes and has \(piece == nil ? "only \(sent)" : "more")."
                )
            }
            return piece
        }
    }
}
