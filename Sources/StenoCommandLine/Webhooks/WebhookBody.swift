import Foundation
import Steno

/// The body of a delivery, from a file or standard input.
struct WebhookBody {
    /// The most bytes that are read: what a receiver takes at most, unless it is told otherwise.
    static let limit = 10 << 20

    private let input: Input

    /// - Parameter argument: A path, or `-` for standard input.
    init(_ argument: String) {
        input = Input(argument: argument)
    }

    /// Reads all of it, exactly as it is.
    ///
    /// - Throws: ``TranscriptionError`` where it cannot be read; ``WebhookRefusal`` with code `bodyTooLarge` as soon as
    ///   there is more than the limit.
    func read() async throws -> Data {
        _ = try input.examine()
        let stop = Stop()
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                // A thread of its own, because reading blocks for as long as the writer likes.
                Thread.detachNewThread { continuation.resume(with: Result { try content(stop) }) }
            }
        } onCancel: {
            stop.request()
        }
    }

    private func content(_ stop: Stop) throws -> Data {
        let source = input.isStandardInput ? STDIN_FILENO : open(input.argument, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        guard source >= 0 else { throw InputFailure.unreadable(input.name, errno) }
        defer { if source != STDIN_FILENO { close(source) } }
        var body = Data()
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            // Wakes up now and then to see whether it is to stop: a silent writer must not hold the process.
            var waiting = pollfd(fd: source, events: Int16(POLLIN), revents: 0)
            let ready = poll(&waiting, 1, 100)
            if stop.isRequested { throw CancellationError() }
            if ready == 0 { continue }
            let count = Foundation.read(source, &buffer, buffer.count)
            if count == 0 { return body }
            if count > 0 {
                body += buffer[..<count]
                guard body.count <= Self.limit else {
                    throw WebhookRefusal(.bodyTooLarge, "The body is larger than \(Self.limit) bytes.")
                }
            } else if errno != EINTR, errno != EAGAIN {
                throw InputFailure.unreadable(input.name, errno)
            }
        }
    }
}
