import Foundation
import Steno

/// The right to write a model's file: an advisory lock that the system gives up when its holder ends, however it ends.
///
/// The lock's file stays, because removing it would let two processes lock two files of the same name.
struct ModelLock: Sendable {
    private let file: OpenFile

    /// Takes the lock; nil where another process or task has it.
    init?(for model: URL) throws {
        let url = model.deletingLastPathComponent()
            .appending(path: "." + model.lastPathComponent + ".lock", directoryHint: .notDirectory)
        switch OpenFile.open(url, O_RDWR | O_CREAT | O_NOFOLLOW) {
        case .failure(let error): throw TranscriptionError(error, "opened", url)
        case .success(let file):
            do {
                guard try file.tryLock() else { return nil }
            } catch {
                throw TranscriptionError(error, "locked", url)
            }
            self.file = file
        }
    }
}
