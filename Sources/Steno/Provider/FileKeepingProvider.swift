/// A provider that keeps uploaded audio beside the jobs made of it, so that deleting a job leaves the audio behind.
///
/// Conforming lets a ``Sweep`` find the files that no job refers to.
public protocol FileKeepingProvider: TranscriptionProvider {
    /// All files the provider keeps, page after page, as far as the caller reads.
    var storedFiles: PageSequence<StoredFile> { get }

    /// The id of the file that a job, as ``TranscriptionProvider/list(_:)`` gave it, was made of; nil where of none.
    func storedFile(of job: TranscriptionJob) -> String?

    /// Deletes a file. Deleting what is gone already succeeds.
    func deleteStoredFile(_ id: String) async throws

    /// Forgets a job and its transcript, and its file if wanted. Deleting what is gone already succeeds.
    func delete(_ id: JobID, withFile: Bool) async throws
}
