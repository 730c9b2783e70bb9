import Foundation

/// A file that appears whole or not at all.
enum AtomicFile {
    /// Writes beside the file under another name, and renames.
    static func write(_ data: Data, to file: URL) throws {
        let name = file.path
        let temporary = file.deletingLastPathComponent()
            .appendingPathComponent(".steno-\(UUID().uuidString.lowercased()).tmp").path
        Temporaries.add(temporary)
        defer { Temporaries.remove(temporary) }
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw OutputError.system(name) }
        do {
            defer { close(descriptor) }
            try OutputStream(descriptor: descriptor, name: name).write(data)
            // Some file systems tell only now that the disk is full; without it a crash could leave an empty file.
            guard fsync(descriptor) == 0 || errno == EINVAL else { throw OutputError.system(name) }
        }
        guard rename(temporary, name) == 0 else { throw OutputError.system(name) }
    }
}
