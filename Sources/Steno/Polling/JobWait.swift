/// A wait for a job's end.
///
/// A class of its own, and nothing inlined into the waiting that could be left out, so that a task that waits keeps little:
/// its frames hold what was on the stack for as long as the wait lasts, and they come in pieces of a kilobyte.
final class JobWait: Sendable {
    /// When the wait began, by the poller's time.
    let begun: Duration
    private let poller: Poller
    private let inHand: JobInHand
    private let ticket: Int

    private init(_ inHand: JobInHand, _ poller: Poller) {
        self.poller = poller
        self.inHand = inHand
        begun = poller.time.elapsed
        ticket = poller.nextNumber()
    }

    /// A wait that begins now.
    ///
    /// Not inlined, so that it is on the heap and not in the task's frames.
    @inline(never)
    static func begin(for inHand: JobInHand, in poller: Poller) -> JobWait {
        JobWait(inHand, poller)
    }

    /// Waits.
    ///
    /// - Returns: The terminal snapshot.
    /// - Throws: ``TranscriptionError`` with the job's last state, at once when the deadline passes or the task is cancelled.
    @inline(__always)
    func end() async throws -> JobSnapshot {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { watch($0) }
        } onCancel: {
            cancel()
        }
    }

    @inline(never)
    private func watch(_ continuation: CheckedContinuation<JobSnapshot, any Error>) {
        if let ended = inHand.ended { return continuation.resume(returning: ended) }
        poller.watch(inHand, JobWatcher(ticket: ticket, purpose: .end(continuation), inHand: inHand))
        // Cancelled before there was anyone to take out.
        if Task.isCancelled { cancel() }
    }

    @inline(never)
    private func cancel() {
        poller.unwatch(ticket, of: inHand.id)
    }
}
