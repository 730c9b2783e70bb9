public import Foundation
import Steno

extension ModelStore {
    /// Downloads a model by name.
    ///
    /// See ``download(_:from:progress:)-(WhisperModelEntry,URL?,_)``.
    /// - Parameters:
    /// - name: A name of the catalogue.
    /// - mirror: A folder on another server that has the file under its own name; nil for the published place.
    /// - progress: Called as the download goes on.
    /// - Returns: The file.
    /// - Throws: ``TranscriptionError/Code/modelNotFound`` where the name is unknown; else as the other method.
    @discardableResult
    public func download(
        _ name: String,
        from mirror: URL? = nil,
        progress: @escaping @Sendable (ModelDownloadProgress) -> Void = { _ in }
    ) async throws -> URL {
        try await download(catalogue.entry(named: name), from: mirror, progress: progress)
    }

    /// Downloads a model unless it is installed, which takes no network.
    ///
    /// What was fetched before a break, a cancellation or the end of the process is kept and built on the next time. Where
    /// several processes or tasks want the same model, one downloads it and the others wait.
    /// - Parameters:
    ///   - entry: The model. It need not be in the catalogue.
    ///   - mirror: A folder on another server that has the file under its own name; nil for the published place. It has to
    ///     be reached over https unless it is this machine.
    ///   - progress: Called as the download goes on, from one task at a time.
    /// - Returns: The file.
    /// - Throws: ``TranscriptionError`` with ``TranscriptionError/Code/connection`` or
    ///   ``TranscriptionError/Code/timeout`` where the network gave nothing in spite of all retries,
    ///   ``TranscriptionError/Code/notFound`` where the server has no such file,
    ///   ``TranscriptionError/Code/invalidModel`` where it has another one than the published,
    ///   ``TranscriptionError/Code/storage`` where the disk is full or cannot be written to. `CancellationError` where the
    ///   task was cancelled.
    @discardableResult
    public func download(
        _ entry: WhisperModelEntry,
        from mirror: URL? = nil,
        progress: @escaping @Sendable (ModelDownloadProgress) -> Void = { _ in }
    ) async throws -> URL {
        let entry = try checked(entry)
        let place = place(of: entry)
        if isInstalled(entry) { return place }
        let source = try ModelSource(entry, mirror: mirror)
        do {
            try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        } catch {
            throw TranscriptionError(.storage, "The folder \(directory.path) could not be made.", underlying: error)
        }
        let lock = try await lock(entry, progress)
        defer { withExtendedLifetime(lock) {} }
        if isInstalled(entry) { return place }
        let file = try PartialFile(partialPlace(of: entry), record: recordPlace(of: entry), disk: disk)
        do {
            let download = ModelDownload(entry: entry, source: source, store: self, file: file, progress: progress)
            try await download.run()
            try await file.install(at: place)
        } catch let error as SystemError {
            let (have, total) = await (file.byteCount, file.record?.totalByteCount)
            throw storageError(error, entry, have: have, total: total ?? entry.byteCount)
        }
        return place
    }

    private func lock(
        _ entry: WhisperModelEntry,
        _ progress: @Sendable (ModelDownloadProgress) -> Void
    ) async throws -> ModelLock {
        var hasSaid = false
        while true {
            try Task.checkCancellation()
            if let lock = try ModelLock(for: place(of: entry)) { return lock }
            if !hasSaid {
                progress(ModelDownloadProgress(phase: .waiting, byteCount: 0, totalByteCount: entry.byteCount))
                hasSaid = true
            }
            try await clock.sleep(for: .milliseconds(200))
        }
    }

    /// Refuses a download there is no room for.
    func checkRoom(for entry: WhisperModelEntry, have: Int64, total: Int64?) throws {
        guard let total, let free = disk.freeBytes(directory), free < total - have else { return }
        throw diskFull(entry, needed: total - have, free: free)
    }

    private func storageError(_ error: SystemError, _ entry: WhisperModelEntry, have: Int64, total: Int64?)
        -> TranscriptionError
    {
        guard error.isDiskFull else { return TranscriptionError(error, "written", partialPlace(of: entry)) }
        var full = diskFull(entry, needed: total.map { $0 - have }, free: disk.freeBytes(directory))
        full.underlying = error
        return full
    }

    private func diskFull(_ entry: WhisperModelEntry, needed: Int64?, free: Int64?) -> TranscriptionError {
        let need = needed.map { "\($0) bytes more are needed" } ?? "more room is needed"
        let rest = free.map { " and \($0) are free" } ?? ""
        return TranscriptionError(
            .storage,
            "There is no room for the model \(entry.name) in \(directory.path): \(need)\(rest). What has been fetched is kept."
        )
    }
}
