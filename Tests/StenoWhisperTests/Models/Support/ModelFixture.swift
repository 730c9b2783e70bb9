import Crypto
import Foundation
import Steno
import StenoTestSupport
import Synchronization

@testable import StenoWhisper

/// A model of random bytes, a folder that is removed in the end, and a store on a clock that does not wait.
struct ModelFixture {
    let payload: [UInt8]
    let folder: URL
    let clock = ManualClock(shortest: .seconds(100))

    init(size: Int = 300_000) throws {
        var generator = SeededGenerator(seed: 7)
        let seed = (0..<10_007).map { _ in UInt8.random(in: 0...255, using: &generator) }
        payload = Array(repeating: seed, count: size / seed.count + 1).flatMap { $0 }.dropLast(
            seed.count - size % seed.count
        )
        folder = FileManager.default.temporaryDirectory.appending(path: "steno-models-\(UUID())")
    }

    static func with<R>(size: Int = 300_000, _ body: (ModelFixture) async throws -> R) async throws -> R {
        let fixture = try ModelFixture(size: size)
        defer { try? FileManager.default.removeItem(at: fixture.folder) }
        return try await body(fixture)
    }

    static func sha256(_ bytes: [UInt8]) -> String {
        SHA256.hash(data: bytes).map { String(format: "%02x", $0) }.joined()
    }

    func entry(_ server: ScriptedServer, path: String = "ggml-tiny.bin", sha256: String? = "") -> WhisperModelEntry {
        entry(at: server.url, path: path, sha256: sha256)
    }

    func entry(at address: URL, path: String = "ggml-tiny.bin", sha256: String? = "") -> WhisperModelEntry {
        WhisperModelEntry(
            name: "tiny",
            url: address.appending(path: path),
            byteCount: Int64(payload.count),
            sha256: sha256?.isEmpty == true ? Self.sha256(payload) : sha256
        )
    }

    func store(_ entries: [WhisperModelEntry] = [], retries: Int = 3) -> ModelStore {
        ModelStore(
            directory: folder,
            catalogue: entries.isEmpty ? .official : ModelCatalogue(entries),
            policy: ModelDownloadPolicy(maximumRetries: retries, stallLimit: .seconds(4000)),
            clock: clock
        )
    }

    var file: URL { folder.appending(path: "ggml-tiny.bin") }
    var partial: URL { folder.appending(path: "ggml-tiny.bin.partial") }

    /// The names in the folder, without those of locks.
    var names: [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).filter { !$0.hasSuffix(".lock") }
            .sorted()
    }

    func leavePartial(_ bytes: some Sequence<UInt8>) throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Data(bytes).write(to: partial)
    }
}

/// Collects what a progress closure is told.
final class ProgressLog: Sendable {
    private let log = Mutex<[ModelDownloadProgress]>([])
    var all: [ModelDownloadProgress] { log.withLock { $0 } }

    func add(_ progress: ModelDownloadProgress) {
        log.withLock { $0.append(progress) }
    }
}

/// The error an action ends with.
func failure(_ action: () async throws -> Void) async -> TranscriptionError? {
    do {
        try await action()
        return nil
    } catch {
        return error as? TranscriptionError
    }
}
