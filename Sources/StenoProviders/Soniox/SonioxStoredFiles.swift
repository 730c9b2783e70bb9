public import Steno

/// What a ``Sweep`` needs to find files that no job refers to.
extension Soniox: FileKeepingProvider {
    /// The ``files`` of the key's project, as every provider tells of them.
    public var storedFiles: PageSequence<StoredFile> {
        let files = files
        return PageSequence(of: id) { cursor in
            let page = try await files.page(size: nil, cursor)
            return (page.files.map(StoredFile.init), page.nextCursor)
        }
    }

    /// The id of the file a job was made of; nil for one made of an address.
    public func storedFile(of job: TranscriptionJob) -> String? { job.fileID }

    /// Deletes a file.
    ///
    /// Deleting what is gone already succeeds.
    public func deleteStoredFile(_ id: String) async throws { try await files.delete(id) }
}

extension StoredFile {
    fileprivate init(_ file: SonioxFile) {
        self.init(
            id: file.id,
            provider: Soniox.id,
            name: file.filename,
            size: file.size.map(Int64.init),
            createdAt: file.createdAt,
            clientReference: file.clientReferenceID
        )
    }
}
