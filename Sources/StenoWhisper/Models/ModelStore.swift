public import Foundation
public import Steno
import Synchronization

/// The models on this machine: a folder of files under the names whisper.cpp gives them.
///
/// A file has its name only once it is complete and checked, so a model that is there is used without any network.
public struct ModelStore: Sendable {
    /// The folder.
    public let directory: URL
    /// The models that can be asked for by name.
    public var catalogue: ModelCatalogue
    /// How patiently models are downloaded.
    public var policy: ModelDownloadPolicy
    let transport: any HTTPTransport
    let clock: any Clock<Duration>
    var disk = DiskAccess()
    /// How many bytes are asked for at a time.
    ///
    /// With 4 MiB a download adds at most 26 MB to the process, measured on Linux.
    var window: Int64 = 4 << 20

    /// Opens a folder of models, which need not exist.
    /// - Parameters:
    ///   - directory: The folder.
    ///   - catalogue: The models that can be asked for by name.
    ///   - policy: How patiently models are downloaded.
    ///   - transport: What downloads.
    ///   - clock: What waits are measured with; tests pass their own.
    public init(
        directory: URL = Self.defaultDirectory,
        catalogue: ModelCatalogue = .official,
        policy: ModelDownloadPolicy = ModelDownloadPolicy(),
        transport: any HTTPTransport = URLSessionTransport.shared,
        clock: any Clock<Duration> = ContinuousClock()
    ) {
        self.directory = directory
        self.catalogue = catalogue
        self.policy = policy
        self.transport = transport
        self.clock = clock
    }

    /// The folder for this user: `STENO_MODELS` where the environment has it.
    ///
    /// Otherwise `steno/models` in Application Support on Apple systems, and elsewhere in `XDG_CACHE_HOME` or
    /// `~/.cache`.
    public static var defaultDirectory: URL {
        defaultDirectory(environment: ProcessInfo.processInfo.environment)
    }

    static func defaultDirectory(environment: [String: String]) -> URL {
        if let path = environment["STENO_MODELS"], !path.isEmpty {
            return URL(fileURLWithPath: path, isDirectory: true)
        }
        #if canImport(Darwin)
        return URL.applicationSupportDirectory.appending(path: "steno/models", directoryHint: .isDirectory)
        #else
        // The standard for this variable has relative paths ignored.
        if let path = environment["XDG_CACHE_HOME"], path.hasPrefix("/") {
            return URL(fileURLWithPath: path, isDirectory: true)
                .appending(path: "steno/models", directoryHint: .isDirectory)
        }
        // Foundation reads the password file alone, in which a container's user need not stand.
        let home = environment["HOME"].flatMap { $0.hasPrefix("/") ? URL(fileURLWithPath: $0, isDirectory: true) : nil }
        return (home ?? FileManager.default.homeDirectoryForCurrentUser)
            .appending(path: ".cache/steno/models", directoryHint: .isDirectory)
        #endif
    }

    /// The models of the catalogue that are installed, in its order.
    public func installed() -> [WhisperModelEntry] {
        catalogue.entries.filter(isInstalled)
    }

    /// Whether a model is installed: its file is there, of the published size where one is published.
    ///
    /// Asks no network.
    public func isInstalled(_ entry: WhisperModelEntry) -> Bool {
        guard entry.hasSafeName, case .success(let file) = OpenFile.open(place(of: entry), O_RDONLY),
            let size = file.size
        else { return false }
        return size > 0 && (entry.byteCount ?? size) == size
    }

    /// The file of an installed model.
    /// - Parameter name: A name of the catalogue.
    /// - Returns: The file.
    /// - Throws: ``TranscriptionError/Code/modelNotFound`` where the name is unknown or the model is not installed.
    public func path(_ name: String) throws -> URL {
        let entry = try catalogue.entry(named: name)
        guard isInstalled(entry) else {
            throw TranscriptionError(
                .modelNotFound,
                "The model \(entry.name) is not installed in \(directory.path); it has to be downloaded first."
            )
        }
        return place(of: entry)
    }

    /// Reads a whole installed model again and holds it against the published checksum.
    ///
    /// Without one its structure is checked.
    /// - Parameter name: A name of the catalogue.
    /// - Throws: ``TranscriptionError/Code/invalidModel`` where the file is not the published one.
    public func verify(_ name: String) async throws {
        let entry = try catalogue.entry(named: name)
        let url = try path(name)
        guard case .success(let file) = OpenFile.open(url, O_RDONLY), let size = file.size else {
            throw TranscriptionError(.storage, "\(url.path) could not be opened.")
        }
        let checksum = try await FileChecksum(of: file, upTo: size, at: url)
        try ModelCheck(entry: entry, file: url).check(checksum)
    }

    /// Removes a model, and what a broken download of it has left.
    ///
    /// A model that is not there is no error.
    /// - Parameter name: A name of the catalogue.
    /// - Throws: ``TranscriptionError/Code/invalidState`` while the model is being downloaded,
    /// ``TranscriptionError/Code/storage`` where the file cannot be removed.
    public func remove(_ name: String) throws {
        let entry = try checked(catalogue.entry(named: name))
        guard FileManager.default.fileExists(atPath: directory.path) else { return }
        guard let lock = try ModelLock(for: place(of: entry)) else {
            throw TranscriptionError(.invalidState, "The model \(entry.name) is being downloaded right now.")
        }
        try withExtendedLifetime(lock) {
            for url in [place(of: entry), partialPlace(of: entry), recordPlace(of: entry)] {
                if unlink(url.path) != 0, errno != ENOENT {
                    throw TranscriptionError(SystemError(errno), "removed", url)
                }
            }
        }
    }

    func checked(_ entry: WhisperModelEntry) throws -> WhisperModelEntry {
        guard entry.hasSafeName else {
            throw TranscriptionError(
                .invalidRequest,
                "The name of a model is letters, digits, dots, hyphens and underscores, and this one is not."
            )
        }
        return entry
    }

    func place(of entry: WhisperModelEntry) -> URL {
        directory.appending(path: entry.fileName, directoryHint: .notDirectory)
    }

    func partialPlace(of entry: WhisperModelEntry) -> URL {
        directory.appending(path: entry.fileName + ".partial", directoryHint: .notDirectory)
    }

    func recordPlace(of entry: WhisperModelEntry) -> URL {
        directory.appending(path: entry.fileName + ".partial.json", directoryHint: .notDirectory)
    }
}
