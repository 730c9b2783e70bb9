import Foundation

/// A stretch of a body that is at hand.
enum BodyPart: Sendable {
    case data(Data)
    case file(URL, length: Int64)

    var length: Int64 {
        switch self {
        case .data(let data): Int64(data.count)
        case .file(_, let length): length
        }
    }
}

/// Reads the parts of a body one after the other.
struct BodyReader: Sendable {
    private enum Source: Sendable {
        case data(Data)
        case file(BodyFile)

        var length: Int64 {
            switch self {
            case .data(let data): Int64(data.count)
            case .file(let file): file.length
            }
        }
    }

    /// How many bytes were read.
    private(set) var position: Int64 = 0
    private var sources: ArraySlice<Source>
    /// Where the first of the sources begins.
    private var start: Int64 = 0

    /// Opens all files, so that one that is missing is found before anything is sent.
    init(_ parts: [BodyPart]) throws {
        sources = try parts.map { part in
            switch part {
            case .data(let data):
                return Source.data(data)
            case .file(let url, let length):
                let file = try BodyFile(url)
                guard file.length == length else { throw file.changed }
                return .file(file)
            }
        }[...]
    }

    /// Reads as much as there is room for, up to the end of a part.
    ///
    /// - Returns: How many bytes; 0 at the end of the body.
    mutating func read(into target: UnsafeMutableRawBufferPointer) throws -> Int {
        while let source = sources.first {
            let offset = position - start
            guard offset < source.length else {
                start += source.length
                sources = sources.dropFirst()
                continue
            }
            let count = Int(min(Int64(target.count), source.length - offset))
            let room = UnsafeMutableRawBufferPointer(rebasing: target[..<count])
            let taken: Int
            switch source {
            case .data(let data):
                let from = data.startIndex + Int(offset)
                taken = data[from..<from + count].copyBytes(to: room)
            case .file(let file):
                taken = try file.read(into: room, at: offset)
            }
            position += Int64(taken)
            return taken
        }
        return 0
    }

    /// The next piece; nil at the end of the body.
    mutating func next() throws -> Data? {
        let rest = sources.reduce(start) { $0 + $1.length } - position
        guard rest > 0 else { return nil }
        var piece = Data(count: Int(min(rest, 256 << 10)))
        let count = try piece.withUnsafeMutableBytes { try read(into: $0) }
        return piece.prefix(count)
    }
}

/// A file that is open for reading.
final class BodyFile: Sendable {
    /// Its length when it was opened.
    let length: Int64
    private let handle: FileHandle
    private let url: URL

    /// Opens a file.
    init(_ url: URL) throws {
        self.url = url
        do {
            let values = try url.resourceValues(forKeys: [.isDirectoryKey])
            guard values.isDirectory != true else {
                throw TranscriptionError(.invalidAudio, "\(url.path) is a folder, not a file.")
            }
            handle = try FileHandle(forReadingFrom: url)
            length = Int64(try handle.seekToEnd())
        } catch let error as TranscriptionError {
            throw error
        } catch {
            throw TranscriptionError(.invalidAudio, "The file \(url.path) cannot be read.", underlying: error)
        }
    }

    /// The error for a file that is not what it was.
    var changed: TranscriptionError {
        TranscriptionError(.invalidAudio, "The file \(url.path) has changed its length since the request was made.")
    }

    /// Fills a buffer from a place in the file, at least in part.
    func read(into target: UnsafeMutableRawBufferPointer, at offset: Int64) throws -> Int {
        while true {
            let count = pread(handle.fileDescriptor, target.baseAddress, target.count, off_t(offset))
            if count > 0 { return count }
            guard count < 0 else { throw changed }
            guard errno == EINTR else {
                let reason = String(cString: strerror(errno))
                throw TranscriptionError(.invalidAudio, "The file \(url.path) cannot be read: \(reason)")
            }
        }
    }
}
