public import Foundation

/// Lends an empty directory to a test and removes it afterwards.
public enum TemporaryDirectory {
    /// Calls the closure with a new directory, which is gone when the closure returns or throws.
    public static func with<Result>(_ body: (URL) async throws -> Result) async throws -> Result {
        let url = FileManager.default.temporaryDirectory.appending(
            path: "steno-\(UUID().uuidString)",
            directoryHint: .isDirectory
        )
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: url) }
        return try await body(url)
    }
}
