import StenoWhisper
import Synchronization

/// How far a download is.
final class DownloadProgress: Sendable {
    private struct State {
        var now: ModelDownloadProgress?
        /// The bytes that were there before, which say nothing of the pace.
        var before: Int64?
        var began: Double?
    }

    private let name: String
    private let state = Mutex(State())

    init(_ name: String) {
        self.name = name
    }

    /// Notes how far it is.
    func reach(_ progress: ModelDownloadProgress) {
        state.withLock { state in
            state.now = progress
            if progress.phase == .downloading, state.before == nil { state.before = progress.byteCount }
        }
    }

    /// The line that shows it.
    func bar(after elapsed: Double) -> ProgressBar {
        state.withLock { state in
            guard let now = state.now else { return ProgressBar(elapsed: elapsed, label: name) }
            if state.before != nil, state.began == nil { state.began = elapsed }
            return Self.bar(now, before: state.before ?? now.byteCount, began: state.began ?? elapsed, elapsed, name)
        }
    }

    private static func bar(
        _ now: ModelDownloadProgress,
        before: Int64,
        began: Double,
        _ elapsed: Double,
        _ name: String
    ) -> ProgressBar {
        var bar = ProgressBar(fraction: now.fraction, elapsed: elapsed, label: name)
        switch now.phase {
        case .waiting: bar.label += ": another process is downloading it"
        case .resuming: bar.label += ": checking what is there"
        case .finishing: bar.label += ": writing it to the disk"
        case .downloading:
            let pace = elapsed - began >= 1 ? Double(now.byteCount - before) / (elapsed - began) : 0
            guard pace > 0 else { break }
            bar.label = "\(Figures.bytes(Int64(pace)))/s  \(name)"
            bar.remaining = now.totalByteCount.map { Double(max(0, $0 - now.byteCount)) / pace }
        }
        return bar
    }
}
