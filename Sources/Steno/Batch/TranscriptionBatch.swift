/// The results of many requests, in the order in which they come.
///
/// A batch runs once: several loops over it share its results. It is stopped when a loop is left.
///
/// While iterating, these end the batch: an error of the sequence of requests, which is passed on;
/// ``TranscriptionError`` with code `conflict` when the checkpoint belongs to other requests or another provider; and
/// with code `cancelled` when the task was cancelled. Errors of single requests do not: they are results.
public struct TranscriptionBatch: AsyncSequence, Sendable {
    /// The element: what became of one request.
    public typealias Element = BatchResult

    private let run: BatchRun
    private let hold: BatchHold

    init(run: BatchRun) {
        self.run = run
        hold = BatchHold(run: run)
    }

    /// How far the batch is.
    public var progress: BatchProgress { run.progress }

    /// What is done and what is not, to resume from.
    ///
    /// A result counts as done once it was handed out, so take a checkpoint when the result has been put away. After
    /// leaving the loop, ``stop()`` first, so that no job is made or cancelled any more.
    ///
    /// A request whose submission had begun is said to be one that may have a job until the provider has answered. A
    /// request submitted after the last checkpoint written to disk is submitted again by those who resume from that. With
    /// an idempotency key no job is made twice even then, where the audio is given by URL and the provider takes a key for
    /// it, as long as the provider remembers the key: Transcripts does for 24 hours. A provider made of several gives no
    /// such promise.
    public var checkpoint: BatchCheckpoint { run.checkpoint }

    /// Stops the batch and waits until that is done: for 10 seconds at most.
    ///
    /// Results that have come already can still be read; then the sequence ends.
    public func stop() async {
        run.stop()
        await run.untilEnded()
    }

    /// Begins to read results.
    public func makeAsyncIterator() -> Iterator {
        Iterator(run: run, batch: hold, loop: BatchHold(run: run))
    }

    /// Reads the results.
    public struct Iterator: AsyncIteratorProtocol {
        fileprivate let run: BatchRun
        fileprivate let batch: BatchHold
        fileprivate let loop: BatchHold

        /// The next result, or nil when there are no more.
        ///
        /// - Throws: What ends the batch, once; see ``TranscriptionBatch``.
        public mutating func next() async throws -> BatchResult? {
            try await run.next()
        }
    }
}

/// Stops a batch when nobody holds it any more.
final class BatchHold: Sendable {
    private let run: BatchRun

    init(run: BatchRun) {
        self.run = run
    }

    deinit {
        run.stop()
    }
}
