import Foundation
import Steno

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// What of the disk a test replaces: writing, and the room that is left.
struct DiskAccess: Sendable {
    /// Writes to a descriptor; returns the bytes written, or -1 and an error number.
    var write: @Sendable (Int32, UnsafeRawBufferPointer) -> (count: Int, error: Int32) = { descriptor, bytes in
        let count = systemWrite(descriptor, bytes)
        return (count, count < 0 ? errno : 0)
    }

    /// The bytes free for this user on the volume of a folder, nil where that is unknown.
    var freeBytes: @Sendable (URL) -> Int64? = { folder in
        var status = statvfs()
        guard statvfs(folder.path, &status) == 0 else { return nil }
        let (bytes, overflow) = UInt64(status.f_bavail).multipliedReportingOverflow(by: UInt64(status.f_frsize))
        return overflow ? Int64.max : Int64(clamping: bytes)
    }
}

private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
    write(descriptor, bytes.baseAddress, bytes.count)
}

/// A descriptor that is closed when the last user lets go of it.
final class OpenFile: Sendable {
    let descriptor: Int32

    private init(_ descriptor: Int32) {
        self.descriptor = descriptor
    }

    deinit {
        close(descriptor)
    }

    static func open(_ url: URL, _ flags: Int32) -> Result<OpenFile, SystemError> {
        #if canImport(Darwin)
        let descriptor = Darwin.open(url.path, flags | O_CLOEXEC, mode_t(0o644))
        #elseif canImport(Musl)
        let descriptor = Musl.open(url.path, flags | O_CLOEXEC, mode_t(0o644))
        #else
        let descriptor = Glibc.open(url.path, flags | O_CLOEXEC, mode_t(0o644))
        #endif
        return descriptor < 0 ? .failure(SystemError(errno)) : .success(OpenFile(descriptor))
    }

    /// The size in bytes, nil where the descriptor is not of a regular file.
    var size: Int64? {
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        return Int64(status.st_size)
    }

    /// Reads at a place in the file; fewer bytes than wanted only at its end.
    func read(_ count: Int, at offset: Int64) throws(SystemError) -> [UInt8] {
        var failure: Int32 = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while filled < count {
                let rest = UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[filled...])
                let got = pread(descriptor, rest.baseAddress, rest.count, off_t(offset) + off_t(filled))
                if got > 0 {
                    filled += got
                } else if got == 0 {
                    return
                } else if errno != EINTR {
                    failure = errno
                    return
                }
            }
        }
        if failure != 0 { throw SystemError(failure) }
        return bytes
    }

    func truncate(to size: Int64) throws(SystemError) {
        guard ftruncate(descriptor, off_t(size)) == 0, lseek(descriptor, off_t(size), SEEK_SET) >= 0 else {
            throw SystemError(errno)
        }
    }

    /// Takes the lock of the file if nobody has it.
    func tryLock() throws(SystemError) -> Bool {
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            switch errno {
            case EINTR: continue
            case EWOULDBLOCK: return false
            default: throw SystemError(errno)
            }
        }
        return true
    }

    /// Waits until the content is on the disk, on a thread that may block.
    func synchronize() async throws {
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            DispatchQueue.global().async { [self] in
                if fsync(descriptor) == 0 || errno == EINVAL {
                    continuation.resume()
                } else {
                    continuation.resume(throwing: SystemError(errno))
                }
            }
        }
    }
}

/// An error number of the system.
struct SystemError: Error, CustomStringConvertible, Equatable {
    let number: Int32

    init(_ number: Int32) {
        self.number = number
    }

    var isDiskFull: Bool { number == ENOSPC || number == EDQUOT || number == EFBIG }
    var isMissing: Bool { number == ENOENT || number == ENOTDIR }
    var description: String { String(cString: strerror(number)) }
}

extension TranscriptionError {
    /// A file that could not be used.
    init(_ error: SystemError, _ action: String, _ url: URL) {
        self.init(.storage, "\(url.path) could not be \(action): \(error).", underlying: error)
    }
}
