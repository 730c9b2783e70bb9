import Steno
import StenoProviders
import Synchronization

/// How far a number of jobs of a cloud service are.
///
/// One job shows its upload and then its state; several show how many have ended, and what the others are at.
final class CloudProgress: Sendable {
    /// What a job is at.
    enum Phase: Equatable {
        case waiting
        case starting
        case uploading(sent: Int64, total: Int64)
        case queued
        case running(Double?)
        case ended
    }

    private struct State {
        var phases: [Phase]
        /// When the phase of the only job was first shown, and the word for it.
        var shown: (word: String, since: Double) = ("", 0)
    }

    private let files: [String?]
    private let state: Mutex<State>

    /// Begins with jobs that wait.
    ///
    /// - Parameter files: The names of the files to upload; nil or empty for what needs no upload.
    init(files: [String?]) {
        self.files = files
        state = Mutex(State(phases: files.map { _ in .waiting }))
    }

    /// What a job is at now.
    func phase(of index: Int) -> Phase { state.withLock { $0.phases[index] } }

    /// Notes that a recording's turn has come.
    func begin(_ index: Int) { enter(.starting, index) }

    /// Notes that a job has ended, well or not.
    func end(_ index: Int) { enter(.ended, index) }

    /// Notes how far an upload is.
    ///
    /// It is told with its name only: of several files of that name, one that is on its way with as many bytes is meant.
    func upload(_ upload: UploadProgress) {
        state.withLock { state in
            let named = state.phases.indices.filter { files[$0] == upload.fileName }
            let index =
                named.first { if case .uploading(_, upload.total) = state.phases[$0] { true } else { false } }
                ?? named.first { state.phases[$0] == .starting }
            if let index { state.phases[index] = .uploading(sent: upload.sent, total: upload.total) }
        }
    }

    /// Notes a job's state.
    func note(_ job: TranscriptionJob, of index: Int) {
        switch job.status {
        case .queued: enter(.queued, index)
        case .running: enter(.running(job.progress), index)
        case .unknown: enter(.running(job.progress), index)
        case .completed, .failed, .cancelled: break
        }
    }

    private func enter(_ phase: Phase, _ index: Int) {
        state.withLock { if $0.phases[index] != .ended { $0.phases[index] = phase } }
    }

    /// The line that shows it.
    func bar(after elapsed: Double) -> ProgressBar {
        state.withLock { state in
            guard state.phases.count == 1 else { return Self.bar(of: state.phases, elapsed) }
            return Self.bar(of: state.phases[0], elapsed, &state.shown)
        }
    }

    private static func bar(
        of phase: Phase,
        _ elapsed: Double,
        _ shown: inout (word: String, since: Double)
    ) -> ProgressBar {
        var fraction: Double?
        var label = phase.word
        switch phase {
        case .uploading(let sent, let total) where sent < total:
            fraction = Double(sent) / Double(total)
            label += " \(Figures.bytes(total))"
        case .running(let share): fraction = share
        case .waiting, .starting, .uploading, .queued, .ended: break
        }
        if shown.word != phase.word { shown = (phase.word, elapsed) }
        var bar = ProgressBar(fraction: fraction, elapsed: elapsed - shown.since, label: label)
        // The time left is reckoned from the pace of this phase, and the time shown is that of all.
        bar.elapsed = elapsed
        return bar
    }

    private static func bar(of phases: [Phase], _ elapsed: Double) -> ProgressBar {
        let ended = phases.count { $0 == .ended }
        var parts = ["\(ended)/\(phases.count) files"]
        let atWork = phases.filter { $0 != .waiting && $0 != .ended }.map(\.word)
        for word in ["uploading", "submitting", "queued", "running"] {
            let count = atWork.count { $0 == word }
            if count > 0 { parts.append("\(count) \(word)") }
        }
        return ProgressBar(
            fraction: Double(ended) / Double(phases.count),
            elapsed: elapsed,
            label: parts.joined(separator: ", ")
        )
    }
}

extension CloudProgress.Phase {
    /// The word for it.
    fileprivate var word: String {
        switch self {
        case .waiting: "waiting"
        case .uploading(let sent, let total) where sent < total: "uploading"
        case .starting, .uploading: "submitting"
        case .queued: "queued"
        case .running: "running"
        case .ended: "done"
        }
    }
}
