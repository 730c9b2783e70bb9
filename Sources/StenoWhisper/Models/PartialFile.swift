import Foundation
import Steno

/// What is known of a partial file: which version of which address its bytes came from.
struct PartialRecord: Codable, Sendable, Equatable {
    var url: URL
    var entityTag: String?
    var lastModified: String?
    var totalByteCount: Int64?

    /// What makes a server send the rest only if the file is still the same one.
    ///
    /// A weak tag does not vouch for bytes.
    var validator: String? {
        if let entityTag, !entityTag.hasPrefix("W/") { return entityTag }
        return lastModified
    }
}

/// The file a download is written to, with the sum over what is in it.
actor PartialFile {
    let url: URL
    private let recordURL: URL
    private let disk: DiskAccess
    private let file: OpenFile
    private var checksum = FileChecksum()
    private(set) var record: PartialRecord?

    /// Opens what an earlier attempt has left, or a new file.
    ///
    /// Must be called by the holder of the model's lock.
    init(_ url: URL, record recordURL: URL, disk: DiskAccess) throws {
        self.url = url
        self.recordURL = recordURL
        self.disk = disk
        switch OpenFile.open(url, O_RDWR | O_CREAT | O_NOFOLLOW) {
        case .success(let file): self.file = file
        case .failure(let error): throw TranscriptionError(error, "opened", url)
        }
        guard file.size != nil else {
            throw TranscriptionError(.storage, "\(url.path) is in the way of the download: it is not a file.")
        }
        record = (try? Data(contentsOf: recordURL)).flatMap { try? JSONDecoder().decode(PartialRecord.self, from: $0) }
    }

    var byteCount: Int64 { checksum.byteCount }
    var storedByteCount: Int64 { file.size ?? 0 }
    var sum: FileChecksum { checksum }

    /// Reads what is there, so that the rest can be added.
    func takeUp() async throws {
        let size = file.size ?? 0
        checksum = try await FileChecksum(of: file, upTo: size, at: url)
        try storage("read") { () throws(SystemError) in try file.truncate(to: checksum.byteCount) }
    }

    func startOver(_ record: PartialRecord?) throws {
        try storage("emptied") { () throws(SystemError) in try file.truncate(to: 0) }
        checksum = FileChecksum()
        try note(record)
    }

    /// Keeps beside the file where its bytes come from.
    func note(_ record: PartialRecord?) throws {
        self.record = record
        do {
            if let record {
                try JSONEncoder().encode(record).write(to: recordURL, options: .atomic)
            } else {
                unlink(recordURL.path)
            }
        } catch {
            throw TranscriptionError(.storage, "\(recordURL.path) could not be written.", underlying: error)
        }
    }

    /// Adds a piece and returns the new size, or nil where it would exceed a limit.
    func append(_ chunk: Data, upTo limit: Int64) throws -> Int64? {
        guard byteCount + Int64(chunk.count) <= limit else { return nil }
        try chunk.withUnsafeBytes { (bytes: UnsafeRawBufferPointer) in
            var rest = bytes
            while !rest.isEmpty {
                let (count, error) = disk.write(file.descriptor, rest)
                if count > 0 {
                    checksum.update(UnsafeRawBufferPointer(rebasing: rest[..<count]))
                    rest = UnsafeRawBufferPointer(rebasing: rest[count...])
                } else if error != EINTR {
                    throw SystemError(count == 0 ? ENOSPC : error)
                }
            }
        }
        return byteCount
    }

    /// Puts the finished file in its place, in one step and for good.
    func install(at place: URL) async throws {
        do {
            try await file.synchronize()
            guard rename(url.path, place.path) == 0 else { throw SystemError(errno) }
            unlink(recordURL.path)
            if case .success(let folder) = OpenFile.open(place.deletingLastPathComponent(), O_RDONLY) {
                try await folder.synchronize()
            }
        } catch let error as SystemError where !error.isDiskFull {
            throw TranscriptionError(error, "put in place", place)
        }
    }

    /// Removes what is there.
    func discard() {
        unlink(url.path)
        unlink(recordURL.path)
    }

    private func storage(_ action: String, _ body: () throws(SystemError) -> Void) throws {
        do {
            try body()
        } catch {
            throw TranscriptionError(error, action, url)
        }
    }
}
