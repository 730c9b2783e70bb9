import Foundation
import Logging
import StenoTestSupport
import Synchronization
import Testing

@testable import Steno

/// A provider whose jobs end at moments of a manual clock, and which writes down when it was called for what.
final class TimedProvider: TranscriptionProvider {
    /// A call and its moment.
    struct Call: Hashable {
        enum Kind: Hashable {
            case job(JobID)
            case page(String?)
            case transcript(JobID)
        }

        var kind: Kind
        var moment: Duration

        /// Whether the call asks for the state of jobs.
        var isAsk: Bool {
            if case .transcript = kind { false } else { true }
        }
    }

    private struct State {
        var ends: [JobID: Duration] = [:]
        var order: [JobID] = []
        var calls: [Call] = []
        var requests: [TranscriptionRequest] = []
    }

    let id: ProviderID = "timed"
    let capabilities: Capabilities
    private let clock: ManualClock
    private let length: @Sendable (Int) -> Duration
    private let isListed: @Sendable (JobID) -> Bool
    private let pageSize: Int
    private let fault: @Sendable (Call) async throws -> Void
    private let nextCursor: @Sendable (String) -> String
    private let state = Mutex(State())

    /// Each job takes as long as the function of its number says; where the function throws, so does the call.
    init(
        clock: ManualClock,
        listing: Capabilities.Listing? = nil,
        pageSize: Int = 10,
        webhooks: Capabilities.WebhookAuthentication? = nil,
        isListed: @escaping @Sendable (JobID) -> Bool = { _ in true },
        fault: @escaping @Sendable (Call) async throws -> Void = { _ in },
        nextCursor: @escaping @Sendable (String) -> String = { $0 },
        length: @escaping @Sendable (Int) -> Duration
    ) {
        var capabilities = Capabilities.everything
        capabilities.listing = listing
        capabilities.webhookAuthentication = webhooks
        self.capabilities = capabilities
        self.clock = clock
        self.pageSize = pageSize
        self.isListed = isListed
        self.fault = fault
        self.nextCursor = nextCursor
        self.length = length
    }

    var calls: [Call] { state.withLock { $0.calls } }

    var requests: [TranscriptionRequest] { state.withLock { $0.requests } }

    /// The asks for one job alone.
    func asks(for id: JobID) -> [Duration] { calls.filter { $0.kind == .job(id) }.map(\.moment) }

    var pages: [Call] { calls.filter { if case .page = $0.kind { true } else { false } } }

    var singleAsks: [Call] { calls.filter { if case .job = $0.kind { true } else { false } } }

    func submit(_ request: TranscriptionRequest) async throws -> TranscriptionJob {
        let now = clock.now.offset
        let id: JobID = state.withLock { state in
            let number = state.order.count
            let id = JobID(rawValue: "\(number)")
            state.order.append(id)
            state.ends[id] = now + length(number)
            state.requests.append(request)
            return id
        }
        return snapshot(id, .queued)
    }

    func job(_ id: JobID) async throws -> TranscriptionJob {
        let call = note(.job(id))
        let answer = Result { try current(id, isListed: false) }
        try await fault(call)
        return try answer.get()
    }

    func transcript(_ id: JobID) async throws -> Transcript {
        try await fault(note(.transcript(id)))
        return Transcript(text: "Transcript \(id).")
    }

    /// Pages of jobs, the newest first; a cursor is the number of jobs before.
    func list(_ query: JobQuery) async throws -> JobPage {
        let call = note(.page(query.cursor))
        let start = query.cursor.flatMap { Int($0) } ?? 0
        let listed = state.withLock { $0.order }.reversed().filter(isListed)
        let page = listed.dropFirst(start).prefix(min(pageSize, query.limit ?? pageSize))
        let isLast = start + page.count >= listed.count
        let jobs = try page.map { try current($0, isListed: true) }
        try await fault(call)
        return JobPage(jobs: jobs, nextCursor: isLast ? nil : nextCursor("\(start + page.count)"))
    }

    /// The job as it ended, as a signed delivery may hold it.
    func ended(_ id: JobID) -> TranscriptionJob { snapshot(id, .completed) }

    private func note(_ kind: Call.Kind) -> Call {
        let call = Call(kind: kind, moment: clock.now.offset)
        state.withLock { $0.calls.append(call) }
        return call
    }

    private func current(_ id: JobID, isListed: Bool) throws -> TranscriptionJob {
        guard let end = state.withLock({ $0.ends[id] }) else {
            throw TranscriptionError(.notFound, "No such job.", provider: self.id)
        }
        var job = snapshot(id, clock.now.offset < end ? .running : .completed)
        if !isListed || capabilities.listing?.hasWholeJobs == true { job.model = "whole" }
        return job
    }

    private func snapshot(_ id: JobID, _ status: JobStatus) -> TranscriptionJob {
        TranscriptionJob(id: id, provider: self.id, status: status)
    }
}

/// Hangs until the task is cancelled.
func hang() async {
    let (never, continuation) = AsyncStream<Never>.makeStream()
    for await _ in never {}
    continuation.finish()
}

/// Looks again and again until a condition holds, and lets others go on in between.
///
/// What is looked for comes about by itself in no time; only how long that takes depends on the machine.
func until(_ condition: () -> Bool) async {
    var looks = 0
    while !condition() {
        looks += 1
        // Yielding alone would keep tasks of lower priority from running where many tests look at once.
        if looks % 10 == 0 { await turnOfLowestPriority() } else { await Task.yield() }
    }
}

/// Returns when a new task of the lowest priority has had its turn.
private func turnOfLowestPriority() async {
    await withCheckedContinuation { continuation in
        // Not awaited itself, which would raise its priority.
        Task.detached(priority: .background) { continuation.resume() }
    }
}

/// A client on a manual clock that goes on by itself from one moment something is due to the next.
struct ClockedClient {
    let clock: ManualClock
    let client: TranscriptionClient

    init(
        _ clock: ManualClock,
        _ provider: any TranscriptionProvider,
        _ policy: PollPolicy,
        signer: CallbackSigner? = nil
    ) {
        self.clock = clock
        client = TranscriptionClient(
            provider: provider,
            pollPolicy: policy,
            callbackSigner: signer,
            clock: clock,
            generator: SeededGenerator(seed: 1),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
    }

    var load: Poller.Load { client.poller.load }

    /// Submits a request with an address for deliveries or without, and returns the handle.
    func submit(webhook: Bool = false, reference: String? = nil) async throws -> TranscriptionHandle {
        var request = TranscriptionRequest(audio: .stored(id: "x"), clientReference: reference)
        if webhook { request.webhook = try Webhook(url: #require(URL(string: "https://example.org/hook"))) }
        return try await client.submit(request)
    }

    /// Waits until nothing is under way but the timer.
    func untilQuiet() async {
        await until {
            let load = load
            let sleepers = load.alarm == nil ? 0 : 1
            return load.calls == 0 && !load.isTelling && clock.sleeperCount == sleepers
        }
    }

    /// Waits until it is known of all jobs that the provider does not push them, and nothing is under way but the timer.
    func untilSettled() async {
        await until { client.poller.crowd.followed == 0 }
        await untilQuiet()
    }

    /// Waits until so many wait, and nothing is under way but the timer.
    func untilWaiting(_ watchers: Int) async {
        await until { client.poller.crowd.watchers == watchers }
        await untilSettled()
    }

    /// Lets time pass from one moment something is due to the next, up to a moment or until nobody waits.
    func pass(until end: Duration) async {
        await untilSettled()
        while true {
            await untilQuiet()
            guard let alarm = load.alarm, alarm <= end else { break }
            clock.advance(by: alarm - clock.now.offset)
        }
        if load.alarm != nil { clock.advance(by: end - clock.now.offset) }
        await untilQuiet()
    }
}

extension Array {
    /// The most elements in any second, by a moment of each, in order.
    func mostInASecond(_ moment: (Element) -> Duration) -> Int {
        var most = 0
        var first = 0
        for index in indices {
            while moment(self[index]) - moment(self[first]) >= .seconds(1) { first += 1 }
            most = Swift.max(most, index - first + 1)
        }
        return most
    }
}
