import Foundation
import Synchronization

/// Remembers what the callbacks of jobs were signed for; of many jobs the latest.
final class CallbackMemory: Sendable {
    private let references = Mutex(BoundedMemory<JobID, String>(maximumCount: 10_000))

    /// Notes which URL a job was submitted with.
    func note(_ url: URL?, of id: JobID) {
        guard let url, let reference = CallbackSigner.reference(in: url) else { return }
        references.withLock { $0.insert(reference, for: id) }
    }

    /// Checks that the URL that was called is the job's, where that is known.
    ///
    /// - Throws: ``TranscriptionError`` with code `invalidState`.
    func check(_ event: WebhookEvent) throws {
        guard let reference = references.withLock({ $0[event.jobID] }) else { return }
        try event.check(reference: reference)
    }
}
