import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore

/// A form as it was uploaded: its text fields, in order, and its files.
struct UploadedForm: Sendable {
    var fields: [(name: String, value: String)] = []
    var files: [(name: String, file: SubmittedAudio.Upload)] = []

    subscript(name: String) -> String? { fields.first { $0.name == name }?.value }

    /// Removes the files that were kept.
    func discard() {
        for (_, file) in files {
            if let location = file.location { try? FileManager.default.removeItem(at: location) }
        }
    }
}

/// Reads multipart/form-data as it comes in; of a file never more than a piece is in memory.
struct MultipartReader {
    /// Why a form cannot be read.
    enum Failure: Error {
        case notMultipart
        case malformed(String)
        /// The body ended before the closing boundary.
        case incomplete
        case fileTooLarge
    }

    /// Whether files are kept for a transcriber.
    var keepsFiles: Bool
    /// The most bytes a file may have.
    var maximumFileSize: Int64 = .max

    private static let maximumFieldSize = 1 << 20
    private static let maximumHeaderSize = 16 << 10

    /// Reads the body of a request.
    ///
    /// - Throws: ``Failure``, or what reading the connection throws.
    func read(_ request: Request) async throws -> UploadedForm {
        guard let type = request.headers[.contentType], type.lowercased().hasPrefix("multipart/form-data"),
            let boundary = Self.parameter("boundary", of: type)
        else { throw Failure.notMultipart }
        var form = UploadedForm()
        do {
            try await read(request.body, boundary: boundary, into: &form)
            return form
        } catch {
            form.discard()
            throw error
        }
    }

    private func read(_ body: RequestBody, boundary: String, into form: inout UploadedForm) async throws {
        let delimiter = Data("\r\n--\(boundary)".utf8)
        // The first boundary has no line end before it; with this one it looks like all others.
        var buffer = Data("\r\n".utf8)
        var part: PartSink?
        var state = ReadState.preamble
        defer { part?.abandon() }

        for try await piece in body {
            buffer.append(contentsOf: piece.readableBytesView)
            reading: while true {
                switch state {
                case .preamble, .content:
                    if let found = buffer.firstRange(ofBytes: delimiter) {
                        try part?.append(buffer[buffer.startIndex..<found.lowerBound])
                        if let finished = part { try finished.finish(into: &form) }
                        part = nil
                        buffer = Data(buffer[found.upperBound...])
                        state = .afterDelimiter
                    } else {
                        // What may be the start of a delimiter stays.
                        let certain = max(0, buffer.count - delimiter.count + 1)
                        try part?.append(buffer.prefix(certain))
                        buffer = Data(buffer.dropFirst(certain))
                        break reading
                    }
                case .afterDelimiter:
                    guard buffer.count >= 2 else { break reading }
                    if buffer.starts(with: Data("--".utf8)) {
                        state = .end
                    } else if let end = buffer.firstRange(ofBytes: Data("\r\n".utf8)) {
                        buffer = Data(buffer[end.upperBound...])
                        state = .header
                    } else {
                        try Self.check(buffer.count <= Self.maximumHeaderSize, "a boundary line does not end")
                        break reading
                    }
                case .header:
                    guard let end = buffer.firstRange(ofBytes: Data("\r\n\r\n".utf8)) else {
                        try Self.check(buffer.count <= Self.maximumHeaderSize, "the header of a part is too long")
                        break reading
                    }
                    part = try PartSink(
                        header: String(decoding: buffer[..<end.lowerBound], as: UTF8.self),
                        keepsFile: keepsFiles,
                        maximumFileSize: maximumFileSize,
                        maximumFieldSize: Self.maximumFieldSize
                    )
                    // The line end after the header stays: in an empty part it begins the delimiter.
                    buffer = Data(buffer[buffer.index(end.lowerBound, offsetBy: 2)...])
                    state = .contentStart
                case .contentStart:
                    guard buffer.count >= delimiter.count else { break reading }
                    if !buffer.starts(with: delimiter) { buffer = Data(buffer.dropFirst(2)) }
                    state = .content
                case .end:
                    buffer = Data()
                    break reading
                }
            }
        }
        guard state == .end else { throw Failure.incomplete }
    }

    private enum ReadState {
        case preamble
        case afterDelimiter
        case header
        case contentStart
        case content
        case end
    }

    private static func check(_ condition: Bool, _ message: String) throws {
        guard condition else { throw Failure.malformed(message) }
    }

    /// A parameter of a header's value, with or without quotation marks.
    static func parameter(_ name: String, of value: String) -> String? {
        for item in value.split(separator: ";").dropFirst() {
            let pair = item.split(separator: "=", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
            guard pair.count == 2, pair[0].lowercased() == name else { continue }
            return pair[1].hasPrefix("\"") ? String(pair[1].dropFirst().dropLast()) : pair[1]
        }
        return nil
    }
}

extension Data {
    /// Where these bytes first occur; looks for the first of them with the system's own search.
    fileprivate func firstRange(ofBytes pattern: Data) -> Range<Int>? {
        guard let first = pattern.first else { return nil }
        return withUnsafeBytes { bytes -> Range<Int>? in
            guard let base = bytes.baseAddress else { return nil }
            var offset = 0
            while bytes.count - offset >= pattern.count {
                let length = bytes.count - offset - pattern.count + 1
                guard let found = memchr(base + offset, Int32(first), length) else { return nil }
                let start = UnsafeRawPointer(found) - base
                if pattern.withUnsafeBytes({ memcmp(found, $0.baseAddress.unsafelyUnwrapped, pattern.count) }) == 0 {
                    return startIndex + start..<startIndex + start + pattern.count
                }
                offset = start + 1
            }
            return nil
        }
    }
}
