import Foundation
import Steno
import StenoTestSupport
import Synchronization

/// A provider with jobs and files that are there, and that can refuse to delete them.
///
/// The cursors of its lists are places counted from the beginning, so that deleting while reading would pass over some.
final class SweptProvider: FileKeepingProvider {
    private struct State {
        var jobs: [TranscriptionJob]
        var files: [StoredFile]
        var pageSize = 3
        var refusals: [String: [TranscriptionError]] = [:]
        var deletions: [(id: String, moment: Duration)] = []
        var changes: [Int: TranscriptionJob] = [:]
        var hangsFrom = Int.max
        var lists = 0
    }

    let id: ProviderID
    let capabilities: Capabilities
    private let state: Mutex<State>
    private let clock: HurriedClock?

    init(
        _ id: ProviderID = "swept",
        jobs: [TranscriptionJob] = [],
        files: [StoredFile] = [],
        pageSize: Int = 3,
        capabilities: Capabilities = .everything,
        clock: HurriedClock? = nil
    ) {
        self.id = id
        self.capabilities = capabilities
        self.clock = clock
        state = Mutex(State(jobs: jobs, files: files, pageSize: pageSize))
    }

    // MARK: What the test does and sees

    /// Has the deletions of a job or file fail with these errors, one after the other, and then succeed.
    func refuse(_ id: String, _ errors: TranscriptionError...) { state.withLock { $0.refusals[id] = errors } }

    /// Has every deletion from this one on take for ever.
    func hang(fromDeletion number: Int) { state.withLock { $0.hangsFrom = number } }

    /// Adds a job as the newest when so many deletions were tried.
    func add(_ job: TranscriptionJob, afterDeletions number: Int) { state.withLock { $0.changes[number] = job } }

    /// The deletions that were tried, in order.
    var deletions: [(id: String, moment: Duration)] { state.withLock { $0.deletions } }

    /// What was tried to be deleted, in order.
    var deleted: [String] { deletions.map(\.id) }

    /// The jobs and files that are left.
    var left: Set<String> { state.withLock { Set($0.jobs.map(\.id.rawValue) + $0.files.map(\.id)) } }

    /// How often a page of jobs was asked for.
    var lists: Int { state.withLock { $0.lists } }

    // MARK: What a provider does

    func submit(_ request: TranscriptionRequest) async throws -> TranscriptionJob { throw unused }

    func job(_ id: JobID) async throws -> TranscriptionJob { throw unused }

    func transcript(_ id: JobID) async throws -> Transcript { throw unused }

    func list(_ query: JobQuery) async throws -> JobPage {
        state.withLock { state in
            state.lists += 1
            let (page, next) = Self.page(of: state.jobs, query.cursor, state.pageSize)
            return JobPage(jobs: page, nextCursor: next)
        }
    }

    var storedFiles: PageSequence<StoredFile> {
        PageSequence(of: id) { [self] cursor in
            state.withLock { Self.page(of: $0.files, cursor, $0.pageSize) }
        }
    }

    func storedFile(of job: TranscriptionJob) -> String? { job.raw.map { String(decoding: $0.data, as: UTF8.self) } }

    func delete(_ id: JobID, withFile: Bool) async throws {
        // Another job may need the file.
        if withFile { throw unused }
        try await delete(id.rawValue)
    }

    func delete(_ id: JobID) async throws { throw unused }

    func deleteStoredFile(_ id: String) async throws { try await delete(id) }

    private func delete(_ id: String) async throws {
        let moment = clock?.now.offset ?? .zero
        let hangs = try state.withLock { state in
            state.deletions.append((id, moment))
            if let job = state.changes[state.deletions.count] { state.jobs.insert(job, at: 0) }
            if state.deletions.count >= state.hangsFrom { return true }
            if var errors = state.refusals[id], !errors.isEmpty {
                let error = errors.removeFirst()
                state.refusals[id] = errors
                throw error
            }
            state.jobs.removeAll { $0.id.rawValue == id }
            state.files.removeAll { $0.id == id }
            return false
        }
        guard hangs else { return }
        let (never, continuation) = AsyncStream<Never>.makeStream()
        for await _ in never {}
        continuation.finish()
        throw CancellationError()
    }

    private var unused: TranscriptionError {
        TranscriptionError(.unsupportedOperation, "A sweep has no need of this.", provider: id)
    }

    private static func page<Element>(of all: [Element], _ cursor: String?, _ size: Int) -> ([Element], String?) {
        let start = min(cursor.flatMap { Int($0) } ?? 0, all.count)
        let end = min(start + size, all.count)
        return (Array(all[start..<end]), end < all.count ? "\(end)" : nil)
    }
}

/// The moment of the sweeps in tests.
let today = Date(timeIntervalSince1970: 1_785_576_600)

extension TranscriptionJob {
    /// A job so many days old, perhaps made of a file.
    static func aged(
        _ id: JobID,
        days: Double?,
        _ status: JobStatus = .completed,
        file: String? = nil
    ) -> TranscriptionJob {
        var job = TranscriptionJob(id: id, provider: "swept", status: status)
        job.createdAt = days.map { today.addingTimeInterval(-$0 * 86_400) }
        job.raw = file.map { RawPayload(Data($0.utf8)) }
        return job
    }
}

extension StoredFile {
    /// A file so many days old.
    static func aged(_ id: String, days: Double?) -> StoredFile {
        StoredFile(id: id, provider: "swept", createdAt: days.map { today.addingTimeInterval(-$0 * 86_400) })
    }
}

extension SweepPolicy {
    /// A week.
    static let week = SweepPolicy(olderThan: .days(7))
    /// A week, files too.
    static let weekWithFiles = SweepPolicy(olderThan: .days(7), includesFiles: true)
}

extension Duration {
    /// So many days.
    static func days(_ count: Int) -> Duration { .seconds(count * 86_400) }
}

extension SweepFinding {
    /// What was found and what became of it, such as `a deleted` or `b kept undated`.
    var words: String {
        let id =
            switch item {
            case .job(let job): job.id.rawValue
            case .file(let file): file.id
            }
        switch outcome {
        case .deleted: return "\(id) deleted"
        case .wouldBeDeleted: return "\(id) would be deleted"
        case .kept(let reason): return "\(id) kept \(reason)"
        case .failed(let error): return "\(id) failed \(error.code)"
        }
    }
}

extension TranscriptionProvider {
    /// All that a sweep tells, on a clock on which pauses are over at once, and the error it ends with.
    func swept(
        _ policy: SweepPolicy = .week,
        clock: HurriedClock = HurriedClock(limit: .seconds(100))
    ) async -> (findings: [SweepFinding], error: TranscriptionError?) {
        var findings: [SweepFinding] = []
        do {
            for try await finding in sweep(policy, now: today, clock: clock) { findings.append(finding) }
            return (findings, nil)
        } catch {
            return (findings, error as? TranscriptionError)
        }
    }
}
