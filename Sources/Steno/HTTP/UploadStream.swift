import Foundation

#if canImport(FoundationNetworking)
extension Upload {
    /// The body as a stream.
    func inputStream(reportingOn queue: OperationQueue) -> InputStream {
        UploadStream(self, queue)
    }
}

/// A body as the stream libcurl reads from.
private final class UploadStream: InputStream {
    private let upload: Upload
    private let queue: OperationQueue

    init(_ upload: Upload, _ queue: OperationQueue) {
        self.upload = upload
        self.queue = queue
        super.init(data: Data())
    }

    override var hasBytesAvailable: Bool { true }

    override func read(_ target: UnsafeMutablePointer<UInt8>, maxLength length: Int) -> Int {
        upload.read(into: UnsafeMutableRawBufferPointer(start: target, count: length), reportingOn: queue)
    }
}
#else
extension Upload {
    /// The body as a stream, which a thread fills until the session closes it.
    func inputStream(reportingOn queue: OperationQueue) -> InputStream? {
        var (input, output): (InputStream?, OutputStream?)
        Stream.getBoundStreams(withBufferSize: 64 << 10, inputStream: &input, outputStream: &output)
        guard let output else { return nil }
        // The thread is the only one to touch it.
        nonisolated(unsafe) let pipe = output
        Thread.detachNewThread { self.copy(to: pipe, reportingOn: queue) }
        return input
    }

    private func copy(to pipe: OutputStream, reportingOn queue: OperationQueue) {
        pipe.open()
        defer { pipe.close() }
        withUnsafeTemporaryAllocation(byteCount: 64 << 10, alignment: 1) { piece in
            while true {
                let count = read(into: piece, reportingOn: queue)
                guard count > 0, let start = piece.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return }
                var sent = 0
                while sent < count {
                    let step = pipe.write(start + sent, maxLength: count - sent)
                    guard step > 0 else { return }
                    sent += step
                }
            }
        }
    }
}
#endif
