import Foundation
import Steno

/// A pipe's content in a temporary file, because the decoder must be able to go back and forth in it.
///
/// Memory stays bounded however much comes. The file goes with ``remove()``, and with the process.
struct Spool: Sendable {
    /// The file.
    let file: URL
    /// Its size in bytes.
    let size: Int

    private var folder: URL { file.deletingLastPathComponent() }

    /// Reads a pipe to its end.
    ///
    /// - Throws: ``TranscriptionError`` when it cannot be read, ``OutputError`` when there is no room, and
    ///   `CancellationError`.
    static func filling(from input: Input) async throws -> Spool {
        let stop = Stop()
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                // A thread of its own, because reading blocks for as long as the writer likes.
                Thread.detachNewThread {
                    continuation.resume(with: Result { try fill(from: input, stop) })
                }
            }
        } onCancel: {
            stop.request()
        }
    }

    /// Removes the file.
    func remove() {
        Temporaries.remove(file.path)
        Temporaries.remove(folder.path)
    }

    private static func fill(from input: Input, _ stop: Stop) throws -> Spool {
        let source = input.isStandardInput ? STDIN_FILENO : open(input.argument, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        guard source >= 0 else { throw InputFailure.unreadable(input.name, errno) }
        defer { if source != STDIN_FILENO { close(source) } }

        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("steno-\(UUID().uuidString.lowercased())")
        Temporaries.add(folder.path)
        // The file has the input's name, which the decoder's messages tell.
        let file = folder.appendingPathComponent(input.isStandardInput ? input.name : input.fileName)
        Temporaries.add(file.path)
        do {
            guard mkdir(folder.path, 0o700) == 0 else { throw OutputError.system(folder.path) }
            let target = open(file.path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
            guard target >= 0 else { throw OutputError.system(folder.path) }
            defer { close(target) }
            let output = OutputStream(descriptor: target, name: "the temporary folder \(folder.path)")
            let size = try copy(source, of: input, to: output, stop)
            return Spool(file: file, size: size)
        } catch {
            Temporaries.remove(file.path)
            Temporaries.remove(folder.path)
            throw error
        }
    }

    private static func copy(_ source: Int32, of input: Input, to output: OutputStream, _ stop: Stop) throws -> Int {
        var size = 0
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            // Wakes up now and then to see whether it is to stop: a silent writer must not hold the process.
            var waiting = pollfd(fd: source, events: Int16(POLLIN), revents: 0)
            let ready = poll(&waiting, 1, 100)
            if stop.isRequested { throw CancellationError() }
            if ready == 0 { continue }
            let count = read(source, &buffer, buffer.count)
            if count == 0 { return size }
            if count > 0 {
                try output.write(Data(buffer[..<count]))
                size += count
            } else if errno != EINTR, errno != EAGAIN {
                throw InputFailure.unreadable(input.name, errno)
            }
        }
    }
}
