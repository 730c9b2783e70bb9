import Synchronization

extension HedgeRace {
    /// The job's snapshots as they change, ending with the terminal one.
    ///
    /// The second provider begins when it is due; leaving the stream leaves what has begun alone.
    var updates: AsyncThrowingStream<TranscriptionJob, any Error> {
        AsyncThrowingStream { continuation in
            let last = Mutex<TranscriptionJob?>(nil)
            let report: @Sendable () -> Void = {
                last.withLock { last in
                    let state = self.current
                    guard !state.isOver, let job = state.job(self.routing), job != last else { return }
                    last = job
                    continuation.yield(job)
                }
            }
            let task = Task {
                do {
                    report()
                    try await self.follow(report)
                    if let end = self.current.job(self.routing) { continuation.yield(end) }
                    continuation.finish()
                } catch {
                    continuation.finish(throwing: error)
                }
            }
            continuation.onTermination = { _ in task.cancel() }
        }
    }

    private enum Event {
        /// The delay is over.
        case due
        /// There is nothing more to hear from a provider.
        case ended(Int, TranscriptionError?)
    }

    /// Follows both jobs until the race is over.
    private func follow(_ report: @escaping @Sendable () -> Void) async throws {
        try await withThrowingTaskGroup(of: Event.self) { group in
            group.addTask {
                try await self.time.sleep(until: self.delay)
                self.beginSecond()
                return .due
            }
            var followed: Set<Int> = []
            var errors: [Int: TranscriptionError] = [:]
            defer { group.cancelAll() }
            while true {
                let state = current
                for (index, lane) in state.lanes.enumerated() where !followed.contains(index) {
                    guard lane.submission != nil || lane.liveJob != nil else { continue }
                    followed.insert(index)
                    group.addTask { .ended(index, await self.followLane(index, report)) }
                }
                if state.isOver { return }
                let goesOn = state.lanes.enumerated().contains { index, lane in
                    errors[index] == nil && (lane.submission != nil || lane.liveJob != nil)
                }
                // Nobody tells of the jobs under way any more.
                if !goesOn, let error = errors[0] ?? errors[1] { throw error }
                guard let event = try await group.next() else { return }
                if case .ended(let index, let error?) = event {
                    errors[index] = error
                    if index == 0, policy.movesOn(after: error) { beginSecond() }
                }
            }
        }
    }

    /// Reports one provider's job until it ends.
    ///
    /// - Returns: Why there is nothing more to hear, where the job has not ended.
    private func followLane(_ index: Int, _ report: @Sendable () -> Void) async -> TranscriptionError? {
        await submitted(index)
        guard let job = current.lanes[index].liveJob else {
            report()
            return nil
        }
        do {
            let handle = TranscriptionHandle(client: clients[index], inHand: JobInHand(job))
            for try await snapshot in handle.updates {
                note(snapshot, in: index)
                report()
            }
            return nil
        } catch {
            return routing.error(error, of: routing.members[index])
        }
    }
}
