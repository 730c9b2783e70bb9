import Synchronization

/// Reads requests, has them worked on, and keeps results until they are asked for.
final class BatchRun: Sendable {
    /// How long stopping may take, for calls that do not end when they are cancelled.
    private static let patience: Duration = .seconds(10)

    private struct Tasks {
        var reading: Task<Void, Never>?
        var alarm: Task<Void, Never>?
        var isStopped = false
    }

    private let client: TranscriptionClient
    private let pause: SubmissionPause
    private let state: Mutex<BatchState>
    private let tasks = Mutex(Tasks())

    init(
        _ client: TranscriptionClient,
        _ concurrency: Int,
        total: Int?,
        resuming checkpoint: BatchCheckpoint?,
        whenStopped: BatchStop
    ) {
        self.client = client
        pause = SubmissionPause(time: PassedTime(client.clock))
        state = Mutex(
            BatchState(
                checkpoint: checkpoint ?? BatchCheckpoint(provider: client.provider.id),
                total: total,
                concurrency: concurrency,
                whenStopped: whenStopped
            )
        )
    }

    var progress: BatchProgress { state.withLock { $0.progress } }
    var checkpoint: BatchCheckpoint { state.withLock { $0.checkpoint } }
    var leavesJobs: Bool { state.withLock { $0.leavesJobs } }

    private func change(_ body: (inout BatchState) throws -> Void) rethrows {
        let wakes = try state.withLock { state in
            try body(&state)
            return state.settle()
        }
        for wake in wakes { wake.resume() }
    }
}

// MARK: - Reading

extension BatchRun {
    /// Begins to read, as soon as a result is asked for.
    func begin(_ requests: sending any AsyncIteratorProtocol<TranscriptionRequest, any Error>) {
        let reading = Task { await self.read(requests) }
        let isStopped = tasks.withLock { tasks in
            tasks.reading = reading
            return tasks.isStopped
        }
        if isStopped { reading.cancel() }
    }

    private func read(_ requests: any AsyncIteratorProtocol<TranscriptionRequest, any Error>) async {
        let failure: (any Error)? = await withDiscardingTaskGroup { group in
            do {
                try checkProvider()
                let worker = BatchWorker(client: client, run: self, pause: pause)
                var requests = requests
                while await slot(), let item = try await nextItem(of: &requests) {
                    group.addTask { await worker.work(on: item) }
                }
                return nil
            } catch {
                return error
            }
        }
        end(failure)
    }

    /// Waits until one more request may be read; false when none may any more.
    private func slot() async -> Bool {
        await withCheckedContinuation { continuation in
            change { $0.wait(reader: continuation) }
        }
    }

    /// The next request that is not done.
    private func nextItem(
        of requests: inout any AsyncIteratorProtocol<TranscriptionRequest, any Error>
    ) async throws -> BatchItem? {
        while let request = try await requests.next(isolation: #isolation) {
            do {
                guard state.withLock({ $0.isRunning }) else { return nil }
                if let item = try state.withLock({ try $0.admit(request) }) { return item }
            } catch {
                refuse(error)
                return nil
            }
        }
        do {
            if !Task.isCancelled { try state.withLock { try $0.admitEnd() } }
        } catch {
            refuse(error)
        }
        return nil
    }

    private func checkProvider() throws {
        let (begun, provider) = (checkpoint, client.provider)
        guard begun.provider == provider.id else {
            throw TranscriptionError(
                .conflict,
                "The checkpoint is of a batch with \(begun.provider), and \(provider.id) does not know its jobs.",
                provider: provider.id
            )
        }
        for (index, id) in begun.jobs.sorted(by: { $0.key < $1.key }) {
            do {
                _ = try provider.holder(of: id)
            } catch {
                throw TranscriptionError(
                    .conflict,
                    "The request at \(index) has the job \(id), and no member of \(provider.id) knows it: "
                        + "resume with members of the same names, or settle the request.",
                    provider: provider.id,
                    underlying: error
                )
            }
        }
    }
}

// MARK: - Working

extension BatchRun {
    func setStage(_ stage: BatchCheckpoint.Stage, of item: BatchItem) {
        state.withLock { $0.setStage(stage, of: item.index) }
    }

    func finish(_ item: BatchItem, _ job: TranscriptionJob?, _ outcome: Result<Transcript, TranscriptionError>) {
        change { state in
            state.finish(
                BatchResult(
                    index: item.index,
                    request: item.request,
                    job: job,
                    outcome: outcome,
                    progress: state.progress
                )
            )
        }
    }
}

// MARK: - Handing out

extension BatchRun {
    func next() async throws -> BatchResult? {
        let result = try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                change { $0.wait(consumer: continuation) }
            }
        } onCancel: {
            stop()
        }
        if result == nil, Task.isCancelled {
            throw TranscriptionError(
                .cancelled,
                "The batch was cancelled; its checkpoint tells what is not done.",
                provider: client.provider.id
            )
        }
        return result
    }

    /// Lets nothing begin any more and ends what is under way.
    func stop() {
        change { $0.stop() }
        cancelReading()
    }

    func untilEnded() async {
        await withCheckedContinuation { continuation in
            change { $0.wait(watcher: continuation) }
        }
    }

    private func refuse(_ error: any Error) {
        change { $0.refuse(error) }
        cancelReading()
    }

    private func cancelReading() {
        guard !state.withLock({ $0.isEnded }) else { return }
        let time = PassedTime(client.clock)
        let reading: Task<Void, Never>? = tasks.withLock { tasks in
            guard !tasks.isStopped else { return nil }
            tasks.isStopped = true
            tasks.alarm = Task {
                do { try await time.sleep(until: Self.patience) } catch { return }
                change { $0.end(nil) }
            }
            return tasks.reading
        }
        reading?.cancel()
    }

    private func end(_ failure: (any Error)?) {
        change { $0.end(failure) }
        tasks.withLock { tasks in
            tasks.alarm?.cancel()
            tasks.isStopped = true
        }
    }
}
