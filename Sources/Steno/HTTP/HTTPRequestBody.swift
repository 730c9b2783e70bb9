public import Foundation

/// The body of a request: a known number of bytes, sent piece by piece and never held whole.
///
/// It can be opened again, so that a request can be repeated.
public struct HTTPRequestBody: Sendable {
    /// Where the bytes come from.
    enum Content: Sendable {
        /// From memory and from disk, so that they are there as soon as they are asked for.
        case parts([BodyPart])
        /// From a function, which may take its time.
        case made(@Sendable () throws -> HTTPBody)
    }

    /// Its exact length in bytes.
    public let length: Int64
    let content: Content
    private(set) var watchers: [BodyWatcher] = []

    init(parts: [BodyPart], watchers: [BodyWatcher] = []) {
        length = parts.reduce(0) { $0 + $1.length }
        content = .parts(parts)
        self.watchers = watchers
    }

    /// Describes a body.
    ///
    /// ``URLSessionTransport`` writes it to a temporary file before it sends it, because there a body must not keep the
    /// session waiting. Bodies of ``data(_:)`` and ``file(_:)``, and forms of these, are sent from where they are.
    /// - Parameters:
    ///   - length: The exact number of bytes.
    ///   - open: Begins the body anew; called once for each attempt.
    public init(length: Int64, open: @escaping @Sendable () throws -> HTTPBody) {
        self.length = length
        content = .made(open)
    }

    /// Bytes that are in memory.
    public static func data(_ data: Data) -> Self {
        Self(parts: [.data(data)])
    }

    /// A file, read as it is sent.
    ///
    /// Its length is taken now. When it has another one later, opening the body or reading it fails with
    /// ``TranscriptionError/Code/invalidAudio``.
    /// - Throws: ``TranscriptionError/Code/invalidAudio`` where there is no such file, or it cannot be read.
    public static func file(_ url: URL) throws -> Self {
        Self(parts: [.file(url, length: try BodyFile(url).length)])
    }

    /// The same body, which tells how much of it was taken by the transport.
    ///
    /// - Parameter report: Called after each piece, in order, with the bytes taken so far and the length of the body. An
    ///   attempt that is repeated begins at 0 again.
    /// - Returns: The body to send.
    public func reportingProgress(_ report: @escaping @Sendable (_ sent: Int64, _ total: Int64) -> Void) -> Self {
        var body = self
        body.watchers.append(BodyWatcher(start: 0, length: length, report: report))
        return body
    }

    /// Begins the body.
    ///
    /// - Returns: Its pieces. Reading them fails with ``TranscriptionError/Code/invalidRequest`` where they do not add up to
    ///   ``length``.
    /// - Throws: ``TranscriptionError/Code/invalidAudio`` where a file cannot be read; else what the function that makes the
    ///   body throws.
    public func open() throws -> HTTPBody {
        switch content {
        case .parts(let parts): HTTPBody(ReadPieces(reader: try BodyReader(parts), watchers: watchers))
        case .made(let open): HTTPBody(MadePieces(base: try open(), length: length, watchers: watchers))
        }
    }
}

/// Somebody who is told how much of a body, or of a stretch of it, was sent.
struct BodyWatcher: Sendable {
    var start: Int64
    var length: Int64
    var report: @Sendable (Int64, Int64) -> Void
}

extension [BodyWatcher] {
    /// Tells those whom it concerns that a body was sent up to a position.
    func note(_ step: Range<Int64>) {
        for watcher in self {
            let stretch = watcher.start..<watcher.start + watcher.length
            guard step.overlaps(stretch) else { continue }
            watcher.report(Swift.min(step.upperBound, stretch.upperBound) - watcher.start, watcher.length)
        }
    }
}

/// The pieces of a body that is at hand.
private struct ReadPieces: AsyncSequence, Sendable {
    let reader: BodyReader
    let watchers: [BodyWatcher]

    func makeAsyncIterator() -> Iterator { Iterator(reader: reader, watchers: watchers) }

    struct Iterator: AsyncIteratorProtocol {
        var reader: BodyReader
        let watchers: [BodyWatcher]

        mutating func next() async throws -> Data? { try take() }

        mutating func next(isolation actor: isolated (any Actor)?) async throws -> Data? { try take() }

        private mutating func take() throws -> Data? {
            let start = reader.position
            let piece = try reader.next()
            watchers.note(start..<reader.position)
            return piece
        }
    }
}

/// The pieces a function makes, which have to be as many bytes as was said.
private struct MadePieces: AsyncSequence, Sendable {
    let base: HTTPBody
    let length: Int64
    let watchers: [BodyWatcher]

    func makeAsyncIterator() -> Iterator {
        Iterator(base: base.makeAsyncIterator(), length: length, watchers: watchers)
    }

    struct Iterator: AsyncIteratorProtocol {
        var base: HTTPBody.Iterator
        let length: Int64
        let watchers: [BodyWatcher]
        var sent: Int64 = 0

        mutating func next() async throws -> Data? { try await next(isolation: #isolation) }

        mutating func next(isolation actor: isolated (any Actor)?) async throws -> Data? {
            let piece = try await base.next(isolation: actor)
            let end = sent + Int64(piece?.count ?? 0)
            guard piece == nil ? end == length : end <= length else {
                throw TranscriptionError(
                    .invalidRequest,
                    "The body of the request should have \(length) bytes and has \(piece == nil ? "only \(sent)" : "more")."
                )
            }
            watchers.note(sent..<end)
            sent = end
            return piece
        }
    }
}
