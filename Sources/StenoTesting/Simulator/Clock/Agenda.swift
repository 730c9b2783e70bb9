import Foundation
import Synchronization

/// What happens later: the states jobs reach, the deliveries and their repetitions, and everything that waits.
///
/// With scripted time, what is due runs inside ``advance(by:)``, one after the other in order of time. With scaled time,
/// each runs in a task of its own.
final class Agenda: Sendable {
    typealias Action = @Sendable () async -> Void

    private struct Entry {
        var due: Duration
        var action: Action
    }

    private struct State {
        var now: Duration = .zero
        var nextNumber = 0
        /// The latest first, so that the next one is at the end.
        var entries: [Entry] = []
        var tasks: [Int: Task<Void, Never>] = [:]
        var sleepers: [Int: CheckedContinuation<Void, any Error>] = [:]
        var isClosed = false

        mutating func number() -> Int {
            nextNumber += 1
            return nextNumber
        }

        mutating func popDue(until limit: Duration) -> Action? {
            guard let entry = entries.last, entry.due <= limit else {
                now = max(now, limit)
                return nil
            }
            entries.removeLast()
            now = max(now, entry.due)
            return entry.action
        }

        mutating func insert(_ entry: Entry) {
            // Of what is due at the same time, the one planned first is first.
            var (low, high) = (0, entries.count)
            while low < high {
                let middle = (low + high) / 2
                if entries[middle].due > entry.due { low = middle + 1 } else { high = middle }
            }
            entries.insert(entry, at: low)
        }
    }

    let time: SimulatorTime
    private let started = ContinuousClock.now
    private let state = Mutex(State())

    init(time: SimulatorTime) {
        self.time = time
    }

    /// The simulated time passed since the start.
    var now: Duration {
        switch time {
        case .scripted: state.withLock { $0.now }
        case .scaled(let factor): started.duration(to: .now) * factor
        }
    }

    /// The date that answers and signatures show.
    var date: Date {
        switch time {
        case .scripted(let start): start.addingTimeInterval(now / .seconds(1))
        case .scaled: Date()
        }
    }

    /// Plans an action, a simulated time from now.
    func after(_ delay: Duration, _ action: @escaping Action) {
        switch time {
        case .scripted:
            state.withLock { state in
                guard !state.isClosed else { return }
                state.insert(Entry(due: state.now + max(delay, .zero), action: action))
            }
        case .scaled(let factor):
            start(after: max(delay, .zero) / max(factor, 0.000_1), action)
        }
    }

    private func start(after delay: Duration, _ action: @escaping Action) {
        state.withLock { state in
            guard !state.isClosed else { return }
            let number = state.number()
            state.tasks[number] = Task {
                if delay > .zero { try? await Task.sleep(for: delay) }
                if !Task.isCancelled { await action() }
                self.state.withLock { $0.tasks[number] = nil }
            }
        }
    }

    /// Waits as long as a slow network would: scripted time must be advanced, scaled time takes the real duration.
    ///
    /// - Throws: `CancellationError` when the simulator stops.
    func networkPause(_ duration: Duration) async throws {
        guard duration > .zero else { return }
        guard case .scripted = time else { return try await Task.sleep(for: duration) }
        let number = state.withLock { $0.number() }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let isClosed = state.withLock { state in
                    if state.isClosed || Task.isCancelled { return true }
                    state.sleepers[number] = continuation
                    return false
                }
                if isClosed {
                    continuation.resume(throwing: CancellationError())
                } else {
                    after(duration) { self.wake(number) }
                }
            }
        } onCancel: {
            wake(number, throwing: CancellationError())
        }
    }

    private func wake(_ number: Int, throwing error: (any Error)? = nil) {
        let sleeper = state.withLock { $0.sleepers.removeValue(forKey: number) }
        if let error { sleeper?.resume(throwing: error) } else { sleeper?.resume() }
    }

    /// Lets scripted time pass, running what falls due on the way, in order; does nothing where time is scaled.
    func advance(by duration: Duration) async {
        guard case .scripted = time else { return }
        let limit = now + duration
        while let action = state.withLock({ $0.popDue(until: limit) }) { await action() }
    }

    /// Forgets what was planned, and wakes everything that waits.
    func clear() {
        end(closing: false)
    }

    /// Ends everything; nothing is planned from here on.
    func close() {
        end(closing: true)
    }

    private func end(closing: Bool) {
        let (tasks, sleepers) = state.withLock { state in
            let ended = (Array(state.tasks.values), Array(state.sleepers.values))
            state.tasks = [:]
            state.sleepers = [:]
            state.entries = []
            state.isClosed = state.isClosed || closing
            return ended
        }
        for task in tasks { task.cancel() }
        for sleeper in sleepers { sleeper.resume(throwing: CancellationError()) }
    }
}
