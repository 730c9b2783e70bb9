import Foundation

/// A file descriptor to write to.
struct OutputStream {
    static let standardOutput = Self(descriptor: STDOUT_FILENO, name: "standard output")
    static let standardError = Self(descriptor: STDERR_FILENO, name: "standard error")

    let descriptor: Int32
    let name: String

    /// Writes everything, however many calls it takes.
    func write(_ data: Data) throws(OutputError) {
        var rest = data[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
            if count >= 0 {
                rest = rest.dropFirst(count)
            } else if errno == EAGAIN {
                var waiting = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                poll(&waiting, 1, -1)
            } else if errno != EINTR {
                throw .system(name)
            }
        }
    }
}
