public import Foundation

extension TranscriptionProvider {
    /// Deletes old jobs, and old files that no job refers to, which a crash or a lost answer left behind.
    ///
    /// ```swift
    /// for try await finding in soniox.sweep(.init(olderThan: .seconds(7 * 86_400), includesFiles: true)) {
    ///     print(finding.item, finding.outcome)
    /// }
    /// ```
    ///
    /// Nothing happens until the sequence is read, and no more than is read of it.
    ///
    /// - Parameters:
    ///   - policy: What to delete, and how fast.
    ///   - now: The moment that ages are counted to.
    ///   - clock: What to wait by between deletions; tests pass a manual one.
    /// - Returns: What was found.
    public func sweep(
        _ policy: SweepPolicy,
        now: Date = Date(),
        clock: any Clock<Duration> = ContinuousClock()
    ) -> Sweep {
        Sweep(provider: self, judge: SweepJudge(policy: policy, now: now), clock: clock)
    }
}

/// The old jobs and files of a provider, deleted one after the other as the sequence is read, the oldest first.
///
/// Everything that the provider lists is meant, whoever made it. What is younger than the policy's age is not told
/// of. A job that is made meanwhile is younger. A job's deletion leaves its file, which then is one that no job
/// refers to. Between reading the list of jobs and deleting an old file, a minute may pass in which a new job made of
/// that file is not noticed.
///
/// A deletion that fails is told of and does not stop the others. One that the provider refuses for now, because the
/// job is being processed or there were too many requests, is tried up to three times. Of a ``CompositeProvider``
/// each member is swept that has a list and can delete, with jobs and files named as the composite names its jobs.
public struct Sweep: AsyncSequence, Sendable {
    /// The element: a job or file, and what became of it.
    public typealias Element = SweepFinding

    fileprivate let provider: any TranscriptionProvider
    fileprivate let judge: SweepJudge
    fileprivate let clock: any Clock<Duration>

    /// Begins with reading the list of jobs.
    public func makeAsyncIterator() -> Iterator {
        Iterator(sweep: self)
    }

    /// Finds and deletes.
    public struct Iterator: AsyncIteratorProtocol {
        private let sweep: Sweep
        /// Those that are not done; nil before the first was begun.
        private var lanes: [SweepLane]?
        private var failure: TranscriptionError?

        fileprivate init(sweep: Sweep) {
            self.sweep = sweep
        }

        /// What was found next, or nil at the end.
        ///
        /// - Throws: ``TranscriptionError``; before any call `invalidRequest` for a policy that would delete
        ///   everything or nothing, and `unsupportedOperation` where the provider has no list or cannot delete. Later
        ///   what listing throws, and the error of a deletion, once it was told of, that no other would be spared: a
        ///   key that is refused, or ten failures in a row of the service. After any error, and when the task is
        ///   cancelled, the sweep is over; what was not told of stays, but for a deletion that was under way.
        public mutating func next() async throws -> SweepFinding? {
            var lanes = try self.lanes ?? begun()
            self.lanes = []
            while !lanes.isEmpty {
                do {
                    if let finding = try await lanes[0].next() {
                        self.lanes = lanes
                        return finding
                    }
                } catch {
                    let error = TranscriptionError(error, of: sweep.provider)
                    if Task.isCancelled {
                        failure = nil
                        throw error
                    }
                    failure = failure ?? error
                }
                lanes.removeFirst()
            }
            defer { failure = nil }
            if let failure { throw failure }
            return nil
        }

        private mutating func begun() throws -> [SweepLane] {
            lanes = []
            let provider = sweep.provider
            try sweep.judge.policy.check(for: provider.id)
            let found = Self.lanes(of: provider, in: [], sweep.judge, PassedTime(sweep.clock))
            guard !found.isEmpty else {
                throw TranscriptionError(
                    .unsupportedOperation,
                    "\(provider.id) cannot be swept, as that takes a list of jobs and a way to delete them.",
                    provider: provider.id
                )
            }
            return found
        }

        private static func lanes(
            of provider: any TranscriptionProvider,
            in levels: [SweepLane.Level],
            _ judge: SweepJudge,
            _ time: PassedTime
        ) -> [SweepLane] {
            if let composite = provider as? any CompositeProvider {
                return composite.members.flatMap { member in
                    lanes(of: member.provider, in: [(composite.routing, member)] + levels, judge, time)
                }
            }
            let isAble = [.list, .delete].allSatisfy { provider.capabilities.support(for: $0) != .unsupported }
            return isAble ? [SweepLane(provider, in: levels, judge, time)] : []
        }
    }
}
