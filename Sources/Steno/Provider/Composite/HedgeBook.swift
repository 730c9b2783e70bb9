import Synchronization

/// The races a ``HedgedProvider`` remembers, the newest up to a limit.
final class HedgeBook: Sendable {
    private struct State {
        var races: [JobID: HedgeRace] = [:]
        var order: [JobID] = []
        var oldest = 0
    }

    private let state = Mutex(State())
    private let limit: Int

    init(limit: Int) {
        self.limit = max(limit, 1)
    }

    /// Remembers that a job is one of a race's.
    func add(_ id: JobID, _ race: HedgeRace) {
        state.withLock { state in
            if state.races.updateValue(race, forKey: id) == nil { state.order.append(id) }
            while state.order.count - state.oldest > limit {
                state.races[state.order[state.oldest]] = nil
                state.oldest += 1
            }
            guard state.oldest > limit else { return }
            state.order.removeFirst(state.oldest)
            state.oldest = 0
        }
    }

    /// The race that is known to callers by this id.
    func race(of id: JobID) -> HedgeRace? {
        race(with: id).flatMap { $0.id == id ? $0 : nil }
    }

    /// The race that this job is one of.
    func race(with id: JobID) -> HedgeRace? {
        state.withLock { $0.races[id] }
    }

    /// Forgets jobs.
    func remove(_ ids: [JobID]) {
        state.withLock { state in
            for id in ids { state.races[id] = nil }
        }
    }
}
