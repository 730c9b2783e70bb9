import Foundation

/// A regular file that is open for reading and not empty.
final class OpenFile {
    let size: Int64
    private let descriptor: Int32

    /// Opens the file and looks at what it is; never waits for the other end of a pipe.
    init(_ url: URL, name: String) throws(AudioError) {
        guard url.isFileURL else { throw .notAFileURL(name) }
        let descriptor = open(url.path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw .system(errno, name) }
        do throws(AudioError) {
            size = try Self.sizeOfRegularFile(descriptor, name: name)
        } catch {
            close(descriptor)
            throw error
        }
        self.descriptor = descriptor
    }

    deinit {
        close(descriptor)
    }

    /// Reads into the buffer from the given place.
    ///
    /// Returns the number of bytes read, 0 at the end, or minus the error number.
    func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int64) -> Int {
        while true {
            let count = pread(descriptor, buffer.baseAddress, buffer.count, off_t(offset))
            if count >= 0 { return count }
            if errno != EINTR { return -Int(errno) }
        }
    }

    private static func sizeOfRegularFile(_ descriptor: Int32, name: String) throws(AudioError) -> Int64 {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .system(errno, name) }
        switch status.st_mode & S_IFMT {
        case S_IFREG: break
        case S_IFDIR: throw .isDirectory(name)
        default: throw .notRegular(name)
        }
        guard status.st_size > 0 else { throw .noBytes(name) }
        return Int64(status.st_size)
    }
}
