import Foundation
import Logging
import Steno
import StenoWhisper

/// Transcribes on this machine.
struct WhisperEngine: FileEngine {
    let whisper: Whisper
    let options: TranscriptionOptions
    let logger: Logger
    let progress: FileProgress
    let concurrentJobs: Int

    /// One more than are at work, so that the next is in line when one ends.
    var filesInHand: Int { concurrentJobs + 1 }

    func bar(after elapsed: Double) -> ProgressBar { progress.bar(after: elapsed) }

    func skip(_ index: Int) { progress.end(index) }

    func begin(_ input: OpenInput, at index: Int) async -> FileWork {
        guard case .audio(let audio) = input.source else { return { nil } }
        let submission: Result<TranscriptionJob, any Error>
        do {
            // Here and not in the work, so that the jobs stand in line as the files do.
            submission = .success(try await whisper.submit(TranscriptionRequest(audio: audio, options: options)))
        } catch {
            submission = .failure(error)
        }
        return { try await result(of: submission, input, at: index) }
    }

    private func result(
        of submission: Result<TranscriptionJob, any Error>,
        _ input: OpenInput,
        at index: Int
    ) async throws -> FileResult? {
        defer { progress.end(index) }
        do {
            guard let job = try await ended(submission.get(), input, index) else { return nil }
            var result = FileResult(index: index, result: .failure(TranscriptionError(endOf: job)))
            if job.status == .completed { result.result = .success(job.transcript ?? Transcript(text: "")) }
            if let start = job.startedAt, let end = job.finishedAt { result.seconds = end.timeIntervalSince(start) }
            result.audioSeconds = job.audioDuration
            result.warnings = job.warnings.map(\.message)
            try await whisper.delete(job.id)
            if case .failure(let error) = result.result, TranscribeRun.isAboutEveryFile(error) { throw error }
            return result
        } catch let error as TranscriptionError where !TranscribeRun.isAboutEveryFile(error) {
            return FileResult(index: index, result: .failure(error))
        }
    }

    /// The job at its end; nil when the task was cancelled before.
    private func ended(_ job: TranscriptionJob, _ input: OpenInput, _ index: Int) async throws -> TranscriptionJob? {
        guard let updates = try await whisper.updates(of: job.id) else { return job }
        var status = JobStatus.queued
        for try await snapshot in updates {
            if snapshot.status != status {
                logger.debug("\(snapshot.status)", metadata: ["file": "\(input.path)", "job": "\(job.id)"])
                status = snapshot.status
            }
            if snapshot.status.isTerminal { return snapshot }
            progress.reach(snapshot.progress ?? 0, of: index)
        }
        return nil
    }

    /// Nothing: the job is deleted as soon as it has ended.
    func settle(_ result: FileResult) {}

    func shutDown() async { await whisper.shutDown() }
}
