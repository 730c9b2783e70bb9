import Foundation
import Logging
import Steno
import StenoWhisper

/// What the files of one run have in common.
struct FileEngine: Sendable {
    let whisper: Whisper
    let options: TranscriptionOptions
    let logger: Logger
}

/// One file on its way through the engine.
struct FileJob: Sendable {
    let index: Int
    let audio: URL
    let engine: FileEngine
    let progress: FileProgress

    /// Transcribes the file.
    ///
    /// - Returns: What became of it; nil when the task was cancelled before that was known.
    /// - Throws: What concerns every file. A failure of this file alone is a result.
    func run() async throws -> FileResult? {
        defer { progress.end(index) }
        do {
            guard let job = try await ended() else { return nil }
            var result = FileResult(index: index, result: .failure(TranscriptionError(endOf: job)))
            if job.status == .completed { result.result = .success(job.transcript ?? Transcript(text: "")) }
            if let start = job.startedAt, let end = job.finishedAt { result.seconds = end.timeIntervalSince(start) }
            result.audioSeconds = job.audioDuration
            result.warnings = job.warnings.map(\.message)
            try await engine.whisper.delete(job.id)
            if case .failure(let error) = result.result, TranscribeRun.isAboutEveryFile(error) { throw error }
            return result
        } catch let error as TranscriptionError where !TranscribeRun.isAboutEveryFile(error) {
            return FileResult(index: index, result: .failure(error))
        }
    }

    /// The job at its end; nil when the task was cancelled before.
    private func ended() async throws -> TranscriptionJob? {
        let request = TranscriptionRequest(audio: .file(audio), options: engine.options)
        let job = try await engine.whisper.submit(request)
        guard let updates = try await engine.whisper.updates(of: job.id) else { return job }
        var status = JobStatus.queued
        for try await snapshot in updates {
            if snapshot.status != status {
                engine.logger.debug("\(snapshot.status)", metadata: ["file": "\(audio.path)", "job": "\(job.id)"])
                status = snapshot.status
            }
            if snapshot.status.isTerminal { return snapshot }
            progress.reach(snapshot.progress ?? 0, of: index)
        }
        return nil
    }
}

/// What became of one file.
struct FileResult: Sendable {
    let index: Int
    var result: Result<Transcript, any Error>
    /// How long the work took.
    var seconds = 0.0
    /// The length of the recording.
    var audioSeconds: Double?
    var warnings: [String] = []
}
