import HTTPTypes
import Logging
import Steno

extension TranscriptionJob {
    /// The file a job was made from, if it was one.
    var fileID: String? {
        (try? SonioxTranscription(of: self))?.fileID
    }
}

extension Soniox {
    /// Deletes what the configuration asks for after this end of a job.
    ///
    /// Failing is logged and no more; being cancelled does not stop it.
    func cleanUp(_ job: TranscriptionJob, after outcome: SonioxCleanup.Outcome) async {
        if configuration.cleanup.deletesTranscription(after: outcome) {
            await insist("a job", job.id.rawValue) { try await deleteTranscription(job.id, for: .zero) }
        }
        if configuration.cleanup.deletesFile(after: outcome), let file = job.fileID { await forget(file: file) }
    }

    /// Deletes a file nobody needs any more.
    func forget(file: String) async {
        await insist("a file", file) { try await files.delete(file) }
    }

    /// Deletes something though the calling task may be cancelled, and logs where that fails.
    private func insist(_ what: String, _ name: String, _ delete: @escaping @Sendable () async throws -> Void) async {
        // A new task, because a cancelled one would cancel the call with it.
        let deleting = Task { try await delete() }
        if case .failure(let error) = await deleting.result {
            configuration.logger.warning(
                "\(what) could not be deleted",
                metadata: ["provider": "\(id)", "id": "\(name)", "error": "\(error)"]
            )
        }
    }

    /// Deletes a job; that it is gone already is a success.
    ///
    /// - Parameters:
    ///   - id: The job.
    ///   - patience: How long to go on while the job is being processed.
    /// - Throws: ``TranscriptionError`` with code `invalidState` when it still is after that.
    func deleteTranscription(_ id: JobID, for patience: Duration) async throws {
        var call = HTTPCall(
            .delete,
            try HTTPPath("/v1/transcriptions").appending(id: id.rawValue, of: Soniox.id),
            operation: "delete"
        )
        call.expected = [404]
        var (waited, delay): (Duration, Duration) = (.zero, .seconds(1))
        while true {
            do {
                _ = try await http.send(call)
                return
            } catch let error as TranscriptionError where error.code == .invalidState && waited < patience {
                delay = min(delay, patience - waited)
                try await configuration.clock.sleep(for: delay)
                waited += delay
                delay = min(delay * 2, .seconds(5))
            }
        }
    }
}
