extension HedgeRace {
    /// Has the request accepted by the first provider or, when that takes too long or fails, by the second.
    ///
    /// - Returns: The job, as soon as there is one.
    func begin() async throws -> TranscriptionJob {
        beginFirst()
        await withTaskCancellationHandler {
            await untilAccepted()
            // Who is cancelled waits for what becomes of the calls, as a job may have been made.
            if Task.isCancelled {
                for submission in current.lanes.compactMap(\.submission) { await submission.value }
            }
        } onCancel: {
            close()
        }
        if let job = current.job(routing) { return job }
        throw refusal
    }

    private func untilAccepted() async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.submitted(0) }
            group.addTask {
                try? await self.time.sleep(until: self.delay)
                if !Task.isCancelled { self.beginSecond() }
            }
            var awaitsSecond = false
            for await _ in group {
                let lanes = current.lanes
                if lanes.contains(where: { $0.job != nil }) || lanes.allSatisfy({ $0.submission == nil }) { break }
                if !awaitsSecond, lanes[1].submission != nil {
                    awaitsSecond = true
                    group.addTask { await self.submitted(1) }
                }
            }
            group.cancelAll()
        }
    }

    /// Waits until a provider has answered a submission, or the waiting task is cancelled.
    func submitted(_ lane: Int) async {
        guard let submission = current.lanes[lane].submission else { return }
        try? await firstOutcome(of: { await submission.value }, before: nil)
    }

    /// Why no provider accepted the request.
    private var refusal: TranscriptionError {
        let failures = current.failures(routing)
        for (member, lane) in zip(routing.members, current.lanes) {
            guard let failure = lane.failure, failure.error.code == .jobMayExist else { continue }
            var error = routing.error(failure.error, of: member)
            error.message = "\(member.name) may have made a job, so the request was given up. \(error.message)"
            error.isRetryable = false
            return error
        }
        var error =
            if failures.count == 1, let failure = failures.first {
                routing.error(failure.error, of: routing.members[current.lanes[0].failure == nil ? 1 : 0])
            } else {
                MemberFailures(failures)
                    .error("Neither provider of \(routing.owner) took the request.", of: routing.owner)
            }
        if Task.isCancelled { error.code = .cancelled }
        return error
    }

    /// The job as it is now.
    func job() async throws -> TranscriptionJob {
        beginSecondIfDue()
        if let winner {
            // Asked again, as it may have been deleted there.
            let member = routing.members[winner.lane]
            let fresh = try await routing.call(member) { try await $0.job(winner.job.id) }
            var state = current
            state.lanes[winner.lane] = .made(fresh.keepingWarnings(of: winner.job))
            return state.job(routing) ?? routing.job(fresh, at: member)
        }
        try await ask()
        guard let job = current.job(routing) else {
            throw TranscriptionError(.notFound, "The job has not been made.", provider: routing.owner)
        }
        return job
    }

    /// Asks for the jobs that go on.
    ///
    /// - Throws: What the first that fails throws, where none answers.
    private func ask() async throws {
        let lanes = current.lanes
        let errors = await withTaskGroup(of: (Int, TranscriptionError?).self) { group in
            for (index, job) in lanes.map(\.liveJob).enumerated() {
                guard let job else { continue }
                group.addTask {
                    let member = self.routing.members[index]
                    do {
                        self.note(try await member.provider.job(job.id), in: index)
                        return (index, nil)
                    } catch {
                        return (index, self.routing.error(error, of: member))
                    }
                }
            }
            var errors: [Int: TranscriptionError?] = [:]
            for await (index, error) in group { errors.updateValue(error, forKey: index) }
            return errors
        }
        guard !errors.isEmpty, errors.values.allSatisfy({ $0 != nil }) else { return }
        if let error = errors.min(by: { $0.key < $1.key })?.value { throw error }
    }

    func transcript() async throws -> Transcript {
        if winner == nil {
            let job = try await job()
            if job.status == .failed || job.status == .cancelled { throw TranscriptionError(endOf: job) }
        }
        guard let winner else {
            throw TranscriptionError(
                .invalidState,
                "No provider of \(routing.owner) has completed the job yet.",
                provider: routing.owner,
                job: current.job(routing)
            )
        }
        return try await routing.call(routing.members[winner.lane]) { try await $0.transcript(winner.job.id) }
    }

    func cancel() async throws -> TranscriptionJob {
        if current.isOver { return try await job() }
        close()
        for submission in current.lanes.compactMap(\.submission) { await submission.value }
        try await each(\.liveJob) { member, job, lane in
            self.note(try await member.provider.cancel(job.id), in: lane)
        }
        guard let job = current.job(routing) else {
            throw TranscriptionError(.notFound, "The job has not been made.", provider: routing.owner)
        }
        return job
    }

    func delete() async throws {
        close()
        for submission in current.lanes.compactMap(\.submission) { await submission.value }
        try await each(\.job) { member, job, _ in try await member.provider.delete(job.id) }
    }

    /// Does something with each provider's job.
    ///
    /// - Throws: The first error, after all have had their turn.
    private func each(
        _ job: KeyPath<HedgeState.Lane, TranscriptionJob?>,
        _ body: (CompositeMember, TranscriptionJob, Int) async throws -> Void
    ) async throws {
        var failure: TranscriptionError?
        for (index, lane) in current.lanes.enumerated() {
            guard let job = lane[keyPath: job] else { continue }
            let member = routing.members[index]
            do {
                try await body(member, job, index)
            } catch {
                failure = failure ?? routing.error(error, of: member)
            }
        }
        if var failure {
            failure.job = current.job(routing)
            throw failure
        }
    }
}
