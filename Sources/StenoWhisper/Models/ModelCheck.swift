import Crypto
import Foundation
import Steno

/// A SHA-256 sum, and how many bytes went into it.
struct FileChecksum: Sendable {
    private(set) var byteCount: Int64 = 0
    private var hash = SHA256()

    init() {}

    /// Reads the first bytes of a file.
    init(of file: OpenFile, upTo size: Int64, at url: URL) async throws {
        while byteCount < size {
            try Task.checkCancellation()
            let bytes: [UInt8]
            do {
                bytes = try file.read(Int(min(1 << 20, size - byteCount)), at: byteCount)
            } catch {
                throw TranscriptionError(error, "read", url)
            }
            guard !bytes.isEmpty else { return }
            bytes.withUnsafeBytes { update($0) }
            await Task.yield()
        }
    }

    mutating func update(_ bytes: UnsafeRawBufferPointer) {
        hash.update(bufferPointer: bytes)
        byteCount += Int64(bytes.count)
    }

    var sha256: String {
        hash.finalize().map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
    }
}

/// Whether a file is the published one.
struct ModelCheck {
    let entry: WhisperModelEntry
    let file: URL

    func check(_ checksum: FileChecksum) throws {
        if let wanted = entry.byteCount, wanted != checksum.byteCount {
            throw TranscriptionError(
                .invalidModel,
                "The file of \(entry.name) has \(checksum.byteCount) bytes, and \(wanted) are published."
            )
        }
        if let wanted = entry.sha256 {
            let found = checksum.sha256
            guard found == wanted else {
                throw TranscriptionError(
                    .invalidModel,
                    "The file of \(entry.name) has the SHA-256 sum \(found), and \(wanted) is published."
                )
            }
            return
        }
        switch entry.kind {
        case .transcription: _ = try WhisperModelInfo.read(file)
        case .voiceActivity: _ = try VoiceActivityModelInfo.read(file)
        }
    }
}
