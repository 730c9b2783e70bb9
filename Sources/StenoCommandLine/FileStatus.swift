import Foundation

// In a program that links a server, the Swift compiler counts `stat` among the declarations of this module on Linux.
#if canImport(CDispatch)
import CDispatch
#endif

/// What the system knows of a file.
struct FileStatus {
    private let status: stat

    /// Asks about a path; nil where that fails, with the reason in `errno`.
    init?(path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        self.status = status
    }

    /// Asks about an open file; nil where that fails, with the reason in `errno`.
    init?(descriptor: Int32) {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return nil }
        self.status = status
    }

    /// Whether it is a folder.
    var isDirectory: Bool { kind == S_IFDIR }

    /// Whether it is a pipe with a name.
    var isPipe: Bool { kind == S_IFIFO }

    /// Whether it is a file in the narrow sense.
    var isRegular: Bool { kind == S_IFREG }

    /// Whether anyone but its owner may do anything with it.
    var isOpenToOthers: Bool { status.st_mode & 0o077 != 0 }

    /// Its owner.
    var owner: uid_t { status.st_uid }

    /// Its length in bytes.
    var size: Int { Int(status.st_size) }

    private var kind: mode_t { status.st_mode & S_IFMT }
}
