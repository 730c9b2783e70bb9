import Synchronization

/// Lets no request of a batch be submitted for a while after the provider has refused one as too many.
final class SubmissionPause: Sendable {
    /// How long a request is submitted again after it was first refused.
    static let patience: Duration = .seconds(600)

    private let time: PassedTime
    private let end = Mutex(Duration.zero)

    init(time: PassedTime) {
        self.time = time
    }

    /// The time passed.
    var now: Duration { time.elapsed }

    /// Waits until requests may be submitted.
    ///
    /// - Throws: `CancellationError` when the task is cancelled.
    func pass() async throws {
        while true {
            try Task.checkCancellation()
            let end = end.withLock { $0 }
            if end <= time.elapsed { return }
            try await time.sleep(until: end)
        }
    }

    /// Waits for a moment, without anyone else.
    ///
    /// - Throws: `CancellationError` when the task is cancelled.
    func sleep(until moment: Duration) async throws {
        try await time.sleep(until: moment)
    }

    /// Holds everyone back until a moment.
    func extend(to moment: Duration) {
        end.withLock { $0 = max($0, moment) }
    }
}
