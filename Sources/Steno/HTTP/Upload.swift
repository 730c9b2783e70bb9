import Foundation
import Synchronization

#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

/// The body of one request, as a session reads it.
///
/// On Linux one thread does the work of all sessions of the process, and it reads the body too. So nothing here waits for
/// anything but the disk.
final class Upload: Sendable {
    private struct State {
        var reader: BodyReader
        var failure: (any Error)?
        var isStopped = false
    }

    private let state: Mutex<State>
    private let length: Int64
    private let watchers: [BodyWatcher]
    /// A file to remove in the end.
    private let temporaryFile: URL?

    /// Opens a body.
    ///
    /// One that a function makes is written to a temporary file first, or held when it is short.
    init(_ body: HTTPRequestBody) async throws {
        var temporaryFile: URL?
        let parts: [BodyPart]
        switch body.content {
        case .parts(let all):
            parts = all
            watchers = body.watchers
        case .made where body.length <= 1 << 20:
            parts = [.data(try await body.collected())]
            watchers = []
        case .made:
            let file = FileManager.default.temporaryDirectory.appending(path: "steno-\(UUID().uuidString)")
            temporaryFile = file
            try await body.write(to: file)
            parts = [.file(file, length: body.length)]
            watchers = []
        }
        self.temporaryFile = temporaryFile
        length = body.length
        state = Mutex(State(reader: try BodyReader(parts)))
    }

    deinit {
        if let temporaryFile { try? FileManager.default.removeItem(at: temporaryFile) }
    }

    /// Whether the session has taken anything.
    var hasBegun: Bool { state.withLock { $0.reader.position > 0 } }

    /// What keeps the body from being sent to its end.
    var failure: (any Error)? { state.withLock { $0.failure } }

    /// Gives a request this body.
    ///
    /// - Parameters:
    ///   - request: The request.
    ///   - queue: Where the progress is reported.
    func prepare(_ request: inout URLRequest, reportingOn queue: OperationQueue) {
        request.setValue("\(length)", forHTTPHeaderField: "Content-Length")
        #if canImport(FoundationNetworking)
        // libcurl does not know how long a stream is. The blank value, which is not sent, keeps it from chunking it.
        request.setValue(" ", forHTTPHeaderField: "Transfer-Encoding")
        #endif
        request.httpBodyStream = inputStream(reportingOn: queue)
    }

    /// Reads what comes next.
    ///
    /// - Returns: How many bytes; 0 at the end of the body, -1 where it was given up.
    func read(into target: UnsafeMutableRawBufferPointer, reportingOn queue: OperationQueue) -> Int {
        let step = state.withLock { state -> Range<Int64>? in
            guard !state.isStopped, state.failure == nil else { return nil }
            do {
                let start = state.reader.position
                _ = try state.reader.read(into: target)
                return start..<state.reader.position
            } catch {
                state.failure = error
                return nil
            }
        }
        guard let step else { return -1 }
        if !watchers.isEmpty {
            // Somewhere else, because whoever is told may want to cancel.
            queue.addOperation { [watchers] in watchers.note(step) }
        }
        return step.count
    }

    /// Gives the body up.
    func fail(_ error: any Error) {
        state.withLock { $0.failure = $0.failure ?? error }
    }

    /// Says that nobody wants the rest.
    func stop() {
        state.withLock { $0.isStopped = true }
    }
}

extension HTTPRequestBody {
    fileprivate func collected() async throws -> Data {
        var data = Data(capacity: Int(length))
        for try await piece in try open() { data += piece }
        return data
    }

    /// Writes the body to a new file, which is not left behind half.
    fileprivate func write(to file: URL) async throws {
        let isMade = FileManager.default.createFile(
            atPath: file.path,
            contents: nil,
            attributes: [.posixPermissions: 0o600]
        )
        guard isMade else {
            throw TranscriptionError(.storage, "The temporary file \(file.path) could not be made.")
        }
        do {
            let handle = try FileHandle(forWritingTo: file)
            for try await piece in try open() {
                do {
                    try handle.write(contentsOf: piece)
                } catch {
                    let message = "The temporary file \(file.path) could not be written."
                    throw TranscriptionError(.storage, message, underlying: error)
                }
            }
            try handle.close()
            try Task.checkCancellation()
        } catch {
            try? FileManager.default.removeItem(at: file)
            throw error
        }
    }
}
