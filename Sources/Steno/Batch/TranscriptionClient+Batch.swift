extension TranscriptionClient {
    /// Transcribes many requests, some at a time, and hands out the results as they come.
    ///
    /// ```swift
    /// let requests = recordings.lazy.map { TranscriptionRequest(audio: .file($0)) }
    /// for try await result in client.transcribe(requests, concurrency: 20) {
    ///     switch result.outcome {
    ///     case .success(let transcript): save(transcript, result.index)
    ///     case .failure(let error): print("\(result.index): \(error)")
    ///     }
    /// }
    /// ```
    ///
    /// Nothing begins before the first result is asked for. From then on at most `concurrency` requests are anywhere
    /// between being read and being handed out: no more are read, submitted or kept, however long the sequence is and
    /// however slow the loop.
    ///
    /// What the provider allows at once, and how fast, is kept to by the provider itself; choose a concurrency that its
    /// quota of unfinished jobs allows. With a provider made of several, each keeps to its own limits, and the concurrency
    /// counts for all of them together. A request refused as `rateLimited` is submitted again, after growing pauses and not
    /// before the time the provider asks for, for up to 10 minutes, and no other is submitted meanwhile. Any other error, such as
    /// `quotaExceeded`, is that request's result, and the others go on.
    ///
    /// Leaving the loop, letting go of the batch, cancelling the task or ``TranscriptionBatch/stop()`` stops it: nothing
    /// more is read or submitted, and waiting ends.
    ///
    /// To go on later, even in another process, keep ``TranscriptionBatch/checkpoint`` and pass it along with the same
    /// requests: those that are done are skipped, those with a job are waited for, and the rest are submitted.
    ///
    /// - Parameters:
    ///   - requests: What to transcribe. A lazy sequence is read only as far as needed.
    ///   - concurrency: The most requests at a time; less than 1 means 1.
    ///   - checkpoint: Where an earlier batch of the same requests had come to.
    ///   - whenStopped: What becomes of the jobs under way when the batch is stopped.
    /// - Returns: The results. An error thrown while iterating ends the batch: see ``TranscriptionBatch``.
    public func transcribe<Requests: Sequence>(
        _ requests: sending Requests,
        concurrency: Int,
        resuming checkpoint: BatchCheckpoint? = nil,
        whenStopped: BatchStop = .cancelJobs
    ) -> TranscriptionBatch where Requests.Element == TranscriptionRequest {
        let total = requests.knownCount
        let run = BatchRun(self, concurrency, total: total, resuming: checkpoint, whenStopped: whenStopped)
        run.begin(ImmediateRequestIterator(requests.makeIterator()))
        return TranscriptionBatch(run: run)
    }

    /// Transcribes many requests that come over time, some at a time, and hands out the results as they come.
    ///
    /// As for a sequence that is all there: `transcribe(_:concurrency:resuming:whenStopped:)`. An error of the sequence is
    /// thrown when the results of the requests before it have been handed out.
    ///
    /// - Parameters:
    ///   - requests: What to transcribe, read only as far as needed.
    ///   - concurrency: The most requests at a time; less than 1 means 1.
    ///   - checkpoint: Where an earlier batch of the same requests had come to.
    ///   - whenStopped: What becomes of the jobs under way when the batch is stopped.
    /// - Returns: The results. An error thrown while iterating ends the batch: see ``TranscriptionBatch``.
    public func transcribe<Requests: AsyncSequence>(
        _ requests: sending Requests,
        concurrency: Int,
        resuming checkpoint: BatchCheckpoint? = nil,
        whenStopped: BatchStop = .cancelJobs
    ) -> TranscriptionBatch where Requests.Element == TranscriptionRequest {
        let run = BatchRun(self, concurrency, total: nil, resuming: checkpoint, whenStopped: whenStopped)
        run.begin(RequestIterator(requests.makeAsyncIterator()))
        return TranscriptionBatch(run: run)
    }
}

/// What becomes of the jobs under way when a batch is stopped.
public enum BatchStop: Sendable, Hashable {
    /// They are cancelled where the provider can, in up to 10 seconds, as for one request alone.
    ///
    /// A job that was cancelled so counts as never made: resuming submits its request again.
    case cancelJobs
    /// They go on, and their ids are in the checkpoint to resume from.
    case leaveJobs
}

extension Sequence {
    /// How many elements there are, where they can be counted without reading them.
    fileprivate var knownCount: Int? {
        (self as? any RandomAccessCollection).map { $0.count }
    }
}
