import Crypto
import Foundation

/// Takes in one part of a form: a text field in memory, a file as its length, its hash and, if wanted, its bytes on disk.
final class PartSink {
    private let name: String
    private let fileName: String?
    private let contentType: String
    private let maximum: Int64
    private var text = Data()
    private var size: Int64 = 0
    private var hash = SHA256()
    private var location: URL?
    private var handle: FileHandle?

    init(header: String, keepsFile: Bool, maximumFileSize: Int64, maximumFieldSize: Int) throws {
        var disposition = ""
        var contentType = ""
        for line in header.components(separatedBy: "\r\n") {
            let pair = line.split(separator: ":", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
            guard pair.count == 2 else { continue }
            if pair[0].lowercased() == "content-disposition" { disposition = pair[1] }
            if pair[0].lowercased() == "content-type" { contentType = pair[1] }
        }
        guard disposition.lowercased().hasPrefix("form-data"), let name = Self.value("name", in: disposition) else {
            throw MultipartReader.Failure.malformed("a part has no name")
        }
        self.name = name
        self.contentType = contentType
        fileName =
            Self.value("filename*", in: disposition).flatMap(Self.extended) ?? Self.value("filename", in: disposition)
        maximum = fileName == nil ? Int64(maximumFieldSize) : maximumFileSize
        guard keepsFile, let fileName else { return }
        let location = AudioFetch.temporaryFile(named: fileName)
        guard FileManager.default.createFile(atPath: location.path(percentEncoded: false), contents: nil) else {
            throw CocoaError(.fileWriteUnknown)
        }
        self.location = location
        handle = try FileHandle(forWritingTo: location)
    }

    func append(_ piece: Data) throws {
        guard !piece.isEmpty else { return }
        size += Int64(piece.count)
        guard size <= maximum else {
            throw fileName == nil
                ? MultipartReader.Failure.malformed("the field \(name) is too long")
                : MultipartReader.Failure.fileTooLarge
        }
        if fileName == nil {
            text.append(piece)
        } else {
            hash.update(data: piece)
            try handle?.write(contentsOf: piece)
        }
    }

    func finish(into form: inout UploadedForm) throws {
        try handle?.close()
        guard let fileName else {
            form.fields.append((name, String(decoding: text, as: UTF8.self)))
            return
        }
        let upload = SubmittedAudio.Upload(
            fileName: fileName,
            contentType: contentType,
            size: size,
            sha256: hash.finalize().map { String(format: "%02x", $0) }.joined(),
            location: location
        )
        location = nil
        form.files.append((name, upload))
    }

    /// Removes what was kept, unless the part was finished.
    func abandon() {
        try? handle?.close()
        if let location { try? FileManager.default.removeItem(at: location) }
    }

    /// A parameter of the disposition.
    ///
    /// Browsers and most clients write quotation marks inside as `%22`, some as `\"`.
    private static func value(_ name: String, in disposition: String) -> String? {
        var rest = Substring(disposition)
        while let semicolon = rest.firstIndex(of: ";") {
            rest = rest[rest.index(after: semicolon)...].drop { $0 == " " }
            guard let equals = rest.firstIndex(of: "=") else { return nil }
            let key = rest[..<equals].trimmingCharacters(in: .whitespaces).lowercased()
            rest = rest[rest.index(after: equals)...]
            var value = ""
            if rest.first == "\"" {
                rest = rest.dropFirst()
                while let character = rest.popFirst(), character != "\"" {
                    if character == "\\", rest.first == "\"" || rest.first == "\\" {
                        value.append(rest.removeFirst())
                    } else {
                        value.append(character)
                    }
                }
                value = value.replacingOccurrences(of: "%22", with: "\"")
            } else {
                value = rest.prefix { $0 != ";" }.trimmingCharacters(in: .whitespaces)
            }
            if key == name { return value }
        }
        return nil
    }

    /// The value of an extended parameter, such as `UTF-8''na%C3%AFve.wav`.
    private static func extended(_ value: String) -> String? {
        let parts = value.split(separator: "'", maxSplits: 2, omittingEmptySubsequences: false)
        return parts.count == 3 ? String(parts[2]).removingPercentEncoding : nil
    }
}
