/// Where a batch is: a value that events change, and that then says who can go on.
struct BatchState: Sendable {
    typealias Consumer = CheckedContinuation<BatchResult?, any Error>
    typealias Reader = CheckedContinuation<Bool, Never>

    private enum Phase {
        case running
        /// Nothing begins any more.
        case stopping
        /// Nothing happens any more.
        case ended
    }

    private(set) var checkpoint: BatchCheckpoint
    private(set) var progress: BatchProgress
    /// Whether jobs that are given up are left alone.
    private(set) var leavesJobs: Bool
    private var phase = Phase.running
    private var failure: (any Error)?
    /// The requests read, and those the checkpoint knows.
    private var read = RequestChain()
    private let known: RequestChain
    private var freeSlots: Int
    private var isWanted = false
    private var ready: [Int: BatchResult] = [:]
    private var firstReady = 0
    private var reader: Reader?
    private var consumers: [Consumer] = []
    private var watchers: [CheckedContinuation<Void, Never>] = []

    init(checkpoint: BatchCheckpoint, total: Int?, concurrency: Int, whenStopped: BatchStop) {
        self.checkpoint = checkpoint
        progress = BatchProgress(total: total, resuming: checkpoint)
        leavesJobs = whenStopped == .leaveJobs
        known = checkpoint.chain
        freeSlots = max(concurrency, 1)
    }

    var isRunning: Bool { phase == .running }
    var isEnded: Bool { phase == .ended }
}

// MARK: - Reading

extension BatchState {
    mutating func wait(reader: Reader) { self.reader = reader }

    /// Notes that a request was read.
    ///
    /// - Returns: What to do with it; nil when it is done already.
    /// - Throws: `conflict` when it is not the one the checkpoint knows.
    mutating func admit(_ request: TranscriptionRequest) throws -> BatchItem? {
        let index = read.count
        let fingerprint = request.fingerprint
        read.append(fingerprint)
        guard index < known.count else {
            checkpoint.chain = read
            checkpoint.unfinished[index] = .init(fingerprint: fingerprint, stage: .none)
            return BatchItem(index: index, request: request, stage: .none)
        }
        let entry = checkpoint.unfinished[index]
        if let entry, entry.fingerprint != fingerprint { throw changed(at: index) }
        if read.count == known.count, read != known { throw changed(at: nil) }
        guard !checkpoint.isDone(index) else { return nil }
        checkpoint.unfinished[index] = entry ?? .init(fingerprint: fingerprint, stage: .none)
        return BatchItem(index: index, request: request, stage: entry?.stage ?? .none)
    }

    /// Notes that all requests were read.
    ///
    /// - Throws: `conflict` when the checkpoint knows more.
    mutating func admitEnd() throws {
        progress.total = read.count
        guard read.count >= known.count else { throw changed(at: read.count) }
    }

    private func changed(at index: Int?) -> TranscriptionError {
        let which = index.map { "The request at \($0) is" } ?? "The requests are"
        return TranscriptionError(
            .conflict,
            "\(which) not what the checkpoint was made for: resume with the same requests in the same order.",
            provider: checkpoint.provider
        )
    }
}

// MARK: - Jobs

extension BatchState {
    mutating func setStage(_ stage: BatchCheckpoint.Stage, of index: Int) {
        let hadJob = checkpoint.hasJob(at: index)
        checkpoint.unfinished[index]?.stage = stage
        switch (hadJob, checkpoint.hasJob(at: index)) {
        case (false, true):
            progress.submitted += 1
            progress.running += 1
        case (true, false): progress.running -= 1
        default: break
        }
    }

    /// Keeps a result until it is asked for.
    mutating func finish(_ result: BatchResult) {
        if checkpoint.hasJob(at: result.index) { progress.running -= 1 }
        progress.count(result)
        ready[firstReady + ready.count] = result
    }
}

// MARK: - Handing out

extension BatchState {
    mutating func wait(consumer: Consumer) {
        isWanted = true
        consumers.append(consumer)
    }

    mutating func wait(watcher: CheckedContinuation<Void, Never>) { watchers.append(watcher) }

    mutating func stop() {
        if phase == .running { phase = .stopping }
    }

    /// Stops because the batch cannot go on; jobs are left alone, since they are not known to be unwanted.
    mutating func refuse(_ error: any Error) {
        guard phase == .running else { return }
        phase = .stopping
        leavesJobs = true
        failure = error
    }

    mutating func end(_ error: (any Error)?) {
        if phase == .running { failure = error }
        phase = .ended
    }

    /// Pairs results with those who ask for them and frees who can go on.
    mutating func settle() -> [BatchWake] {
        var wakes: [BatchWake] = []
        while !consumers.isEmpty, let result = popReady() {
            wakes.append(.consumer(consumers.removeFirst(), .success(result)))
        }
        if phase == .ended {
            for consumer in consumers {
                wakes.append(.consumer(consumer, failure.map { .failure($0) } ?? .success(nil)))
                failure = nil
            }
            consumers = []
            wakes += watchers.map { .watcher($0) }
            watchers = []
        }
        if let reader, phase != .running || (isWanted && freeSlots > 0) {
            if phase == .running { freeSlots -= 1 }
            wakes.append(.reader(reader, phase == .running))
            self.reader = nil
        }
        return wakes
    }

    private mutating func popReady() -> BatchResult? {
        guard var result = ready.removeValue(forKey: firstReady) else { return nil }
        firstReady += 1
        freeSlots += 1
        checkpoint.note(result)
        result.progress = progress
        return result
    }
}

/// Someone who can go on.
enum BatchWake: Sendable {
    case consumer(BatchState.Consumer, Result<BatchResult?, any Error>)
    case reader(BatchState.Reader, Bool)
    case watcher(CheckedContinuation<Void, Never>)

    func resume() {
        switch self {
        case .consumer(let consumer, let result): consumer.resume(with: result)
        case .reader(let reader, let mayRead): reader.resume(returning: mayRead)
        case .watcher(let watcher): watcher.resume()
        }
    }
}

/// A request to work on.
struct BatchItem: Sendable {
    var index: Int
    var request: TranscriptionRequest
    /// What is known of its job from before.
    var stage: BatchCheckpoint.Stage
}
