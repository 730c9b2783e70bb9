import Foundation
import Steno

/// Reads a model file from front to back through a small window, without its tensor data.
struct ModelFileReader {
    let url: URL
    let size: Int64
    private(set) var offset: Int64 = 0
    private let file: OpenFile
    private var window: [UInt8] = []
    private var windowStart: Int64 = 0
    private static let windowLength = 16 << 10

    init(_ url: URL) throws {
        self.url = url
        switch OpenFile.open(url, O_RDONLY) {
        case .success(let file): self.file = file
        case .failure(let error) where error.isMissing:
            throw TranscriptionError(.modelNotFound, "There is no model file at \(url.path).")
        case .failure(let error): throw TranscriptionError(error, "opened", url)
        }
        guard let size = file.size else {
            throw TranscriptionError(.invalidModel, "\(url.path) is not a file.")
        }
        self.size = size
        guard size > 0 else { throw invalid("it is empty") }
    }

    /// The error for a file that breaks a rule.
    func invalid(_ reason: String) -> TranscriptionError {
        TranscriptionError(.invalidModel, "\(url.lastPathComponent) is not a usable model: \(reason).")
    }

    /// The first bytes, without moving on; fewer where the file is shorter.
    func peek(_ count: Int) throws -> [UInt8] {
        try read(count, at: offset)
    }

    mutating func uint32(_ what: String) throws -> UInt32 {
        try need(4, what)
        let start = Int(offset - windowStart)
        offset += 4
        return window.withUnsafeBytes { UInt32(littleEndian: $0.loadUnaligned(fromByteOffset: start, as: UInt32.self)) }
    }

    mutating func int32(_ what: String) throws -> Int64 {
        Int64(Int32(bitPattern: try uint32(what)))
    }

    mutating func text(_ count: Int, _ what: String) throws -> String {
        try need(count, what)
        let start = Int(offset - windowStart)
        offset += Int64(count)
        return String(decoding: window[start..<start + count], as: UTF8.self)
    }

    mutating func skip(_ count: Int64, _ what: String) throws {
        guard count >= 0, count <= size - offset else { throw truncated(what) }
        offset += count
    }

    private mutating func need(_ count: Int, _ what: String) throws {
        guard Int64(count) <= size - offset else { throw truncated(what) }
        guard offset < windowStart || offset + Int64(count) > windowStart + Int64(window.count) else { return }
        window = try read(max(count, Self.windowLength), at: offset)
        windowStart = offset
        guard window.count >= count else { throw truncated(what) }
    }

    private func read(_ count: Int, at offset: Int64) throws -> [UInt8] {
        do {
            return try file.read(count, at: offset)
        } catch {
            throw TranscriptionError(error, "read", url)
        }
    }

    private func truncated(_ what: String) -> TranscriptionError {
        invalid("it ends after \(size) bytes, in the middle of \(what)")
    }
}

extension ModelFileReader {
    /// `lmgg` in the file: ggml's old format, which whisper.cpp still uses.
    static let magic: UInt32 = 0x6767_6d6c

    /// Reads past the mark of the format, and says what the file is where it is something else.
    mutating func readMagic() throws {
        let start = try peek(64)
        guard start.count >= 4 else { throw invalid("it is only \(start.count) bytes long") }
        if try uint32("the format's mark") == Self.magic { return }
        let text = String(decoding: start, as: UTF8.self)
        let trimmed = text.drop(while: \.isWhitespace).lowercased()
        if text.hasPrefix("GGUF") {
            throw invalid("it is a GGUF file, and whisper.cpp reads the older ggml format")
        } else if text.hasPrefix("PK") {
            throw invalid("it is a zip archive or a PyTorch checkpoint, which has to be unpacked or converted first")
        } else if text.hasPrefix("version https://git-lfs") {
            throw invalid("it is a Git LFS pointer, which stands for a file that was not fetched")
        } else if trimmed.hasPrefix("<") {
            throw invalid("it is a web page; the download probably met an error page")
        } else if trimmed.hasPrefix("{") {
            throw invalid("it is a JSON document; the download probably met an error message")
        }
        throw invalid("it does not begin with the mark of the ggml format")
    }
}
