import Foundation
import Steno
import StenoWhisper

/// One file on its way through the engine.
struct FileJob: Sendable {
    let index: Int
    let audio: URL
    let options: TranscriptionOptions
    let whisper: Whisper
    let progress: FileProgress

    /// Transcribes the file.
    ///
    /// - Throws: What concerns every file, and `CancellationError`. A failure of this file alone is a result.
    func run() async throws -> FileResult {
        defer { progress.end(index) }
        do {
            let job = try await ended()
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

    private func ended() async throws -> TranscriptionJob {
        let request = TranscriptionRequest(audio: .file(audio), options: options)
        let job = try await whisper.submit(request)
        guard let updates = try await whisper.updates(of: job.id) else { return job }
        for try await snapshot in updates {
            if snapshot.status.isTerminal { return snapshot }
            progress.reach(snapshot.progress ?? 0, of: index)
        }
        throw CancellationError()
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
