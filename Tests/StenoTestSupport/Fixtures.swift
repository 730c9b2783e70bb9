public import Foundation

/// Finds the files in `Tests/Fixtures`.
public enum Fixtures {
    /// The folder itself.
    public static var folder: URL {
        URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Fixtures", directoryHint: .isDirectory)
    }

    /// A file by its path inside the folder, such as `Steno/job.json`.
    public static func url(_ path: String) -> URL {
        folder.appending(path: path, directoryHint: .notDirectory)
    }

    /// The contents of a file.
    public static func data(_ path: String) throws -> Data {
        try Data(contentsOf: url(path))
    }
}
