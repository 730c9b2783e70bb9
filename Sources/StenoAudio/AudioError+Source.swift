import Foundation

// The errors that are about the input itself, before any decoder sees it.
extension AudioError {
    static func notAFileURL(_ name: String) -> AudioError {
        AudioError(.unreadable, source: name, message: "\(name) cannot be opened: only file URLs are read here.")
    }

    static func isDirectory(_ name: String) -> AudioError {
        AudioError(.isDirectory, source: name, message: "\(name) is a directory, not an audio file.")
    }

    static func notRegular(_ name: String) -> AudioError {
        AudioError(.unreadable, source: name, message: "\(name) is not a regular file (a pipe, socket or device).")
    }

    static func noBytes(_ name: String) -> AudioError {
        AudioError(.empty, source: name, message: "\(name) is empty.")
    }

    /// The error for a failed system call.
    static func system(_ number: Int32, _ name: String) -> AudioError {
        switch number {
        case ENOENT, ENOTDIR:
            AudioError(.notFound, source: name, message: "\(name) does not exist.")
        case EACCES, EPERM:
            AudioError(.permissionDenied, source: name, message: "\(name) cannot be read: permission denied.")
        case EISDIR:
            isDirectory(name)
        default:
            AudioError(
                .unreadable,
                source: name,
                message: "\(name) cannot be read: \(String(cString: strerror(number)))."
            )
        }
    }
}
