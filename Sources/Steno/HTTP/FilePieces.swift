import Foundation

/// An open file, read in pieces from its beginning.
///
/// It can be read once.
struct FilePieces: AsyncSequence, Sendable {
    /// The length when it was opened.
    let length: Int64
    private let handle: FileHandle
    private let url: URL

    /// Opens a file.
    init(_ url: URL) throws {
        do {
            let values = try url.resourceValues(forKeys: [.isDirectoryKey])
            guard values.isDirectory != true else {
                throw TranscriptionError(.invalidAudio, "\(url.path) is a folder, not a file.")
            }
            handle = try FileHandle(forReadingFrom: url)
            length = Int64(try handle.seekToEnd())
            try handle.seek(toOffset: 0)
        } catch let error as TranscriptionError {
            throw error
        } catch {
            throw Self.unreadable(url, error)
        }
        self.url = url
    }

    static func changed(_ url: URL) -> TranscriptionError {
        TranscriptionError(.invalidAudio, "The file \(url.path) has changed its length since the request was made.")
    }

    private static func unreadable(_ url: URL, _ error: any Error) -> TranscriptionError {
        TranscriptionError(.invalidAudio, "The file \(url.path) cannot be read.", underlying: error)
    }

    func makeAsyncIterator() -> Iterator {
        Iterator(handle: handle, url: url, rest: length)
    }

    struct Iterator: AsyncIteratorProtocol {
        let handle: FileHandle
        let url: URL
        var rest: Int64

        mutating func next() async throws -> Data? { try take() }

        mutating func next(isolation actor: isolated (any Actor)?) async throws -> Data? { try take() }

        private mutating func take() throws -> Data? {
            guard rest > 0 else { return nil }
            let piece: Data?
            do {
                piece = try handle.read(upToCount: Int(Swift.min(rest, 256 << 10)))
            } catch {
                throw FilePieces.unreadable(url, error)
            }
            guard let piece, !piece.isEmpty else { throw FilePieces.changed(url) }
            rest -= Int64(piece.count)
            return piece
        }
    }
}
