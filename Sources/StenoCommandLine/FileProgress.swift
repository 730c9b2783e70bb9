import Synchronization

/// How far a number of files are, each weighing as much as it has bytes.
final class FileProgress: Sendable {
    private struct State {
        var fractions: [Double]
        var ended = 0
    }

    private let weights: [Double]
    private let state: Mutex<State>

    init(sizes: [Int]) {
        weights = sizes.map { Double(max(1, $0)) }
        state = Mutex(State(fractions: sizes.map { _ in 0 }))
    }

    /// Notes how far a file is.
    func reach(_ fraction: Double, of index: Int) {
        // What is left to do after the last sample was read is not known, so the end is shown at the end only.
        state.withLock { $0.fractions[index] = max($0.fractions[index], min(0.99, fraction)) }
    }

    /// Notes that a file is done, well or not.
    func end(_ index: Int) {
        state.withLock { state in
            state.fractions[index] = 1
            state.ended += 1
        }
    }

    /// The bar over all files.
    func bar(after elapsed: Double) -> ProgressBar {
        let (fractions, ended) = state.withLock { ($0.fractions, $0.ended) }
        let done = zip(weights, fractions).reduce(0) { $0 + $1.0 * $1.1 }
        let label = weights.count > 1 ? "\(ended)/\(weights.count) files" : ""
        return ProgressBar(fraction: done / weights.reduce(0, +), elapsed: elapsed, label: label)
    }
}
