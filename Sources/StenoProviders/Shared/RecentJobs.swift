import Steno
import Synchronization

/// Remembers something about the newest jobs while the program runs.
///
/// When there are more than the limits allow, the oldest are forgotten.
final class RecentJobs<Value: Sendable>: Sendable {
    fileprivate struct Entry {
        var value: Value
        var size: Int
        let number: Int
    }

    fileprivate struct State {
        var entries: [JobID: Entry] = [:]
        var size = 0
        /// Every job remembered, the oldest first, and some that were forgotten since.
        var order: ArraySlice<(id: JobID, number: Int)> = []
        var number = 0
    }

    private let limit: Int
    private let sizeLimit: Int
    private let state = Mutex(State())

    /// Remembers nothing yet.
    ///
    /// - Parameters:
    ///   - limit: How many jobs to remember.
    ///   - sizeLimit: The greatest sum of their sizes.
    init(limit: Int, sizeLimit: Int = .max) {
        self.limit = limit
        self.sizeLimit = sizeLimit
    }

    subscript(id: JobID) -> Value? {
        state.withLock { $0.entries[id]?.value }
    }

    /// Remembers a value in place of what was known of the job, which does not make the job newer.
    func remember(_ value: Value, of id: JobID, size: Int = 0) {
        state.withLock { state in
            if let entry = state.entries[id] {
                state.size += size - entry.size
                state.entries[id] = Entry(value: value, size: size, number: entry.number)
            } else {
                state.number += 1
                state.size += size
                state.entries[id] = Entry(value: value, size: size, number: state.number)
                state.order.append((id, state.number))
            }
            while state.entries.count > limit || state.size > sizeLimit, let oldest = state.order.popFirst() {
                if state.entries[oldest.id]?.number == oldest.number { state.remove(oldest.id) }
            }
        }
    }

    /// Forgets a job.
    ///
    /// - Returns: What was known of it.
    @discardableResult
    func forget(_ id: JobID) -> Value? {
        state.withLock { state in
            let value = state.remove(id)
            state.tidy()
            return value
        }
    }
}

extension RecentJobs.State {
    @discardableResult
    fileprivate mutating func remove(_ id: JobID) -> Value? {
        guard let entry = entries.removeValue(forKey: id) else { return nil }
        size -= entry.size
        return entry.value
    }

    /// Takes the jobs that were forgotten out of the order, now and then.
    fileprivate mutating func tidy() {
        guard order.count > 2 * entries.count + 16 else { return }
        order = order.filter { entries[$0.id]?.number == $0.number }[...]
    }
}
